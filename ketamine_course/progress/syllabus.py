"""What there is to do in the course: its lessons, and the questions of each, as plain data for a report and for the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..quiz import bank

JSON = dict[str, Any]
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def syllabus(folder: Path = NOTEBOOKS) -> JSON:
    """Lessons with number, title and the notebook's name without its ending, and all quizzes with their questions.

    ``{"lessons": [{"lesson", "title", "page"}], "quizzes": [{"id", "version", "mode", "lesson", "items": [{"id", "prompt", "objective",
    "graded"}]}]}``. Raises :class:`~ketamine_course.quiz.faults.BankError` for a faulty bank.
    """
    return {"lessons": [_lesson(path) for path in sorted(folder.glob("*.ipynb"))], "quizzes": [_quiz(id) for id in bank.ids()]}


def _lesson(path: Path) -> JSON:
    about = json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"]
    return {"lesson": about["lesson"], "title": about["title"], "page": path.stem}


def _quiz(id: str) -> JSON:
    quiz = bank.load(id)
    items = [
        {"id": item.id, "prompt": item.prompt, "objective": item.objective, "graded": item.type != "survey" and quiz.mode != "predict"}
        for item in quiz.items
    ]
    return {"id": quiz.id, "version": quiz.version, "mode": quiz.mode, "lesson": quiz.lesson, "items": items}
