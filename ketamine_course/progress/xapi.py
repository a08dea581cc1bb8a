"""Answers as xAPI 1.0.3 statements, for a learning record store.

Of the learner they hold only the random code.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable

from ..typing import JSON
from .attempts import Attempt

FILE = "ketamine-course-xapi.json"
# An address that can belong to nobody, for a course that has none of its own.
HOME = "https://ketamine-course.invalid"


def statement(attempt: Attempt, home: str = HOME) -> JSON:
    """One answer as a statement, the same on every export. ``home`` begins its addresses.

    A guess before reading (mode predict) and a question without a right answer have no score.
    """
    home = home.rstrip("/")
    quiz = f"{home}/quiz/{attempt.quiz}"
    result: JSON = {"completion": True, "response": _response(attempt.response)}
    if attempt.mode != "predict" and attempt.max_score > 0:
        scaled = attempt.score / attempt.max_score
        result["score"] = {
            "scaled": scaled,
            "raw": attempt.score,
            "min": 0,
            "max": attempt.max_score,
        }
        result["success"] = scaled == 1
    if attempt.confidence is not None:
        result["extensions"] = {f"{home}/xapi/confidence": attempt.confidence}
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{home}/attempt/{attempt.attempt_id}")),
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": attempt.learner}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
        "object": {
            "objectType": "Activity",
            "id": f"{quiz}/{attempt.item}",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/question",
                "name": {"en": f"{attempt.quiz}: {attempt.item}"},
            },
        },
        "result": result,
        "context": {
            "platform": "ketamine-course",
            "contextActivities": {"parent": [{"objectType": "Activity", "id": quiz}]},
            "extensions": {
                f"{home}/xapi/mode": attempt.mode,
                f"{home}/xapi/bank-version": attempt.bank_version,
                f"{home}/xapi/host": attempt.host,
                f"{home}/xapi/started": attempt.started,
            },
        },
        "timestamp": attempt.submitted,
    }


def text(attempts: Iterable[Attempt], home: str = HOME) -> str:
    """All answers as a JSON array of statements."""
    return (
        json.dumps([statement(attempt, home) for attempt in attempts], indent=1, ensure_ascii=False)
        + "\n"
    )


def _response(response: str | float | list[str] | dict[str, str]) -> str:
    """An answer as xAPI writes it: pieces between ``[,]``, pairs around ``[.]``."""
    if isinstance(response, dict):
        return "[,]".join(f"{card}[.]{group}" for card, group in response.items())
    if isinstance(response, list):
        return "[,]".join(response)
    return str(response)
