"""WCAG 2.2 AA as far as a machine can tell, on every page of the book.

``book/accessibility.md`` says what this covers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from ..quiz_evidence import definition
from .conftest import BOOK, NOTEBOOKS, ROOT, watch
from .quiz_page import Open, item, tab_to

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
CHAPTERS = [
    TOC["root"],
    *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"]),
]
PAGES = [*(f"{name}.html" for name in CHAPTERS), "search.html"]
LESSONS = [f"notebooks/{path.stem}.html" for path in NOTEBOOKS]
LESSON = "notebooks/05-safety.html"
TRANSCRIPT = Path(__file__).parents[1] / "fixtures" / "screen-reader.md"

OPEN_DETAILS = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
ANSWER_ALL = """() => {
  for (const question of document.querySelectorAll('fieldset.kc-item')) {
    for (const group of new Set([...question.querySelectorAll('input[type=radio]')].map((radio) =>
      radio.name)))
      [...question.querySelectorAll('input[type=radio]')].filter((radio) =>
        radio.name === group).at(-1).click();
    question.querySelector('input[type=checkbox]')?.click();
    for (const input of question.querySelectorAll('input[type=range], input[type=number]')) {
      input.value = input.max || 10;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    question.querySelector('.kc-order .kc-moves button:not([aria-disabled=true])')?.click();
    question.querySelector('.kc-check')?.click();
  }
  return [...document.querySelectorAll('.kc-check')].filter((button) => button.offsetHeight).length;
}"""
# The exceptions are those of WCAG 2.5.8: links in a line of text, small marks with room around
# them, what the browser draws in a larger label.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'button, input, select, summary, a[href], [tabindex="0"]')].filter((target) => {
  const { width, height } = (target.labels?.[0] || target).getBoundingClientRect();
  if (!width || !height || target.tabIndex < 0 ||
    getComputedStyle(target).visibility === 'hidden') return false;
  if (target.tagName === 'A' && getComputedStyle(target).display === 'inline') return false;
  return Math.min(width, height) < 23.9;
}).map((target) => {
  const { width, height } = target.getBoundingClientRect();
  return `${target.outerHTML.slice(0, 90)} ${width} x ${height}`;
})"""
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter((box) => {
  const style = getComputedStyle(box);
  if (box.clientWidth < 8 || box.closest('svg') || !box.textContent.trim() ||
    style.visibility === 'hidden') return false;
  const cuts = (overflow, content, room) => /hidden|clip/.test(overflow) && content > room + 2;
  return cuts(style.overflowX, box.scrollWidth, box.clientWidth) || cuts(style.overflowY,
    box.scrollHeight, box.clientHeight);
}).map((box) => box.outerHTML.slice(0, 120))"""
WIDER = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
  } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet]; }"""
SIDEWAYS = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('body *')].filter((box) =>
    box.getBoundingClientRect().right > innerWidth + 1 &&
    !box.closest('.kc-scroll, pre, .text_html'))
    .slice(0, 4).map((box) => box.outerHTML.slice(0, 120))
      .concat(document.documentElement.scrollWidth)
  : []"""


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, browser: Browser, book: str) -> Iterator[Page]:
    """A page of the book on a phone, opened once for all tests of this file, its charts alive and
    its details open.
    """
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="light", service_workers="block"
    )
    page = watch(context).page
    page.goto(book + request.param)
    for figure in page.locator("figure.kc-chart").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-status", "live", timeout=20_000)
    page.evaluate(OPEN_DETAILS)
    yield page
    context.close()


@pytest.fixture(autouse=True)
def as_it_was(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave the shared page as the next test expects it."""
    yield
    if "opened" in request.fixturenames:
        page = request.getfixturevalue("opened")
        page.emulate_media(color_scheme="light", reduced_motion="null", forced_colors="null")
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate(
            "document.documentElement.style.fontSize = ''; document.adoptedStyleSheets = []"
        )


