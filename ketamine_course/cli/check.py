"""Check what a contributor checks all the time: lint, unit tests, doctests and the lessons' form.

What else you type goes to pytest, such as -k store.
"""

from __future__ import annotations

import argparse

from . import checkout, lint

PASSES_ON = True
PYTEST = ("-m", "pytest", "-n", "2")
# nbval, which looks at notebooks only, takes a second to load.
UNIT = ("-p", "no:nbval", "tests/unit", "ketamine_course", "--doctest-modules")


def run(arguments: argparse.Namespace) -> None:
    """Lint, then test."""
    lint.run(arguments)
    quick = ("-m", "not slow", *UNIT, "tests/notebooks/test_contract.py")
    checkout.run(*PYTEST, *quick, *arguments.rest)
