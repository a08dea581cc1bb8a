"""Run everything that is checked before a change goes in: what CI runs."""

from __future__ import annotations

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from . import checkout, lint, ready, site
from .check import PYTEST, UNIT

# Far from this place and in the plainest of languages: neither may matter.
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
# One more than a small machine has cores: with a browser a test waits a third of its time.
WAITING = "3"
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
    """Get ready once, before any worker starts; then lint, build and test.

    The book is built beside the unit tests, which need none: it keeps one core busy, not two.
    """
    arguments.check = False
    ready.run(arguments)
    lint.run(arguments)
    windows = sys.platform == "win32"
    order = _commits() if arguments.order is None else arguments.order
    with ThreadPoolExecutor(1) as beside:
        built = beside.submit(site.run, arguments, without_pdf=windows)
        checkout.run(*PYTEST, *UNIT, "--random-order", f"--random-order-seed={order}", **ELSEWHERE)
    built.result()
    rest = ("tests", "notebooks", "--ignore=tests/unit", "--nbval", "-n", WAITING)
    checkout.run(*PYTEST, *rest, *(NOT_ON_WINDOWS if windows else ()), **ELSEWHERE)


def _commits() -> int:
    """How many commits lead here: the same on every machine, another for each change."""
    counted = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"], capture_output=True, text=True, check=False
    )
    return int(counted.stdout or 1)
