"""Change the code a little, one place at a time, and show what no test notices.

What else you type goes on, such as --module risk; --help after -- lists it.
"""

from __future__ import annotations

import argparse

from . import checkout

PASSES_ON = True


def run(arguments: argparse.Namespace) -> None:
    """Run ``tests/mutants``."""
    checkout.root()
    checkout.run("-m", "tests.mutants", *arguments.rest)
