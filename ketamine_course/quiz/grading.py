"""Grades one answer to one question.

The same rules stand in ``js/grading.js``; one fixture file tests both.

Partial credit follows one rule, **net-correct**: right minus wrong, over all there was to get
right, never below zero.

Responses, by type of item: ``choice`` and ``survey`` an option id; ``multiple`` a list of option
ids; ``classify`` a dict from card id to group id; ``order`` all card ids in order; ``estimate`` a
number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from ..errors import InputError
from ..typing import JSON


class UnfitResponseError(InputError):
    """A response that does not belong to its item, for example after the quiz has changed."""


@dataclass(frozen=True)
class Piece:
    """One piece of feedback: ``mark`` is right, wrong, earlier, later or note; ``subject`` names
    what it is about.
    """

    mark: str
    subject: str
    text: str
    sources: list[JSON] = field(default_factory=list)


@dataclass(frozen=True)
class Grade:
    """``score`` of ``max_score`` points; ``status`` is correct, partly, wrong or recorded."""

    score: float
    max_score: float
    status: str
    feedback: list[Piece]


def misfit(item: JSON, response: Any) -> str:
    """Why ``response`` cannot be an answer to ``item`` (of a definition), or an empty string if it
    can.
    """
    kind = item["type"]
    options = _ids(item.get("options", []))
    cards = _ids(item.get("cards", []))
    if kind in ("choice", "survey"):
        fits, expected = isinstance(response, str) and response in options, f"one of {options}"
    elif kind == "multiple":
        fits, expected = (
            _is_distinct(response) and response and set(response) <= set(options),
            f"some of {options}",
        )
    elif kind == "classify":
        groups = _ids(item["groups"])
        fits = isinstance(response, dict) and bool(response) and set(response) <= set(cards)
        fits = fits and all(
            isinstance(group, str) and group in groups for group in response.values()
        )
        expected = f"cards {cards} each in one of {groups}"
    elif kind == "order":
        fits, expected = (
            _is_distinct(response) and sorted(response) == sorted(cards),
            f"all of {cards} in some order",
        )
    elif kind == "estimate":
        number = (
            isinstance(response, int | float)
            and not isinstance(response, bool)
            and math.isfinite(response)
        )
        fits = number and item["minimum"] <= response <= item["maximum"]
        expected = f"a number from {item['minimum']:g} to {item['maximum']:g}"
    else:
        return f"item '{item['id']}' is of unknown type '{kind}'"
    return "" if fits else f"item '{item['id']}': expected {expected}, got {response!r}"


def grade(item: JSON, response: Any) -> Grade:
    """Score and feedback for an answer.

    Raises :class:`UnfitResponseError` when it does not belong to the item.
    """
    problem = misfit(item, response)
    if problem:
        raise UnfitResponseError(problem)
    return _GRADERS[item["type"]](item, response)


def _choice(item: JSON, response: str) -> Grade:
    option = _by_id(item["options"])[response]
    return _graded(
        1 if option["correct"] else 0,
        1,
        [_piece("right" if option["correct"] else "wrong", option)],
    )


def _multiple(item: JSON, response: list[str]) -> Grade:
    chosen = [option for option in item["options"] if option["id"] in response]
    right = sum(option["correct"] for option in chosen)
    there = sum(option["correct"] for option in item["options"])
    return _graded(
        right - (len(chosen) - right),
        there,
        [_piece("right" if option["correct"] else "wrong", option) for option in chosen],
    )


def _classify(item: JSON, response: dict[str, str]) -> Grade:
    placed = [card for card in item["cards"] if card["id"] in response]
    right = [card for card in placed if response[card["id"]] == card["group"]]
    return _graded(
        len(right) - (len(placed) - len(right)),
        len(item["cards"]),
        [_piece("right" if card in right else "wrong", card) for card in placed],
    )


def _order(item: JSON, response: list[str]) -> Grade:
    place = {id: number for number, id in enumerate(response)}
    cards = _by_id(item["cards"])
    pairs = list(combinations(cards, 2))
    right = sum(place[first] < place[second] for first, second in pairs)
    pieces = []
    for number, id in enumerate(response):
        wanted = list(cards).index(id)
        mark = "right" if wanted == number else "earlier" if wanted < number else "later"
        pieces.append(_piece(mark, cards[id]))
    return _graded(right - (len(pairs) - right), len(pairs), pieces)


def _estimate(item: JSON, response: float) -> Grade:
    part = next(part for part in item["ranges"] if response <= part["to"])
    mark = "right" if part["credit"] == 1 else "wrong" if part["credit"] == 0 else "note"
    return _graded(part["credit"], 1, [Piece(mark, "", part["feedback"], part["sources"])])


def _survey(item: JSON, response: str) -> Grade:
    return Grade(0.0, 0.0, "recorded", [_piece("note", _by_id(item["options"])[response])])


_GRADERS: dict[str, Callable[[JSON, Any], Grade]] = {
    "choice": _choice,
    "multiple": _multiple,
    "classify": _classify,
    "order": _order,
    "estimate": _estimate,
    "survey": _survey,
}


def _graded(net: float, there: int, feedback: list[Piece]) -> Grade:
    """The net-correct rule: ``net`` is right minus wrong, ``there`` all there was to get right."""
    score = max(0.0, net / there)
    return Grade(
        score, 1.0, "correct" if score == 1 else "partly" if score > 0 else "wrong", feedback
    )


def _piece(mark: str, part: JSON) -> Piece:
    return Piece(mark, part["text"], part["feedback"], part["sources"])


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
