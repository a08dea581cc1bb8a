"""Check that the pages that the built book links to are still there.

Needs a network. Fails when an address is dead; one that turns programs away is only listed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import CourseError
from . import FAILED, checkout


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``links`` takes."""
    parser.add_argument(
        "folder", nargs="?", default=checkout.BOOK, type=Path, help="the built book (_build/html)"
    )
    parser.add_argument(
        "--list", action="store_true", help="list the addresses and their pages, and ask nobody"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check or list the addresses."""
    from ..publish import links

    pages = links.external(checkout.built(arguments.folder))
    if arguments.list:
        print("\n".join(f"{address}  {' '.join(names)}" for address, names in pages.items()))
        return 0
    answers = links.check(pages)
    if pages and all(answer.silent for answer in answers.values()):
        raise CourseError(f"not one of {len(pages)} addresses answered: is there a network?")
    print(links.report(pages, answers))
    return FAILED if any(answer.verdict == "dead" for answer in answers.values()) else 0
