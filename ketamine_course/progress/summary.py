"""What a learner's answers add up to, lesson by lesson.

``publish/static/summary.js`` says the same; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..typing import JSON
from . import spacing


def summarise(syllabus: JSON, attempts: Iterable[JSON], read: dict[str, str], today: str) -> JSON:
    """Per lesson what was read and answered, how well and how surely, and which questions to answer
    again, as of ``today`` (2026-01-31).

    ``attempts`` as they are exported, ``read`` the moment at which each lesson was read to its end.
    Answers to another version of a quiz, or of a day that there is not, are left out. An open test
    counts for nothing but answers given, because its marks are still secret.

    - ``lessons``: per lesson ``answered`` of ``of`` questions; ``first`` and ``latest``: points and
      questions of the marked ones;
      ``sure``: how sure the learner was and what was earned, in the answers about this lesson that
      have a confidence, or None; ``due``: how many.
    - ``due``: the questions to answer today, the longest due first. ``coming``: how many come
      later, and ``next``: on what day, or None.
    """
    answers = _answers(syllabus, attempts)
    deck = sorted(_deck(syllabus, answers), key=lambda entry: entry["on"])
    lessons = [
        _lesson(lesson, syllabus, answers, read, [entry for entry in deck if entry["on"] <= today])
        for lesson in syllabus["lessons"]
    ]
    later = [entry for entry in deck if entry["on"] > today]
    return {
        "lessons": lessons,
        "due": [entry for entry in deck if entry["on"] <= today],
        "coming": len(later),
        "next": later[0]["on"] if later else None,
        "finished": all(
            lesson["read"] and lesson["answered"] == lesson["of"] for lesson in lessons
        ),
    }


def _answers(syllabus: JSON, attempts: Iterable[JSON]) -> dict[tuple[str, str], list[JSON]]:
    """Attempts by quiz and question, earliest first, of the questions there are."""
    versions = {quiz["id"]: quiz["version"] for quiz in syllabus["quizzes"]}
    found: dict[tuple[str, str], list[JSON]] = {
        (quiz["id"], item["id"]): [] for quiz in syllabus["quizzes"] for item in quiz["items"]
    }
    for attempt in sorted(attempts, key=lambda each: (each["submitted"], each["attempt_id"])):
        key = (attempt["quiz"], attempt["item"])
        if (
            key in found
            and attempt["bank_version"] == versions[attempt["quiz"]]
            and _is_day(attempt["submitted"][:10])
        ):
            found[key].append(attempt)
    return found


def _is_day(text: str) -> bool:
    """Whether it is a day of the calendar, and not so far off that a plan would run past its
    end.
    """
    try:
        return 2000 <= date.fromisoformat(text).year < 3000
    except ValueError:
        return False


def _right(attempt: JSON) -> bool:
    return bool(attempt["score"] >= attempt["max_score"])


def _deck(syllabus: JSON, answers: dict[tuple[str, str], list[JSON]]) -> list[JSON]:
    """Every practice question that was missed, with the day on which it comes back.

    A test allows one answer and is left alone.
    """
    deck = []
    for quiz in syllabus["quizzes"]:
        for number, item in enumerate(quiz["items"], start=1):
            if quiz["mode"] != "practice" or not item["graded"]:
                continue
            on = spacing.due(
                (each["submitted"], _right(each)) for each in answers[quiz["id"], item["id"]]
            )
            if on:
                deck.append(
                    {
                        "quiz": quiz["id"],
                        "item": item["id"],
                        "lesson": quiz["lesson"],
                        "number": number,
                        "prompt": item["prompt"],
                        "on": on.isoformat(),
                    }
                )
    return deck


def _lesson(
    lesson: JSON,
    syllabus: JSON,
    answers: dict[tuple[str, str], list[JSON]],
    read: dict[str, str],
    due: list[JSON],
) -> JSON:
    number = lesson["lesson"]
    own = [
        (quiz, item)
        for quiz in syllabus["quizzes"]
        if quiz["lesson"] == number
        for item in quiz["items"]
    ]
    marked = [
        answers[quiz["id"], item["id"]]
        for quiz, item in own
        if quiz["mode"] == "practice" and item["graded"]
    ]
    given = [each for each in marked if each]
    sure = [
        answers[quiz["id"], item["id"]][0]
        for quiz in syllabus["quizzes"]
        if quiz["mode"] != "assessment"
        or all(answers[quiz["id"], item["id"]] for item in quiz["items"])
        for item in quiz["items"]
        if item["graded"]
        and item["objective"].startswith(f"{number}.")
        and answers[quiz["id"], item["id"]]
    ]
    sure = [attempt for attempt in sure if attempt["confidence"] is not None]
    return {
        **lesson,
        "read": read.get(number),
        "answered": sum(1 for quiz, item in own if answers[quiz["id"], item["id"]]),
        "of": len(own),
        "first": {"points": sum(each[0]["score"] for each in given), "questions": len(given)},
        "latest": {"points": sum(each[-1]["score"] for each in given), "questions": len(given)},
        "sure": (
            {
                "said": sum(attempt["confidence"] for attempt in sure) / len(sure),
                "earned": sum(attempt["score"] for attempt in sure) / len(sure),
                "answers": len(sure),
            }
            if sure
            else None
        ),
        "due": sum(1 for entry in due if entry["lesson"] == number),
    }
