"""Report on a room of learners: what was hard, which wrong answers to talk about, and what was
gained.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``cohort`` takes."""
    where = (
        "results files that learners exported, folders of them, or a database address such as"
        " sqlite:///room.db (the one in KETAMINE_COURSE_DB, unless given)"
    )
    parser.add_argument("places", nargs="*", metavar="FILE", help=where)
    parser.add_argument(
        "--report",
        type=Path,
        default=Path("room-results.html"),
        metavar="FILE",
        help="the page to write (room-results.html)",
    )
    parser.add_argument(
        "--csv", type=Path, metavar="DIR", help="also write the tables as CSV into this folder"
    )
    parser.add_argument(
        "--parquet",
        type=Path,
        metavar="DIR",
        help="also write the tables as Parquet into this folder",
    )


def run(arguments: argparse.Namespace) -> None:
    """Write the report and say what was left out."""
    # A library for tables takes a moment to load; other commands should not wait for it.
    from ..progress import room, store

    shared = os.environ.get(store.VARIABLE)
    found = room.cohort(arguments.places or ([shared] if shared else []))
    page = found.save(arguments.report)
    tables = found.export(arguments.csv, arguments.parquet)
    for name, why in found.facts["refused"]:
        print(f"Left out: {name}: {why}", file=sys.stderr)
    people = found.facts["people"]
    print(
        f"{people:,} people: the report is {page}."
        if people
        else f"Fewer than five people, so {page} shows no results."
    )
    if tables:
        folders = sorted({str(table.parent) for table in tables})
        print(f"{len(tables)} tables are in {', '.join(folders)}.")
