"""What trainers are promised: slides that run from a folder without a network, and a hospital's
quiz from one text file.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from ketamine_course.publish import slides

from .conftest import NOTEBOOKS, ROOT, Visit, watch


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The slides, written afresh to a folder of their own."""
    folder = tmp_path_factory.mktemp("slides")
    slides.write(ROOT, folder)
    return folder


@pytest.fixture
def talk(browser: Browser) -> Iterator[Visit]:
    """A page of 1280 by 720 without a network; the test fails if it asked for anything or logged an
    error.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    visit = watch(context)
    yield visit
    context.close()
    assert not visit.outside and not visit.errors, (visit.outside, visit.errors)


def place(page: Page) -> int:
    """The number of the slide that the window shows."""
    return page.evaluate(
        "[...document.querySelectorAll('.kc-slide')].findIndex((s) =>"
        " Math.abs(s.getBoundingClientRect().top) < 5) + 1"
    )


def number_of(page: Page, selector: str) -> int:
    """The number of the first slide that holds ``selector``."""
    return page.evaluate(
        "(selector) => [...document.querySelectorAll('.kc-slide')].findIndex((s) =>"
        " s.querySelector(selector)) + 1",
        selector,
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lessons_slides_open_without_a_network_move_answer_and_show_a_chart(folder, talk, path):
    page = talk.page
    page.goto((folder / f"{path.stem}.html").as_uri())
    total = page.locator(".kc-slide").count()
    assert total > 20
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert place(page) == 3
    page.keyboard.press("ArrowLeft")
    assert place(page) == 2
    page.keyboard.press("End")
    assert place(page) == total and page.url.endswith(f"#s{total}")
    page.keyboard.press("Home")
    assert place(page) == 1

    page.keyboard.press("n")
    notes = page.locator(".kc-notes")
    expect(notes).to_be_visible()
    assert len(notes.inner_text()) > 40
    page.keyboard.press("n")
    expect(notes).to_be_hidden()

    page.evaluate(
        "(number) => document.querySelectorAll('.kc-slide')[number - 1].scrollIntoView()",
        number_of(page, "figure.kc-chart"),
    )
    expect(page.locator("figure.kc-chart").first).to_have_attribute(
        "data-status", "live", timeout=20_000
    )

    question = page.locator('.kc-slide:has([data-view="ask"]) .kc-item[data-type="choice"]').first
    question.scroll_into_view_if_needed()
    question.locator("input").first.check()
    question.get_by_role("button", name="Check answer").click()
    expect(question).to_have_attribute("data-status", re.compile("correct|wrong|recorded"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_slide_fits_its_stage(folder, talk, path):
    page = talk.page
    page.goto((folder / f"{path.stem}.html").as_uri())
    page.wait_for_function(
        "document.querySelectorAll('.kc-mount .kc-quiz:not(.kc-waiting)').length > 0"
    )
    for chart in page.locator("figure.kc-chart").all():
        chart.evaluate("chart => chart.closest('.kc-slide').scrollIntoView()")
        expect(chart).to_have_attribute("data-status", "live", timeout=20_000)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.kc-stage')].map((s, n) => [n + 1,
          s.scrollWidth - s.clientWidth, s.scrollHeight - s.clientHeight])
        .filter(([, right, below]) => right > 1 || below > 1)"""
    )
    assert cut == []


def test_a_question_to_sort_is_legible_on_a_slide(folder, talk):
    """The longest one in the course has eleven cards."""
    page = talk.page
    page.goto((folder / "05-safety.html").as_uri())
    page.wait_for_function(
        "document.querySelectorAll('.kc-mount .kc-quiz:not(.kc-waiting)').length > 0"
    )
    size = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll(
            '[data-type="classify"] :is(.kc-card-text, .kc-option)')]
        .map((part) => parseFloat(getComputedStyle(part).fontSize) * part.currentCSSZoom))"""
    )
    assert size >= 12


def test_the_first_slide_names_the_keys(folder, talk):
    page = talk.page
    page.goto((folder / "05-safety.html").as_uri())
    expect(page.locator("#s1")).to_contain_text("N shows your notes")


def test_keys_stay_with_a_slider_and_escape_gives_them_back(folder, talk):
    page = talk.page
    page.goto((folder / "05-safety.html").as_uri() + "#s4")
    slider = page.locator("#s4 input[type=range]")
    slider.focus()
    before = slider.input_value()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() != before and place(page) == 4
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert place(page) == 5


def test_a_phone_reads_slides_as_a_page(folder, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    page.goto((folder / "05-safety.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_each_slide_is_one_page_on_paper(folder, talk):
    page = talk.page
    page.goto((folder / "11-conclusion.html").as_uri())
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(pdf.pages) == page.locator(".kc-slide").count()


def test_a_hospitals_quiz_is_in_the_book_after_doing_what_the_page_says(tmp_path, talk):
    """A copy of the course, the file saved where the page says, the book made again, the quiz
    answered.
    """
    course = tmp_path / "course"
    for name in ("book", "notebooks"):
        shutil.copytree(ROOT / name, course / name)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, course / name)
    shutil.copy(
        ROOT / "book" / "trainers" / "day-clinic.yaml",
        course / "book" / "local" / "day-clinic.yaml",
    )
    shutil.copy(
        ROOT / "book" / "trainers" / "own-run-sheet.yaml",
        course / "book" / "local" / "run-sheets.yaml",
    )
    build = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        str(course),
        "-W",
        "--keep-going",
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    page = talk.page
    page.goto((course / "_build" / "html" / "book" / "trainers" / "local.html").as_uri())
    expect(page.get_by_role("heading", name="Safety for the night shift")).to_be_visible()
    question = page.locator('.kc-quiz[data-quiz="day-clinic"] .kc-item[data-item="who-goes-home"]')
    question.get_by_label(
        "They go home with somebody, and nobody drives until the next day"
    ).check()
    question.get_by_role("button", name="Check answer").click()
    expect(question).to_have_attribute("data-status", "correct")
    expect(question.locator(".kc-feedback")).to_contain_text("Day clinic protocol K-7, page 2")

    quiz = course / "book" / "local" / "day-clinic.yaml"
    quiz.write_text(
        quiz.read_text(encoding="utf-8").replace("correct: true", "corect: true", 1),
        encoding="utf-8",
    )
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert (
        done.returncode != 0
        and "day-clinic.yaml, line" in done.stdout + done.stderr
        and "'who-goes-home'" in done.stdout + done.stderr
    )
