"""One small change to one module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Key(NamedTuple):
    """What names a mutant as long as its line stays as it is, wherever the line moves."""

    module: str
    function: str
    original: str
    mutated: str
    nth: int = 1


@dataclass(frozen=True)
class Mutant:
    """``text`` of ``module`` with what stands from ``start`` to ``end`` replaced by ``new``."""

    module: str
    text: str
    function: str
    start: int
    end: int
    new: str

    @cached_property
    def source(self) -> str:
        """The whole changed module."""
        return self.text[: self.start] + self.new + self.text[self.end :]

    @property
    def line(self) -> int:
        """Where the change begins, counted from 1."""
        return self.text.count("\n", 0, self.start) + 1

    @property
    def lines(self) -> tuple[str, str]:
        """The lines that the change touches, before and after, without their indentation."""
        first = self.text.rfind("\n", 0, self.start) + 1
        last = self.text.find("\n", self.end)
        last = len(self.text) if last < 0 else last
        before = self.text[first : self.start], self.text[self.end : last]
        original = before[0] + self.text[self.start : self.end] + before[1]
        return _joined(original), _joined(before[0] + self.new + before[1])

    @property
    def diff(self) -> str:
        """What to show: place, line before, line after."""
        original, mutated = self.lines
        place = f"{self.module}:{self.line} {self.function}".rstrip()
        return f"{place}\n  - {original}\n  + {mutated}"


def keyed(mutants: list[Mutant]) -> dict[Key, Mutant]:
    """Mutants by key; of those that look the same in one function, by their number."""
    found: dict[Key, Mutant] = {}
    for mutant in mutants:
        key = Key(mutant.module, mutant.function, *mutant.lines)
        while key in found:
            key = key._replace(nth=key.nth + 1)
        found[key] = mutant
    return found


def _joined(lines: str) -> str:
    return " ".join(line.strip() for line in lines.splitlines())
