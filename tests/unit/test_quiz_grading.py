"""What answers earn: the cases that the page's grading is held to as well."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ketamine_course.quiz.grading import UnfitResponseError, grade, validate_response

FIXTURE = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "grading.json").read_text(encoding="utf-8")
)
CASES = FIXTURE["cases"]


def name(case: dict) -> str:
    return f"{case['item']}: {case['why']}"


@pytest.mark.parametrize("case", [case for case in CASES if "refused" not in case], ids=name)
def test_an_answer_earns_what_the_rule_says(case: dict):
    result = grade(FIXTURE["items"][case["item"]], case["response"])
    assert result.score == pytest.approx(case["score"], abs=1e-12)
    assert result.max_score == case["max_score"]


@pytest.mark.parametrize("case", [case for case in CASES if "refused" in case], ids=name)
def test_a_response_that_belongs_elsewhere_is_not_graded(case: dict):
    item = FIXTURE["items"][case["item"]]
    said = validate_response(item, case["response"])
    assert f"'{item['id']}'" in said and re.search("expected|unknown type", said)
    with pytest.raises(UnfitResponseError, match=re.escape(said)):
        grade(item, case["response"])


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("choice", "expected one of ['a', 'b', 'c'], got None"),
        ("multiple-one", "expected some of ['a', 'b'], got None"),
        ("classify-numbered", "expected cards ['0', '1'] each in one of ['i', 'o'], got None"),
        ("order-three", "expected all of ['x', 'y', 'z'] in some order, got None"),
        ("estimate-below-zero", "expected a number from -2.5 to 2.5, got None"),
        ("survey", "expected one of ['a', 'b'], got None"),
    ],
)
def test_what_would_fit_is_said(item, expected):
    assert validate_response(FIXTURE["items"][item], None) == f"item '{item}': {expected}"


def test_a_type_that_is_not_known_is_named():
    said = validate_response(FIXTURE["items"]["unknown"], "x")
    assert said == "item 'unknown' is of unknown type 'essay'"


def test_infinity_is_no_estimate():
    for response in (float("inf"), float("nan")):
        assert validate_response(FIXTURE["items"]["estimate"], response)


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
