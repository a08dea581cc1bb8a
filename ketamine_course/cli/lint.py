"""Check formats, lint and types of Python, JavaScript and CSS."""

from __future__ import annotations

import argparse

from . import checkout

GATES = (
    "ruff format --check --quiet .",
    "ruff check --quiet .",
    "biome check --error-on-warnings",
    "mypy",
)


def run(arguments: argparse.Namespace) -> None:
    """Run every gate; the first that fails ends it."""
    checkout.root()
    for gate in GATES:
        checkout.program(*gate.split())
