"""How it is drawn: one theme, small functions that return a :class:`Figure`."""

from .figure import Figure

__all__ = ["Figure"]
