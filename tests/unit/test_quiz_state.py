"""Which answers count, what they add up to, and what a new one is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ketamine_course.quiz import state
from ketamine_course.quiz.grading import UnfitResponseError


def option(id: str, correct: bool) -> dict[str, Any]:
    return {"id": id, "text": id, "correct": correct, "feedback": "", "sources": []}


def quiz(mode: str = "practice", **fields: Any) -> dict[str, Any]:
    two = [option("yes", True), option("no", False)]
    return {
        "id": "made-up",
        "version": 3,
        "mode": mode,
        "items": [
            {"id": "one", "type": "choice", "options": two},
            {"id": "two", "type": "choice", "options": two},
            {"id": "view", "type": "survey", "options": two},
        ],
        **fields,
    }


def attempt(item: str = "one", response: Any = "yes", **fields: Any) -> dict[str, Any]:
    return {"quiz": "made-up", "bank_version": 3, "item": item, "response": response, **fields}


@pytest.mark.parametrize(
    ("mode", "counts"), [("practice", "no"), ("assessment", "yes"), ("predict", "yes")]
)
def test_the_latest_answer_counts_in_practice_and_the_first_elsewhere(mode: str, counts: str):
    found = state.effective_attempts(
        quiz(mode), [attempt(), attempt("two"), attempt(response="no")]
    )
    assert {item: each["response"] for item, each in found.items()} == {"one": counts, "two": "yes"}


@pytest.mark.parametrize(
    "other",
    [
        {"quiz": "another"},
        {"bank_version": 2},
        {"bank_version": 4},
        {"item": "gone"},
        {"item": None},
        {"response": "maybe"},
        {"response": None},
    ],
    ids=str,
)
def test_an_answer_to_something_else_does_not_count(other: dict[str, Any]):
    good = attempt("two")
    assert state.effective_attempts(quiz(), [attempt(**{"item": "one", **other}), good]) == {
        "two": good
    }
    without = {name: value for name, value in attempt().items() if name not in other}
    assert state.effective_attempts(quiz(), [without]) == {}


def test_a_score_is_the_share_of_the_marked_questions():
    counting = {"one": attempt(), "two": attempt("two", "no"), "view": attempt("view")}
    assert state.score(quiz(), counting) == 0.5
    assert state.score(quiz("assessment"), {"one": attempt()}) == 0.5
    assert state.score(quiz(), counting | {"two": attempt("two")}) == 1.0
    assert state.score(quiz(), {}) == 0.0
    assert state.score(quiz("predict"), counting) == 0.0
    assert state.score(quiz(items=quiz()["items"][2:]), {"view": attempt("view")}) == 0.0


def test_a_new_answer_says_who_what_and_when():
    before = datetime.now(UTC)
    made, again = (
        state.new_attempt(quiz(), "one", "yes", 0.75, "somebody", "kernel") for _ in range(2)
    )
    assert made.pop("attempt_id") != again.pop("attempt_id")
    moment = made.pop("started")
    assert moment == made.pop("submitted") and len(moment) == len("2026-01-31T09:30:00.000Z")
    assert moment.endswith("Z")
    assert abs((datetime.fromisoformat(moment) - before).total_seconds()) < 60
    assert made == {
        "learner": "somebody",
        "quiz": "made-up",
        "bank_version": 3,
        "item": "one",
        "response": "yes",
        "score": 1.0,
        "max_score": 1.0,
        "confidence": 0.75,
        "mode": "practice",
        "host": "kernel",
    }


def test_an_answer_to_no_question_names_the_nearest():
    for act in (
        lambda: state.new_attempt(quiz(), "wto", "yes", None, "somebody", "kernel"),
        lambda: state.regraded(quiz(), attempt("wto")),
    ):
        with pytest.raises(LookupError) as caught:
            act()
        said = str(caught.value)
        assert "'wto'" in said and "'made-up'" in said and "Did you mean 'two'?" in said
    with pytest.raises(UnfitResponseError):
        state.new_attempt(quiz(), "one", "maybe", None, "somebody", "kernel")


@pytest.mark.parametrize(
    ("mode", "item", "response", "points"),
    [
        ("practice", "one", "yes", (1.0, 1.0)),
        ("practice", "one", "no", (0.0, 1.0)),
        ("assessment", "two", "yes", (1.0, 1.0)),
        ("practice", "view", "no", (0.0, 0.0)),
        ("predict", "one", "yes", (0.0, 0.0)),
    ],
)
def test_an_answer_is_marked_again_and_a_guess_earns_nothing(
    mode: str, item: str, response: str, points: tuple[float, float]
):
    given = attempt(item, response, score=7, max_score=9, note="kept")
    found = state.regraded(quiz(mode), given)
    assert found == {**given, "score": points[0], "max_score": points[1]}
    assert given["score"] == 7
