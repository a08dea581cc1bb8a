"""From concentration to what a person feels: sigmoid Emax, with the delay between blood and brain.

The effect follows not the blood but a notional effect site that lags it: ``dCe/dt = ke0 * (C -
Ce)``, with ``ke0 = ln 2 / half-life``. For a sum of exponentials the effect-site concentration is
one, too. The effect is then ``maximum * Ce^h / (C50^h + Ce^h)``.

**Which form.** The published C50 values are for S-ketamine. A racemate is half S-ketamine, so a
racemate's curve is halved before it meets them: that supposes that the body treats both halves
alike and that the R-form adds nothing to the feeling. **Half of what.** C50 is the concentration
for half of the largest *rating*, not for half of the people. **Steepness.** The exponent h was not
seen in any source that this course holds. It is 1 unless told otherwise, and the course shows how
the picture changes with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .. import evidence
from ..errors import InputError
from ..evidence.records import Bound
from .curves import Array, Curve
from .pharmacokinetics import Form, nanograms_per_ml

S_SHARE_OF_RACEMATE = 0.5
"""Equal parts of the two mirror images, by definition of a racemate."""


@dataclass(frozen=True)
class SigmoidEmax:
    """Effect of a concentration: ``maximum * c**steepness / (c50**steepness + c**steepness)``.

    ``c50`` in ng/mL. Raises ``ValueError`` unless ``c50`` and ``steepness`` are positive.

    >>> effect = SigmoidEmax(c50=100)
    >>> effect([0, 100, 300]).tolist()  # percent of the largest, at ng/mL
    [0.0, 50.0, 75.0]
    """

    c50: float
    steepness: float = 1.0
    maximum: float = 100.0

    def __post_init__(self) -> None:
        if self.c50 <= 0 or self.steepness <= 0:
            raise InputError(f"C50 (ng/mL) and steepness must be positive: {self}")

    def __call__(self, concentration: ArrayLike) -> Array:
        """Effect at a concentration in ng/mL (any shape).

        What rounding leaves below zero counts as nothing.
        """
        relative: Array = (
            np.maximum(np.asarray(concentration, dtype=float), 0) / self.c50
        ) ** self.steepness
        return self.maximum * relative / (1 + relative)

    def concentration_for(self, effect: float) -> float:
        """Concentration in ng/mL that gives this effect.

        Raises ``ValueError`` unless 0 < effect < maximum.
        """
        if not 0 < effect < self.maximum:
            raise InputError(f"an effect of {effect} is not between 0 and {self.maximum}")
        return self.c50 * math.pow(effect / (self.maximum - effect), 1 / self.steepness)

    def vega(self, concentration: str) -> str:
        """The effect as a Vega expression of the expression ``concentration`` (ng/mL)."""
        relative = f"pow(max({concentration}, 0) / {self.c50!r}, {self.steepness!r})"
        return f"({self.maximum!r} * {relative} / (1 + {relative}))"


@dataclass(frozen=True)
class PublishedEffect:
    """An effect with a published C50, held as a finding in umol/L (the same as nmol/mL).

    ``bound`` takes the lower or upper end of a range of C50 values instead of the value itself.
    """

    label: str
    finding: str
    form: Form = "S-ketamine"
    bound: Bound = "value"

    @property
    def c50(self) -> float:
        """C50 in ng/mL: nmol/mL times 237.73 g/mol.

        Raises ``ValueError`` for a finding in another unit.
        """
        found = evidence.finding(self.finding)
        if found.unit != "umol/L":
            raise InputError(f"finding '{found.id}' is in {found.unit}, a C50 here is in umol/L")
        return nanograms_per_ml(found.figure(self.bound))

    def model(self, steepness: float = 1.0) -> SigmoidEmax:
        """Percent of the largest effect for a concentration of the C50's own form."""
        return SigmoidEmax(self.c50, steepness)


