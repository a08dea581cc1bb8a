"""A paper to print: all questions, then on a new page the key with reasons and sources.

One HTML file, nothing loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...templates import environment
from ..definition import define
from ..render import html
from ..schema import Bank
from .common import LeftOut, cited

FILE = "ketamine-course-paper.html"
environment().filters["cited"] = cited


def write(banks: Iterable[Bank], out: Path) -> list[LeftOut]:
    """Write the paper, which holds everything; nothing is left out."""
    page = html("quiz/formats/paper.html", quizzes=[define(bank) for bank in banks])
    (out / FILE).write_text(f"{page}\n", encoding="utf-8", newline="\n")
    return []
