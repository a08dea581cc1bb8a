"""What a learner gained between two parallel tests, beside how sure they were."""

from __future__ import annotations

from ..language import gettext as _
from ..quiz import bank
from ..quiz.gain import define_gain
from ..quiz.widget import DefinedWidget
from . import answers
from .store import Store


class Gain(DefinedWidget):
    """Two tests compared, such as ``Gain("pre-test", "post-test")``: points by objective, and
    calibration.

    It follows the answers while they are given, and says what is missing until both tests are
    complete. Raises :class:`~ketamine_course.errors.UnknownIdError`, and ValueError when the two
    are no parallel tests.
    """

    def __init__(self, before: str, after: str):
        store = Store()
        self._tests = [answers.of(id, store) for id in (before, after)]
        super().__init__(definition=define_gain(bank.load(before), bank.load(after)))
        for test in self._tests:
            test.subscribe(self._show)
        self._show()

    def _show(self) -> None:
        problem = next((test.problem for test in self._tests if test.problem), "")
        self.notice = problem and _("Earlier answers can't be read: %(reason)s.") % {
            "reason": problem
        }
        self.attempts = [attempt for test in self._tests for attempt in test.attempts]
