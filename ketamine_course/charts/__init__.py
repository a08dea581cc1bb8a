"""How it is drawn: one theme, small functions that return a :class:`Figure`."""

from .concentration_ladder import concentration_ladder
from .figure import Figure
from .icon_array import icon_array
from .session_clock import session_clock

__all__ = ["Figure", "concentration_ladder", "icon_array", "session_clock"]
