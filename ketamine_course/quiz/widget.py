"""The quiz in a notebook: a widget that can be observed, linked and laid out like any other."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from ..typing import JSON
from . import frontend, render, state
from .definition import MIME


class DefinedWidget(anywidget.AnyWidget):
    """What ``quiz.js`` brings to life from a definition and a list of attempts, live in a notebook
    and readable without a kernel.
    """

    _esm = frontend.esm()
    _css = frontend.css()

    definition = traitlets.Dict().tag(sync=True)
    html = traitlets.Unicode("").tag(sync=True)  # of the definition; the script brings it to life
    attempts = traitlets.List(traitlets.Dict()).tag(sync=True)
    notice = traitlets.Unicode("").tag(sync=True)
    host = traitlets.Unicode("kernel").tag(sync=True)

    @traitlets.observe("definition")
    def _draw(self, _change: Any) -> None:
        self.html = render.static_html(self.definition) if self.definition else ""

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[JSON, JSON] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        # The widget view is for a kernel; the rest is for a page without one and is the same on
        # every run.
        own = {
            MIME: self.definition,
            "text/html": self.html,
            "text/plain": render.text(self.definition),
        }
        return {**data, **own}, metadata


class QuizWidget(DefinedWidget):
    """One quiz of a definition. ``responses`` and ``score`` follow the answers; nothing is stored.

    ``responses`` maps an item's id to the response that counts; ``score`` is the share of all
    points there are to earn in the quiz, from 0 to 1 (a guess earns none, so a predict quiz stays
    at 0).
    """

    learner = traitlets.Unicode("").tag(sync=True)

    responses = traitlets.Dict(help="The response that counts, by item id.")
    score = traitlets.Float(0.0, help="Share of all points there are to earn, 0 to 1.")

    @traitlets.observe("attempts", "definition")
    def _follow(self, _change: Any) -> None:
        if not self.definition:
            return
        counting = state.effective_attempts(self.definition, self.attempts)
        self.responses = {item: attempt["response"] for item, attempt in counting.items()}
        self.score = state.score(self.definition, counting)

    def answer(self, item: str, response: Any, confidence: float | None = None) -> None:
        """Answer from Python, as if it had been done on the screen.

        Raises :class:`~ketamine_course.quiz.grading.UnfitResponseError` when the response does not
        belong to the item, and LookupError for an unknown item.
        """
        attempt = state.new_attempt(
            self.definition, item, response, confidence, self.learner, self.host
        )
        self.attempts = [*self.attempts, attempt]
