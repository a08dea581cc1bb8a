"""The book where trainers put it: below a folder of a web host, and on a machine in the room, over
plain http.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ketamine_course import progress
from ketamine_course.progress import Store, learner, store
from ketamine_course.publish import join
from ketamine_course.publish.serve import serving

from .chromium import ROOM
from .conftest import BOOK, watch
from .test_book import live_chart
from .test_security import answer_first

LESSON = "notebooks/05-safety.html"


@pytest.fixture(scope="module")
def hosts() -> Iterator[dict[str, str]]:
    """The book's address below a folder, and in the room as browsers see it."""
    with serving(BOOK.parent) as below, serving(BOOK, lan=True) as room:
        yield {"subfolder": f"{below}{BOOK.name}/", "room": room.replace("127.0.0.1", ROOM)}


@pytest.mark.parametrize("host", ["subfolder", "room"])
def test_a_learner_reads_answers_searches_and_takes_the_answers_along(
    page: Page, hosts: dict[str, str], host: str, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    book = hosts[host]
    page.goto(book)
    expect(page).to_have_url(f"{book}book/index.html")
    assert page.evaluate("isSecureContext") is (host == "subfolder")
    page.goto(book + LESSON)
    for figure in page.locator("figure.kc-chart").all():
        live_chart(page, figure)
    answer_first(page)
    page.goto(book + "search.html?q=bladder")
    page.locator("#search-results a[href*='05-safety']").first.click()
    expect(page).to_have_url(re.compile(re.escape(book + LESSON)))

    page.goto(book + "book/my-progress.html")
    expect(page.locator("#kc-progress-line")).to_contain_text("1 of")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export my answers").click()
    download.value.save_as(tmp_path / "mine.json")
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{(tmp_path / 'trainer.sqlite3').as_posix()}")
    monkeypatch.setenv(learner.VARIABLE, "me")
    assert progress.import_attempts(tmp_path / "mine.json") == 1
    assert len(Store().attempts()) == 1

    page.get_by_role("button", name="Erase my answers").click()
    page.get_by_role("button", name="Yes, erase").click()
    expect(page.locator("#kc-progress-line")).to_contain_text("Nothing answered yet.")
    page.locator("#kc-import").set_input_files(tmp_path / "mine.json")
    expect(page.locator(".kc-answers-message")).to_have_text("1 answer imported.")


def test_a_copy_is_kept_of_a_book_below_a_folder_and_of_nothing_beside_it(browser: Browser):
    context = browser.new_context()
    visit = watch(context)
    page = visit.page
    with serving(BOOK.parent) as host:
        page.goto(f"{host}{BOOK.name}/book/index.html")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=60_000)
        assert (
            page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.scope)")
            == f"{host}{BOOK.name}/"
        )
    page.goto(f"{host}{BOOK.name}/{LESSON}")
    answer_first(page)
    context.close()
    assert not visit.outside and not visit.errors, (visit.outside, visit.errors)


def test_github_pages_is_told_to_take_the_folders_that_begin_with_a_line():
    assert any(path.name.startswith("_") for path in BOOK.iterdir())
    assert (BOOK / ".nojekyll").is_file()


def test_the_page_for_the_rooms_screen_shows_where_to_go(
    page: Page, hosts: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(join, "addresses", lambda: ["192.168.1.20", "10.42.0.1"])
    port = hosts["room"].split(":")[2].rstrip("/")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 720})
        page.goto(hosts["room"] + "join")
        expect(page.get_by_text(f"http://192.168.1.20:{port}/", exact=True)).to_be_in_viewport(
            ratio=1
        )
        expect(page.locator("svg")).to_be_in_viewport(ratio=1)
        expect(page.get_by_text("If that doesn't open")).to_contain_text(
            f"http://10.42.0.1:{port}/"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_network_the_page_says_so(
    page: Page, hosts: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(join, "addresses", list)
    page.goto(hosts["room"] + "join")
    expect(page.get_by_text("This machine is in no network.")).to_be_visible()
