"""Every page holds to its Content-Security-Policy, from a web host and from a folder, and the
policy stops what it should.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import BOOK, NOTEBOOKS, watch
from .test_book import live_chart, pages

LESSONS = [f"notebooks/{path.stem}.html" for path in NOTEBOOKS]
REPORT = (
    "addEventListener('securitypolicyviolation', (e) => reportViolation(`${e.effectiveDirective}"
    " ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`))"
)


@contextmanager
def guarded(browser: Browser, **options: object) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what its policy has refused so far."""
    context = browser.new_context(**{"service_workers": "block", **options})
    refused: list[str] = []
    # Playwright takes no built-in function.
    context.expose_function("reportViolation", lambda one: refused.append(one))  # noqa: PLW0108
    context.add_init_script(REPORT)
    visit = watch(context)
    yield visit.page, refused
    context.close()
    assert not visit.outside, visit.outside


def test_every_page_has_the_policy_before_anything_it_could_load():
    names = pages()
    assert len(names) > 20
    for name in names:
        head = (BOOK / name).read_text(encoding="utf-8").split("<head>")[1]
        before = head.split('<meta http-equiv="Content-Security-Policy"')[0]
        assert len(before) < 300 and not re.search(r"<(script|style|link|img)", before), name


def test_no_page_makes_firefox_fetch_another_that_the_policy_refuses():
    """Firefox fetches a link of kind "next" beforehand, the policy refuses it, and the console
    shows two errors on each page.
    """
    fetched = re.compile(r"<link\b[^>]*\brel=[\"']?[^\"'>]*\b(next|prefetch|prerender)\b")
    assert [
        name for name in pages() if fetched.search((BOOK / name).read_text(encoding="utf-8"))
    ] == []


def test_every_page_holds_to_the_policy(browser: Browser, book: str):
    with guarded(browser) as (page, refused):
        for name in pages():
            page.goto(book + name)
            page.wait_for_load_state("load")
            assert refused == [], name


def answer_first(page: Page) -> None:
    question = page.locator("fieldset.kc-item[data-type=choice]").first
    question.locator("input").first.check()
    if question.locator(".kc-confidence").count():
        question.locator(".kc-confidence input").first.check()
    question.get_by_role("button", name=re.compile("Check answer|Submit")).click()
    expect(question).not_to_have_attribute("data-status", "open")


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_with_live_charts_and_a_quiz_holds_to_the_policy(
    browser: Browser, book: str, lesson: str
):
    with guarded(browser) as (page, refused):
        page.goto(book + lesson)
        for figure in page.locator("figure.kc-chart").all():
            live_chart(page, figure)
        answer_first(page)
        explorer = page.locator(".kc-explorer-mount")
        if explorer.count():
            explorer.scroll_into_view_if_needed()
            expect(explorer).to_have_attribute("data-status", "live")
            explorer.get_by_role("searchbox").first.fill("bladder")
        assert refused == []


def test_a_folder_on_disk_holds_to_the_same_policy(browser: Browser):
    with guarded(browser) as (page, refused):
        page.goto((BOOK / "notebooks/05-safety.html").as_uri())
        live_chart(page, page.locator("figure.kc-chart").first)
        answer_first(page)
        page.goto((BOOK / "search.html").as_uri() + "?q=bladder")
        expect(page.locator("#search-results a[href*='05-safety']").first).to_be_visible()
        assert refused == []


def test_search_and_my_answers_hold_to_the_policy(browser: Browser, book: str, tmp_path):
    with guarded(browser) as (page, refused):
        page.goto(book + "search.html?q=bladder")
        expect(page.locator("#search-results a[href*='05-safety']").first).to_be_visible()
        page.goto(book + "notebooks/05-safety.html")
        answer_first(page)
        page.goto(book + "book/privacy.html")
        panel = page.locator("#kc-my-answers")
        with page.expect_download() as download:
            panel.get_by_role("button", name="Export").click()
        download.value.save_as(tmp_path / "answers.json")
        panel.locator("input[type=file]").set_input_files(tmp_path / "answers.json")
        expect(panel).to_contain_text("Nothing new")
        assert refused == []


def test_the_copy_for_offline_reading_holds_to_the_policy(browser: Browser, book: str):
    with guarded(browser, service_workers="allow") as (page, refused):
        page.goto(book + "book/index.html")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=60_000)
        page.reload()
        assert refused == []


PLANTED = {
    "script": (
        (
            "document.body.append(Object.assign(document.createElement('script'), { textContent:"
            " 'window.planted = true' }))"
        ),
        "script-src-elem inline",
    ),
    "handler": (
        (
            "document.body.insertAdjacentHTML('beforeend', '<img src=data:,"
            ' onerror="window.planted = true">\')'
        ),
        "script-src-attr inline",
    ),
    "eval": ("setTimeout('window.planted = true')", "script-src eval"),
    "style": (
        (
            "document.head.append(Object.assign(document.createElement('style'), { textContent:"
            " 'body { color: red }' }))"
        ),
        "style-src-elem inline",
    ),
    "picture": (
        "document.body.append(Object.assign(new Image(), { src: 'https://example.org/x.png' }))",
        "img-src https://example.org",
    ),
    "request": ("fetch('https://example.org/').catch(() => {})", "connect-src https://example.org"),
    "base": (
        (
            "document.head.append(Object.assign(document.createElement('base'), { href:"
            " 'https://example.org/' }))"
        ),
        "base-uri https://example.org",
    ),
    "frame": (
        (
            "document.body.append(Object.assign(document.createElement('iframe'), { src:"
            " 'https://example.org/' }))"
        ),
        "frame-src https://example.org",
    ),
    "plugin": (
        (
            "document.body.append(Object.assign(document.createElement('object'), { data:"
            " 'https://example.org/' }))"
        ),
        "object-src https://example.org",
    ),
}


@pytest.mark.parametrize("source", ["host", "folder"])
@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_in_a_page_is_refused(browser: Browser, book: str, kind: str, source: str):
    code, expected = PLANTED[kind]
    with guarded(browser) as (page, refused):
        page.goto((book if source == "host" else BOOK.as_uri() + "/") + "notebooks/05-safety.html")
        # From a script of the page's own origin, because what a test evaluates may do what no page
        # may.
        page.route(
            "**/planted.js", lambda route: route.fulfill(body=code, content_type="text/javascript")
        )
        page.evaluate(
            "(src) => document.head.append(Object.assign(document.createElement('script'), {"
            " src }))",
            "planted.js",
        )
        for _ in range(100):
            if refused:
                break
            page.wait_for_timeout(50)
        assert refused and refused[0].startswith(expected), refused
        assert page.evaluate("window.planted") is None


def test_the_local_server_sends_what_a_host_should(book: str):
    for name in ("book/index.html", "_static/course.js", "service-worker.js", "nowhere.html"):
        try:
            answer = urllib.request.urlopen(book + name)
        except urllib.error.HTTPError as error:
            answer = error
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
