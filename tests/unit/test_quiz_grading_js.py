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


WORDS = """
const { KINDS } = await import(input.kinds);
const { grade } = await import(input.grading);
output(input.given.map(([item, response]) => {
  const kind = KINDS[item.type];
  const result = grade(item, response);
  const right = result.feedback.filter((piece) => piece.mark === "right").length;
  return [kind.answer(item, response), kind.solution(item), kind.detail?.(item, result, right)];
}));
"""


def test_answers_are_told_in_words():
    """The answer, the right one, and what was right of it."""
    told = {
        ("choice", "a"): ["Text a", "Text b", None],
        ("survey", "b"): ["Text b", "", None],
        ("multiple", ("c", "a")): [
            "Text a; Text c",
            "Text a; Text b; Text c",
            "2 of 3 right answers found.",
        ],
        ("multiple", ("a", "d")): [
            "Text a; Text d",
            "Text a; Text b; Text c",
            "1 of 3 right answers found, 1 chosen that is not right.",
        ],
        ("multiple", ("d", "e")): [
            "Text d; Text e",
            "Text a; Text b; Text c",
            "0 of 3 right answers found, 2 chosen that are not right.",
        ],
        ("mark", ("b",)): [
            "Sentence b.",
            "Sentence b. Sentence d.",
            "1 of 2 misleading sentences found.",
        ],
        ("mark", ("a", "b")): [
            "Sentence a. Sentence b.",
            "Sentence b. Sentence d.",
            "1 of 2 misleading sentences found, 1 marked that is fair.",
        ],
        ("mark", ("a", "c")): [
            "Sentence a. Sentence c.",
            "Sentence b. Sentence d.",
            "0 of 2 misleading sentences found, 2 marked that are fair.",
        ],
        ("order-three", ("y", "x", "z")): [
            "Text y → Text x → Text z",
            "Text x → Text y → Text z",
            "1 of 3 cards in their right place.",
        ],
    }
    given = [
        [FIXTURE["items"][item], list(response) if isinstance(response, tuple) else response]
        for item, response in told
    ]
    found = node.run(
        WORDS,
        {
            "kinds": node.module("ketamine_course/quiz/js/kinds.js"),
            "grading": node.module("ketamine_course/quiz/js/grading.js"),
            "given": given,
        },
    )
    assert found == list(told.values())
