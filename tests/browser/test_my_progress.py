"""My progress in the book: it adds up as Python does, leads to what is due, keeps to itself, and
goes to JupyterLab and back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from ketamine_course import progress
from ketamine_course.progress import Store, learner, store
from ketamine_course.progress.my_progress import Report
from ketamine_course.progress.summary import summarise
from ketamine_course.progress.syllabus import lessons, syllabus
from ketamine_course.quiz import bank
from ketamine_course.quiz.definition import define

from ..histories import NOW, answer, history, moment

SYLLABUS = syllabus(lessons())
QUIZ = next(quiz for quiz in SYLLABUS["quizzes"] if quiz["id"] == "lesson-05")
PAGE = "book/my-progress.html"
TOTAL = sum(len(quiz["items"]) for quiz in SYLLABUS["quizzes"])
KEEP = """([attempts, read]) => {
  for (const [quiz, some] of Object.entries(attempts))
    localStorage.setItem(`ketamine-course:attempts:${quiz}`, JSON.stringify(some));
  localStorage.setItem("ketamine-course:read", JSON.stringify(read));
}"""
MINE = "Object.keys(localStorage).filter((key) => key.startsWith('ketamine-course:')).sort()"


def remember(page: Page, attempts: list[dict[str, Any]], read: dict[str, str]) -> None:
    """Make this browser keep these, and show the page again."""
    by_quiz = defaultdict(list)
    for each in sorted(attempts, key=lambda each: each["submitted"]):
        by_quiz[each["quiz"]].append(each)
    page.evaluate(KEEP, [by_quiz, read])
    page.reload()


@pytest.fixture
def mine(page: Page, book: str) -> Page:
    """My progress, on a day that does not change."""
    page.clock.set_fixed_time(NOW)
    page.goto(book + PAGE)
    return page


def test_page_and_python_add_up_the_same_and_plan_the_same_days(mine: Page):
    for seed in range(60):
        attempts, read = history(SYLLABUS, seed)
        there = mine.evaluate(
            "([syllabus, attempts, read, today]) => KetamineCourseSummary.summarise(syllabus,"
            " attempts, read, today)",
            [SYLLABUS, attempts, read, "2026-11-23"],
        )
        assert there == summarise(SYLLABUS, attempts, read, "2026-11-23"), f"history {seed}"


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-31",
        "2026-99-99",
        "0001-01-01",
        "9999-12-31",
        "1999-12-31",
        "2999-12-31",
        "2000-01-01",
    ],
)
def test_a_day_that_there_is_not_stops_neither(mine: Page, day: str):
    items = [item for item in QUIZ["items"] if item["graded"]]
    attempts = [
        answer(QUIZ, items[0], NOW, score=0, submitted=f"{day}T10:00:00Z"),
        answer(QUIZ, items[1], NOW, score=0),
    ]
    there = mine.evaluate(
        "([s, a]) => KetamineCourseSummary.summarise(s, a, {}, '2026-11-23')", [SYLLABUS, attempts]
    )
    assert there == summarise(SYLLABUS, attempts, {}, "2026-11-23")


def test_answers_that_somebody_tampered_with_are_passed_over(mine: Page):
    first = next(item for item in QUIZ["items"] if item["graded"])
    bad = [
        {"submitted": "x"},
        {"score": None},
        {"max_score": None},
        {"confidence": "sure"},
        {"bank_version": "1"},
        {"item": "__proto__"},
    ]
    remember(
        mine,
        [
            {**answer(QUIZ, first, NOW, attempt_id=str(number)), **fields}
            for number, fields in enumerate(bad)
        ],
        {},
    )
    expect(mine.locator("#kc-progress-line")).to_have_text(
        f"0 of 11 lessons read to the end, 1 of {TOTAL} questions answered."
    )


def test_the_page_knows_the_questions_of_the_banks(mine: Page):
    assert (
        mine.evaluate("JSON.parse(document.getElementById('kc-syllabus').textContent)") == SYLLABUS
    )


def test_nothing_answered_yet_is_said_kindly(mine: Page):
    expect(mine.locator("#kc-progress-line")).to_contain_text("Nothing answered yet.")
    expect(mine.get_by_role("link", name="Start with lesson 01")).to_be_visible()
    expect(mine.get_by_text("Questions that you miss will wait for you here.")).to_be_visible()
    assert mine.evaluate(MINE) == []  # looking leaves nothing behind


def test_a_table_says_what_was_read_answered_and_earned(mine: Page):
    first, second = [item for item in QUIZ["items"] if item["graded"]][:2]
    remember(
        mine, [answer(QUIZ, first, NOW, score=0.5), answer(QUIZ, second, NOW)], {"05": moment(NOW)}
    )
    expect(mine.locator("#kc-progress-line")).to_have_text(
        f"1 of 11 lessons read to the end, 2 of {TOTAL} questions answered."
    )
    row = mine.get_by_role("table", name="What you read and answered").get_by_role(
        "row", name="05 Safety and side effects"
    )
    assert [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()] == [
        "23 Nov 2026",
        f"2 of {len(QUIZ['items']) + 2}",
        "1.5 of 2",
        "1.5 of 2",
        "–",
        "0",
    ]
    expect(
        mine.get_by_text("Nothing to answer again today. 1 question, the next on 24 Nov 2026.")
    ).to_be_visible()


def test_a_missed_question_is_one_link_away_and_answering_it_counts(mine: Page):
    item = define(bank.load("lesson-05"))["items"][0]
    asked = next(each for each in QUIZ["items"] if each["id"] == item["id"])
    wrong, right = (
        next(option for option in item["options"] if option["correct"] is truth)
        for truth in (False, True)
    )
    remember(mine, [answer(QUIZ, asked, NOW.replace(day=20), score=0, response=wrong["id"])], {})
    expect(mine.locator("#kc-progress-line")).to_contain_text("1 question to answer again today.")
    mine.get_by_role("link", name="Lesson 05, question 1").focus()
    mine.keyboard.press("Enter")

    question = mine.locator(
        f"section.kc-quiz[data-quiz=lesson-05] fieldset[data-item={item['id']}]"
    )
    expect(question.locator(".kc-legend")).to_be_in_viewport()
    # Empty, for the earlier answer would give it away; and ready for the keyboard.
    expect(question.locator("input:checked")).to_have_count(0)
    expect(question.locator("input").first).to_be_focused()
    expect(question).to_have_attribute("data-status", "open")
    question.get_by_label(right["text"]).focus()
    mine.keyboard.press("Space")
    question.get_by_role("button", name="Check answer").focus()
    mine.keyboard.press("Enter")
    expect(question).to_have_attribute("data-status", "correct")
    assert (
        mine.evaluate("KetamineCourseReading.read()") == {}
    )  # who came for one question has not read the lesson

    mine.get_by_role("link", name="Back to my progress").click()
    expect(mine.locator("#kc-progress-line")).to_have_text(
        f"0 of 11 lessons read to the end, 1 of {TOTAL} questions answered."
    )
    expect(
        mine.get_by_text("Nothing to answer again today. 1 question, the next on")
    ).to_be_visible()
    assert len(mine.evaluate("KetamineCourseStore.exported().attempts")) == 2


def test_a_link_to_no_question_shows_the_lesson(page: Page, book: str):
    for anchor in ("#review/lesson-05/gone", "#review/gone/gone", "#review/", '#review/a"]/b'):
        page.goto(book + "notebooks/05-safety.html" + anchor)
        page.reload()
        expect(page.locator(".kc-again")).to_have_count(0)


def test_erasing_takes_everything_after_one_confirmed_click(mine: Page):
    remember(mine, *history(SYLLABUS, 3))
    mine.evaluate(
        "localStorage.setItem('ketamine-course:mode', 'dark');"
        " localStorage.setItem('ketamine-course:learner', 'me');"
        " localStorage.setItem('another-site', 'stays')"
    )
    mine.get_by_role("button", name="Erase my answers").click()
    mine.get_by_role("button", name="No, keep them").click()
    assert mine.evaluate(MINE)
    mine.get_by_role("button", name="Erase my answers").click()
    mine.get_by_role("button", name="Yes, erase").click()
    assert (
        mine.evaluate(MINE) == []
        and mine.evaluate("localStorage.getItem('another-site')") == "stays"
    )
    expect(mine.locator("#kc-progress-line")).to_contain_text("Nothing answered yet.")
    expect(mine.get_by_text("Your answers were erased.")).to_be_visible()


def test_reading_a_lesson_to_its_end_is_remembered_and_opening_it_is_not(page: Page, book: str):
    page.goto(book + "notebooks/05-safety.html")
    assert page.evaluate("KetamineCourseReading.read()") == {}
    page.evaluate(
        "() => new Promise((resolve) => { KetamineCourseReading.onChange(() => resolve());"
        " document.getElementById('sources').scrollIntoView(); })"
    )
    first = page.evaluate("KetamineCourseReading.read()")
    assert list(first) == ["05"]
    page.evaluate("KetamineCourseReading.add({ '05': '2099-01-01T00:00:00.000Z' })")
    assert page.evaluate("KetamineCourseReading.read()") == first


@pytest.mark.parametrize(
    "kept",
    ["{not json", "[]", "7", "null", '{"05": 5, "__proto__": "x", "six": "2026-01-01T10:00:00Z"}'],
)
def test_marks_that_are_none_are_passed_over(mine: Page, kept: str):
    mine.evaluate("(kept) => localStorage.setItem('ketamine-course:read', kept)", kept)
    mine.reload()
    expect(mine.locator("#kc-progress-line")).to_contain_text("Nothing answered yet.")


def test_a_browser_that_keeps_nothing_still_shows_the_page(browser: Browser, book: str):
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no',"
        " 'SecurityError'); }})"
    )
    page.goto(book + PAGE)
    expect(page.locator("#kc-progress-line")).to_contain_text("Nothing answered yet.")
    context.close()


def test_from_the_book_to_jupyterlab_and_back_and_twice(
    mine: Page, book: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'lab.sqlite3').as_posix()}")
    monkeypatch.setenv(learner.VARIABLE, "me")
    attempts, read = history(SYLLABUS, 5)
    remember(mine, attempts, read)
    shown = mine.locator("#kc-progress-lessons").inner_text()
    with mine.expect_download() as download:
        mine.get_by_role("button", name="Export my answers").click()
    download.value.save_as(tmp_path / "book.json")
    assert progress.import_attempts(tmp_path / "book.json") == len(attempts)
    assert progress.import_attempts(tmp_path / "book.json") == 0
    assert Store().read("me") == read
    first = next(item for item in QUIZ["items"] if item["graded"])
    Store().add(
        [
            progress.Attempt.model_validate(
                answer(QUIZ, first, NOW, learner="me", host="kernel", attempt_id="in-lab")
            )
        ]
    )
    progress.export_attempts(tmp_path / "lab.json")

    elsewhere = browser.new_context(service_workers="block")
    page = elsewhere.new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(book + PAGE)
    page.locator("#kc-import").set_input_files(tmp_path / "book.json")
    expect(page.locator(".kc-answers-message")).to_have_text(
        f"{len(attempts)} answers imported. {len(read)} lessons marked as read."
    )
    assert page.locator("#kc-progress-lessons").inner_text() == shown
    page.locator("#kc-import").set_input_files(tmp_path / "lab.json")
    expect(page.locator(".kc-answers-message")).to_have_text("1 answer imported.")
    page.locator("#kc-import").set_input_files(tmp_path / "lab.json")
    expect(page.locator(".kc-answers-message")).to_contain_text("Nothing new")
    assert page.evaluate("KetamineCourseStore.exported().attempts.length") == len(attempts) + 1
    today = Report(today="2026-11-23").summary
    assert (
        page.evaluate(
            "([s, t]) => KetamineCourseSummary.summarise(s,"
            " KetamineCourseStore.exported().attempts, KetamineCourseReading.read(), t)",
            [SYLLABUS, "2026-11-23"],
        )
        == today
    )
    elsewhere.close()


def test_nothing_leaves_the_machine(mine: Page, book: str, tmp_path: Path):
    asked: list[Request] = []
    # Playwright takes no built-in function.
    mine.context.on("request", lambda request: asked.append(request))  # noqa: PLW0108
    remember(mine, *history(SYLLABUS, 7))
    mine.locator("#kc-sheet-name").fill("Somebody")
    mine.evaluate("window.print = () => {}")
    mine.get_by_role("button", name="Print the summary").click()
    with mine.expect_download() as download:
        mine.get_by_role("button", name="Export my answers").click()
    download.value.save_as(tmp_path / "mine.json")
    mine.locator("#kc-import").set_input_files(tmp_path / "mine.json")
    expect(mine.locator(".kc-answers-message")).to_contain_text("Nothing new")
    sent = [
        request for request in asked if not request.url.startswith("blob:")
    ]  # the download itself, which stays in the browser
    assert sent and all(request.url.startswith(book) for request in sent)
    assert all(request.method == "GET" and request.post_data is None for request in sent)
    assert all(
        "?" not in request.url or request.url.split("?")[1].startswith("v=") for request in sent
    )
    assert (
        "Somebody"
        not in json.dumps(mine.evaluate("({ ...localStorage })"))
        + (tmp_path / "mine.json").read_text()
        + mine.url
    )


def test_the_summary_on_paper_claims_no_accreditation_and_bears_a_name_only_if_given(mine: Page):
    remember(mine, *history(SYLLABUS, 7))
    mine.evaluate("window.print = () => {}")
    mine.locator("#kc-sheet-name").fill("Ada <b>L</b>")
    mine.get_by_role("button", name="Print the summary").click()
    mine.emulate_media(media="print")
    sheet = mine.locator("#kc-progress-sheet")
    expect(sheet).to_contain_text(
        "It is no certificate and carries no accreditation, credit or permission to practise."
    )
    expect(sheet.locator(".kc-sheet-name")).to_have_text("Ada <b>L</b>")
    expect(sheet.get_by_role("row")).to_have_count(12)
    for other in ("h1", "#kc-progress-line", "#kc-progress-lessons", "#kc-my-answers", ".kc-gain"):
        expect(mine.locator(other).first).to_be_hidden()
    mine.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sheet).to_be_hidden()
    mine.emulate_media(media="screen")
    mine.locator("#kc-sheet-name").fill("")
    expect(sheet.locator(".kc-sheet-name")).to_have_count(0)


def test_somebody_who_did_it_all_reads_so(mine: Page):
    everything = [
        answer(quiz, item, NOW.replace(day=1 if quiz["id"] == "pre-test" else 2), confidence=0.75)
        for quiz in SYLLABUS["quizzes"]
        for item in quiz["items"]
    ]
    remember(mine, everything, {lesson["lesson"]: moment(NOW) for lesson in SYLLABUS["lessons"]})
    sheet = mine.locator("#kc-progress-sheet")
    assert "All lessons read and every question answered." in sheet.text_content()
    assert "The two tests. Before: 12 of 12 points. After: 12 of 12." in sheet.text_content()
    expect(
        mine.get_by_text("Nothing to answer again: you have missed no question.")
    ).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("seed", [None, 7], ids=["empty", "half-way"])
def test_everybody_can_use_it(
    browser: Browser, book: str, width: int, theme: str, seed: int | None
):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, service_workers="block"
    )
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(book + PAGE)
    if seed is not None:
        remember(page, *history(SYLLABUS, seed))
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    )
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_a_phone_keeps_the_table_a_table(browser: Browser, book: str):
    context = browser.new_context(viewport={"width": 390, "height": 900}, service_workers="block")
    page = context.new_page()
    page.goto(book + PAGE)
    remember(page, *history(SYLLABUS, 7))
    table = page.get_by_role("table", name="What you read and answered")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    expect(table.get_by_role("row")).to_have_count(12)
    expect(table.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(6)
    context.close()


def test_lessons_and_the_landing_page_lead_here(page: Page, book: str):
    for where in ("book/index.html", "notebooks/05-safety.html"):
        page.goto(book + where)
        page.locator(".bd-article").get_by_role("link", name="My progress").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("My progress")
