"""Make each lesson a talk, in _build/slides."""

from __future__ import annotations

import argparse

from . import checkout


def run(arguments: argparse.Namespace) -> None:
    """Write the slides and say where they are."""
    from ..publish import slides

    folder = checkout.BUILD / "slides"
    written = slides.write(checkout.root(), folder)
    print(f"{len(written)} lessons as slides. Open {folder / 'index.html'} in a browser.")
