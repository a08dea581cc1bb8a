"""Prepare a database that a room shares: bring it up to date, and say who may do what."""

from __future__ import annotations

import argparse
import sys

from .progress.store import VARIABLE, Store, StoreError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``database`` takes."""
    parser.add_argument(
        "url",
        nargs="?",
        metavar="URL",
        help=f"the database's address, as its owner ({VARIABLE}, unless given)",
    )
    parser.add_argument(
        "--learners",
        metavar="ROLE",
        help=(
            "PostgreSQL: the learners' role; each sees and erases only their own answers and marked"
            " lessons"
        ),
    )
    parser.add_argument(
        "--trainers",
        metavar="ROLE",
        help=(
            "PostgreSQL: the trainers' role; they read all answers, without codes, and no marked"
            " lessons"
        ),
    )


def run(arguments: argparse.Namespace) -> int:
    """Prepare it and say what was done; returns 0, or 2 with a reason when it cannot."""
    place = Store(arguments.url)
    try:
        place.prepare(arguments.learners, arguments.trainers)
    except StoreError as error:
        print(f"The database was not prepared: {error}", file=sys.stderr)
        return 2
    print(f"{place.kept_in} is up to date.")
    if arguments.learners:
        print(
            f"{arguments.learners} may add answers and mark lessons as read, and see or erase those"
            " under the learner's own code."
        )
    if arguments.trainers:
        print(
            f"{arguments.trainers} may read all answers for a report, without the learners' codes,"
            " and not which lessons were read."
        )
    return 0
