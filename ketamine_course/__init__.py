"""An interactive course on one question: does ketamine therapy get you high?

A lesson begins with ``from ketamine_course import Quiz, charts, evidence, models``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import charts, evidence, models, progress
    from .progress.gain import Gain
    from .progress.quiz import Quiz

__all__ = ["Gain", "Quiz", "charts", "evidence", "models", "progress"]
__version__ = version("ketamine-course")

_HOMES = {"Gain": "progress.gain", "Quiz": "progress.quiz"}


class _Later(ModuleType):
    """Stands for a part of the package, which loads when something of it is first used."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)

    def __dir__(self) -> list[str]:
        return dir(import_module(self.__name__))


def __getattr__(name: str) -> Any:
    # These bring widgets along; who only reads evidence should not wait for them.
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    # Half of a lesson's first line would be for charts that come later.
    if name == "charts":
        return _Later(f"{__name__}.charts")
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
