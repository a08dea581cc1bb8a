"""An exercise's check judges what the student typed: it never says "Right" of a cell that failed,
and passes no verdict on what an earlier run left behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Exercise:
    """What a student may type in place of ``given``: wrong values, and right ones."""

    given: str
    fails: tuple[str, ...]
    """The cell stops with an error."""
    wrong: tuple[str, ...]
    """The cell runs, and what it shows isn't the answer."""
    right: tuple[str, ...]


EXERCISES = {
    "01": Exercise(
        '"spravato_label.dizziness_drug"',
        ('"spravato_label.dizzyness_placebo"', '""', "5", "spravato_label"),
        ('"spravato_label.anxiety_placebo"',),
        ('"spravato_label.dizziness_placebo"',),
    ),
    "02": Exercise("40", ('"80"', "-10", "eighty", "80 min"), ("0", "50", "120"), ("80",)),
    "03": Exercise(
        '"0.5 mg/kg"',
        ('"0.1"', "0.1", '"0,1 mg/kg"', '"0.3 mg/kg"', "low"),
        ('"0.2 mg/kg"', '"1.0 mg/kg"'),
        ('"0.1 mg/kg"',),
    ),
    "04": Exercise(
        '"dissociation"',
        ('"euphoria"', '"euphoric mood"', "euphoric_mood", '"anxiety'),
        ('"dizziness"', '"anxiety"', '"sedation"'),
        ('"euphoric_mood"',),
    ),
    "05": Exercise(
        '"dizziness"',
        ('"Headache"', '"headaches"', '"euphoric mood"', '"Spinning (vertigo)"', "anxiety"),
        (),
        ('"anxiety"', '"headache"'),
    ),
    "06": Exercise(
        '"nobody"',
        ("Zhong 2016", "zhong"),
        ('"zhong 2016"', '"Zhong"', '["Zhong 2016", "Li 2017"]'),
        ('"Zhong 2016"',),
    ),
    "07": Exercise(
        '"esketamine_spray"',
        ('"esketamin_spray"', '"public funding"', "rules"),
        ('"rules"', '"racemic_for_depression"', '"jurisdiction"'),
        ('"racemic_licensed_for"',),
    ),
    "08": Exercise('"resistant"', ("one",), ('"One"', '"ect"', "1"), ('"one"',)),
    "09": Exercise("0.2, ", ("2, ", "80, ", "0,8, ", '"0.8", '), ("0.5, ", "0.9, "), ("0.8, ",)),
    "10": Exercise(
        '"popova2019.md_d28", False',
        (
            '"fedgchin2019.md_84", true',
            '"fedgchin2019.md_84", false',
            '"fedgchin.md_84", True',
            '"spravato_label.dizziness_drug", True',
        ),
        ('"fedgchin2019.md_84", False', '"fedgchin2019.md_84", "True"'),
        ('"fedgchin2019.md_84", True',),
    ),
    "11": Exercise("None", ("seven",), ("7", '"twelve"'), ("11", '"11"', '" 11 "')),
}


def cell(source: str) -> NotebookNode:
    return nbformat.v4.new_code_cell(source)


def said(ran: NotebookNode) -> str:
    return "".join(output.text for output in ran.outputs if output.output_type == "stream")


def error(ran: NotebookNode) -> str:
    """The error of a cell in one line, empty if it ran."""
    return "".join(
        f"{output.ename}: {output.evalue}"
        for output in ran.outputs
        if output.output_type == "error"
    )


def tagged(lesson: NotebookNode, tag: str) -> int:
    return next(
        number
        for number, each in enumerate(lesson.cells)
        if each.cell_type == "code" and tag in each.metadata.get("tags", [])
    )


@pytest.mark.parametrize("number", EXERCISES)
def test_a_check_judges_what_was_typed_and_nothing_else(number):
    (path,) = (ROOT / "notebooks").glob(f"{number}-*.ipynb")
    lesson = nbformat.read(path, as_version=4)
    exercise = EXERCISES[number]
    at = tagged(lesson, "try-it")
    given, check = lesson.cells[at].source, lesson.cells[tagged(lesson, "try-it-check")].source
    assert given.count(exercise.given) >= 1
    # Quizzes and charts show something and leave nothing behind.
    before = [
        cell(each.source)
        for each in lesson.cells[:at]
        if each.cell_type == "code" and not re.match(r"(charts\.|Quiz\()", each.source)
    ]
    typed = [
        (value, given.replace(exercise.given, value, 1))
        for value in (*exercise.fails, *exercise.wrong, *exercise.right)
    ]
    # Each try begins where the lesson stands after "Run All Cells".
    tries = [[cell(given), cell(source), cell(check)] for _, source in typed]
    client = NotebookClient(
        nbformat.v4.new_notebook(cells=[*before, *(each for one in tries for each in one)]),
        kernel_name="python3",
        timeout=120,
        allow_errors=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    assert [error(each) for each in before] == [""] * len(before)
    for (value, _), (first, student, verdict) in zip(typed, tries, strict=True):
        assert not error(first)
        words = f"{value}: the cell ended with {error(student)!r}, the check says {said(verdict)!r}"
        if value in exercise.fails:
            assert error(student), words
            assert not said(verdict).startswith("Right"), words
            # No verdict on what isn't there: the same error, or that nothing has changed, or why.
            assert error(verdict) in ("", error(student)), f"{words}, {error(verdict)}"
        elif value in exercise.wrong:
            assert not error(verdict) and said(verdict), words
            assert not said(verdict).startswith("Right"), words
        else:
            assert not error(student) and said(verdict).startswith("Right"), words
