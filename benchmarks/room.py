"""How quick and how heavy room results are: ``python benchmarks/room.py [LEARNERS [ANSWERS]]``.

Prints figures; asserts nothing.

Makes a results file for each of 10,000 learners, 150 answers in each, and reports on them in a new
process.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ketamine_course.quiz import bank
from ketamine_course.quiz.definition import define

JSON = dict[str, Any]
START = datetime(2026, 1, 1, 9, tzinfo=UTC)


def learner(number: int, quizzes: list[JSON], answers: int, seed: int = 1) -> JSON:
    """A results file of one made-up learner, who knows more after reading; the same for the same
    number and seed.
    """
    dice = random.Random(seed * 1_000_003 + number)
    code = f"{dice.getrandbits(128):032x}"
    skill = dice.gauss(0, 0.12)
    attempts = []
    asked = [(quiz, item) for quiz in quizzes for item in quiz["items"]]
    for count in range(answers):
        quiz, item = asked[count % len(asked)]
        chance = skill + {"pre-test": 0.4, "post-test": 0.7}.get(
            quiz["id"], 0.35 if quiz["mode"] == "predict" else 0.6
        )
        moment = (START + timedelta(seconds=40 * count + number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        attempts.append(
            {
                "attempt_id": f"{code}-{count}",
                "learner": code,
                "quiz": quiz["id"],
                "bank_version": quiz["version"],
                "item": item["id"],
                "response": response(item, dice, chance),
                "score": 0,
                "max_score": 1,
                "mode": quiz["mode"],
                "started": moment,
                "submitted": moment,
                "confidence": (
                    dice.choice([0.25, 0.5, 0.75, 1.0])
                    if quiz["confidence"] and item["type"] != "survey"
                    else None
                ),
                "host": "static",
            }
        )
    return {"format": "ketamine-course-attempts", "version": 1, "attempts": attempts}


def response(item: JSON, dice: random.Random, chance: float) -> Any:
    """An answer that is right with this chance, and otherwise any."""
    right = dice.random() < chance
    match item["type"]:
        case "choice":
            good = [option["id"] for option in item["options"] if option["correct"]]
            return good[0] if right else dice.choice(item["options"])["id"]
        case "survey":
            return dice.choice(item["options"])["id"]
        case "multiple" | "mark":
            good = [option["id"] for option in item["options"] if option["correct"]]
            return (
                good
                if right
                else [option["id"] for option in item["options"] if dice.random() < 0.5] or good[:1]
            )
        case "classify":
            groups = [group["id"] for group in item["groups"]]
            return {
                card["id"]: card["group"] if right or dice.random() < 0.5 else dice.choice(groups)
                for card in item["cards"]
            }
        case "order":
            cards = [card["id"] for card in item["cards"]]
            return cards if right else dice.sample(cards, len(cards))
    low, high = item["minimum"], item["maximum"]
    guess = dice.gauss(item["evidence"]["value"], (high - low) / (30 if right else 4))
    return min(high, max(low, round(guess / item["step"]) * item["step"]))


def in_order() -> list[JSON]:
    """All quizzes, as a learner meets them: the first test first, and the last one last."""
    quizzes = [define(bank.load(id)) for id in bank.ids()]
    return sorted(
        quizzes,
        key=lambda quiz: (
            quiz["id"] != "pre-test",
            quiz["id"] == "post-test",
            quiz["lesson"],
            quiz["mode"] != "predict",
        ),
    )


def write(folder: Path, learners: int, answers: int) -> None:
    """A results file for each learner."""
    quizzes = in_order()
    for number in range(learners):
        (folder / f"{number:05}.json").write_text(
            json.dumps(learner(number, quizzes, answers)), encoding="utf-8"
        )


if __name__ == "__main__":
    people, each = (int(word) for word in [*sys.argv[1:], "10000", "150"][:2])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "answers")
        folder.mkdir()
        write(folder, people, each)
        begun = time.perf_counter()
        subprocess.run(
            [
                sys.executable,
                "-m",
                "ketamine_course",
                "cohort",
                str(folder),
                "--report",
                str(Path(scratch, "room.html")),
            ],
            check=True,
        )
        seconds = time.perf_counter() - begun
        size = Path(scratch, "room.html").stat().st_size
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
        1024 if sys.platform == "linux" else 1024**2
    )
    print(
        f"{people:,} learners with {each} answers each: {seconds:.1f} s, at most {memory:,.0f} MiB,"
        f" report of {size / 1000:,.0f} kB"
    )
