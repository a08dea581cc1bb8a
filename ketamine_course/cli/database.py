"""Prepare a database that a room shares: bring it up to date, and say who may do what."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``database`` takes."""
    parser.add_argument(
        "url",
        nargs="?",
        metavar="URL",
        help="the database's address, as its owner (the one in KETAMINE_COURSE_DB, unless given)",
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


def run(arguments: argparse.Namespace) -> None:
    """Prepare it and say what was done."""
    from ..progress.store import Store

    place = Store(arguments.url)
    place.prepare(arguments.learners, arguments.trainers)
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
