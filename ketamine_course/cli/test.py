"""Run everything that is checked before a change goes in: what CI runs."""

from __future__ import annotations

import argparse
import subprocess
import sys

from . import checkout, lint, ready, site
from .check import PYTEST, UNIT

# Far from this place and in the plainest of languages: neither may matter.
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
# What does not run on Windows: a JupyterHub, and the PDF without much ado.
NOT_ON_WINDOWS = ("--ignore=tests/files", "--ignore=tests/hub")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``test`` takes."""
    site.add_arguments(parser)
    parser.add_argument(
        "--order",
        type=int,
        metavar="SEED",
        help="of the unit tests; another with each commit, unless given",
    )


def run(arguments: argparse.Namespace) -> None:
    """Get ready once, before any worker starts; then lint, build and test."""
    arguments.check = False
    ready.run(arguments)
    lint.run(arguments)
    windows = sys.platform == "win32"
    site.run(arguments, without_pdf=windows)
    order = _commits() if arguments.order is None else arguments.order
    checkout.run(*PYTEST, *UNIT, "--random-order", f"--random-order-seed={order}", **ELSEWHERE)
    rest = ("tests", "notebooks", "--ignore=tests/unit", "--nbval")
    checkout.run(*PYTEST, *rest, *(NOT_ON_WINDOWS if windows else ()), **ELSEWHERE)


def _commits() -> int:
    """How many commits lead here: the same on every machine, another for each change."""
    counted = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"], capture_output=True, text=True, check=False
    )
    return int(counted.stdout or 1)
