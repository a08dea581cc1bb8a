"""A quiz as plain data: what every host renders, with sources and the evidence's figures resolved.

The definition is JSON, the same on every run, and holds nothing about a learner. Correct answers
are in it, because a page without a kernel grades by itself: this is practice, not an examination
under supervision.
"""

from __future__ import annotations

from ..errors import InputError
from ..typing import JSON
from .schema import Bank

MIME = "application/vnd.ketamine-course.quiz+json"


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
        "items": [item.definition() for item in bank.items],
    }
