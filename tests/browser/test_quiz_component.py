"""The quiz itself in a real browser: every type of question by keyboard, pointer and touch."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ..quiz_evidence import definition
from .quiz_page import Open, attempts, check, earlier, item, tab_to

FIXTURE = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "grading.json").read_text(encoding="utf-8")
)


# The same grading as in Python


def test_the_browser_grades_as_python_does(show: Open):
    page = show()
    results = page.evaluate(
        """({ items, cases }) => cases.map(({ item, response }) => {
            try { return KetamineCourse.grade(items[item], response); } catch (error) { return {
              refused: error.message }; }
        })""",
        FIXTURE,
    )
    assert len(results) == len(FIXTURE["cases"])
    for case, result in zip(FIXTURE["cases"], results, strict=True):
        if "refused" in case:
            assert re.search("expected|unknown type", result["refused"]), case
            continue
        assert result["score"] == pytest.approx(case["score"], abs=1e-12), case
        assert (result["max_score"], result["status"]) == (case["max_score"], case["status"]), case
        assert [piece["mark"] for piece in result["feedback"]] == case["marks"], case
        if "subjects" in case:
            assert [piece["subject"] for piece in result["feedback"]] == case["subjects"], case


# What stands in the page before the script is what the script draws


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_moves_when_the_quiz_comes_alive(show: Open, width: int):
    quizzes = [
        definition("six-kinds"),
        definition("made-guess"),
        definition("made-guess", review=True),
        definition("made-test"),
        definition("made-leaflet"),
    ]
    page = show(*quizzes, live=False)
    page.set_viewport_size({"width": width, "height": 800})
    boxes = (
        "[...document.querySelectorAll('.kc-quiz *')].filter((e) =>"
        " e.getBoundingClientRect().height)"
    )
    shape = (
        f"{boxes}.map((e) => [e.tagName, e.className, Math.round(e.getBoundingClientRect().top *"
        " 4), e.childElementCount ? '' : e.textContent])"
    )
    before = page.evaluate(shape)
    page.evaluate("(definitions) => mount(definitions, [])", quizzes)
    assert page.evaluate(shape) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_questions_can_be_read_but_not_answered(show: Open):
    page = show(definition("six-kinds"), live=False)
    expect(page.get_by_text("Blood pressure is checked twice")).to_be_visible()
    assert page.locator(".kc-quiz input:enabled, .kc-quiz button:visible").count() == 0


# Every type by keyboard alone


def test_choice_by_keyboard(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "pick-one")
    tab_to(page, question.get_by_label("Supervised care"))
    page.keyboard.press("ArrowDown")
    expect(question.get_by_label("A non-medical setting")).to_be_checked()
    tab_to(page, question.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-status", "wrong")
    expect(question.get_by_role("status").first).to_contain_text("Not yet")
    expect(question.locator(".kc-feedback")).to_contain_text(
        "Measuring and writing down is rare outside care."
    )
    # The focus is where one goes on: to the next try.
    expect(question.get_by_role("button", name="Try again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-status", "open")
    expect(question.get_by_label("A non-medical setting")).to_be_focused()
    page.keyboard.press("ArrowUp")
    tab_to(page, question.get_by_role("button", name="Check answer"))
    page.keyboard.press("Space")
    expect(question).to_have_attribute("data-status", "correct")
    expect(question.locator(".kc-feedback")).to_contain_text("Correct")
    link = question.get_by_role("link", name="Else 2002")
    expect(link).to_have_attribute("href", "https://example.org/b?a=1&c=2")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert [attempt["response"] for attempt in attempts(page)] == [
        "a-non-medical-setting",
        "supervised-care",
    ]


def test_multiple_by_keyboard(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "pick-some")
    for label in ("What is unknown", "A promise that it works", "Side effects"):
        tab_to(page, question.get_by_label(label))
        page.keyboard.press("Space")
    tab_to(page, question.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-status", "partly")
    feedback = question.locator(".kc-feedback")
    expect(feedback).to_contain_text("0.33 of 1 point (right minus wrong)")
    expect(feedback).to_contain_text("2 of 3 right answers found, 1 chosen that is not right.")
    expect(feedback).to_contain_text("Not right: A promise that it works")
    expect(page.locator(".kc-progress")).to_have_text("1 of 7 answered, 0.33 points")


def test_classify_by_keyboard(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "sort")
    groups = {
        "Blood pressure is checked twice": 0,
        "Powder of unknown purity": 1,
        "Feeling as if floating": 2,
        "No driving until the next day": 0,
    }
    for card, place in groups.items():
        radios = question.get_by_role("radiogroup", name=card).get_by_role("radio")
        radios.first.focus()
        page.keyboard.press("Space")
        for _ in range(place):
            page.keyboard.press("ArrowRight")
        expect(radios.nth(place)).to_be_checked()
    tab_to(page, question.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-status", "correct")
    assert attempts(page)[0]["response"] == {
        "bp": "care",
        "bag": "nonmedical",
        "float": "either",
        "drive": "care",
    }


def test_order_by_keyboard(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "rank")
    said = question.locator(".kc-say")
    for card, id in reversed(
        [
            ("Sea level", "sea"),
            ("A hill", "hill"),
            ("A mountain peak", "peak"),
            ("The moon", "moon"),
        ]
    ):
        up = question.get_by_role("button", name=f"Move up: {card}", exact=True)
        tab_to(page, up) if card == "The moon" else up.focus()
        for _ in range(4):
            page.keyboard.press("Enter")
        # The card keeps the focus although it has moved.
        expect(up).to_be_focused()
        expect(said).to_have_text(f"{card} is already first.")
        expect(question.locator(".kc-order > li").first).to_have_attribute("data-card", id)
    question.get_by_role("button", name="Move down: Sea level").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Sea level: now 2 of 4.")
    tab_to(page, question.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-status", "partly")
    expect(question.locator(".kc-feedback")).to_contain_text(
        "0.67 of 1 point (pairs in order minus pairs out of order)"
    )
    expect(question.locator(".kc-feedback")).to_contain_text("Belongs later: A hill")
    assert attempts(page)[0]["response"] == ["hill", "sea", "peak", "moon"]


def test_estimate_by_keyboard(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "guess")
    slider = question.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "no guess yet")
    tab_to(page, slider)
    for _ in range(9):
        page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "41 of 100 people")
    expect(question.locator(".kc-value")).to_have_text("41 of 100 people")
    tab_to(page, question.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-status", "correct")
    feedback = question.locator(".kc-feedback")
    expect(feedback).to_contain_text("Your guess: 41 of 100 people")
    expect(feedback).to_contain_text(
        "The evidence: 41 of 100 people (142 of 346 people; 95% confidence interval 36 to 46)"
    )
    expect(feedback).to_contain_text("It depends on how people are asked.")


def test_number_box_and_survey_by_keyboard(show: Open):
    page = show(definition("six-kinds"))
    box = item(page, "guess-box")
    tab_to(page, box.get_by_role("spinbutton"))
    page.keyboard.type("130.5")
    page.keyboard.press("Enter")
    expect(box).to_have_attribute("data-status", "partly")
    expect(box.locator(".kc-feedback")).to_contain_text("Your guess: 130.5 minutes")
    survey = item(page, "opinion")
    tab_to(page, survey.get_by_label("From friends"))
    page.keyboard.press("Space")
    tab_to(page, survey.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")
    expect(survey).to_have_attribute("data-status", "recorded")
    expect(survey.locator(".kc-feedback")).to_contain_text("There is no right answer here.")


def test_mark_by_keyboard(show: Open):
    page = show(definition("made-leaflet"))
    question = item(page, "leaflet")
    text = question.get_by_role("group", name="Leaflet, made up", exact=True)
    for sentence in ("Some people float.", "Nobody sinks."):
        tab_to(page, text.get_by_label(sentence))
        page.keyboard.press("Space")
    tab_to(page, question.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")
    feedback = question.locator(".kc-feedback")
    expect(feedback).to_contain_text("1 of 2 misleading sentences found, 1 marked that is fair.")
    expect(feedback).to_contain_text("Not right: Some people float")
    expect(question).to_have_attribute("data-status", "wrong")
    page.keyboard.press("Enter")
    expect(text.get_by_label("Some people float.")).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, text.get_by_label("Everybody is glad of it."))
    page.keyboard.press("Space")
    tab_to(page, question.get_by_role("button", name="Check answer"))
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("data-status", "correct")
    expect(feedback).to_contain_text("Right: Everybody is glad of it")
    assert attempts(page)[-1]["response"] == ["nobody-sinks", "everybody-is-glad-of-it"]


def test_mark_by_thumb(show: Open):
    page = show(definition("made-leaflet"))
    question = item(page, "leaflet")
    check(question)
    expect(question.locator(".kc-feedback")).to_have_text("Mark at least one sentence first.")
    for label in question.locator(".kc-option").all():
        box = label.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 250
        assert float(label.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")) >= 14
    question.get_by_text("Nobody sinks.").tap()
    question.get_by_text("Everybody is glad of it.").tap()
    question.get_by_role("button", name="Check answer").tap()
    expect(question).to_have_attribute("data-status", "correct")


def test_a_held_down_key_does_not_check_and_reopen(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "pick-one")
    question.get_by_label("Supervised care").check()
    question.get_by_role("button", name="Check answer").focus()
    for _ in range(3):
        page.keyboard.down("Enter")  # from the second time on, this is a repeat
    page.keyboard.up("Enter")
    expect(question).to_have_attribute("data-status", "correct")
    assert len(attempts(page)) == 1


# By pointer and touch


def test_dragging_a_card_with_the_mouse(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "rank")
    question.scroll_into_view_if_needed()
    cards = question.locator(".kc-order > li")
    first, last = cards.first.get_attribute("data-card"), cards.last
    grip, target = cards.first.locator(".kc-grip").bounding_box(), last.bounding_box()
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 10, target["y"] + target["height"] - 4, steps=8)
    page.mouse.up()
    expect(cards.last).to_have_attribute("data-card", first)
    expect(question.locator(".kc-say")).to_contain_text("now 4 of 4.")
    check(question)
    assert attempts(page)[0]["response"][-1] == first


def test_everything_by_touch(show: Open):
    page = show(definition("six-kinds"))
    item(page, "pick-one").get_by_text("Supervised care").tap()
    item(page, "pick-some").get_by_text("Alternatives").tap()
    for card in item(page, "sort").locator(".kc-card").all():
        card.get_by_text("In care").tap()
    item(page, "rank").locator(".kc-down").first.tap()
    slider = item(page, "guess").get_by_role("slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    item(page, "guess-box").get_by_role("spinbutton").tap()
    page.keyboard.type("90")
    item(page, "opinion").get_by_text("In the news").tap()
    for question in page.locator(".kc-item").all():
        question.get_by_role("button", name="Check answer").tap()
        expect(question).not_to_have_attribute("data-status", "open")
    assert len(attempts(page)) == 7
    expect(page.locator(".kc-summary")).to_contain_text("All 7 questions answered")


def test_targets_are_large_enough_for_a_finger(show: Open):
    page = show(definition("six-kinds"), definition("made-test"))
    low = page.evaluate(
        """[...document.querySelectorAll(
            ".kc-option, .kc-quiz button, .kc-quiz input[type=range], .kc-quiz input[type=number]")]
            .filter((e) => e.offsetParent).filter((e) => e.getBoundingClientRect().height < 44 ||
              e.getBoundingClientRect().width < 44)
            .map((e) => e.outerHTML)"""
    )
    assert low == []


# What is said, and when


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("pick-one", "Choose an answer first."),
        ("pick-some", "Choose at least one answer first."),
        ("sort", "Choose a group for every card first."),
        ("rank", "Move the cards into order first."),
        ("guess", "Move the slider to your guess first."),
        ("guess-box", "Type a number from 0 to 240 first."),
        ("opinion", "Choose an answer first."),
    ],
)
def test_checking_nothing_says_what_to_do(show: Open, id: str, message: str):
    page = show(definition("six-kinds"))
    question = item(page, id)
    check(question)
    expect(question.locator(".kc-feedback[role=status]")).to_have_text(message)
    expect(question).to_have_attribute("data-status", "open")
    assert question.evaluate("(element) => element.contains(document.activeElement)")
    assert attempts(page) == []


def test_half_sorted_cards_and_impossible_numbers_are_not_graded(show: Open):
    page = show(definition("six-kinds"))
    sort = item(page, "sort")
    for card in sort.locator(".kc-card").all()[:3]:
        card.get_by_text("In care").click()
    check(sort)
    expect(sort.locator(".kc-feedback")).to_have_text(
        "Sort all cards first: 1 is still without a group."
    )
    box = item(page, "guess-box")
    box.get_by_role("spinbutton").fill("999")
    check(box)
    expect(box.locator(".kc-feedback")).to_have_text("Type a number from 0 to 240 first.")
    assert attempts(page) == []


def test_a_hint_is_shown_on_request(show: Open):
    page = show(definition("six-kinds"))
    question = item(page, "pick-one")
    button = question.get_by_role("button", name="Hint")
    expect(question.get_by_text("Think of who is watching.")).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(question.get_by_text("Think of who is watching.")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert item(page, "pick-some").get_by_role("button", name="Hint").count() == 0


def test_the_summary_names_what_to_read_again(show: Open):
    page = show(definition("six-kinds"))
    answers = {
        "pick-one": "supervised-care",
        "pick-some": ["what-is-unknown"],
        "rank": ["sea", "hill", "peak", "moon"],
        "sort": {"bp": "care", "bag": "nonmedical", "float": "either", "drive": "care"},
        "guess": 5,
        "guess-box": 90,
        "opinion": "from-friends",
    }
    page.evaluate(
        "(attempts) => models[0].set('attempts', attempts)",
        [earlier(id, answer) for id, answer in answers.items()],
    )
    summary = page.locator(".kc-summary[role=status]")
    expect(summary).to_contain_text("All 7 questions answered: 4.33 of 6 points.")
    expect(summary.get_by_role("listitem")).to_have_text(
        [
            "Objective 1: Compare two settings (question 2)",
            "Objective 2: Order places by height (question 5)",
        ]
    )
