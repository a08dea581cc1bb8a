"""Two tests compared: only parallel forms can be, and the comparison follows the answers."""

from __future__ import annotations

import pytest

from ketamine_course import Gain, Quiz
from ketamine_course.quiz import bank
from ketamine_course.quiz.gain import define_gain

from ..quiz_evidence import made_up_evidence

pytestmark = pytest.mark.usefixtures("made_up")


@pytest.fixture
def before() -> bank.Bank:
    return bank.load("made-test")


def test_tests_that_are_no_parallel_forms_are_refused_with_the_place_where_they_differ(before):
    with made_up_evidence():
        practice = bank.load("six-kinds")
    with pytest.raises(ValueError, match=r"six-kinds.*practice"):
        define_gain(before, practice)
    turned = before.model_copy(update={"id": "turned", "items": before.items[::-1]})
    with pytest.raises(ValueError, match=r"question 1.*'first'.*'second'"):
        define_gain(before, turned)
    shorter = before.model_copy(update={"id": "shorter", "items": before.items[:1]})
    with pytest.raises(ValueError, match="2 questions and 'shorter' 1"):
        define_gain(before, shorter)


def test_the_comparison_names_questions_by_objective_and_gives_no_answers_away(before):
    definition = define_gain(before, bank.load("made-test-after"))
    assert [(item["id"], item["objective"]) for item in definition["items"]] == [
        ("first", "05.1"),
        ("second", "05.2"),
    ]
    assert "correct" not in str(definition)


def test_the_comparison_follows_answers_to_both_tests_and_survives_running_the_cell_again():
    comparison = Gain("made-test", "made-test-after")
    Quiz("made-test").answer("first", "it-is-not", 0.75)
    Quiz("made-test-after").answer("first", "it-is", 1.0)
    seen = [
        (attempt["quiz"], attempt["score"], attempt["confidence"])
        for attempt in comparison.attempts
    ]
    assert seen == [("made-test", 0, 0.75), ("made-test-after", 1, 1.0)]
    assert Gain("made-test", "made-test-after").attempts == comparison.attempts
