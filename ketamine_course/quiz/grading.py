"""What one answer to one question earns.

The rule of each kind stands in :mod:`.kinds` and again in ``js/kinds/``; one fixture file tests
both.

Partial credit follows one rule, **net-correct**: right minus wrong, over all there was to get
right, never below zero.

Responses, by type of item: ``choice`` and ``survey`` an option id; ``multiple`` a list of option
ids; ``classify`` a dict from card id to group id; ``order`` all card ids in order; ``estimate`` a
number.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..errors import InputError
from ..typing import JSON
from .kinds import KINDS


class UnfitResponseError(InputError):
    """A response that does not belong to its item, for example after the quiz has changed."""


class Grade(NamedTuple):
    """``score`` of ``max_score`` points; a survey has 0 of 0."""

    score: float
    max_score: float


def validate_response(item: JSON, response: Any) -> str:
    """Why ``response`` cannot be an answer to ``item`` (of a definition), or an empty string if it
    can.
    """
    kind = KINDS.get(item["type"])
    if kind is None:
        return f"item '{item['id']}' is of unknown type '{item['type']}'"
    if kind.fits(item, response):
        return ""
    return f"item '{item['id']}': expected {kind.expected(item)}, got {response!r}"


def grade(item: JSON, response: Any) -> Grade:
    """The points for an answer; the page says what was right and why (``js/grading.js``).

    Raises :class:`UnfitResponseError` when it does not belong to the item.
    """
    problem = validate_response(item, response)
    if problem:
        raise UnfitResponseError(problem)
    kind = KINDS[item["type"]]
    return Grade(max(0.0, kind.credit(item, response)), 1.0) if kind.graded else Grade(0.0, 0.0)
