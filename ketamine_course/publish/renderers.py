"""What a notebook's quizzes and charts become in the book.

MyST-NB loads the ``*Output`` classes through the entry points ``myst_nb.mime_renderers`` and offers
every output to each of them; a class answers ``None`` for what is not its own.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from .. import charts as explorers
from ..charts.evidence_explorer import MIME as EVIDENCE_MIME
from ..charts.figure import CAPTION_MIME, CHART_MIME
from ..typing import JSON
from . import charts, explorer, quizzes

QUIZ_MIME = "application/vnd.ketamine-course.quiz+json"
Priorities = list[tuple[str, str, int]]
"""Builder, type and priority, as MyST-NB wants them; the lowest comes first."""


class MimeData(Protocol):
    """One form of an output, as MyST-NB offers it. ``content`` is JSON for the types read here."""

    mime_type: str
    content: JSON


class QuizNode(nodes.General, nodes.Element):
    """A quiz in a page; ``definition`` is what the notebook stored."""


class ChartNode(nodes.General, nodes.Element):
    """A chart in a page; ``spec`` is its Vega-Lite specification."""


class ExplorerNode(nodes.General, nodes.Element):
    """The evidence explorer in a page; ``definition`` is what it looks for at first."""


class Chart(SphinxDirective):
    """``{kc-chart} name``: a chart of :mod:`ketamine_course.charts` on a page that is not a
    notebook.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The chart's node; an unknown name stops the build and lists the known ones."""
        name = self.arguments[0]
        if name == "Figure" or name not in explorers.__all__:
            raise self.error(
                f"There is no chart '{name}'. Known are:"
                f" {', '.join(each for each in explorers.__all__ if each != 'Figure')}."
            )
        return [ChartNode(spec=getattr(explorers, name)().spec())]


class QuizOutput:
    """Turns a stored quiz into a :class:`QuizNode`."""

    mime_priority_overrides: ClassVar[Priorities] = [("*", QUIZ_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: object, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """The quiz's node, or ``None`` for any other output."""
        return [QuizNode(definition=data.content)] if data.mime_type == QUIZ_MIME else None


class ChartOutput:
    """Turns a stored chart into a :class:`ChartNode`, and drops the caption that JupyterLab shows
    below it.
    """

    mime_priority_overrides: ClassVar[Priorities] = [("*", CHART_MIME, 1), ("*", CAPTION_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: object, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """The chart's node, nothing visible for its caption, ``None`` for any other output."""
        if data.mime_type == CHART_MIME:
            return [ChartNode(spec=data.content)]
        # Not an empty list: MyST-NB would then show the next best representation of the caption.
        return [nodes.raw("", "", format="html")] if data.mime_type == CAPTION_MIME else None


class ExplorerOutput:
    """Turns a stored evidence explorer into an :class:`ExplorerNode`."""

    mime_priority_overrides: ClassVar[Priorities] = [("*", EVIDENCE_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: object, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """The explorer's node, or ``None`` for any other output."""
        return [ExplorerNode(definition=data.content)] if data.mime_type == EVIDENCE_MIME else None


def visit_quiz(translator: HTML5Translator, node: QuizNode) -> None:
    """Write a quiz as HTML."""
    translator.body.append(quizzes.quiz_html(node["definition"]))
    raise nodes.SkipNode


def visit_chart(translator: HTML5Translator, node: ChartNode) -> None:
    """Write a chart as HTML, with ids that no other chart of the page has."""
    number = list(translator.document.findall(ChartNode)).index(node) + 1
    translator.body.append(charts.chart_html(node["spec"], number))
    raise nodes.SkipNode


def visit_explorer(translator: HTML5Translator, node: ExplorerNode) -> None:
    """Write the evidence explorer as HTML."""
    translator.body.append(explorer.explorer_html(node["definition"]))
    raise nodes.SkipNode


def skip(translator: object, node: nodes.Element) -> None:
    """Leave an interactive output out of a format that has no place for it."""
    raise nodes.SkipNode
