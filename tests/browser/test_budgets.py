"""What a lesson may cost a reader.

Bytes are as received, compressed and with headers; no clock decides anything.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .conftest import BOOK, NOTEBOOKS, watch
from .test_book import live_chart

LESSONS = [f"notebooks/{path.stem}.html" for path in NOTEBOOKS]
SHIFTS = """window.kcShift = 0;
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) window.kcShift += e.value; })
  .observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_light_and_nothing_moves(browser: Browser, book: str, lesson: str):
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        service_workers="block",
    )
    # Not watched: a route would switch the browser's cache off.
    page = context.new_page()
    sizes: list[int] = []
    session = context.new_cdp_session(page)
    session.on(
        "Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"]))
    )
    session.send("Network.enable")
    page.add_init_script(SHIFTS)
    page.goto(book + lesson, wait_until="networkidle")
    before = sum(sizes)
    for figure in page.locator("figure.kc-chart").all():
        live_chart(page, figure)
    page.wait_for_load_state("networkidle")
    after, shift = sum(sizes), page.evaluate("window.kcShift")
    sizes.clear()
    page.goto("about:blank")
    page.goto(book + lesson, wait_until="networkidle")
    again = sum(sizes)
    context.close()
    assert before <= 220_000
    assert after <= 550_000
    assert shift <= 0.01
    assert again < 30_000


def test_the_site_is_small_and_carries_no_icon_font(book: str):
    files = [path for path in BOOK.rglob("*") if path.is_file() and path.suffix != ".ipynb"]
    assert sum(path.stat().st_size for path in files) < 12_000_000
    assert [path.name for path in files if path.suffix in (".woff", ".woff2", ".ttf", ".eot")] == []


def test_start_page_and_search_work_from_disk(browser: Browser, book: str):
    context = browser.new_context()
    visit = watch(context)
    page = visit.page
    page.goto((BOOK / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")
    page.get_by_role("link", name="Search").click()
    page.wait_for_url("**/search.html")
    page.get_by_role("searchbox").fill("bladder")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results a[href*='05-safety']").first).to_be_visible()
    context.close()
    assert visit.outside == []