def faults(page: Page, *rules: str) -> list[str]:
    """What axe finds, by all its rules or by those named."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    # A chart's marks are hidden from screen readers, and looking through thousands of them takes
    # minutes.
    everything = {"include": [["html"]], "exclude": [[".kc-chart-frame svg"]]}
    found = (
        Axe()
        .run(page, context=everything, options={"resultTypes": ["violations"], **options})
        .response["violations"]
    )
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


def stays_within(page: Page) -> None:
    """Wait until a chart has taken on the page's new width, then look for what sticks out."""
    for _ in range(100):
        if not page.evaluate(SIDEWAYS):
            return
        page.wait_for_timeout(100)
    assert page.evaluate(SIDEWAYS) == []


def test_these_are_all_pages_of_the_book(book):
    built = {path.relative_to(BOOK).as_posix() for path in BOOK.glob("**/*.html")}
    assert built - {"index.html"} == set(PAGES)  # index.html only leads on


# Every page, opened once


def test_axe_finds_nothing_before_and_after_answering(opened: Page):
    assert faults(opened) == []
    opened.emulate_media(color_scheme="dark")
    assert faults(opened, "color-contrast") == []
    if opened.locator("fieldset.kc-item").count():
        assert opened.evaluate(ANSWER_ALL) == 0, "a question was left open"
        assert faults(opened, "color-contrast") == []
    opened.emulate_media(color_scheme="light")
    opened.set_viewport_size({"width": 1280, "height": 900})  # with both sidebars
    assert faults(opened) == []


def test_targets_are_at_least_24_pixels(opened: Page):
    assert opened.evaluate(SMALL_TARGETS) == []


def test_nothing_scrolls_sideways_at_320_pixels(opened: Page):
    opened.set_viewport_size({"width": 320, "height": 700})
    stays_within(opened)


def test_text_of_double_size_and_wider_spacing_loses_nothing(opened: Page):
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.evaluate("document.documentElement.style.fontSize = '200%'")
    stays_within(opened)
    assert opened.evaluate(CUT_OFF) == []
    opened.evaluate("document.documentElement.style.fontSize = ''")
    opened.set_viewport_size({"width": 390, "height": 844})
    opened.evaluate(WIDER)
    stays_within(opened)
    assert opened.evaluate(CUT_OFF) == []


