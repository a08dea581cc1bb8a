"""The published book in a real browser with every other host out of reach."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import BOOK, NOTEBOOKS, watch

LESSONS = [f"notebooks/{path.stem}.html" for path in NOTEBOOKS]
LESSON = "notebooks/05-safety.html"
QUIZ = "section.kc-quiz[data-quiz=lesson-05]"


def pages() -> list[str]:
    return sorted(path.relative_to(BOOK).as_posix() for path in BOOK.glob("**/*.html"))


def tab_to(page: Page, target: Locator, limit: int = 500) -> None:
    """Press Tab from the top of the page until ``target`` has the focus, as somebody without a
    pointer must.
    """
    for _ in range(limit):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached with {limit} presses of Tab")


def choice_item(page: Page) -> tuple[Locator, int, int]:
    """A question of the lesson's quiz with one right answer, and the places of a right and a wrong
    option.
    """
    definition = json.loads(
        page.locator(
            ".kc-mount[data-quiz=lesson-05] .kc-quiz-definition[type='application/json']"
        ).last.text_content()
    )
    item = next(item for item in definition["items"] if item["type"] == "choice")
    right = [option["correct"] for option in item["options"]].index(True)
    return (
        page.locator(f"{QUIZ} fieldset[data-item='{item['id']}']"),
        right,
        (right + 1) % len(item["options"]),
    )


def test_a_quiz_is_answered_with_the_keyboard_and_remembers(page, book):
    page.goto(book + LESSON)
    item, right, wrong = choice_item(page)
    tab_to(page, item.locator("input").first)
    for _ in range(wrong):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(item).to_have_attribute("data-status", "wrong")
    expect(item.locator(".kc-feedback")).not_to_be_empty()
    expect(item.get_by_role("button", name="Try again")).to_be_focused()
    page.keyboard.press("Enter")
    item.locator("input").nth(right).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(item).to_have_attribute("data-status", "correct")
    page.reload()
    expect(item).to_have_attribute("data-status", "correct")
    expect(item.locator("input").nth(right)).to_be_checked()


def test_feedback_links_its_sources(page, book):
    page.goto(book + LESSON)
    item, right, _ = choice_item(page)
    item.locator("input").nth(right).check()
    item.get_by_role("button", name="Check answer").click()
    links = item.locator(".kc-feedback a")
    expect(links.first).to_be_visible()
    assert all(
        links.nth(i).get_attribute("href").startswith("https://") for i in range(links.count())
    )


def test_a_guess_comes_back_beside_the_evidence(page, book):
    page.goto(book + LESSON)
    guess = page.locator(
        "section.kc-quiz[data-quiz=lesson-05-guess]:not([data-view=review]) fieldset"
    ).first
    review = page.locator(
        "section.kc-quiz[data-quiz=lesson-05-guess][data-view=review] fieldset"
    ).first
    expect(review).to_have_attribute("data-status", "open")
    slider = guess.locator("input").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    guess.get_by_role("button", name="Check answer").click()
    expect(guess).to_have_attribute("data-status", "recorded")
    expect(review).to_have_attribute("data-status", "recorded")
    expect(review).to_contain_text(slider.input_value())


RESTORE = """async (control, value) => {
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
}"""


def live_chart(page: Page, figure: Locator) -> Locator:
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-status", "live", timeout=20_000)
    return figure


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_chart_comes_alive_when_it_is_scrolled_to_and_follows_its_controls(
    page, book, lesson
):
    page.goto(book + lesson)
    figures = page.locator("figure.kc-chart")
    assert figures.count() >= 1
    expect(figures.last).to_have_attribute("data-status", "static")
    for number in range(figures.count()):
        figure = live_chart(page, figures.nth(number))
        expect(figure.locator("figcaption")).not_to_be_empty()
        assert figure.locator("details table tr").count() > 1
        for control in figure.locator(".kc-control input[type=range], .kc-control select").all():
            drawing = figure.locator(".kc-chart-live svg")
            before, value = drawing.inner_html(), control.input_value()
            control.focus()
            page.keyboard.press(
                "End" if control.evaluate("c => c.tagName") == "INPUT" else "ArrowDown"
            )
            page.wait_for_function(
                "([svg, before]) => svg.innerHTML !== before",
                arg=[drawing.element_handle(), before],
            )
            # Back again, because a control may rest while another has a certain value.
            control.evaluate(RESTORE, value)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_a_chart_comes_alive(browser: Browser, book, width):
    context = browser.new_context(viewport={"width": width, "height": 844})
    visit = watch(context)
    visit.page.goto(book + LESSON)
    figure = visit.page.locator("figure.kc-chart").first
    figure.scroll_into_view_if_needed()
    before = figure.bounding_box()["height"]
    live_chart(visit.page, figure)
    assert abs(figure.bounding_box()["height"] - before) <= 4
    context.close()


def test_without_the_vega_bundle_the_picture_stays(browser: Browser, book):
    context = browser.new_context(service_workers="block")
    visit = watch(context)
    context.route("**/vega.js*", lambda route: route.abort())
    visit.page.goto(book + LESSON)
    figure = visit.page.locator("figure.kc-chart").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-status", "failed")
    expect(figure.locator(".kc-chart-picture svg:visible").first).to_be_visible()
    context.close()


BROKEN_STORAGE = {
    "blocked": (
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no',"
        " 'SecurityError'); }});"
    ),
    "full": (
        "Storage.prototype.setItem = () => { throw new DOMException('full',"
        " 'QuotaExceededError'); };"
    ),
    "damaged": "localStorage.setItem('ketamine-course:attempts:lesson-05', '{not json');",
}


@pytest.mark.parametrize("kind", BROKEN_STORAGE)
def test_a_quiz_goes_on_without_storage_and_says_so(page, book, kind):
    page.add_init_script(BROKEN_STORAGE[kind])
    page.goto(book + LESSON)
    item, right, _ = choice_item(page)
    item.locator("input").nth(right).check()
    item.get_by_role("button", name="Check answer").click()
    expect(item).to_have_attribute("data-status", "correct")
    expect(page.locator(f"{QUIZ} .kc-notice")).to_contain_text("last only until you leave")
    if kind == "damaged":
        assert (
            page.evaluate("localStorage.getItem('ketamine-course:attempts:lesson-05')")
            == "{not json"
        )


def test_answers_are_exported_imported_and_erased_on_the_privacy_page(page, book, tmp_path):
    page.goto(book + LESSON)
    item, right, _ = choice_item(page)
    item.locator("input").nth(right).check()
    item.get_by_role("button", name="Check answer").click()
    page.goto(book + "book/privacy.html")
    panel = page.locator("#kc-my-answers")
    expect(panel).to_contain_text("keeps 1 answer")
    with page.expect_download() as download:
        panel.get_by_role("button", name="Export").click()
    file = tmp_path / "answers.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["format"] == "ketamine-course-attempts"
    panel.get_by_role("button", name="Erase my answers").click()
    panel.get_by_role("button", name="Yes, erase").click()
    expect(panel).to_contain_text("keeps no answers")
    for _ in range(2):
        panel.locator("input[type=file]").set_input_files(file)
        expect(panel).to_contain_text("keeps 1 answer")
    file.write_text(
        json.dumps({"format": "ketamine-course-attempts", "version": 99, "attempts": []})
    )
    panel.locator("input[type=file]").set_input_files(file)
    expect(panel).to_contain_text("newer version")
    expect(panel).to_contain_text("keeps 1 answer")


def test_without_javascript_questions_and_answer_key_are_readable(browser: Browser, book):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(book + LESSON)
    expect(page.locator(f"{QUIZ} legend").first).to_be_visible()
    expect(page.locator(".kc-answer-key")).to_be_visible()
    expect(page.locator("figure.kc-chart .kc-chart-picture svg:visible").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Need help now")).first).to_be_visible()
    context.close()


def test_print_has_questions_and_the_answer_key_but_no_buttons(page, book):
    page.goto(book + LESSON)
    expect(page.locator(".kc-answer-key")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".kc-answer-key")).to_be_visible()
    expect(page.locator(f"{QUIZ} legend").first).to_be_visible()
    expect(page.get_by_role("button", name="Check answer").first).to_be_hidden()


def test_every_page_offers_help_has_a_title_and_asks_nobody_else(visit, book):
    titles = set()
    for name in pages():
        visit.page.goto(book + name)
        visit.page.wait_for_load_state("load")
        if name == "index.html":
            visit.page.wait_for_url("**/book/index.html")
            continue
        help_links = visit.page.get_by_role("link", name=re.compile("Need help now"))
        expect(help_links.first).to_be_visible()
        assert visit.page.locator("html").get_attribute("lang") == "en-GB"
        assert visit.page.title() not in titles, f"{name} has the title of another page"
        titles.add(visit.page.title())


def test_the_search_finds_a_lesson(page, book):
    page.goto(book + LESSON)
    page.get_by_role("link", name="Search").click()
    page.wait_for_url("**/search.html")  # Sphinx empties the field once, when the page is ready
    page.get_by_role("searchbox").fill("bladder")
    page.keyboard.press("Enter")
    found = page.locator("#search-results a[href*='05-safety']").first
    expect(found).to_be_visible()
    found.click()
    page.wait_for_url(f"**/{LESSON}*")


def test_the_contents_open_as_a_dialog_on_a_phone(page, book):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(book + LESSON)
    opener = page.get_by_role("button", name="Course contents")
    opener.focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("dialog", name="Course contents").get_by_role(
            "link", name=re.compile("^05")
        )
    ).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_two_tabs_lose_no_answer(page, book):
    """Each tab read the store before the other wrote to it."""
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(book + LESSON)
    answered = []
    for tab, number in ((page, 0), (other, 1)):
        item = tab.locator(f"{QUIZ} fieldset[data-type=choice]").nth(number)
        answered.append(item.get_attribute("data-item"))
        item.locator("input").first.check()
        item.get_by_role("button", name="Check answer").click()
        expect(item).not_to_have_attribute("data-status", "open")
    kept = json.loads(page.evaluate("localStorage.getItem('ketamine-course:attempts:lesson-05')"))
    assert [attempt["item"] for attempt in kept] == answered
    # And each tab shows what the other has.
    expect(page.locator(f"{QUIZ} fieldset[data-item='{answered[1]}']")).not_to_have_attribute(
        "data-status", "open"
    )


class Anchors(HTMLParser):
    """Ids and link targets of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids |= {found["id"]} if found.get("id") else set()
        self.links += [found[name] for name in ("href", "src") if found.get(name)]


def test_every_internal_link_and_anchor_leads_somewhere(book):
    known = {path: Anchors((BOOK / path).read_text(encoding="utf-8")) for path in pages()}
    broken = []
    for name, page in known.items():
        for link in page.links:
            if re.match(r"(https?|tel|sms|mailto|data|javascript):", link):
                continue
            path, anchor = urldefrag(urljoin(f"/{name}", link))
            path = unquote(path.split("?")[0]).lstrip("/")
            if not (BOOK / path).is_file() or (
                anchor and path in known and unquote(anchor) not in known[path].ids
            ):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_a_lesson_works_from_a_folder_on_disk(visit):
    page = visit.page
    page.goto((BOOK / LESSON).as_uri())
    item, right, _ = choice_item(page)
    item.locator("input").nth(right).check()
    item.get_by_role("button", name="Check answer").click()
    expect(item).to_have_attribute("data-status", "correct")
    live_chart(page, page.locator("figure.kc-chart").first)
