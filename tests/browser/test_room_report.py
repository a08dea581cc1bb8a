"""The report on a room as a trainer sees it: on a phone, in the dark, on paper, and talking to
nobody.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from ketamine_course import progress

from ..unit.test_room import CHOICES, both_tests, votes, write
from .conftest import watch


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("room")
    write(folder / "in", [*both_tests(24), *votes(CHOICES[0], 9, 9), *votes(CHOICES[1], 12, 8)])
    (folder / "in" / "damaged.json").write_text("no", encoding="utf-8")
    return progress.cohort(folder / "in").save(folder / "room.html")


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "light"), (390, "dark"), (320, "light")]
)
def test_the_report_reads_anywhere_and_asks_nobody(
    browser: Browser, report: Path, width: int, scheme: str
):
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        is_mobile=width < 600,
        bypass_csp=False,
    )
    visit = watch(context)
    visit.page.goto(report.as_uri())
    visit.page.evaluate(
        "document.querySelectorAll('details').forEach(part => { part.open = true })"
    )
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.page.get_by_text("9 of 18 chose this wrong answer: talk about it.").is_visible()
    assert (visit.outside, visit.errors) == ([], [])
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_report(browser: Browser, report: Path, scheme: str):
    # Axe is a script, which the report's own policy forbids.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found] == []
    context.close()


def test_paper_has_the_tables_but_only_the_quizzes_that_were_opened(browser: Browser, report: Path):
    page = browser.new_page()
    page.goto(report.as_uri())
    page.locator("#questions details").nth(1).evaluate("part => { part.open = true }")
    page.emulate_media(media="print", color_scheme="dark")
    assert (
        page.locator("#gain .data table").is_visible()
        and page.locator("#sure .data table").is_visible()
    )
    assert [part.is_visible() for part in page.locator("#questions details").all()] == [
        False,
        True,
        False,
    ]
    assert not page.locator("nav").is_visible()
    # Ink on paper, whatever the screen shows.
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 42, 51)"
    page.close()
