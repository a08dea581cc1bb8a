"""Get what the tests need from this machine, or name it all at once.

tests/needs.toml says what that is, why, and how each platform gets it.
"""

from __future__ import annotations

import argparse

from . import checkout


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``ready`` takes."""
    parser.add_argument("--check", action="store_true", help="only look, install nothing")


def run(arguments: argparse.Namespace) -> None:
    """Look, get what is missing, and look again."""
    checkout.root()
    checkout.run("-m", "tests.ready", *(["--check"] if arguments.check else []))
