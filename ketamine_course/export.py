"""Write the questions for Moodle, Canvas, a spreadsheet or paper, or a results file as xAPI statements."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .progress import files, xapi
from .quiz import bank
from .quiz.faults import BankError
from .quiz.formats import WRITERS, LeftOut

LEFT_OUT = "left-out.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``export`` takes."""
    parser.add_argument("--to", required=True, choices=[*WRITERS, "xapi"], help="the format")
    parser.add_argument("--quiz", nargs="+", metavar="ID", help="only these quizzes, in this order (all, unless given)")
    parser.add_argument("--out", type=Path, default=Path("export"), metavar="DIR", help="the folder to write to (export)")
    parser.add_argument("--home", default=xapi.HOME, metavar="URL", help="xapi: the address your course is known by")
    parser.add_argument("results", nargs="?", type=Path, metavar="RESULTS.json", help="xapi: a learner's results file")


def run(arguments: argparse.Namespace) -> int:
    """Write the files and say what was left out; returns 0, or 2 with a reason when it cannot."""
    try:
        if arguments.to == "xapi":
            return _statements(arguments)
        return _questions(arguments)
    except (bank.UnknownQuiz, BankError, files.ResultsFileError) as error:
        reason = str(error)
    except OSError as error:
        reason = f"{error.filename} cannot be written ({error.strerror})"
    print(f"Nothing was exported: {reason}", file=sys.stderr)
    return 2


def _statements(arguments: argparse.Namespace) -> int:
    if arguments.results is None:
        print("Nothing was exported: name the results file, such as ketamine-course-answers.json", file=sys.stderr)
        return 2
    attempts = files.read(arguments.results)
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / xapi.FILE
    path.write_text(xapi.text(attempts, arguments.home), encoding="utf-8", newline="\n")
    print(f"{len(attempts)} answers are statements in {path}.")
    return 0


def _questions(arguments: argparse.Namespace) -> int:
    banks = [bank.load(id) for id in dict.fromkeys(arguments.quiz or bank.ids())]
    arguments.out.mkdir(parents=True, exist_ok=True)
    left = WRITERS[arguments.to](banks, arguments.out)
    count = sum(len(each.items) for each in banks)
    print(f"{count - len(left)} of {count} questions are in {arguments.out}.")
    listed = "".join(f"{_line(each)}\n" for each in left) or "Nothing was left out.\n"
    (arguments.out / LEFT_OUT).write_text(listed, encoding="utf-8", newline="\n")
    if left:
        print(f"Left out, as {arguments.out / LEFT_OUT} lists too:\n{listed}", end="")
    return 0


def _line(each: LeftOut) -> str:
    return f"{each.quiz}, {each.item}: {each.why}"
