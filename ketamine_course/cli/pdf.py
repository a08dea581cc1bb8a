"""Set the built book as one PDF, in _build/pdf."""

from __future__ import annotations

import argparse

from . import checkout


def run(arguments: argparse.Namespace) -> None:
    """Write the PDF and say where it is."""
    from ..publish import pdf

    target = pdf.write(checkout.BUILD, checkout.root())
    print(f"The course as a PDF is in {target} ({checkout.size(target)}).")
