"""My progress, as a notebook shows it.

The book's page of that name shows the same (``publish/static/my-progress.js``).
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from ..errors import unknown
from ..quiz import clock
from ..typing import JSON
from . import answers, learner, syllabus
from .store import Store
from .summary import summarise

EMPTY = (
    "Nothing answered yet. Open any lesson and take its quiz: what you did, and what to look at"
    " again, then stands here."
)


class Report:
    """What this learner has read and answered, and what to answer again today.

    ``summary`` holds it as plain data.

    A notebook shows it as tables, followed by the comparison of the two tests. Raises
    :class:`~ketamine_course.progress.store.StoreError` when answers cannot be read.
    """

    def __init__(self, today: str | None = None):
        """``today`` as in 2026-01-31; without it, the day it is in UTC."""
        store, code = Store(), learner.code()
        attempts = [attempt.model_dump() for attempt in store.attempts(learner=code)]
        self.kept_in = store.kept_in
        self.today = today or clock.today().isoformat()
        self.summary = summarise(
            syllabus.syllabus(syllabus.lessons()), attempts, store.read(code), self.today
        )

    def __repr__(self) -> str:
        if self._empty:
            return EMPTY
        lines = [
            f"{_title(each)}: {'; '.join(_row(each).values())}" for each in self.summary["lessons"]
        ]
        due = [f"  {_name(entry)}: {entry['prompt']}" for entry in self.summary["due"]]
        return "\n".join(
            [
                *lines,
                "",
                _plan(self.summary),
                *due,
                *(["Run progress.review() to answer them here."] if due else []),
            ]
        )

    def _repr_html_(self) -> str:
        if self._empty:
            return f"<p>{EMPTY}</p>"
        due = "".join(
            f"<li>{_linked(page, _name(entry))}: {escape(entry['prompt'])}</li>"
            for entry, page in self._due()
        )
        if due:
            due = f"<ol>{due}</ol><p>Run <code>progress.review()</code> to answer them here.</p>"
        return (
            f"<h3>Lesson by lesson</h3>{_table(self.summary['lessons'])}"
            f"<h3>To answer again</h3><p>{escape(_plan(self.summary))}</p>{due}"
            f"<p>Kept in {escape(self.kept_in)}.</p>"
        )

    def _ipython_display_(self) -> None:
        from IPython.display import display

        from .gain import Gain

        display({"text/plain": repr(self), "text/html": self._repr_html_()}, raw=True)
        display(Gain("pre-test", "post-test"))

    @property
    def _empty(self) -> bool:
        return not any(each["read"] or each["answered"] for each in self.summary["lessons"])

    def _due(self) -> list[tuple[JSON, str]]:
        pages = {each["lesson"]: each["page"] for each in self.summary["lessons"]}
        return [(entry, pages[entry["lesson"]]) for entry in self.summary["due"]]


def report() -> Report:
    """What you have read and answered, how well and how surely, and what to answer again today."""
    return Report()


def review() -> None:
    """Show the questions to answer again today, as if they had not been answered before; each
    answer counts as a review.

    Raises :class:`~ketamine_course.progress.store.StoreError` when answers cannot be read.
    """
    from IPython.display import display

    from .quiz import Quiz

    due: dict[str, list[str]] = {}
    for entry in report().summary["due"]:
        due.setdefault(entry["quiz"], []).append(entry["item"])
    for quiz, items in due.items():
        display(Quiz(quiz, only=items))
    if not due:
        print("Nothing to answer again today.")


def mark_read(lesson: str) -> None:
    """Say that you have read a lesson, such as ``"05"``, to its end; a notebook cannot see that by
    itself.

    Raises :class:`~ketamine_course.errors.UnknownIdError` for a lesson that there is not, and
    :class:`~ketamine_course.progress.store.StoreError`.
    """
    known = [each["lesson"] for each in syllabus.lessons()]
    if lesson not in known:
        raise unknown("lesson", lesson, known)
    Store().add_read(learner.keep(), {lesson: clock.stamp()})


def erase(ask: Callable[[str], str] = input) -> bool:
    """Remove all your answers, the lessons marked as read and your code, after asking once; True if
    you said yes.

    Others whose answers are in the same database keep theirs. Raises
    :class:`~ketamine_course.progress.store.StoreError`, and OSError when your code cannot be
    removed.
    """
    store = Store()
    if ask(
        f"Erase all your answers in {store.kept_in}? This cannot be undone. Type yes to erase: "
    ).strip().lower() not in {"y", "yes"}:
        print("Nothing was erased.")
        return False
    store.erase(learner.code())
    learner.forget()
    answers.forget()
    print("Your answers were erased.")
    return True


def _linked(page: str, text: str) -> str:
    """``text`` as a link to a lesson's notebook, which JupyterLab opens; plain where there is
    none.
    """
    for folder in ("", "notebooks/", "../notebooks/"):
        path = f"{folder}{page}.ipynb"
        if Path(path).is_file():
            return f'<a href="{escape(path)}">{escape(text)}</a>'
    return escape(text)


def _title(lesson: JSON) -> str:
    return f"{lesson['lesson']} {lesson['title']}"


def _name(entry: JSON) -> str:
    return f"Lesson {entry['lesson']}, question {entry['number']}"


def _plan(summary: JSON) -> str:
    due, coming = len(summary["due"]), summary["coming"]
    now = (
        f"{due} missed question{'' if due == 1 else 's'} to answer again today."
        if due
        else "Nothing to answer again today."
    )
    return f"{now} {coming} more later, the next on {summary['next']}." if coming else now


def _points(part: JSON) -> str:
    return f"{round(part['points'], 2):g} of {part['questions']}" if part["questions"] else "none"


def _row(lesson: JSON) -> dict[str, str]:
    sure = lesson["sure"]
    return {
        "Read to the end": lesson["read"][:10] if lesson["read"] else "not marked",
        "Answered": f"{lesson['answered']} of {lesson['of']}",
        "Points, first answers": _points(lesson["first"]),
        "Points, latest answers": _points(lesson["latest"]),
        "In the tests": (
            f"{sure['said']:.0%} sure, {sure['earned']:.0%} right" if sure else "not asked"
        ),
        "To answer again": str(lesson["due"]),
    }


def _table(lessons: list[JSON]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ["Lesson", *_row(lessons[0])])
    rows = "".join(
        f'<tr><th scope="row">{_linked(each["page"], _title(each))}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in _row(each).values())
        + "</tr>"
        for each in lessons
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
