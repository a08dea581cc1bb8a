"""What there is to do in the course: its lessons, and the questions of each, as plain data for a
report and for the page.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..quiz import bank
from ..typing import JSON

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def syllabus(folder: Path = NOTEBOOKS) -> JSON:
    """Lessons with number, title and the notebook's name without its ending, and all quizzes with
    their questions.

    ``{"lessons": [{"lesson", "title", "page"}], "quizzes": [{"id", "version", "mode", "lesson",
    "items": [{"id", "prompt", "objective", "graded"}]}]}``. Raises
    :class:`~ketamine_course.quiz.faults.BankError` for a faulty bank.
    """
    lessons: dict[str, JSON] = {}
    # A student's copy has a longer name, such as 05-safety-Copy1, and is not the lesson.
    for path in sorted(folder.glob("*.ipynb"), key=lambda path: (len(path.name), path.name)):
        if lesson := _lesson(path):
            lessons.setdefault(lesson["lesson"], lesson)
    return {
        "lessons": [lessons[number] for number in sorted(lessons)],
        "quizzes": [_quiz(id) for id in bank.ids()],
    }


def _lesson(path: Path) -> JSON | None:
    """What a notebook says of itself, or None for one of the student's own."""
    try:
        about = json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"]
        return {"lesson": about["lesson"], "title": about["title"], "page": path.stem}
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _quiz(id: str) -> JSON:
    quiz = bank.load(id)
    items = [
        {
            "id": item.id,
            "prompt": item.prompt,
            "objective": item.objective,
            "graded": item.type != "survey" and quiz.mode != "predict",
        }
        for item in quiz.items
    ]
    return {
        "id": quiz.id,
        "version": quiz.version,
        "mode": quiz.mode,
        "lesson": quiz.lesson,
        "items": items,
    }
