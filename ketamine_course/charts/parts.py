"""What several charts draw alike."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
from altair.utils import SchemaBase

from .theme import PAPER

Look = Mapping[str, object]
"""Properties of a mark, such as ``{"fontSize": 12}``."""
Channel = str | SchemaBase | Mapping[str, object]
"""What a channel of a chart may be given: a field, a definition or a value."""
RIMS: tuple[Look, Look] = ({"stroke": PAPER, "strokeWidth": 4}, {})
"""Text is written twice, first with a rim of paper, so that no line runs through its letters."""


def rimmed(chart: alt.Chart, look: Look, **channels: Channel) -> list[alt.Chart]:
    """Text of this look in a rim of paper."""
    return [chart.mark_text(**look, **rim).encode(**channels) for rim in RIMS]
