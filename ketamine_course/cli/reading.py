"""Print how long each lesson takes and how hard it reads."""

from __future__ import annotations

import argparse
from statistics import median

from . import checkout


def run(arguments: argparse.Namespace) -> None:
    """Print every lesson's figures and the median grade."""
    files = sorted((checkout.root() / "notebooks").glob("*.ipynb"))
    from ..publish import reading

    lessons = [reading.measure(path) for path in files]
    print("lesson  words  reading (stated)  activities (stated)  grade")
    for r in lessons:
        print(
            f"{r.lesson:>6} {r.words:6} {r.minutes:8.1f} ({r.stated['reading']:3})  "
            f" {r.activity:10.1f} ({r.stated['activity']:3})   {r.grade:8.1f}"
        )
    print(
        f"Median grade {median(r.grade for r in lessons):.1f}; the hardest lesson"
        f" {max(r.grade for r in lessons):.1f}."
    )
