"""What answers earn: the cases that the browser's grading is held to as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ketamine_course.quiz.grading import UnfitResponseError, grade, misfit

FIXTURE = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "grading.json").read_text(encoding="utf-8")
)
CASES = FIXTURE["cases"]


def name(case: dict) -> str:
    return f"{case['item']}: {case['why']}"


@pytest.mark.parametrize("case", [case for case in CASES if "misfit" not in case], ids=name)
def test_an_answer_earns_what_the_rule_says(case: dict):
    result = grade(FIXTURE["items"][case["item"]], case["response"])
    assert result.score == pytest.approx(case["score"], abs=1e-12)
    assert (result.max_score, result.status) == (case["max_score"], case["status"])
    assert [piece.mark for piece in result.feedback] == case["marks"]
    if "subjects" in case:
        assert [piece.subject for piece in result.feedback] == case["subjects"]
    assert all(piece.text for piece in result.feedback)


@pytest.mark.parametrize("case", [case for case in CASES if "misfit" in case], ids=name)
def test_a_response_that_belongs_elsewhere_is_not_graded(case: dict):
    item = FIXTURE["items"][case["item"]]
    assert f"'{item['id']}'" in misfit(item, case["response"])
    with pytest.raises(UnfitResponseError, match=r"expected|unknown type"):
        grade(item, case["response"])


def test_infinity_is_no_estimate():
    for response in (float("inf"), float("nan")):
        assert misfit(FIXTURE["items"]["estimate"], response)


def test_the_cases_are_many_and_cover_every_type():
    assert len(CASES) >= 40
    assert {FIXTURE["items"][case["item"]]["type"] for case in CASES} >= {
        "choice",
        "multiple",
        "classify",
        "order",
        "estimate",
        "survey",
    }
