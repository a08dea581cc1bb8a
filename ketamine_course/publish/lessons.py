"""The lessons as they announce themselves in their metadata: the landing page's list, and each
lesson's opening.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ..errors import InputError

# The title, question and minutes with which every lesson begins.
_OPENING = re.compile(
    r"<h1>(?P<number>\d\d) · (?P<title>.*?</h1>)(?P<rest>\s*<p>.*?</p>\s*<p>.*?</p>)", re.DOTALL
)

MY_PROGRESS = '<p class="kc-to-progress"><a href="../book/my-progress.html">My progress</a></p>'


@dataclass(frozen=True)
class Lesson:
    """One lesson: its file's name, number, title, question and minutes of reading and of
    activities, and what it teaches.
    """

    stem: str
    number: str
    title: str
    question: str
    reading: int
    activity: int
    objectives: tuple[str, ...]


def lessons(folder: Path) -> list[Lesson]:
    """The lessons among the notebooks of ``folder``, in order."""
    return [_lesson(path) for path in sorted(folder.glob("*.ipynb"))]


def _lesson(path: Path) -> Lesson:
    meta = json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"]
    return Lesson(
        path.stem,
        meta["lesson"],
        meta["title"],
        meta["question"],
        meta["minutes"]["reading"],
        meta["minutes"]["activity"],
        tuple(meta["objectives"]),
    )


class Lessons(SphinxDirective):
    """``{kc-lessons}``: the lessons as a list of cards, each with its question and its minutes."""

    def run(self) -> list[nodes.Node]:
        """The list as raw HTML."""
        self.env.note_reread()  # it depends on every notebook
        return [
            nodes.raw(
                "", lessons_html(lessons(Path(self.env.app.confdir) / "notebooks")), format="html"
            )
        ]


def lessons_html(found: list[Lesson]) -> str:
    """An ordered list of links, escaped."""
    return f'<ol class="kc-lessons">{"".join(map(_entry, found))}</ol>'


def _entry(lesson: Lesson) -> str:
    minutes = f"{lesson.reading} minutes to read, {lesson.activity} for all activities"
    return (
        f'<li><a href="../notebooks/{lesson.stem}.html"><span'
        f' class="kc-lesson-number">{lesson.number}</span><span'
        f' class="kc-lesson-title">{escape(lesson.title)}</span></a><span'
        f' class="kc-lesson-question">{escape(lesson.question)}</span><span'
        f' class="kc-lesson-minutes">{minutes}</span></li>'
    )


def with_opening(body: str, found: list[Lesson], current: Lesson) -> str:
    """A lesson's page with its opening set apart: place in the course, number, title, question and
    minutes.

    Raises ``ValueError`` when the page does not begin as lessons do.
    """
    opening = (
        rf'<header class="kc-opener">{_place(found, current)}<h1><span'
        rf' class="kc-opener-number">\g<number></span> \g<title>\g<rest>{MY_PROGRESS}</header>'
    )
    body, times = _OPENING.subn(opening, body, count=1)
    if not times:
        raise InputError(
            f"{current.stem} does not begin with a title such as '05 · Safety', its question and"
            " its minutes"
        )
    return body


def _place(found: list[Lesson], current: Lesson) -> str:
    steps = "".join(_step(lesson, lesson == current) for lesson in found)
    return (
        f'<nav class="kc-place" aria-label="Lessons"><p>Lesson {int(current.number)} of'
        f" {len(found)}</p><ol>{steps}</ol></nav>"
    )


def _step(lesson: Lesson, here: bool) -> str:
    name = f"{lesson.number} {lesson.title}"
    current = ' aria-current="page"' if here else ""
    return (
        f'<li><a href="{lesson.stem}.html" title="{escape(name)}"'
        f' aria-label="{escape(name)}"{current}></a></li>'
    )
