"""Make an EPUB of the built book, in _build/epub."""

from __future__ import annotations

import argparse

from . import checkout


def run(arguments: argparse.Namespace) -> None:
    """Write the EPUB and say where it is."""
    from ..publish import epub

    target = epub.write(checkout.BUILD, checkout.root())
    print(f"The course as an EPUB is in {target} ({checkout.size(target)}).")
