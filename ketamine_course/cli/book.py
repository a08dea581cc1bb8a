"""Build the book to _build/html."""

from __future__ import annotations

import argparse
import os

from . import checkout


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what ``book`` takes."""
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help=(
            "where the book will be, for its sitemap and links; what BASE_URL in the environment"
            " says, unless given"
        ),
    )


def run(arguments: argparse.Namespace) -> None:
    """Build it and say where it is."""
    checkout.root()
    build(arguments.base_url)
    index = checkout.BOOK / "index.html"
    print(f"\nThe course is in {index}. Open that file, or run 'ketamine-course serve'.")
    if not (checkout.BOOK / "sitemap.xml").exists():
        print(
            "It doesn't know its address, so it has no sitemap or canonical links: see 'Publish"
            " it' in the README."
        )


def build(base_url: str | None) -> None:
    """Have Jupyter Book build what is here; a warning fails it."""
    if base_url:
        os.environ["BASE_URL"] = base_url
    start = "from jupyter_book.cli.main import main; main()"
    checkout.run("-c", start, "build", ".", "-W", "-n", "--keep-going")
