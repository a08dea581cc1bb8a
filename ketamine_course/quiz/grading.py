"""What one answer to one question earns.

The same rules stand in ``js/grading.js``; one fixture file tests both.

Partial credit follows one rule, **net-correct**: right minus wrong, over all there was to get
right, never below zero.

Responses, by type of item: ``choice`` and ``survey`` an option id; ``multiple`` a list of option
ids; ``classify`` a dict from card id to group id; ``order`` all card ids in order; ``estimate`` a
number.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any, NamedTuple

from ..errors import InputError
from ..typing import JSON


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
    kind = item["type"]
    options = _ids(item.get("options", []))
    cards = _ids(item.get("cards", []))
    if kind in ("choice", "survey"):
        fits, expected = response in options, f"one of {options}"
    elif kind == "multiple":
        fits, expected = (
            _is_distinct(response) and response and set(response) <= set(options),
            f"some of {options}",
        )
    elif kind == "classify":
        groups = _ids(item["groups"])
        fits = isinstance(response, dict) and bool(response) and set(response) <= set(cards)
        fits = fits and all(group in groups for group in response.values())
        expected = f"cards {cards} each in one of {groups}"
    elif kind == "order":
        fits, expected = (
            _is_distinct(response) and sorted(response) == sorted(cards),
            f"all of {cards} in some order",
        )
    elif kind == "estimate":
        number = isinstance(response, int | float) and not isinstance(response, bool)
        fits = number and item["minimum"] <= response <= item["maximum"]
        expected = f"a number from {item['minimum']:g} to {item['maximum']:g}"
    else:
        return f"item '{item['id']}' is of unknown type '{kind}'"
    return "" if fits else f"item '{item['id']}': expected {expected}, got {response!r}"


def grade(item: JSON, response: Any) -> Grade:
    """The points for an answer; the page says what was right and why (``js/grading.js``).

    Raises :class:`UnfitResponseError` when it does not belong to the item.
    """
    problem = validate_response(item, response)
    if problem:
        raise UnfitResponseError(problem)
    if item["type"] == "survey":
        return Grade(0.0, 0.0)
    return Grade(max(0.0, _CREDIT[item["type"]](item, response)), 1.0)


def _choice(item: JSON, response: str) -> float:
    return float(_by_id(item["options"])[response]["correct"])


def _multiple(item: JSON, response: list[str]) -> float:
    options = _by_id(item["options"])
    right = sum(options[id]["correct"] for id in response)
    there = sum(option["correct"] for option in item["options"])
    return _net(right, len(response), there)


def _classify(item: JSON, response: dict[str, str]) -> float:
    cards = _by_id(item["cards"])
    right = sum(cards[id]["group"] == group for id, group in response.items())
    return _net(right, len(response), len(cards))


def _order(item: JSON, response: list[str]) -> float:
    pairs = set(combinations(_ids(item["cards"]), 2))
    right = len(pairs & set(combinations(response, 2)))
    return _net(right, len(pairs), len(pairs))


def _estimate(item: JSON, response: float) -> float:
    return float(next(part for part in item["ranges"] if response <= part["to"])["credit"])


_CREDIT: dict[str, Callable[[JSON, Any], float]] = {
    "choice": _choice,
    "multiple": _multiple,
    "classify": _classify,
    "order": _order,
    "estimate": _estimate,
}


def _net(right: int, given: int, there: int) -> float:
    """Right minus wrong, of those ``given``, over all ``there`` was to get right."""
    return (right - (given - right)) / there


def _ids(parts: list[JSON]) -> list[str]:
    return [part["id"] for part in parts]


def _by_id(parts: list[JSON]) -> dict[str, JSON]:
    return {part["id"]: part for part in parts}


def _is_distinct(response: Any) -> bool:
    """Whether it is a list of different texts."""
    return (
        isinstance(response, list)
        and all(isinstance(entry, str) for entry in response)
        and len(set(response)) == len(response)
    )
