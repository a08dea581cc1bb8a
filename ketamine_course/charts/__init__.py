"""Altair charts: one theme, small functions that return a :class:`Figure`."""

from . import altair_import  # noqa: F401  (before a chart imports Altair)
from .alternatives import alternatives
from .claim_map import claim_map
from .concentration_ladder import concentration_ladder
from .evidence_explorer import evidence_explorer
from .feeling_and_recovery import feeling_and_recovery
from .feeling_over_time import feeling_over_time
from .figure import Figure
from .forest_plot import forest_plot
from .history_timeline import history_timeline
from .how_it_was_seen import how_it_was_seen
from .how_many_felt_it import how_many_felt_it
from .icon_array import icon_array
from .infusion_course import infusion_course
from .jurisdictions import jurisdictions
from .routes_dots import routes_dots
from .session_clock import session_clock
from .spray_course import spray_course
from .testimonial_simulator import testimonial_simulator
from .treatment_steps import treatment_steps
from .unblinding_simulator import unblinding_simulator
from .verdicts import verdicts
from .ways_of_asking import ways_of_asking
from .who_responds import who_responds
from .who_was_asked import who_was_asked
from .worst_day import worst_day

__all__ = [
    "Figure",
    "alternatives",
    "claim_map",
    "concentration_ladder",
    "evidence_explorer",
    "feeling_and_recovery",
    "feeling_over_time",
    "forest_plot",
    "history_timeline",
    "how_it_was_seen",
    "how_many_felt_it",
    "icon_array",
    "infusion_course",
    "jurisdictions",
    "routes_dots",
    "session_clock",
    "spray_course",
    "testimonial_simulator",
    "treatment_steps",
    "unblinding_simulator",
    "verdicts",
    "ways_of_asking",
    "who_responds",
    "who_was_asked",
    "worst_day",
]