def test_nothing_moves_for_those_who_ask_for_less_motion(opened: Page):
    opened.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].filter((box) => {
      const style = getComputedStyle(box);
      return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none' ||
        style.scrollBehavior === 'smooth';
    }).map((box) => box.outerHTML.slice(0, 120))"""
    assert opened.evaluate(moving) == []


def test_icons_and_charts_stay_in_forced_colours(opened: Page):
    opened.emulate_media(forced_colors="active")
    lost = """() => [...document.querySelectorAll('.kc-icon, .kc-chart-frame')].filter((box) =>
      getComputedStyle(box).forcedColorAdjust !== 'none'
      || /rgba\\(.*, 0\\)/.test(getComputedStyle(box).backgroundColor)).map((box) => box.outerHTML
        .slice(0, 120))"""
    assert opened.evaluate(lost) == []
    chosen = """() => [...document.querySelectorAll(
      '.kc-option:has(input:checked), .kc-option[data-mark]')]
      .filter((label) => getComputedStyle(label).outlineStyle !== 'solid').map((label) =>
        label.outerHTML.slice(0, 120))"""
    assert opened.evaluate(chosen) == []


def test_the_page_says_its_language_and_each_chart_its_finding(opened: Page):
    assert opened.locator("html").get_attribute("lang") == "en-GB"
    for figure in opened.locator("figure.kc-chart").all():
        name = figure.get_attribute("data-chart")
        said = figure.locator(".kc-chart-picture").get_attribute("aria-label")
        assert figure.locator(".kc-chart-live").get_attribute("aria-label") == said, (
            f"chart {name} falls silent when it comes alive"
        )
        assert len(said.split()) >= 12, (
            f"chart {name} is described by a title, not by what it shows: {said}"
        )
        assert len(figure.locator("figcaption").inner_text().split()) >= 8, (
            f"chart {name} has a caption without a finding"
        )
        assert (
            figure.locator("details th[scope=col]").count() >= 2
            and figure.locator("details tbody tr").count() >= 1
        ), f"chart {name} has no table"


# By keyboard

FOCUS = """() => {
  const target = document.activeElement;
  if (target === document.body) return null;
  window.visited.add(target);
  const shown = [target, target.closest('label')].filter(Boolean).some((box) => {
    const style = getComputedStyle(box);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) ||
      style.boxShadow !== 'none';
  });
  return shown ? '' : target.outerHTML.slice(0, 120);
}"""
UNREACHED = """() => [...document.querySelectorAll(
  'a[href], button, input, select, summary, [tabindex="0"]')].filter((target) =>
  target.checkVisibility({ visibilityProperty: true }) && !target.disabled && target.tabIndex >= 0
    && !window.visited.has(target)
  && !(target.type === 'radio' && [...window.visited].some((other) => other.name === target.name)))
    .map((target) => target.outerHTML.slice(0, 120))"""


def test_tab_reaches_every_control_of_a_lesson_and_shows_where_it_is(page, book):
    page.goto(book + LESSON)
    for figure in page.locator("figure.kc-chart").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute(
            "data-status", "live", timeout=20_000
        )  # until then its controls rest
    page.evaluate("window.visited = new Set()")
    unseen = []
    for _ in range(600):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        unseen += [found] if found else []
    else:
        raise AssertionError("Tab never leaves the page")
    assert unseen == []
    assert page.evaluate(UNREACHED) == []


# What a screen reader is told


def told(question: Locator) -> str:
    """A question in the accessibility tree, and what its live regions say."""
    said = [text for text in question.get_by_role("status").all_inner_texts() if text.strip()]
    return (
        f"```yaml\n{question.aria_snapshot()}\n```\n\nAnnounced:"
        f" {' / '.join(' '.join(text.split()) for text in said) or 'nothing'}\n"
    )


def choose(page: Page, question: Locator, kind: str) -> None:
    """Answer by keyboard, without pressing the button."""
    if kind == "order":
        tab_to(page, question.locator(".kc-moves button:not([aria-disabled=true])").first)
        page.keyboard.press("Enter")
    elif kind == "estimate":
        tab_to(page, question.locator("input").first)
        page.keyboard.press("ArrowRight")
    elif kind == "classify":
        for group in question.get_by_role("radiogroup").all():
            group.get_by_role("radio").first.focus()
            page.keyboard.press("Space")
    else:
        tab_to(page, question.locator("input").first)
        page.keyboard.press("Space")


def test_what_a_screen_reader_is_told_is_as_written(show: Open):
    quiz = definition("six-kinds")
    kinds = {question["type"]: question["id"] for question in reversed(quiz["items"])}
    lines = [
        "# What a screen reader is told\n",
        (
            "Each kind of question as it stands in the accessibility tree. `test_accessibility.py`"
            " compares.\n"
        ),
    ]
    for kind in sorted(kinds):
        page = show(quiz)
        question = item(page, kinds[kind])
        lines += [f"## {kind}: before\n", told(question)]
        choose(page, question, kind)
        lines += [f"## {kind}: on choosing\n", told(question)]
        tab_to(page, question.locator(".kc-check"))
        page.keyboard.press("Enter")
        expect(question).not_to_have_attribute("data-status", "open")
        lines += [f"## {kind}: after answering\n", told(question)]
        page.close()
    transcript = "\n".join(lines)
    assert transcript == TRANSCRIPT.read_text(encoding="utf-8"), (
        f"read what changed; if it is better, write it to {TRANSCRIPT.name}:\n{transcript}"
    )
