"""What a learner gained, as it stands on the screen: before, between and after the two tests."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from ketamine_course.quiz import bank
from ketamine_course.quiz.gain import define_gain

from ..quiz_evidence import BANKS, made_up_evidence
from .quiz_page import earlier


def comparison() -> dict[str, Any]:
    with made_up_evidence():
        return define_gain(bank.load("made-test", BANKS), bank.load("made-test-after", BANKS))


def answer(quiz: str, item: str, score: float, confidence: float) -> dict[str, Any]:
    response = "it-is" if item == "first" else ["seven"]
    fields = {
        "quiz": quiz,
        "bank_version": 1,
        "mode": "assessment",
        "score": score,
        "confidence": confidence,
    }
    return {**earlier(item, response, **fields), "attempt_id": f"{quiz}-{item}-{score}"}


BEFORE = [answer("made-test", "first", 0, 1.0), answer("made-test", "second", 0.5, 0.75)]
AFTER = [answer("made-test-after", "first", 1, 1.0), answer("made-test-after", "second", 0.5, 0.5)]


def rows(page: Page, caption: str) -> list[str]:
    table = page.get_by_role("table", name=re.compile(caption))
    return [row.replace("\t", " | ") for row in table.locator("tbody tr").all_inner_texts()]


def test_nothing_is_claimed_before_both_tests_are_complete(show):
    page = show(comparison())
    expect(page.locator(".kc-gain-line")).to_have_text(
        "Nothing to show yet. Answer all questions of the test in lesson 05 and of the test in"
        " lesson 11, and your gain stands here."
    )
    page = show(comparison(), attempts=[*BEFORE, AFTER[0]])
    expect(page.locator(".kc-gain-line")).to_have_text(
        "Before: 0.5 of 2 points. Answer all questions of the test in lesson 11 to see your gain."
    )


def test_gain_by_objective_and_calibration_of_both_tests(show):
    page = show(comparison(), attempts=[*BEFORE, *AFTER])
    expect(page.locator(".kc-gain-line")).to_have_text(
        "Before: 0.5 of 2 points. After: 1.5 of 2. 1 point more."
    )
    first, second = rows(page, "Objective by objective")
    assert "Not right" in first and "Correct" in first and "reading again" not in first
    assert "Worth reading again: lesson 05." in second
    assert rows(page, "Before: how sure")[-1].startswith("Certain (100%) | 0 of 1")
    expect(
        page.get_by_text(
            "you were 88% sure and earned 25% of the points: surer than you were right"
        )
    ).to_be_visible()
    expect(
        page.get_by_text(
            "you were 75% sure and earned 75% of the points: about as sure as you were right"
        )
    ).to_be_visible()


def test_the_first_answer_counts_as_in_the_test_itself(show):
    second_try = answer("made-test", "first", 1, 1.0)
    page = show(comparison(), attempts=[*BEFORE, second_try, *AFTER])
    expect(page.locator(".kc-gain-line")).to_contain_text("Before: 0.5 of 2 points.")


def test_a_first_test_taken_last_shows_no_gain(show):
    page = show(
        comparison(),
        attempts=[
            *[{**given, "submitted": "2026-01-02T10:00:00.000Z"} for given in BEFORE],
            *AFTER,
        ],
    )
    expect(page.locator(".kc-gain-line")).to_have_text(
        "Before: 0.5 of 2 points. After: 1.5 of 2. But the test in lesson 05 was finished when the"
        " other had begun, so the difference is no gain."
    )


def test_answers_without_a_confidence_are_left_out_of_the_calibration(show):
    page = show(
        comparison(),
        attempts=[
            {key: value for key, value in BEFORE[0].items() if key != "confidence"},
            BEFORE[1],
            *AFTER,
        ],
    )
    expect(page.get_by_text("you were 75% sure and earned 50% of the points")).to_be_visible()


def test_it_fits_a_narrow_phone(show):
    page = show(comparison(), attempts=[*BEFORE, *AFTER])
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
