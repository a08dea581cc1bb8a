"""Build all that a web host needs: the book, its PDF and EPUB, and the links to them."""

from __future__ import annotations

import argparse

from . import book, epub, pdf

add_arguments = book.add_arguments


def run(arguments: argparse.Namespace, without_pdf: bool = False) -> None:
    """Build the book, the files made of it, and the book again, which then links to them."""
    for step in (book, epub, book) if without_pdf else (book, pdf, epub, book):
        step.run(arguments)
