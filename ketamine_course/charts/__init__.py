"""How it is drawn: one theme, small functions that return a :class:`Figure`."""

from .concentration_ladder import concentration_ladder
from .figure import Figure

__all__ = ["Figure", "concentration_ladder"]
