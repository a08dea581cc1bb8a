"""After one visit the whole course works on a phone without a network: the server is really
gone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ketamine_course.publish.serve import serving

from .conftest import BOOK, NOTEBOOKS, watch
from .test_book import live_chart

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def visited(browser: Browser, book: str) -> Iterator[tuple[Page, str]]:
    """A phone that has opened the landing page once and then lost its network."""
    context = browser.new_context(**PHONE)
    visit = watch(context)
    with serving(BOOK) as address:
        visit.page.goto(address + "book/index.html")
        visit.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        visit.page.wait_for_function(
            "() => navigator.serviceWorker.controller !== null", timeout=60_000
        )
    yield visit.page, address
    context.close()
    assert not visit.outside and not visit.errors, (visit.outside, visit.errors)


@pytest.mark.parametrize("lesson", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_never_opened_before_works_without_a_network(
    visited: tuple[Page, str], lesson: Path
):
    page, address = visited
    page.goto(f"{address}notebooks/{lesson.stem}.html")
    question = page.locator("fieldset.kc-item[data-type=choice]").first
    question.locator("input").first.check()
    if question.locator(".kc-confidence").count():
        question.locator(".kc-confidence input").first.check()
    question.get_by_role("button", name=re.compile("Check answer|Submit")).click()
    expect(question).not_to_have_attribute("data-status", "open")
    for figure in page.locator("figure.kc-chart").all():
        live_chart(page, figure)


def test_search_and_help_lines_work_without_a_network(visited: tuple[Page, str]):
    page, address = visited
    page.goto(f"{address}search.html?q=bladder")
    expect(page.locator("#search-results a[href*='05-safety']").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Need help now")).first.click()
    expect(page.locator("a[href^='tel:']").first).to_be_visible()


def test_the_copy_is_whole_and_fits_a_phone():
    """Every file that pages load is kept, and no download that only trainers and authors want."""
    listed = re.search(
        r"const FILES = (\[.*?\]);", (BOOK / "service-worker.js").read_text(encoding="utf-8")
    )[1]
    files = {name.split("?")[0] for name in re.findall(r'"([^"]+)"', listed)}
    assert files >= {path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.html")}
    icons = [
        icon["src"]
        for icon in json.loads((BOOK / "manifest.webmanifest").read_text(encoding="utf-8"))["icons"]
    ]
    # One file that is missing would keep browsers from making any copy.
    assert icons and not [name for name in [*files, *icons] if not (BOOK / name).is_file()]
    assert "searchindex.js" in files and "_static/vega.js" in files
    assert not [name for name in files if name.endswith(".ipynb")]
