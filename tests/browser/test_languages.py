"""In a made-up language, where every word of the interface stands in brackets, none is left in
English and nothing breaks.

The contents stay English: what authors write in lessons, pages, banks and evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ketamine_course.cli import pseudo
from ketamine_course.publish.pseudo import LOCALES, LONGER, RIGHT_TO_LEFT
from ketamine_course.publish.serve import serving

from ..histories import NOW, answer
from .conftest import ROOT, watch

LESSON, PROGRESS = "notebooks/10-resources", "book/my-progress"
PAGES = ["book/index", LESSON, PROGRESS, "book/trainers/run-sheets"]
# Words that others write: of pages and notebooks, of the evidence, and names of lessons and pages.
CONTENT = [
    ".bd-article section:not([class^='kc-'])",
    ".bd-links a, .bd-links .caption",
    ".page-toc ul",
    ".kc-brand span",
    ".kc-prev-next a",
    "#search-results li",
    "time",  # as the browser writes it in this language
    "#kc-progress-lessons tbody th, #kc-progress-sheet tbody th",
    "#kc-progress-again li > span",
    ".kc-explorer :is(option, dd):not(:has(> strong))",
    ".kc-explorer-statement, .kc-explorer-figure",
    ".kc-prompt, .kc-title, .kc-option-text, .kc-card-text, .kc-end, .kc-hint",
    ".kc-compare, .kc-statement, .kc-explanation, .kc-sources a",
]
# Named by what others write.
NAMED = ".kc-quiz, .kc-place a"
# What the interface puts among them.
INTERFACE = [
    "[id^=kc-progress-]:not(#kc-progress-start), #kc-my-answers",
    ".admonition:not([class*='admonition-']) > .admonition-title, .headerlink",
    ".kc-again, .kc-download, .kc-prev-next a > span",
    ".kc-chart-note, .kc-chart-data > summary",
    ".kc-explorer, .kc-explorer-static, .kc-explorer option[value='']",
    ".kc-claim, .kc-sheet th",
    ".kc-opener, .kc-lesson-minutes",
    ".kc-mount, .kc-key, .kc-confidence .kc-option-text, .kc-compare > strong",
]
# Whose words aren't marked yet: a line goes when they are.
NOT_YET = {
    "quiz": ".kc-mount, .kc-key",
    "charts": ".kc-chart-data > summary",
    "claims": ".kc-claim",
    "explorer without scripts": ".kc-explorer-static",
    "lessons": ".kc-opener, .kc-lesson-minutes",
    "run sheets": ".kc-sheet th",
    "theme": ".bd-links",
}
# Every visible text and name that has a letter outside of brackets, with where it stands.
ENGLISH = """([content, ours, named, later]) => {
  const found = [];
  const skipped = (element) => {
    if (later && element.closest(later)) return true;
    const nearest = element.closest(`${content}, ${ours}`);
    return nearest?.matches(content) && !nearest.matches(ours);
  };
  const note = (element, part, text) =>
    found.push(`${element.tagName} ${element.className} ${part}: ${text.trim()}`);
  // Within a sentence may be a link or another sentence.
  let depth = 0;
  const english = (text) => {
    let outside = "";
    for (const letter of text) {
      if (letter === "⟦") depth += 1;
      else if (letter === "⟧") depth -= 1;
      else if (depth === 0) outside += letter;
    }
    return /\\p{L}/u.test(outside);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (parentElement.closest("script, style, template, noscript")) continue;
    if (english(data) && parentElement.checkVisibility() && !skipped(parentElement))
      note(parentElement, "text", data);
  }
  const names = ["alt", "aria-description", "aria-label", "data-label", "placeholder", "title"];
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility() || skipped(element)) continue;
    for (const name of element.matches(named) ? [] : names) {
      const text = element.getAttribute(name);
      if (text && english(text)) note(element, name, text);
    }
    for (const part of ["::before", "::after"]) {
      const { content } = getComputedStyle(element, part);
      if (content.startsWith('"') && english(content)) note(element, part, content);
    }
  }
  return found;
}"""
Open = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of the pages in each pseudo-locale."""
    folders: dict[str, Path] = {locale: tmp_path_factory.mktemp(locale) for locale in LOCALES}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        # One after the other: in two threads, Python 3.11 mixes up what it parses.
        for locale, folder in folders.items():
            pseudo.build(locale, folder, PAGES)
    with serving(folders[LONGER] / "html") as one, serving(folders[RIGHT_TO_LEFT] / "html") as two:
        yield {LONGER: one, RIGHT_TO_LEFT: two}


