"""Write the questions for Moodle, Canvas, a spreadsheet or paper, or a results file as xAPI
statements.
"""

from __future__ import annotations

import argparse
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from . import UsageError

if TYPE_CHECKING:
    from ..quiz.formats.common import LeftOut
    from ..quiz.schema import Bank

FORMATS = {
    "moodle": "Moodle XML",
    "qti": "QTI 2.1",
    "qti12": "QTI 1.2, for Canvas",
    "csv": "a spreadsheet",
    "paper": "to print, with a key",
    "xapi": "answers from a results file",
}
# The guess of a lesson comes before what would answer it.
COURSE_ORDER = ("predict", "assessment", "practice")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``export`` takes."""
    parser.add_argument(
        "--to",
        required=True,
        choices=list(FORMATS),
        metavar="FORMAT",
        help=", ".join(f"{name} ({what})" for name, what in FORMATS.items()),
    )
    parser.add_argument(
        "--quiz",
        nargs="+",
        metavar="ID",
        help="only these quizzes in this order, such as lesson-03 (all, unless given)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("export"),
        metavar="DIR",
        help="the folder to write to (export)",
    )
    parser.add_argument(
        "--attempts", type=Path, metavar="FILE", help="with --to xapi: a learner's results file"
    )
    parser.add_argument(
        "--home",
        metavar="URL",
        help="with --to xapi: the address your course is known by",
    )


def run(arguments: argparse.Namespace) -> None:
    """Write the files and say what was left out."""
    (_statements if arguments.to == "xapi" else _questions)(arguments)


def _statements(arguments: argparse.Namespace) -> None:
    from ..progress import files, xapi

    if arguments.attempts is None:
        raise UsageError(
            "name the results file, for example --attempts ketamine-course-answers.json"
        )
    attempts = files.read(arguments.attempts)
    if arguments.quiz:
        attempts = [attempt for attempt in attempts if attempt.quiz in arguments.quiz]
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / xapi.FILE
    path.write_text(
        xapi.text(attempts, arguments.home or xapi.HOME), encoding="utf-8", newline="\n"
    )
    print(f"{len(attempts)} answers are statements in {path}.")


def _questions(arguments: argparse.Namespace) -> None:
    from ..quiz import bank
    from ..quiz.formats import WRITERS

    if arguments.attempts is not None:
        raise UsageError(
            f"--attempts goes with --to xapi; {arguments.to} takes the questions, which no results"
            " file holds"
        )
    banks = [bank.load(id) for id in dict.fromkeys(arguments.quiz or bank.ids())]
    if not arguments.quiz:
        banks.sort(key=lambda each: (each.lesson, COURSE_ORDER.index(each.mode)))
    arguments.out.mkdir(parents=True, exist_ok=True)
    left = WRITERS[arguments.to](banks, arguments.out)
    count = sum(len(each.items) for each in banks)
    print(f"{count - len(left)} of {count} questions are in the folder {arguments.out}.")
    # Named by format, for the default folder takes several.
    path = arguments.out / f"left-out-{arguments.to}.txt"
    listed = _listed(left, banks)
    path.write_text(listed, encoding="utf-8", newline="\n")
    if left:
        print(f"\n{listed}\nThis list is in {path} too.")


def _listed(left: list[LeftOut], banks: list[Bank]) -> str:
    """What was left out as text, a paragraph for each reason."""
    asked = {(each.id, item.id): item.prompt for each in banks for item in each.items}
    paragraphs = []
    for why, group in groupby(sorted(left, key=lambda each: each.why), key=lambda each: each.why):
        lines = [f"- {each.quiz}, {each.item}: {asked[each.quiz, each.item]}" for each in group]
        paragraphs.append("\n".join([f"Left out: {why}", *lines]))
    return "\n\n".join(paragraphs or ["Nothing was left out."]) + "\n"
