"""What the page "My progress" is made of before its script runs: the course's questions, and the
comparison of the two tests.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ..progress.syllabus import lessons_in, syllabus
from ..quiz import bank
from ..quiz.gain import define_gain
from .renderers import QuizNode
from .text import script_json


class Syllabus(SphinxDirective):
    """``{kc-syllabus}``: lessons and questions as data for ``static/my-progress.js``."""

    def run(self) -> list[nodes.Node]:
        """The data, where no reader sees it."""
        self.env.note_reread()  # it depends on every notebook
        data = script_json(syllabus(lessons_in(Path(self.env.app.confdir) / "notebooks")))
        return [
            nodes.raw(
                "",
                f'<script type="application/json" id="kc-syllabus">{data}</script>',
                format="html",
            )
        ]


class Gain(SphinxDirective):
    """``{kc-gain} before after``: two parallel tests compared, on a page that is not a notebook."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """The comparison's node; see :func:`~ketamine_course.quiz.gain.define_gain` for what stops
        the build.
        """
        return [QuizNode(definition=define_gain(*map(bank.load, self.arguments)))]
