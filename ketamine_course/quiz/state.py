"""What a list of attempts says about a quiz; the same rules stand in ``js/state.js``."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import unknown
from ..typing import JSON
from . import clock, kinds
from .grading import grade, validate_response


def effective_attempts(
    definition: JSON, attempts: Iterable[Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The attempt that counts for each item, by item id.

    Practice counts the latest answer; an assessment and a guess allow one, so there the first
    counts. Attempts at another quiz, at another version of it, or that no longer fit their item are
    left out.
    """
    items = {item["id"]: item for item in definition["items"]}
    found: dict[str, Mapping[str, Any]] = {}
    for attempt in attempts:
        item = items.get(str(attempt.get("item")))
        if (
            item is None
            or attempt.get("quiz") != definition["id"]
            or attempt.get("bank_version") != definition["version"]
            or validate_response(item, attempt.get("response"))
        ):
            continue
        if definition["mode"] == "practice" or item["id"] not in found:
            found[item["id"]] = attempt
    return found


def score(definition: JSON, counting: Mapping[str, Mapping[str, Any]]) -> float:
    """Share of the points of all graded items, 0 to 1; guesses earn none."""
    graded = [item for item in definition["items"] if kinds.of(item).graded]
    if definition["mode"] == "predict" or not graded:
        return 0.0
    points = sum(
        grade(item, counting[item["id"]]["response"]).score
        for item in graded
        if item["id"] in counting
    )
    return points / len(graded)


def new_attempt(
    definition: JSON, item_id: str, response: Any, confidence: float | None, learner: str, host: str
) -> JSON:
    """A new attempt, graded.

    Raises UnknownIdError for an unknown item, UnfitResponseError for an unfit response.
    """
    now = clock.stamp()
    attempt = {
        "attempt_id": str(uuid.uuid4()),
        "learner": learner,
        "quiz": definition["id"],
        "bank_version": definition["version"],
        "item": item_id,
        "response": response,
        "score": 0.0,
        "max_score": 0.0,
        "confidence": confidence,
        "mode": definition["mode"],
        "started": now,
        "submitted": now,
        "host": host,
    }
    return regraded(definition, attempt)


def regraded(definition: JSON, attempt: JSON) -> JSON:
    """The same attempt with the score that this definition gives it; a guess earns 0 of 0 points.

    Raises UnfitResponseError for a response that does not belong to its item, UnknownIdError for an
    unknown item.
    """
    item = next((item for item in definition["items"] if item["id"] == attempt["item"]), None)
    if item is None:
        known = [item["id"] for item in definition["items"]]
        raise unknown("item", attempt["item"], known, place=f"quiz '{definition['id']}'")
    result = grade(item, attempt["response"])
    guess = definition["mode"] == "predict"
    return {
        **attempt,
        "score": 0.0 if guess else result.score,
        "max_score": 0.0 if guess else result.max_score,
    }
