"""Measure what a page costs a slow phone, how long a lesson and the models take, and a report."""

from __future__ import annotations

import argparse

from . import checkout

PROGRAMS = ("page_load", "first_line", "models", "room")


def run(arguments: argparse.Namespace) -> None:
    """Run the programs in ``benchmarks``."""
    checkout.built(checkout.root() / checkout.BOOK)
    for name in PROGRAMS:
        checkout.run(f"benchmarks/{name}.py")