DRUG_HIGH = PublishedEffect("drug high", "simons2022.high_c50")
PAIN_RELIEF_LOW = PublishedEffect(
    "pain relief, most sensitive test", "simons2022.pain_c50", bound="low"
)
PAIN_RELIEF_HIGH = PublishedEffect(
    "pain relief, least sensitive test", "simons2022.pain_c50", bound="high"
)
USUAL_DELAY = "olofsen2012.t12ke0_mean"
"""Half-life of the delay between blood and effect, mean over the effects measured (minutes)."""


def delay(finding: str = USUAL_DELAY) -> float:
    """A published half-life of the delay between blood and effect, in minutes."""
    return evidence.finding(finding).value


def effect_site(plasma: Curve, half_life: float | None = None) -> Curve:
    """Concentration at the effect site (ng/mL) for a plasma curve and a delay's half-life in
    minutes (0 for none).

    Without ``half_life`` the published mean is taken. Raises ``ValueError`` for a negative
    half-life.
    """
    minutes = delay() if half_life is None else half_life
    if minutes < 0:
        raise InputError(f"a half-life of {minutes} minutes is not possible")
    return plasma.delayed(math.log(2) / minutes if minutes else math.inf)


def as_s_ketamine(plasma: Curve, form: Form) -> Curve:
    """The S-ketamine in a plasma curve of this form: half of a racemate, all of S-ketamine."""
    return plasma * S_SHARE_OF_RACEMATE if form == "racemate" else plasma


class Course(NamedTuple):
    """When an effect first reaches a level, is greatest and was last at the level, in minutes, and
    its greatest height.
    """

    from_minute: float
    peak_minute: float
    to_minute: float
    peak: float


@dataclass(frozen=True)
class Felt:
    """An effect over time: a sigmoid of the effect-site concentration (ng/mL of the C50's form)."""

    site: Curve
    effect: SigmoidEmax

    def __call__(self, minutes: ArrayLike) -> Array:
        """Effect at ``minutes`` (t,): shape (..., t), in percent of the largest unless the sigmoid
        says otherwise.
        """
        return self.effect(self.site(minutes))

    def vega(self, time: str = "datum.minutes") -> str:
        """The same as a Vega expression of ``time`` (minutes)."""
        return self.effect.vega(self.site.vega(time))

    def course(self, level: float, until: float = 1440.0) -> Course | None:
        """When the effect is at ``level`` or more within ``until`` minutes; ``None`` when it never
        is. For one patient.
        """
        peak_minute, height = self.site.peak(until)
        wanted = self.effect.concentration_for(level)
        if height < wanted:
            return None
        grid = np.union1d(np.linspace(self.site.starts[0], until, 20_001), [peak_minute])
        above = np.flatnonzero(self.site(grid) >= wanted)
        first, last = above[0], above[-1]
        begin = grid[first] if first == 0 else self._crossing(grid[first - 1], grid[first], wanted)
        end = (
            grid[last]
            if last == len(grid) - 1
            else self._crossing(grid[last], grid[last + 1], wanted)
        )
        return Course(begin, peak_minute, end, float(self.effect(height)))

    def _crossing(self, low: float, high: float, wanted: float) -> float:
        edges = self.site([low, high])
        return float(low + (high - low) * (wanted - edges[0]) / (edges[1] - edges[0]))


def felt(
    plasma: Curve,
    form: Form,
    effect: PublishedEffect = DRUG_HIGH,
    half_life: float | None = None,
    steepness: float = 1.0,
) -> Felt:
    """A published effect over time for a plasma curve of this form.

    >>> from ketamine_course.models.pharmacokinetics import PUBLISHED
    >>> infusion = PUBLISHED["clements1981"]
    >>> course = felt(infusion.curve(), infusion.form).course(level=25)
    >>> round(course.peak_minute), round(course.peak)  # minutes, percent of the largest
    (45, 52)
    """
    return Felt(effect_site(as_s_ketamine(plasma, form), half_life), effect.model(steepness))
