"""The attempts at one quiz that a running kernel knows: what is stored, and what could not be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from weakref import WeakMethod

from ..typing import JSON
from . import learner
from .attempts import Attempt
from .store import Store, StoreError


class Answers:
    """Attempts at one quiz, shared by all its widgets in this kernel.

    Those that a broken database refuses stay in ``attempts`` until the kernel stops, and are tried
    again with the next.
    """

    def __init__(self, quiz: str, store: Store):
        self.quiz, self.store = quiz, store
        self.attempts: list[JSON] = []
        self.problem = ""
        self.learner = learner.code()
        self._unkept: dict[str, Attempt] = {}
        self._listeners: list[WeakMethod[Callable[[], None]]] = []

    def load(self) -> None:
        """Read again what is stored; another kernel or an import may have added to it."""
        self._adopt(learner.code())
        try:
            stored = self.store.attempts(self.quiz, self.learner)
            self.problem = ""
        except StoreError as error:
            stored, self.problem = [], str(error)
        if self._unkept and not self.problem:
            self._keep()
        known = {attempt["attempt_id"] for attempt in self.attempts}
        new = [attempt.model_dump() for attempt in stored if attempt.attempt_id not in known]
        self._change(
            sorted([*new, *self.attempts], key=lambda attempt: attempt["submitted"])
            if new
            else self.attempts
        )

    def add(self, attempts: Iterable[Attempt]) -> None:
        """Take new attempts and store them; ``problem`` says why if they cannot be."""
        new = {
            attempt.attempt_id: attempt.model_copy(update={"learner": self.learner})
            for attempt in attempts
        }
        self._unkept.update(new)
        self._keep()
        # At the end, whatever the clocks of browser and kernel say: the answer just given is the
        # one that shows.
        self._change([*self.attempts, *(attempt.model_dump() for attempt in new.values())])

    def erase(self) -> None:
        """Forget every attempt, those that could not be kept too."""
        self._unkept.clear()
        self._change([])

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call a widget's method whenever something changes, for as long as the widget lives."""
        self._listeners.append(WeakMethod(listener))

    def _keep(self) -> None:
        try:
            self._adopt(learner.keep())
            self.store.add(self._unkept.values())
        except OSError as error:
            # Under a code that is forgotten, answers would be kept but never found again.
            self.problem = f"{learner.folder()} cannot be written ({error.strerror})"
        except StoreError as error:
            self.problem = str(error)
        else:
            self._unkept.clear()
            self.problem = ""

    def _adopt(self, code: str) -> None:
        """Go on under the code that is written down, if another kernel was first to write one."""
        if code != self.learner:
            self.learner = code
            self._unkept = {
                id: attempt.model_copy(update={"learner": code})
                for id, attempt in self._unkept.items()
            }

    def _change(self, attempts: list[JSON]) -> None:
        self.attempts = attempts
        self._listeners = [reference for reference in self._listeners if reference()]
        for reference in self._listeners:
            if listener := reference():
                listener()


_known: dict[tuple[str, str, str], Answers] = {}


def of(quiz: str, store: Store) -> Answers:
    """The one list of attempts at a quiz in this store, freshly loaded."""
    key = (quiz, store.kept_in, os.environ.get(learner.VARIABLE, ""))
    if key not in _known:
        _known[key] = Answers(quiz, store)
    _known[key].load()
    return _known[key]


def reload() -> None:
    """Show in every quiz of this kernel what is stored now."""
    for answers in _known.values():
        answers.load()


def forget() -> None:
    """Drop what this kernel remembers, and empty the quizzes on the screen, after an erasure."""
    for known in _known.values():
        known.erase()
    reload()
