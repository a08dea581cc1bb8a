"""How it is drawn: one theme, small functions that return a :class:`Figure`."""

from .concentration_ladder import concentration_ladder
from .evidence_explorer import evidence_explorer
from .figure import Figure
from .icon_array import icon_array
from .session_clock import session_clock
from .testimonial_simulator import testimonial_simulator
from .worst_day import worst_day

__all__ = ["Figure", "concentration_ladder", "evidence_explorer", "icon_array", "session_clock", "testimonial_simulator", "worst_day"]
