"""The course goes on when a file is missing, when the browser keeps nothing (any more), with two
tabs, and when a new build comes.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from ketamine_course.publish.serve import serving

from ..results_files import ANSWER
from .conftest import BOOK, watch
from .test_book import LESSON, QUIZ, live_chart

KEY = "ketamine-course:attempts:lesson-05"
FILES = {
    "quiz": "**/quiz.js*",
    "page": "**/course.js*",
    "style": "**/course.css*",
    "vega": "**/vega.js*",
}


def without(browser: Browser, *missing: str) -> Page:
    """A page whose web host has lost some files."""
    page = watch(
        browser.new_context(service_workers="block", viewport={"width": 1280, "height": 900})
    ).page
    for name in missing:
        page.route(FILES[name], lambda route: route.fulfill(status=404, body="not here"))
    return page


def answer(question: Locator) -> None:
    """Choose the first option and check it."""
    question.locator("input").first.check()
    question.get_by_role("button", name="Check answer").click()
    expect(question).not_to_have_attribute("data-status", "open")


def wait_for(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until ``true()``.

    Playwright's own way of waiting would need a policy that lets a page run text.
    """
    expires = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < expires, "waited in vain"
        time.sleep(0.05)


def choices(page: Page) -> Locator:
    """The questions of the lesson's quiz with one right answer."""
    return page.locator(f"{QUIZ} fieldset[data-type=choice]")


# Missing files


def test_without_vega_every_chart_keeps_picture_caption_and_table_and_says_so(
    browser: Browser, book: str
):
    page = without(browser, "vega")
    page.goto(book + LESSON)
    for figure in page.locator("figure.kc-chart").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-status", "failed")
        expect(figure.locator(".kc-chart-picture svg:visible")).to_have_count(1)
        expect(figure.locator("figcaption")).to_be_visible()
        expect(figure.locator(".kc-chart-note")).to_contain_text("stays a picture")
        figure.locator("details summary").click()
        expect(figure.locator("details table")).to_be_visible()
    answer(choices(page).first)
    page.context.close()


def test_without_the_quiz_its_questions_and_the_answer_key_can_be_read(browser: Browser, book: str):
    page = without(browser, "quiz")
    page.goto(book + LESSON)
    for quiz in page.locator(".kc-mount").all():
        expect(quiz).to_have_attribute("data-status", "failed")
        expect(quiz.locator("legend").first).to_be_visible()
    expect(page.locator(f"{QUIZ} .kc-notice")).to_contain_text("Load the page again")
    assert page.locator(".kc-quiz button:visible").count() == 0
    expect(page.locator(".kc-answer-key")).to_be_visible()
    live_chart(page, page.locator("figure.kc-chart").first)
    page.context.close()


def test_without_the_page_s_own_script_everything_can_be_read(browser: Browser, book: str):
    page = without(browser, "page")
    page.goto(book + LESSON)
    expect(page.locator(f"{QUIZ} legend").first).to_be_visible()
    expect(page.locator(".kc-answer-key")).to_be_visible()
    expect(page.locator("figure.kc-chart .kc-chart-picture svg:visible").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Need help now")).first).to_be_visible()
    page.context.close()


def test_without_the_style_sheet_everything_can_be_read_and_answered(browser: Browser, book: str):
    page = without(browser, "style")
    page.goto(book + LESSON)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("figure.kc-chart svg:visible").first).to_be_visible()
    answer(choices(page).first)
    expect(choices(page).first.locator(".kc-feedback")).not_to_be_empty()
    page.reload()
    expect(choices(page).first).not_to_have_attribute("data-status", "open")
    page.context.close()


# Storage


NOTICES = """() => {
  window.told = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => told.push(target.textContent)))
    .observe(document.querySelector("section.kc-quiz[data-quiz=lesson-05] .kc-notice"), {
      childList: true });
}"""
FILL = (
    "window.setItem = Storage.prototype.setItem; Storage.prototype.setItem = () => { throw new"
    " DOMException('full', 'QuotaExceededError'); };"
)


def test_storage_that_fills_midway_is_told_once_and_loses_nothing_when_there_is_room_again(
    page: Page, book: str
):
    page.goto(book + LESSON)
    page.evaluate(NOTICES)
    answer(choices(page).nth(0))
    page.evaluate(f"() => {{ {FILL} }}")
    answer(choices(page).nth(1))
    choices(page).nth(1).get_by_role("button", name="Try again").click()
    answer(choices(page).nth(1))
    notice = page.locator(f"{QUIZ} .kc-notice")
    expect(notice).to_contain_text("no room left")
    assert len(page.evaluate("told")) == 1
    assert len(json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))) == 1
    page.evaluate("() => { Storage.prototype.setItem = window.setItem; }")
    answer(choices(page).nth(2))
    expect(notice).to_be_empty()
    assert len(json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))) == 4
    page.reload()
    for number in range(3):
        expect(choices(page).nth(number)).not_to_have_attribute("data-status", "open")


def test_storage_that_is_really_full_keeps_what_it_had(page: Page, book: str):
    page.goto(book + LESSON)
    answer(choices(page).nth(0))
    before = page.evaluate(f"localStorage.getItem('{KEY}')")
    page.evaluate("""() => {
      for (let size = 5_000_000; size >= 1; size = Math.floor(size / 2))
        for (let i = 0; ; i += 1) try { localStorage.setItem(`filler-${size}-${i}`,
          "x".repeat(size)); } catch { break; }
    }""")
    answer(choices(page).nth(1))
    expect(page.locator(f"{QUIZ} .kc-notice")).to_contain_text("no room left")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == before


