"""Run lessons again and write their outputs in place."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import checkout


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``notebooks`` takes."""
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="notebooks; all in notebooks/ without any",
    )


def run(arguments: argparse.Namespace) -> None:
    """Run the named notebooks, or all, and say which of them changed."""
    folder = checkout.root() / "notebooks"
    from ..progress import syllabus
    from ..publish import notebooks

    for path in arguments.files or sorted(folder.glob("*.ipynb")):
        changed = notebooks.write(path)
        print(f"{path}: {'rewritten' if changed else 'unchanged'}", flush=True)
    syllabus.write(folder)
