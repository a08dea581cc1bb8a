"""Made-up histories of learners, the same on every run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

JSON = dict[str, Any]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def moment(at: datetime) -> str:
    """A time as an attempt has it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answer(quiz: JSON, item: JSON, at: datetime, **fields: Any) -> JSON:
    """A right answer to a question of the syllabus, unless ``fields`` say otherwise."""
    most = 1 if item["graded"] else 0
    return {
        "attempt_id": f"{quiz['id']}-{item['id']}-{at.timestamp()}",
        "learner": "one",
        "quiz": quiz["id"],
        "bank_version": quiz["version"],
        "item": item["id"],
        "response": "an-option",
        "score": most,
        "max_score": most,
        "confidence": None,
        "mode": quiz["mode"],
        "started": moment(at),
        "submitted": moment(at),
        "host": "static",
        **fields,
    }


def history(syllabus: JSON, seed: int, now: datetime = NOW) -> tuple[list[JSON], dict[str, str]]:
    """Attempts and read lessons of somebody who did a part of the course, some of it again and
    again, over up to two years.
    """
    chance = random.Random(seed)
    share, days = chance.random(), chance.choice([2, 30, 700])
    attempts = []
    for quiz in syllabus["quizzes"]:
        for item in quiz["items"]:
            if chance.random() > share:
                continue
            at = now - timedelta(days=chance.uniform(0, days))
            for _ in range(1 if quiz["mode"] != "practice" else chance.choice([1, 2, 5, 9])):
                most = 1 if item["graded"] else 0
                score = most * chance.choice([0, 0.25, 1, 1])
                confidence = (
                    chance.choice([0.25, 0.5, 0.75, 1]) if quiz["mode"] == "assessment" else None
                )
                version = chance.choice([quiz["version"]] * 9 + [quiz["version"] + 1])
                attempts.append(
                    answer(quiz, item, at, score=score, confidence=confidence, bank_version=version)
                )
                at += timedelta(days=chance.choice([0.001, 0.4, 1, 3, 20, 200]))
                if at > now:
                    break
    chance.shuffle(attempts)
    read = {
        each["lesson"]: moment(now - timedelta(days=1))
        for each in syllabus["lessons"]
        if chance.random() < share
    }
    return attempts, read
