"""What a row of :mod:`.validation` checks: a published figure and what of ours should equal it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..evidence.records import Bound


@dataclass(frozen=True)
class Check:
    """``finding`` holds the published figure (its value or the end that ``bound`` names),
    times ``scale``.

    ``ours`` works out the same quantity in ``unit``. ``at_most`` marks a figure that is an upper
    limit.
    """

    topic: str
    what: str
    finding: str
    ours: Callable[[], float]
    unit: str = ""
    remark: str = ""
    bound: Bound = "value"
    scale: float = 1.0
    at_most: bool = False
