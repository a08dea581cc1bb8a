"""The lessons as they announce themselves in their metadata: what the landing page lists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective


@dataclass(frozen=True)
class Lesson:
    """One lesson: its file's name, number, title, question and minutes of reading and of activities."""

    stem: str
    number: str
    title: str
    question: str
    reading: int
    activity: int


def lessons(folder: Path) -> list[Lesson]:
    """The lessons among the notebooks of ``folder``, in order."""
    return [_lesson(path) for path in sorted(folder.glob("*.ipynb"))]


def _lesson(path: Path) -> Lesson:
    meta = json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"]
    return Lesson(path.stem, meta["lesson"], meta["title"], meta["question"], meta["minutes"]["reading"], meta["minutes"]["activity"])


class Lessons(SphinxDirective):
    """``{kc-lessons}``: the lessons as a list of cards, each with its question and its minutes."""

    def run(self) -> list[nodes.Node]:
        """The list as raw HTML."""
        self.env.note_reread()  # it depends on every notebook
        return [nodes.raw("", lessons_html(lessons(Path(self.env.app.confdir) / "notebooks")), format="html")]


def lessons_html(found: list[Lesson]) -> str:
    """An ordered list of links, escaped."""
    return f'<ol class="kc-lessons">{"".join(map(_entry, found))}</ol>'


def _entry(lesson: Lesson) -> str:
    minutes = f"{lesson.reading} minutes to read, {lesson.activity} for all activities"
    return (
        f'<li><a href="../notebooks/{lesson.stem}.html"><span class="kc-lesson-number">{lesson.number}</span>'
        f'<span class="kc-lesson-title">{escape(lesson.title)}</span></a>'
        f'<span class="kc-lesson-question">{escape(lesson.question)}</span><span class="kc-lesson-minutes">{minutes}</span></li>'
    )
