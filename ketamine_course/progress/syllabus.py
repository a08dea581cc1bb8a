"""What there is to do in the course: its lessons, and the questions of each, as plain data for a
report and for the page.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..quiz import bank
from ..typing import JSON

# What the notebooks say of themselves, for where there are none: the course as installed.
# ``make notebooks`` writes it anew.
FILE = Path(__file__).with_name("lessons.json")


def lessons() -> list[JSON]:
    """The lessons of the course: ``[{"lesson": "05", "title": "Safety", "page": "05-safety"}]``."""
    found: list[JSON] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def syllabus(lessons: list[JSON]) -> JSON:
    """Lessons with number, title and the notebook's name without its ending, and all quizzes with
    their questions.

    ``{"lessons": [{"lesson", "title", "page"}], "quizzes": [{"id", "version", "mode", "lesson",
    "items": [{"id", "prompt", "objective", "graded"}]}]}``. Raises
    :class:`~ketamine_course.quiz.faults.BankError` for a faulty bank.
    """
    return {"lessons": lessons, "quizzes": [_quiz(id) for id in bank.ids()]}


def lessons_in(folder: Path) -> list[JSON]:
    """The lessons among the notebooks of a folder, in order."""
    found: dict[str, JSON] = {}
    # A student's copy has a longer name, such as 05-safety-Copy1, and is not the lesson.
    for path in sorted(folder.glob("*.ipynb"), key=lambda path: (len(path.name), path.name)):
        if lesson := _lesson(path):
            found.setdefault(lesson["lesson"], lesson)
    return [found[number] for number in sorted(found)]


def write(folder: Path) -> None:
    """Keep :func:`lessons` in step with the notebooks of ``folder``."""
    text = json.dumps(lessons_in(folder), indent=2, ensure_ascii=False)
    FILE.write_text(f"{text}\n", encoding="utf-8", newline="\n")


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
            "graded": item.graded and quiz.mode != "predict",
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
