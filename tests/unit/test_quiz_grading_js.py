"""The grading that runs in a page, held to the same cases as Python's, without a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .. import node

FIXTURE = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "grading.json").read_text(encoding="utf-8")
)
GRADE = """
const { grade, validateResponse } = await import(input.module);
output(input.cases.map(({ item, response }) => {
  const said = validateResponse(input.items[item], response);
  try { return { said, ...grade(input.items[item], response) }; }
  catch (error) { return { said, thrown: error.message }; }
}));
"""


@pytest.fixture(scope="module")
def results() -> list[dict]:
    return node.run(GRADE, {"module": node.module("ketamine_course/quiz/js/grading.js"), **FIXTURE})


def test_javascript_grades_as_python_does(results: list[dict]):
    assert len(results) == len(FIXTURE["cases"])
    for case, result in zip(FIXTURE["cases"], results, strict=True):
        if "refused" in case:
            assert re.search("expected|unknown type", result["thrown"]), case
            assert result["said"] == result["thrown"], case
            continue
        assert result["said"] == ""
        assert result["score"] == pytest.approx(case["score"], abs=1e-12), case
        assert (result["max_score"], result["status"]) == (case["max_score"], case["status"]), case
        assert [piece["mark"] for piece in result["feedback"]] == case["marks"], case
        if "subjects" in case:
            assert [piece["subject"] for piece in result["feedback"]] == case["subjects"], case


def test_every_piece_of_feedback_is_the_banks(results: list[dict]):
    """Its words and its sources, in whatever order it comes."""
    for case, result in zip(FIXTURE["cases"], results, strict=True):
        item = FIXTURE["items"][case["item"]]
        of_the_bank = [
            (part["feedback"], part["sources"])
            for name in ("options", "cards", "ranges")
            for part in item.get(name, [])
        ]
        for piece in result.get("feedback", []):
            assert (piece["text"], piece["sources"]) in of_the_bank, case


def test_what_would_fit_is_said(results: list[dict]):
    """Every id that an answer could have named, or both ends of the slider."""
    for case, result in zip(FIXTURE["cases"], results, strict=True):
        item = FIXTURE["items"][case["item"]]
        if "refused" not in case or item["type"] == "essay":
            continue
        fitting = {
            "choice": "one of {options}",
            "survey": "one of {options}",
            "multiple": "some of {options}",
            "mark": "some of {options}",
            "classify": "cards {cards} each in one of {groups}",
            "order": "all of {cards} in some order",
            "estimate": "a number from {minimum} to {maximum}",
        }[item["type"]]
        ids = {
            name: ",".join(part["id"] for part in item.get(name, []))
            for name in ("options", "cards", "groups")
        }
        expected = fitting.format(**{**item, **ids})
        assert result["said"].startswith(f"item '{item['id']}': expected {expected}, got "), case
