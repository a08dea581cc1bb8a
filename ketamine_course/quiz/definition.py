"""A quiz as plain data: what every host renders, with sources and the evidence's figures resolved.

The definition is JSON, the same on every run, and holds nothing about a learner. Correct answers
are in it, because a page without a kernel grades by itself: this is practice, not an examination
under supervision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import assert_never

from .. import evidence
from ..errors import InputError
from ..typing import JSON
from .bank import truth
from .schema import (
    CREDIT,
    AnyItem,
    Bank,
    Choice,
    Classify,
    Estimate,
    Explained,
    Multiple,
    Order,
    Survey,
)

MIME = "application/vnd.ketamine-course.quiz+json"

INTERVALS = {
    "ci95": "95% confidence interval {low} to {high}",
    "range": "range {low} to {high}",
    "iqr": "the middle half lay between {low} and {high}",
    "sd": "one standard deviation either side: {low} to {high}",
    "se": "one standard error either side: {low} to {high}",
}


def define(bank: Bank, review: bool = False) -> JSON:
    """The definition of a quiz. With ``review`` it shows earlier guesses beside the evidence.

    Raises ValueError when the quiz asks for more than guesses, for then there is no guess to show
    again.
    """
    if review and bank.mode != "predict":
        raise InputError(
            f"quiz '{bank.id}' is in {bank.mode} mode; only a predict quiz can be shown again with"
            " review"
        )
    return {
        "id": bank.id,
        "version": bank.version,
        "title": bank.title,
        "lesson": bank.lesson,
        "mode": bank.mode,
        "view": "review" if review else "ask",
        "confidence": bank.confidence or bank.mode == "assessment",
        "objectives": dict(sorted(bank.objectives.items())),
        "items": [_item(item) for item in bank.items],
    }


def _item(item: AnyItem) -> JSON:
    in_words = [{"label": item.source, "url": ""}] if item.source else []
    common = {
        "id": item.id,
        "type": item.type,
        "objective": item.objective,
        "claims": item.claims,
        "prompt": item.prompt,
        "hint": item.hint,
        "explanation": item.explanation,
        "sources": sources(item.findings) + in_words,
    }
    match item:
        case Choice() | Multiple():
            return {
                **common,
                "options": [
                    {**_part(option), "correct": option.correct} for option in item.options
                ],
            }
        case Survey():
            return {**common, "options": [_part(option) for option in item.options]}
        case Classify():
            return {
                **common,
                "groups": [{"id": group.id, "text": group.text} for group in item.groups],
                "cards": [{**_part(card), "group": card.group} for card in item.cards],
                "start": start_order(item.id, [card.id for card in item.cards]),
            }
        case Order():
            return {
                **common,
                "from": item.start,
                "to": item.end,
                "cards": [_part(card) for card in item.cards],
                "start": start_order(item.id, [card.id for card in item.cards]),
            }
        case Estimate():
            return {
                **common,
                "sources": sources([item.answer, *item.findings]) + in_words,
                "minimum": item.minimum,
                "maximum": item.maximum,
                "step": item.step,
                "unit": item.unit,
                "input": item.input,
                "evidence": _evidence(item),
                "ranges": [
                    {
                        "to": part.to,
                        "credit": CREDIT[part.credit],
                        "feedback": part.feedback,
                        "sources": sources(part.findings),
                    }
                    for part in item.ranges
                ],
            }
    assert_never(item)


def _part(part: Explained) -> JSON:
    return {
        "id": part.id,
        "text": part.text,
        "feedback": part.feedback,
        "sources": sources(part.findings),
    }


def sources(finding_ids: Iterable[str]) -> list[JSON]:
    """Where findings stand, each source once: ``[{"label": ..., "url": ...}]``."""
    cited = {finding.source: finding.cite for finding in map(evidence.finding, finding_ids)}
    return [{"label": source.label, "url": source.link} for source in cited.values()]


def start_order(item_id: str, ids: list[str]) -> list[str]:
    """The order in which cards are first shown: shuffled, the same for everyone, and never the
    given one.
    """
    mixed = sorted(ids, key=lambda id: hashlib.sha256(f"{item_id}/{id}".encode()).hexdigest())
    return mixed if mixed != ids else [*mixed[1:], mixed[0]]


def _evidence(item: Estimate) -> JSON:
    """The truth beside which a guess is shown, in figures (for the number line) and in words."""
    finding = evidence.finding(item.answer)
    counted = finding.unit == "count" and bool(finding.n)
    per = 100 / finding.n if counted and finding.n else 1
    low, high = (None if end is None else end * per for end in (finding.low, finding.high))
    value = truth(finding)
    shown = _figure(value, computed=counted, year=finding.unit == "year")
    details = []
    if counted:
        details.append(f"{finding.value:,.0f} of {finding.n:,} people")
    elif finding.n:
        details.append(f"n = {finding.n:,}")
    if finding.interval and low is not None and high is not None:
        ends = {
            name: _figure(end, computed=counted) for name, end in (("low", low), ("high", high))
        }
        details.append(INTERVALS[finding.interval].format(**ends))
    return {
        "value": _rounded(value),
        "low": _rounded(low),
        "high": _rounded(high),
        "figure": shown,
        "text": f"{shown} {item.unit}" + (f" ({'; '.join(details)})" if details else ""),
        "statement": finding.statement,
    }


def _figure(value: float, computed: bool = False, year: bool = False) -> str:
    """A figure for reading.

    Computed shares keep one decimal below ten and none above it; others stay as published.
    """
    if year:
        return f"{value:.0f}"
    if computed:
        value = round(value, 1 if abs(value) < 10 else 0)
    return f"{value:,.10g}"


def _rounded(value: float | None) -> float | None:
    # Enough for a number line; longer fractions would only make stored notebooks noisy.
    return None if value is None else round(value, 4)
