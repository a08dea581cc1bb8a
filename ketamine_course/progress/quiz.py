"""The quiz that lessons use: a widget whose answers are still there after a restart."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import traitlets
from pydantic import ValidationError

from ..language import gettext as _
from ..quiz import bank, state
from ..quiz.definition import define
from ..quiz.grading import UnfitResponseError
from ..quiz.widget import QuizWidget
from ..typing import JSON
from . import answers
from .attempts import Attempt
from .store import Store


class Quiz(QuizWidget):
    """A quiz by its id, such as ``Quiz("lesson-03")``; ``Quiz("lesson-03-guess", review=True)``
    shows guesses again.

    With ``only``, ids of questions, it asks just these, as if they had not been answered before.

    ``responses`` and ``score`` follow the answers, ``kept_in`` tells where answers are kept, and
    ``notice`` why they cannot be. Raises :class:`~ketamine_course.errors.UnknownIdError`, which
    names the nearest ids, :class:`~ketamine_course.quiz.faults.BankError`, and ValueError for a
    review of something that is no guess.
    """

    kept_in = traitlets.Unicode("", read_only=True, help="Where answers are kept.").tag(sync=True)

    def __init__(
        self, id: str, review: bool = False, only: Collection[str] | None = None, **kwargs: Any
    ):
        definition = define(bank.load(id), review)
        store = Store()
        self._answers = answers.of(id, store)
        self._passed_over: set[str] = set()
        if only is not None:
            definition["items"] = [item for item in definition["items"] if item["id"] in only]
            self._passed_over = {attempt["attempt_id"] for attempt in self._answers.attempts}
        self._showing = True
        super().__init__(definition=definition, **kwargs)
        self.set_trait("kept_in", store.kept_in)
        self._answers.subscribe(self._show)
        self._show()

    def _show(self) -> None:
        """Bring the screen in step with what is known."""
        problem = self._answers.problem
        self._showing = True
        self.learner = self._answers.learner
        self.notice = problem and _(
            "New answers can't be kept: %(reason)s. The quiz goes on, and they stay here until the"
            " kernel stops. Nothing that was kept before is lost."
        ) % {"reason": problem}
        self.attempts = [
            attempt
            for attempt in self._answers.attempts
            if attempt["attempt_id"] not in self._passed_over
        ]
        self._showing = False

    @traitlets.observe("attempts")
    def _keep(self, _change: Any) -> None:
        if self._showing:
            return
        known = {attempt["attempt_id"] for attempt in self._answers.attempts}
        new = [attempt for attempt in self.attempts if attempt.get("attempt_id") not in known]
        self._answers.add(checked for attempt in new if (checked := self._checked(attempt)))

    def _checked(self, attempt: JSON) -> Attempt | None:
        """An attempt as the screen sent it, graded here again; None for what is no answer to this
        quiz.
        """
        own = {
            "learner": self._answers.learner,
            "quiz": self.definition["id"],
            "bank_version": self.definition["version"],
            "mode": self.definition["mode"],
            "host": "kernel",
        }
        try:
            return Attempt.model_validate(state.regraded(self.definition, {**attempt, **own}))
        except (UnfitResponseError, LookupError, ValidationError):
            return None
