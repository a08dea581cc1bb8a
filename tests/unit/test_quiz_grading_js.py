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
const { grade, misfit } = await import(input.module);
output(input.cases.map(({ item, response }) => {
  const said = misfit(input.items[item], response);
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
        if "misfit" in case:
            assert re.search("expected|unknown type", result["thrown"]), case
            assert result["said"] == result["thrown"], case
            continue
        assert result["said"] == ""
        assert result["score"] == pytest.approx(case["score"], abs=1e-12), case
        assert (result["max_score"], result["status"]) == (case["max_score"], case["status"]), case
        assert [piece["mark"] for piece in result["feedback"]] == case["marks"], case
        if "subjects" in case:
            assert [piece["subject"] for piece in result["feedback"]] == case["subjects"], case
