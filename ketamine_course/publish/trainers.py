"""The directives of the trainer's guide; what they show is made in :mod:`.workshop`."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from ..errors import CourseError, unknown
from ..quiz import bank
from ..quiz.definition import define
from . import lessons, workshop
from .renderers import QuizNode


class KeyNode(nodes.General, nodes.Element):
    """Answers in a page; a node of its own, so that the book's search does not find them."""


def visit_key(translator: HTML5Translator, node: KeyNode) -> None:
    """Write the answers as HTML."""
    translator.body.append(node["html"])
    raise nodes.SkipNode


class _Trainers(SphinxDirective):
    """What the directives share: they read lessons, so their pages are read again whenever a lesson
    may have changed.
    """

    @property
    def root(self) -> Path:
        self.env.note_reread()
        return Path(self.env.app.confdir)

    @property
    def notebook(self) -> Path:
        """The notebook of the lesson that the first argument names with two digits."""
        found = sorted((self.root / "notebooks").glob(f"{self.arguments[0]}-*.ipynb"))
        if not found:
            raise self.error(
                f"There is no lesson '{self.arguments[0]}'; give two digits, such as 05."
            )
        return found[0]

    def made(self, make: Callable[[], str]) -> list[nodes.Node]:
        """What ``make`` returns as raw HTML; what is wrong in a file stops the build in its own
        words.
        """
        try:
            return [nodes.raw("", make(), format="html")]
        except CourseError as error:
            raise self.error(str(error)) from None


class RunSheet(_Trainers):
    """``{kc-run-sheet} 60-minutes``: one run sheet of ``book/trainers/run-sheets.yaml``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The sheet as raw HTML."""
        return self.made(self._html)

    def _html(self) -> str:
        sheets = workshop.run_sheets(
            self.root / "book" / "trainers" / "run-sheets.yaml", self.root / "notebooks"
        )
        if self.arguments[0] not in sheets:
            raise unknown("run sheet", self.arguments[0], sheets)
        return workshop.run_sheet_html(sheets[self.arguments[0]], titles(self.root))


class Plan(_Trainers):
    """``{kc-plan} 05``: a lesson's aims, parts and minutes."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The plan as raw HTML."""
        return self.made(lambda: workshop.plan_html(self.notebook))


class FromLesson(_Trainers):
    """``{kc-from-lesson} 05 discussion``: the text of a lesson's discussion or group activity, as
    it stands there.
    """

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """The text's nodes."""
        text = next(
            part.text for part in workshop.parts(self.notebook) if part.kind == self.arguments[1]
        )
        text = re.sub(r"\]\(\.\./book/", "](../", text)
        box = nodes.container(classes=["kc-from-lesson"])
        self.state.nested_parse(StringList(text.splitlines(), self.notebook.name), 0, box)
        return [box]


class AnswerKey(_Trainers):
    """``{kc-answer-key} 05``: every answer of a lesson's quizzes, with reasons."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The key's node."""
        return [
            KeyNode(html=html.astext())
            for html in self.made(lambda: workshop.key_html(self.notebook.name[:2]))
        ]


class Local(_Trainers):
    """``{kc-local}``: the quizzes and run sheets that lie in ``book/local``."""

    def run(self) -> list[nodes.Node]:
        """A quiz or a sheet each, or a sentence where there are none."""
        folder = self.root / "book" / "local"
        try:
            banks = bank.load_all(folder)
            sheets = (
                workshop.run_sheets(folder / "run-sheets.yaml", self.root / "notebooks")
                if (folder / "run-sheets.yaml").is_file()
                else {}
            )
        except CourseError as error:
            raise self.error(str(error)) from None
        found: list[nodes.Node] = [QuizNode(definition=define(each)) for each in banks.values()]
        for sheet in sheets.values():
            table = workshop.run_sheet_html(sheet, titles(self.root))
            found += [nodes.raw("", f"<h2>{escape(sheet.title)}</h2>{table}", format="html")]
        return found or [
            nodes.paragraph(
                "", "This copy of the course has no questions or run sheets of its own."
            )
        ]


def titles(root: Path) -> dict[str, str]:
    """The titles of the lessons by number."""
    return {lesson.number: lesson.title for lesson in lessons.lessons(root / "notebooks")}
