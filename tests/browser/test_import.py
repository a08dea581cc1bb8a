"""Importing results files on the privacy page: the same files get the same answer as in Python, and
a bad one changes nothing.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from ketamine_course.progress import schema
from ketamine_course.publish import assets

from ..results_files import ANSWER, CASES, results_file

KEPT = (
    "Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.includes('attempts')))"
)
MINE = {"ketamine-course:attempts:lesson-05": json.dumps([{**ANSWER, "attempt_id": "kept"}])}
UPLOAD = """async ([name, text]) => {
  const said = document.querySelector(".kc-answers-message");
  said.textContent = "";
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  const chooser = document.getElementById("kc-import");
  chooser.files = files.files;
  const heard = new Promise((resolve) => new MutationObserver(resolve).observe(said, {
    childList: true }));
  chooser.dispatchEvent(new Event("change"));
  await heard;
  return said.textContent;
}"""


@pytest.fixture
def privacy(page: Page, book: str) -> Page:
    """The privacy page of somebody who has given an answer."""
    page.goto(book + "book/privacy.html")
    remember(page, MINE)
    return page


def remember(page: Page, kept: dict[str, str]) -> None:
    """Make this browser keep just ``kept``."""
    page.evaluate(
        "(kept) => { localStorage.clear(); for (const [key, text] of Object.entries(kept))"
        " localStorage.setItem(key, text); }",
        kept,
    )


def test_a_bad_file_is_refused_with_field_and_remedy_and_nothing_changes(privacy: Page):
    for name, text, reason in CASES:
        if reason:
            said = privacy.evaluate(UPLOAD, ["mine.json", text])
            assert f"mine.json was not imported and nothing has changed: {reason}" in said, name
            assert privacy.evaluate(KEPT) == MINE, name


def test_a_good_file_is_taken_once_and_beside_what_was_kept(privacy: Page):
    for name, text, reason in CASES:
        if reason is None:
            remember(privacy, MINE)
            number = len(json.loads(text)["attempts"])
            said = privacy.evaluate(UPLOAD, ["mine.json", text])
            lessons = len(json.loads(text).get("read", {}))
            marked = f" {lessons} lessons marked as read." if lessons else ""
            assert said == (
                f"{number} answers imported.{marked}"
                if number
                else "Nothing new: every answer in this file was here already."
            ), name
            assert "Nothing new" in privacy.evaluate(UPLOAD, ["mine.json", text])
            kept = json.loads(privacy.evaluate(KEPT)["ketamine-course:attempts:lesson-05"])
            assert sorted(each["attempt_id"] for each in kept) == sorted(
                ["kept", *(each["attempt_id"] for each in json.loads(text)["attempts"])]
            ), name


def test_a_file_nested_without_end_is_refused(privacy: Page):
    assert "it is damaged, expected JSON" in privacy.evaluate(UPLOAD, ["mine.json", "[" * 100_000])
    assert privacy.evaluate(KEPT) == MINE


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (
            "localStorage.setItem('ketamine-course:attempts:lesson-06', '{not json')",
            "what this browser kept for lesson-06 is damaged. Erase your answers first",
        ),
        (
            (
                "const real = Storage.prototype.setItem; Storage.prototype.setItem = function (key,"
                " text) { if (key.endsWith('lesson-06')) throw new DOMException('full',"
                " 'QuotaExceededError'); real.call(this, key, text); }"
            ),
            "this browser has no room left. Remove data of other sites",
        ),
        (
            (
                "Object.defineProperty(window, 'localStorage', {get() { throw new"
                " DOMException('no', 'SecurityError'); }})"
            ),
            "this browser keeps nothing for this page. Allow it",
        ),
    ],
    ids=["damaged", "full", "blocked"],
)
def test_a_file_of_two_quizzes_is_taken_whole_or_not_at_all(
    privacy: Page, trouble: str, reason: str
):
    privacy.evaluate(f"() => {{ window.box = localStorage; {trouble} }}")
    before = privacy.evaluate(KEPT.replace("localStorage", "box"))
    text = json.dumps(
        results_file(
            {**ANSWER, "attempt_id": "new"}, {**ANSWER, "attempt_id": "other", "quiz": "lesson-06"}
        )
    )
    said = privacy.evaluate(UPLOAD, ["mine.json", text])
    assert "was not imported and nothing has changed" in said and reason in said
    assert privacy.evaluate(KEPT.replace("localStorage", "box")) == before


def test_what_the_book_exports_is_what_the_schema_describes(page: Page, book: str):
    import jsonschema

    page.goto(book + "notebooks/05-safety.html")
    question = page.locator("section.kc-quiz[data-quiz=lesson-05] fieldset[data-type=choice]").first
    question.locator("input").first.check()
    question.get_by_role("button", name="Check answer").click()
    exported = page.evaluate("KetamineCourseStore.exported()")
    assert len(exported["attempts"]) == 1
    jsonschema.Draft202012Validator(schema.json_schema()).validate(exported)


def test_the_reader_knows_every_keyword_of_the_schema():
    source = assets.results_file_script()
    told = {"description", "title"}

    def keywords(form: dict[str, Any]) -> set[str]:
        parts = [
            *form.get("anyOf", []),
            *(
                form[name]
                for name in ("items", "additionalProperties", "propertyNames")
                if name in form
            ),
        ]
        return set(form).union(*map(keywords, parts))

    attempt = schema.json_schema()["properties"]["attempts"]["items"]
    assert set(attempt) == {
        "additionalProperties",
        "description",
        "properties",
        "required",
        "title",
        "type",
    }
    assert attempt["additionalProperties"] is False and set(attempt["required"]) == set(
        attempt["properties"]
    )
    for field in attempt["properties"].values():
        assert field["description"] and all(
            f"    {word}: (value, " in source for word in keywords(field) - told
        )
