"""Check what a contributor checks all the time: lint, unit tests, doctests and the lessons' form.

What else you type goes to pytest, such as -k store.
"""

from __future__ import annotations

import argparse

from . import checkout, lint

PASSES_ON = True
PYTEST = ("-m", "pytest", "-n", "2")
UNIT = ("tests/unit", "ketamine_course", "--doctest-modules")


def run(arguments: argparse.Namespace) -> None:
    """Lint, then test."""
    lint.run(arguments)
    checkout.run(*PYTEST, *UNIT, "tests/notebooks/test_contract.py", *arguments.rest)
