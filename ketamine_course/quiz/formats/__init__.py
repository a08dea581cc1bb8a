"""The quiz bank in other tools' formats, one module each, all with ``write(banks, out) ->
list[LeftOut]``.

``write`` takes quizzes in order and a folder that exists, writes its files there (the same bytes
for the same quizzes) and returns what the format cannot say. Every question is either in the files
or in that list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ..schema import Bank
from . import moodle, paper, qti, qti12, spreadsheet
from .common import LeftOut

__all__ = ["WRITERS", "LeftOut", "Writer"]

Writer = Callable[[Iterable[Bank], Path], list[LeftOut]]

WRITERS: dict[str, Writer] = {
    "moodle": moodle.write,
    "qti": qti.write,
    "qti12": qti12.write,
    "csv": spreadsheet.write,
    "paper": paper.write,
}
