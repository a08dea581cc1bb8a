"""The definition of a quiz, the page it makes before any script runs, and the scripts as one."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter

import pytest

from ketamine_course.quiz import bank, frontend, render
from ketamine_course.quiz.definition import define
from ketamine_course.quiz.kinds.base import start_order

from ..quiz_evidence import BANKS, definition, made_up_evidence

ITEMS = {item["id"]: item for item in definition("six-kinds")["items"]}


def test_a_definition_is_plain_json_and_the_same_every_time():
    first, second = definition("six-kinds"), definition("six-kinds")
    assert json.dumps(first, allow_nan=False) == json.dumps(second, allow_nan=False)
    assert json.loads(json.dumps(first)) == first
    assert (first["id"], first["version"], first["mode"], first["view"]) == (
        "six-kinds",
        2,
        "practice",
        "ask",
    )


def test_sources_are_resolved_to_names_and_addresses_each_once():
    assert ITEMS["pick-one"]["sources"] == [
        {"label": "Made et al. 2001", "url": "https://doi.org/10.1000/made.1"}
    ]
    option = ITEMS["pick-one"]["options"][0]
    assert option["sources"] == [{"label": "Else 2002", "url": "https://example.org/b?a=1&c=2"}]
    assert ITEMS["guess"]["sources"] == ITEMS["pick-one"]["sources"]


def test_the_evidence_of_a_guess_is_a_share_of_people_or_the_published_value():
    count, number = ITEMS["guess"]["evidence"], ITEMS["guess-box"]["evidence"]
    assert count["value"] == pytest.approx(41.0405)
    assert (count["low"], count["high"]) == (pytest.approx(36.1272), pytest.approx(46.2428))
    assert count["text"] == "41 of 100 people (142 of 346 people; 95% confidence interval 36 to 46)"
    assert (number["value"], number["low"], number["text"]) == (90, None, "90 minutes (n = 1,020)")


@pytest.mark.parametrize(
    ("finding", "figure"), [("made2001.rare", "4.3"), ("made2001.begun", "1998")]
)
def test_figures_are_rounded_for_reading_and_years_are_left_whole(finding: str, figure: str):
    with made_up_evidence():
        quiz = bank.load("six-kinds", BANKS)
        guess = next(item for item in quiz.items if item.id == "guess")
        guess.answer = finding
        item = next(item for item in define(quiz)["items"] if item["id"] == "guess")
    assert item["evidence"]["figure"] == figure
    assert item["evidence"]["text"].startswith(f"{figure} of 100 people")


def test_cards_start_shuffled_alike_for_everybody_and_never_in_the_right_order():
    for item in (ITEMS["rank"], ITEMS["sort"]):
        ids = [card["id"] for card in item["cards"]]
        assert sorted(item["start"]) == sorted(ids) and item["start"] != ids
    orders = Counter(tuple(start_order(f"item-{number}", ["a", "b", "c"])) for number in range(300))
    assert ("a", "b", "c") not in orders and len(orders) == 5


def test_confidence_is_always_asked_in_an_assessment():
    assert definition("made-test")["confidence"] is True
    assert definition("six-kinds")["confidence"] is False


def test_only_guesses_can_be_shown_again():
    assert definition("made-guess", review=True)["view"] == "review"
    with pytest.raises(ValueError, match="'six-kinds' is in practice mode; only a predict quiz"):
        definition("six-kinds", review=True)


# The page before any script


def test_the_fixed_markup_is_there():
    html = render.static_html(definition("six-kinds"))
    assert re.search(
        r'<section class="kc-quiz[^"]*" data-quiz="six-kinds" data-host="static"', html
    )
    kinds = re.findall(
        r'<fieldset class="kc-item" data-item="([^"]+)" data-type="([^"]+)"'
        r' data-status="open"><legend',
        html,
    )
    assert kinds == [(item["id"], item["type"]) for item in ITEMS.values()]
    assert html.count(">Check answer</button>") == len(ITEMS)
    assert html.count('class="kc-feedback"') == len(ITEMS)
    assert ">Submit</button>" in render.static_html(definition("made-test"))


@pytest.mark.parametrize("id", bank.ids())
def test_words_stay_apart_where_no_style_sheet_parts_them(id: str):
    """As GitHub shows a notebook, and JupyterLab one that it does not trust yet."""
    page = render.static_html(define(bank.load(id)))
    glued = r"[^<>\s]</(?:span|label|a|strong|em)><(?:span|label|a|strong|em)\b[^>]*>[^<>\s]"
    assert re.findall(glued, page) == []


def test_nothing_in_the_page_gives_the_answer_away():
    html = render.static_html(definition("six-kinds"))
    assert "correct" not in html.lower()
    assert "Uncertainty is part of honest consent" not in html
    assert "value=" not in html


def test_the_answer_key_holds_every_answer_with_reasons_and_sources():
    key = render.answer_key_html(definition("six-kinds"))
    for words in (
        "Supervised care",
        "What is unknown; Alternatives; Side effects",
        "Powder of unknown purity: Non-medical",
        "Sea level → A hill → A mountain peak → The moon",
        "41 of 100 people (142 of 346 people",
        "There is no right answer.",
        "That is about what was recorded.",
        "Uncertainty is part of honest consent.",
        'href="https://doi.org/10.1000/made.1"',
        'href="https://example.org/b?a=1&amp;c=2"',
        "Monitoring is one of the things that set care apart.",
    ):
        assert words in key, words


def test_texts_are_escaped_and_only_web_addresses_become_links():
    quiz = definition("six-kinds")
    quiz["title"] = quiz["items"][0]["prompt"] = '<img src=x onerror="alert(1)">'
    quiz["items"][0]["sources"] = [{"label": "<b>", "url": "javascript:alert(1)"}]
    for html in (render.static_html(quiz), render.answer_key_html(quiz)):
        assert "<img" not in html and "<b>" not in html and "javascript:" not in html


def test_plain_text_says_what_it_is():
    assert (
        render.text(definition("six-kinds"))
        == "Quiz 'six-kinds': Six kinds of question (7 questions)"
    )


def test_a_text_to_mark_is_shown_whole_under_its_heading_and_gives_no_answer_away():
    html = render.static_html(definition("made-leaflet"))
    text = re.search(r'role="group" aria-label="Leaflet, made up">(.*?)</div>', html)
    assert re.findall(r'class="kc-option-text">([^<]*)<', text[1]) == [
        "Some people float.",
        "Nobody sinks.",
        "Ask before you book.",
        "Everybody is glad of it.",
    ]
    assert "mislead" not in text[1] and "Some people sink." not in html
    key = render.answer_key_html(definition("made-leaflet"), wrong=True)
    assert "<strong>Nobody sinks. Everybody is glad of it.</strong>" in key
    assert "<li>Ask before you book: This is good advice.</li>" in key


# The scripts as one


def test_every_module_is_joined_after_those_it_needs():
    files = {path.relative_to(frontend.FOLDER).as_posix() for path in frontend.FOLDER.rglob("*.js")}
    assert files == set(frontend.MODULES)
    for number, name in enumerate(frontend.MODULES):
        source = (frontend.FOLDER / name).read_text(encoding="utf-8")
        imported = re.findall(r'^import .* from "(\.[^"]+)";$', source, re.MULTILINE)
        needed = [
            posixpath.normpath(f"{posixpath.dirname(name)}/{path}".lstrip("/")) for path in imported
        ]
        assert len(needed) == source.count("import {"), f"{name}: imports stand on one line each"
        assert set(needed) <= set(frontend.MODULES[:number]), name
        assert source.count("\n") < 400, name
        for missing in ("innerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert missing not in source, f"{name} uses {missing}"


def test_no_two_modules_declare_the_same_name():
    names: Counter[str] = Counter()
    for name in frontend.MODULES:
        source = (frontend.FOLDER / name).read_text(encoding="utf-8")
        names.update(
            re.findall(r"^(?:export )?(?:const|let|function|class) (\w+)", source, re.MULTILINE)
        )
    assert [name for name, count in names.items() if count > 1] == []


def test_a_notebook_gets_a_module_and_a_page_a_classic_script():
    module, script = frontend.esm(), frontend.classic()
    assert not re.search(r"^import ", module, re.MULTILINE)
    assert re.findall(r"^export .*", module, re.MULTILINE) == ["export default { render };"]
    assert "export" not in re.findall(r"^\w+", script, re.MULTILINE)
    assert "window.KetamineCourse = { render, grade };" in script
    # It may be put between script tags as it is.
    assert "</script" not in script.lower() and "<!--" not in script