@pytest.fixture
def show(browser: Browser, books: dict[str, str]) -> Iterator[Open]:
    """Opens a page in a language on a phone; the test fails if it logged an error."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    visit = watch(context)

    def show(locale: str, page: str) -> Page:
        visit.page.goto(f"{books[locale]}{page}")
        return visit.page

    yield show
    context.close()
    assert not visit.errors


def check(page: Page) -> None:
    """Nothing in English, nothing wider than the phone."""
    lists = [", ".join(each) for each in (CONTENT, INTERFACE, [NAMED], NOT_YET.values())]
    assert page.evaluate(ENGLISH, lists) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("name", [*PAGES, "search"])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_speaks_its_language_and_fits_a_phone(show, locale, name):
    page = show(locale, f"{name}.html")
    check(page)
    assert page.locator("html").get_attribute("lang") == locale.replace("_", "-")
    direction = page.evaluate("getComputedStyle(document.body).direction")
    assert direction == ("rtl" if locale == RIGHT_TO_LEFT else "ltr")
    page.set_viewport_size({"width": 1280, "height": 900})
    check(page)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_lesson_speaks_it_while_it_is_used(show, locale):
    page = show(locale, f"{LESSON}.html")
    page.locator(".kc-explorer-mount").scroll_into_view_if_needed()
    more = page.locator(".kc-explorer-more")
    page.locator(".kc-explorer input").fill("")
    expect(more).to_be_visible()
    page.locator(".kc-explorer summary").first.click()
    check(page)
    page.locator(".kc-explorer select").first.select_option("sources")
    expect(page.locator(".kc-explorer-own").first).to_be_visible()
    check(page)
    page.locator(".kc-explorer input").fill("nothing that is there")
    expect(page.locator(".kc-explorer-results > li")).to_have_count(0)
    check(page)
    page.locator(".primary-toggle").click()
    check(page)


def test_my_progress_speaks_it_with_answers_and_when_things_go_wrong(show):
    page = show(LONGER, f"{PROGRESS}.html")
    syllabus = json.loads(page.locator("#kc-syllabus").text_content())
    quizzes = {quiz["id"]: quiz for quiz in syllabus["quizzes"]}
    given = [
        answer(quizzes[id], item, NOW, score=0, confidence=0.75)
        for id in ("lesson-10", "pre-test")
        for item in quizzes[id]["items"]
    ]
    page.evaluate(
        "(given) => { KetamineCourseStore.addAll(given);"
        " KetamineCourseReading.add({ '05': '2026-01-31T09:30:00.000Z' }); }",
        given,
    )
    expect(page.locator("#kc-progress-again li").first).to_be_visible()
    check(page)
    page.locator(".kc-answers-button.kc-danger").first.click()
    check(page)
    file = {"name": "a.json", "mimeType": "application/json", "buffer": b"{"}
    page.locator("#kc-import").set_input_files(file)
    expect(page.locator(".kc-answers-message")).to_contain_text("⟦")
    check(page)
    page.locator("#kc-progress-again a").first.click()
    expect(page.locator(".kc-again")).to_be_visible()
    check(page)


@pytest.mark.parametrize("sought", ["register", "qwertz"])
def test_the_search_says_in_it_what_it_found(show, sought):
    page = show(LONGER, f"search.html?q={sought}")
    expect(page.locator(".search-summary")).to_contain_text("⟧")
    check(page)
