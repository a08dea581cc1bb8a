"""What every kind of question owes to pages, paper, exports and reports."""

from __future__ import annotations

import pytest

from ketamine_course.quiz import frontend, kinds, render
from ketamine_course.templates import environment

from ..quiz_evidence import definition

ITEMS = {
    item["type"]: item
    for id in ("six-kinds", "made-leaflet")
    for item in definition(id)["items"]
    if item["id"] != "guess-box"
}
ANSWERS = {  # each with the parts that it picks
    "choice": ("a-non-medical-setting", [False, True, False]),
    "multiple": (["alternatives", "what-is-unknown"], [True, True, False, False]),
    "classify": (
        {"bp": "care", "bag": "care", "float": "either", "drive": "either"},
        [True, False, True, False],
    ),
    "order": (["sea", "hill", "peak", "moon"], []),
    "estimate": (41, None),
    "survey": ("in-the-news", [False, True]),
    "mark": (["nobody-sinks"], [False, True, False, False]),
}


@pytest.mark.parametrize("name", kinds.KINDS)
def test_a_kind_has_a_template_for_page_and_paper_and_a_script(name: str):
    module = environment().get_template(f"quiz/kinds/{name}.html").module
    for macro in ("words", "how", "body", "paper", "sheet", "sheet_key"):
        assert callable(getattr(module, macro)), macro
    assert (frontend.FOLDER / "kinds" / f"{name}.js").exists()


@pytest.mark.parametrize("name", kinds.KINDS)
def test_what_a_response_picks_is_counted_for_the_report(name: str):
    item, (response, picked) = ITEMS[name], ANSWERS[name]
    kind = kinds.of(item)
    assert kind.fits(item, response)
    found = kind.picked(item, response)
    assert len(found) == len(kind.picks(item))
    if picked is None:
        assert sum(found) == 1
    else:
        assert found[: len(picked)] == picked
    if kind.graded and found and isinstance(response, str | list):
        assert [text for _, text, right in kind.picks(item) if right] == kind.solution(item)


def test_a_text_to_mark_reaches_paper_and_platforms_as_a_question_with_several_answers():
    item = ITEMS["mark"]
    kind = kinds.of(item)
    asked = kind.question(item)
    assert (
        asked
        == "Which sentences of this leaflet mislead? (Leaflet, made up; choose all that mislead)"
    )
    paper = render.html("publish/paper.html", quiz=definition("made-leaflet"), key="#key")
    assert '<p class="kc-text-heading">Leaflet, made up</p>' in paper
    assert paper.count("<li>☐ ") == 4 and "Some people sink." not in paper
    assert kind.credit(item, ["nobody-sinks", "some-people-float"]) == 0