def test_the_other_pages_work_where_storage_is_blocked(page: Page, book: str):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no',"
        " 'SecurityError'); }});"
    )
    page.goto(book + "book/privacy.html")
    expect(page.locator("#kc-my-answers")).to_contain_text("keeps no answers")
    page.goto(book + "search.html?q=bladder")
    expect(page.locator("#search-results a[href*='05-safety']").first).to_be_visible()
    page.goto(book + LESSON)
    for figure in page.locator("figure.kc-chart").all():
        live_chart(page, figure)


# Two tabs


# Both begin at the same moment, and each adds as fast as its timers allow.
ADD = """async ([answer, name, start]) => {
  while (Date.now() < start) await new Promise(setTimeout);
  for (let i = 0; i < 150; i += 1) {
    KetamineCourseStore.add("lesson-05", [{ ...answer, attempt_id: `${name}-${i}` }]);
    await new Promise((resolve) => setTimeout(resolve, i % 3));
  }
}"""


def test_two_tabs_that_answer_at_the_same_time_lose_nothing(page: Page, book: str):
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(book + "book/privacy.html")
    start = page.evaluate("Date.now()") + 500
    for tab, name in ((page, "one"), (other, "two")):
        tab.evaluate(
            f"(given) => {{ window.done = ({ADD})(given).then(() => true); }}",
            [ANSWER, name, start],
        )
    for tab in (page, other):
        assert tab.evaluate("window.done")
    for tab in (page, other):
        wait_for(
            lambda tab=tab: len(json.loads(tab.evaluate(f"localStorage.getItem('{KEY}')"))) == 300
        )
    ids = {
        each["attempt_id"] for each in json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    }
    assert ids == {f"{name}-{i}" for name in ("one", "two") for i in range(150)}


def test_what_one_tab_erases_no_other_tab_brings_back(page: Page, book: str):
    page.goto(book + LESSON)
    answer(choices(page).nth(0))
    other = page.context.new_page()
    other.goto(book + "book/privacy.html")
    other.get_by_role("button", name="Erase my answers").click()
    other.get_by_role("button", name="Yes, erase").click()
    expect(choices(page).nth(0)).to_have_attribute("data-status", "open")
    answer(choices(page).nth(1))
    assert len(json.loads(other.evaluate(f"localStorage.getItem('{KEY}')"))) == 1


# A new build


def rebuild(folder: Path) -> None:
    """Make of the book in ``folder`` a later build: another title, style, script and Vega, under
    addresses of their own.
    """
    worker = (folder / "service-worker.js").read_text(encoding="utf-8")
    marks = {
        "course.css": "\n:root { --build: new; }",
        "course.js": '\nwindow.build = "new";',
        "vega.js": '\nwindow.vegaBuild = "new";',
    }
    for name, mark in marks.items():
        path = folder / "_static" / name
        path.write_text(path.read_text(encoding="utf-8") + mark, encoding="utf-8")
    for path in [*folder.rglob("*.html"), folder / "service-worker.js"]:
        text = re.sub(
            r"((?:course\.css|course\.js|vega\.js)\?v=)\w+",
            r"\1new",
            path.read_text(encoding="utf-8"),
        )
        path.write_text(text.replace("<title>", "<title>New: "), encoding="utf-8")
    version = re.search(r'VERSION = "(\w+)"', worker)[1]
    later = (folder / "service-worker.js").read_text(encoding="utf-8").replace(version, "later")
    (folder / "service-worker.js").write_text(later, encoding="utf-8")


BUILD = """() => [
  document.title.startsWith("New: ") ? "new" : "old",
  getComputedStyle(document.documentElement).getPropertyValue("--build").trim() || "old",
  window.build ?? "old",
]"""


def test_a_new_build_is_shown_after_a_reload_and_never_mixed_with_the_old(
    browser: Browser, tmp_path: Path
):
    folder = tmp_path / "book"
    shutil.copytree(BOOK, folder)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, left_open = watch(context).page, context.new_page()
    with serving(folder) as address:
        page.goto(address + LESSON)
        wait_for(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), seconds=60)
        left_open.goto(address + LESSON)
        assert left_open.evaluate(BUILD) == ["old"] * 3
        rebuild(folder)
        page.reload()
        assert page.evaluate(BUILD) == ["new"] * 3
        page.evaluate(
            "navigator.serviceWorker.getRegistration().then((worker) => worker.update()).then(() =>"
            " undefined)"
        )
        wait_for(
            lambda: page.evaluate(
                "caches.keys().then((names) => names.some((name) => name.endsWith(' later')))"
            ),
            seconds=60,
        )
        wait_for(
            lambda: page.evaluate(
                "navigator.serviceWorker.getRegistration().then((worker) => !worker.installing &&"
                " !worker.waiting)"
            ),
            seconds=60,
        )
    # No network from here on. The page left open goes on with files of its own build,
    live_chart(left_open, left_open.locator("figure.kc-chart").first)
    assert left_open.evaluate("window.vegaBuild ?? 'old'") == "old"
    # and every page that is opened is of the new one.
    page.goto(address + "notebooks/06-efficacy.html")
    assert page.evaluate(BUILD) == ["new"] * 3
    live_chart(page, page.locator("figure.kc-chart").first)
    assert page.evaluate("window.vegaBuild") == "new"
    context.close()


def test_copies_of_older_builds_are_not_kept_for_ever(browser: Browser, book: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(book + "book/privacy.html")
    page.evaluate(
        """async (scope) => { for (const name of ["oldest",
          "older"]) await caches.open(`ketamine-course ${scope} ${name}`); }""",
        book,
    )
    page.evaluate("caches.open('of another site on this host').then(() => undefined)")
    wait_for(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), seconds=60)
    names = page.evaluate("caches.keys()")
    assert len(names) == 3 and not [name for name in names if name.endswith("oldest")]
    assert "of another site on this host" in names
    context.close()
