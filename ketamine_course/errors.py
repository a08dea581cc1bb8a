"""Errors that the course raises on purpose: all of one family, each told in one line.

A message names the thing, the place and the remedy. :class:`CourseError` is the base; a class that
only one module raises stands in that module. Where Python has a word for the case, such as
``ValueError``, an error is that too.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

FEW, MANY = 8, 40
"""Up to so many names a message lists them all: always, or when none is like the one asked for."""


class CourseError(Exception):
    """What somebody can act on: wrong input, a damaged file, something that is missing."""

    def __str__(self) -> str:
        """The message in one line, whatever it quotes."""
        return " ".join(super().__str__().split())

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the message, without the frames above it that help nobody here."""
        return [f"{type(self).__name__}: {self}"]


class InputError(CourseError, ValueError):
    """A value that cannot be, such as 120 of 100 people, or a word that is none of the choices."""


class UnknownIdError(CourseError, LookupError):
    """An id that nothing has: of a finding, a source, a claim, a quiz, a question."""


class MissingToolError(CourseError):
    """A package, library or program that a task needs is not installed."""


def nearest(wanted: object, known: Collection[str], count: int = 3) -> list[str]:
    """The names most like ``wanted``, best first; none when nothing is like it."""
    return get_close_matches(str(wanted), known, n=count, cutoff=0.4)


def did_you_mean(wanted: object, known: Collection[str], otherwise: str = "") -> str:
    """Sentences that lead from ``wanted`` to a name that there is: the nearest, and all if they are
    few; ``otherwise`` when neither can be said.
    """
    near = nearest(wanted, known)
    said = [f"Did you mean {' or '.join(repr(name) for name in near)}?"] if near else []
    if len(known) <= (FEW if near else MANY):
        said.append(f"There are: {', '.join(known) or 'none'}.")
    return " ".join(said) or otherwise or f"None of the {len(known)} there are is like it."


def unknown(
    kind: str, wanted: object, known: Collection[str], *, place: str = "", otherwise: str = ""
) -> UnknownIdError:
    """The error for an id that nothing of this ``kind`` has (in ``place``); names the nearest."""
    there = f" in {place}" if place else ""
    return UnknownIdError(
        f"There is no {kind} '{wanted}'{there}. {did_you_mean(wanted, known, otherwise)}"
    )
