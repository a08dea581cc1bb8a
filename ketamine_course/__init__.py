"""An interactive course on one question, "Does ketamine therapy get you high?".

A lesson begins with ``from ketamine_course import Quiz, charts, evidence, models``.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .progress.gain import Gain
    from .progress.quiz import Quiz

__all__ = ["Gain", "Quiz", "charts", "evidence", "models", "progress"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # These bring widgets along; who only reads evidence should not wait for them.
    if name == "Quiz":
        from .progress.quiz import Quiz

        return Quiz
    if name == "Gain":
        from .progress.gain import Gain

        return Gain
    raise AttributeError(f"module 'ketamine_course' has no attribute '{name}'")
