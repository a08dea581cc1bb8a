"""The evidence explorer in a real browser: as a component on all of the evidence, and in the
published lesson.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from ketamine_course.charts import evidence_explorer as make
from ketamine_course.charts.evidence_explorer import classic, css
from ketamine_course.evidence import lookup
from ketamine_course.publish.notebooks import KERNEL

from .conftest import BOOK, watch
from .quiz_page import MODEL, tab_to
from .test_jupyterlab import Lab, lab, run_menu  # noqa: F401  (lab is a fixture)

LESSON = "notebooks/10-resources.html"
OPEN = """([state, data]) => {
  window.model = makeModel({ ...state, data });
  window.takeDown = KetamineCourseExplorer.render({ model, el: document.querySelector(".place") });
}"""
ASK = (
    "([data, question]) => KetamineCourseExplorer.findings(data, { words: '', lesson: '', kind: '',"
    " seen: '', ...question }).map((row) => row.id)"
)


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a phone-sized page with an explorer on some evidence."""
    context = browser.new_context(viewport={"width": 330, "height": 800})
    errors: list[str] = []

    def show(data: dict | None = None, **state: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_content(
            f"<!doctype html><html lang=en><title>Evidence</title><style>{css()}</style><body><div"
            " class=place></div></body></html>"
        )
        page.add_script_tag(content=MODEL)
        page.add_script_tag(content=classic())
        page.evaluate(OPEN, [{**make().definition, **state}, data or lookup.everything()])
        return page

    yield show
    context.close()
    assert not errors


def cards(page: Page) -> Locator:
    return page.locator(".kc-explorer-card")


def count(page: Page) -> Locator:
    return page.get_by_role("status")


QUESTIONS = [
    {"words": "dissociation placebo"},
    {"words": "EUPHORI"},
    {"words": "gonçalves"},
    {"words": "41% label"},
    {"words": "c10"},
    {"words": "zzz"},
    {"words": "side-effects"},
    {"words": "O’Brien “survey” -"},
    {"words": "-4.0 MADRS"},
    {"lesson": "03"},
    {"lesson": "none", "kind": "rct"},
    {"seen": "secondary", "words": "ng/ml"},
    {"kind": "label", "lesson": "05", "seen": "label"},
    {},
]


def test_the_browser_finds_what_python_finds(show):
    page = show()
    for question in QUESTIONS:
        assert page.evaluate(ASK, [lookup.everything(), question]) == lookup.search(**question), (
            question
        )


def test_words_and_menus_narrow_the_list_and_the_number_is_announced(show):
    page = show()
    total = len(lookup.everything()["findings"])
    expect(count(page)).to_have_text(f"{total} of {total} figures fit.")
    page.get_by_label("Words").fill("dissociation placebo spray")
    found = lookup.search("dissociation placebo spray")
    expect(count(page)).to_have_text(f"{len(found)} of {total} figures fit.")
    page.get_by_label("How we saw it").select_option(label="In the full text")
    narrower = lookup.search("dissociation placebo spray", seen="fulltext")
    expect(count(page)).to_contain_text(f"{len(narrower)} of {total} figure")
    assert [card.get_attribute("data-finding") for card in cards(page).all()] == narrower[:20]
    assert page.evaluate("[model.state.words, model.state.seen, model.saves]") == [
        "dissociation placebo spray",
        "fulltext",
        2,
    ]
    page.get_by_role("button", name="Clear all").click()
    expect(count(page)).to_have_text(f"{total} of {total} figures fit.")
    expect(page.get_by_label("Words")).to_be_focused()
    page.get_by_label("Words").fill("zzz")
    expect(count(page)).to_contain_text("No figure fits")


def test_a_card_tells_what_somebody_needs_to_check_it(show):
    page = show(words="spravato_label.dissociation_drug")
    card = cards(page)
    expect(card).to_have_count(1)
    for told in (
        "142 of 346 (41%)",
        "adults under 65",
        "Section 6.1, Table 2",
        "In a label or another official text",
        "product label",
        "contradicted",
    ):
        expect(card).to_contain_text(told)
    link = card.get_by_role("link").first
    assert (
        link.get_attribute("href").startswith("https://")
        and link.get_attribute("rel") == "noopener noreferrer"
    )
    card.get_by_text("More about it").click()
    expect(card.get_by_text("placebo nasal spray plus a new oral antidepressant")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 330


def test_twenty_more_at_a_time_with_the_keyboard(show):
    page = show()
    expect(cards(page)).to_have_count(20)
    more = page.get_by_role("button", name="Show 20 more")
    more.focus()
    page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(40)
    expect(cards(page).nth(20)).to_be_focused()
    page.keyboard.press("Tab")
    expect(cards(page).nth(20).get_by_role("link").first).to_be_focused()


def test_everything_is_reached_with_tab_and_shows_its_focus(show):
    page = show(words="bowdle")
    for control in (
        page.get_by_label("Words"),
        page.get_by_label("Kind of source"),
        page.get_by_role("button", name="Clear all"),
        page.locator("summary").first,
    ):
        tab_to(page, control)
        assert control.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"


def test_sources_lead_to_their_figures(show):
    page = show()
    page.get_by_label("Look for").select_option(label="Sources")
    sources = lookup.everything()["sources"]
    expect(count(page)).to_have_text(f"{len(sources)} of {len(sources)} sources fit.")
    page.get_by_label("Words").fill("bowdle 1998")
    page.locator("[data-source=bowdle1998]").get_by_role("button").click()
    expect(cards(page)).to_have_count(len(lookup.search("bowdle1998.")))
    expect(page.get_by_label("Look for")).to_have_value("figures")


def test_the_screen_follows_python_and_lets_go_when_taken_down(show):
    page = show()
    page.evaluate("model.set('words', 'euphori')")
    expect(page.get_by_label("Words")).to_have_value("euphori")
    expect(count(page)).to_contain_text(f"{len(lookup.search('euphori'))} of")
    assert page.evaluate("[model.listeners(), (takeDown(), model.listeners())]") == [5, 0]


def test_nothing_from_a_table_is_read_as_html(show):
    data = json.loads(json.dumps(lookup.everything()))
    row = data["findings"][0]
    for field in ("statement", "who", "where", "given", "what"):
        row[field] = '<img src=x onerror="window.broken = true"><b>bold</b>'
    data["sources"][row["source"]] |= {
        "url": "javascript:window.broken=true",
        "label": "<i>label</i>",
    }
    page = show(data)
    expect(cards(page).first).to_contain_text("<b>bold</b>")
    assert cards(page).first.locator("img, b, i, a").count() == 0 and not page.evaluate(
        "window.broken"
    )


def live(page: Page) -> Locator:
    """The explorer of the open lesson, once it is live."""
    mount = page.locator(".kc-explorer-mount")
    mount.scroll_into_view_if_needed()
    expect(mount).to_have_attribute("data-status", "live", timeout=15_000)
    return mount


def test_the_lesson_loads_the_evidence_only_when_it_is_near(page, book):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(book + LESSON)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "evidence.js" in url]
    explorer = live(page)
    assert len([url for url in asked if "evidence.js" in url]) == 1
    expect(explorer.get_by_role("status")).to_contain_text("figures fit")


def test_the_lesson_works_from_a_folder_on_disk(visit, book):
    visit.page.goto((BOOK / LESSON).as_uri())
    live(visit.page).get_by_label("Words").fill("dissociation")
    expect(visit.page.locator(".kc-explorer-count")).to_contain_text(
        f"{len(lookup.search('dissociation'))} of"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_explorer(browser: Browser, book, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = watch(context).page
    page.goto(book + LESSON)
    live(page)
    found = (
        Axe()
        .run(
            page,
            context=".kc-explorer",
            options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
        )
        .response["violations"]
    )
    context.close()
    assert [
        f"{v['id']}: {v['nodes'][0]['html'][:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []


def test_without_scripts_the_verdicts_and_their_findings_can_be_read(browser: Browser, book):
    context = browser.new_context(java_script_enabled=False)
    page = watch(context).page
    page.goto(book + LESSON)
    expect(page.locator(".kc-explorer-verdicts > li")).to_have_count(
        len(lookup.everything()["claims"])
    )
    expect(page.locator(".kc-explorer-static a")).to_be_visible()
    context.close()


def test_where_the_evidence_cannot_be_loaded_the_way_to_the_references_stays(
    browser: Browser, book
):
    context = browser.new_context()
    page = watch(context).page
    context.route("**/evidence.js*", lambda route: route.abort())
    page.goto(book + LESSON)
    mount = page.locator(".kc-explorer-mount")
    mount.scroll_into_view_if_needed()
    expect(mount).to_have_attribute("data-status", "failed")
    expect(mount.get_by_role("link", name="references page")).to_be_visible()
    context.close()


def test_the_explorer_in_jupyterlab(browser: Browser, lab: Lab):  # noqa: F811 - the fixture
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    sources = (
        "from ketamine_course import charts",
        "explorer = charts.evidence_explorer('euphori')\nexplorer",
        "print('Python has', len(explorer.table()))",
    )
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(notebook, lab.answers.parent / "work" / "explorer.ipynb")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = watch(context)
    page = visit.page
    page.goto(f"{lab.address}lab/workspaces/explorer/tree/explorer.ipynb")
    expect(page.get_by_role("button", name=re.compile(r"\| Idle"))).to_be_visible(timeout=60_000)
    run_menu(page, "run-all")
    explorer = page.locator(".kc-explorer")
    expect(explorer.get_by_role("status")).to_contain_text(
        f"{len(lookup.search('euphori'))} of", timeout=60_000
    )
    # Outside a field JupyterLab would take "d d" for a command that deletes the cell.
    explorer.get_by_label("Words").fill("")
    page.keyboard.type("added")
    found = lookup.search("added")
    expect(explorer.get_by_role("status")).to_contain_text(f"{len(found)} of")
    last = page.locator(".jp-CodeCell").last
    last.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(last.locator(".jp-OutputArea-output")).to_contain_text(
        f"Python has {len(found)}", timeout=30_000
    )
    context.close()
    assert visit.outside == []
