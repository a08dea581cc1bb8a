"""Drug concentration over time: linear compartment models, solved in closed form.

A linear model with any number of compartments around a central one has an impulse response that is
a sum of falling exponentials (:mod:`.compartments`). Boluses and infusions then follow by
arithmetic (:mod:`.curves`), exactly and at any time point, with no step size to choose.

Units throughout: time in minutes, volume in litres, dose in milligrams, concentration in ng/mL.
Parameters are read from the evidence tables, so each one carries its source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from .. import evidence
from ..errors import InputError, unknown
from .compartments import Compartments, from_rate_constants
from .curves import Array, Curve, total

Form = Literal["racemate", "S-ketamine"]
MOLAR_MASS = 237.73  # g/mol, ketamine base C13H16ClNO; the S-form weighs the same
REFERENCE_WEIGHT = 70.0  # kg, the weight that published adult values refer to


def nanograms_per_ml(micromoles_per_litre: float) -> float:
    """Concentration in ng/mL for one in umol/L (the same as nmol/mL).

    >>> nanograms_per_ml(1)
    237.73
    """
    return micromoles_per_litre * MOLAR_MASS


@dataclass(frozen=True)
class Dose:
    """Milligrams given from minute ``start`` on, evenly over ``minutes`` (0: all at once)."""

    mg: float
    minutes: float = 0.0
    start: float = 0.0

    def __post_init__(self) -> None:
        if self.mg < 0 or self.minutes < 0:
            raise InputError(
                f"a dose needs mg >= 0 and minutes >= 0, not {self.mg} mg over {self.minutes} min"
            )


@dataclass(frozen=True)
class CompartmentModel:
    """One person's body as a central compartment that exchanges with any number of others.

    ``volume`` of the centre in L, ``elimination`` from it in 1/min, and for each further
    compartment the rate constants (out of the centre, back into it) in 1/min.
    """

    volume: float
    elimination: float
    exchange: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        rates = [self.volume, self.elimination, *(rate for pair in self.exchange for rate in pair)]
        if min(rates) <= 0:
            raise InputError(f"volume and rate constants must be above zero: {self}")

    @classmethod
    def from_clearances(
        cls, volumes: Iterable[float], clearance: float, flows: Iterable[float]
    ) -> CompartmentModel:
        """The model with these volumes in L (centre first), clearance and exchange flows in
        L/min.
        """
        centre, *others = volumes
        pairs = zip(flows, others, strict=True)
        return cls(
            centre,
            clearance / centre,
            tuple((flow / centre, flow / other) for flow, other in pairs),
        )

    @property
    def clearance(self) -> float:
        """Elimination clearance in L/min."""
        return self.volume * self.elimination

    @property
    def volume_at_steady_state(self) -> float:
        """Volume of distribution at steady state in L."""
        return self.volume * (1 + sum(out / back for out, back in self.exchange))

    def body(self) -> Compartments:
        """The same body by volumes, flows and clearance."""
        return from_rate_constants(self.volume, self.elimination, self.exchange)

    def modes(self) -> tuple[Array, Array]:
        """Impulse response as ``(weights, rates)``: concentration after 1 mg is sum(weights *
        exp(-rates * t)).

        Weights in ng/mL per mg, rates in 1/min; every weight is positive and every rate real.
        """
        bolus = self.body().bolus()
        return bolus.coefficients[0], bolus.rates

    def curve(self, doses: Iterable[Dose]) -> Curve:
        """Plasma concentration in ng/mL after these doses, as a curve that Python and the live
        chart share.
        """
        bolus = self.body().bolus()
        return total(
            (bolus.infused_over(dose.minutes) if dose.minutes else bolus).shifted(dose.start)
            * dose.mg
            for dose in doses
        )

    def concentration(self, minutes: ArrayLike, doses: Iterable[Dose]) -> Array:
        """Plasma concentration in ng/mL at these minutes, after one or more doses."""
        times = np.asarray(minutes, dtype=float)
        return self.curve(doses)(times.ravel()).reshape(times.shape)


@dataclass(frozen=True)
class Protocol:
    """A published infusion: its dose in mg/kg and its length in minutes, as findings."""

    label: str
    dose: str
    length: str

    @property
    def mg_per_kg(self) -> float:
        """Dose in mg for each kg of body weight."""
        return evidence.finding(self.dose).value

    @property
    def minutes(self) -> float:
        """Length of the infusion in minutes."""
        return evidence.finding(self.length).value

    def for_weight(self, weight: float) -> Dose:
        """The infusion for a person of this weight in kg."""
        return Dose(self.mg_per_kg * weight, self.minutes)


@dataclass(frozen=True)
class PublishedModel:
    """A published parameter set. ``id`` is its source's key and begins the ids of its findings.

    ``parameters="rates"``: volume in L/kg and rate constants in 1/min. ``parameters="clearances"``:
    volumes in L and clearances in L/h for 70 kg; volumes grow with weight, clearances with weight
    to the power 0.75, as their authors or the code that cites them scale them.
    """

    id: str
    label: str
    form: Form
    people: str
    parameters: Literal["rates", "clearances"]
    compartments: int

    @property
    def source(self) -> evidence.Source:
        """Where the parameters were read: the paper, or the code that cites it."""
        return evidence.source(self.id)

    def _value(self, name: str, unit: str) -> float:
        found = evidence.finding(f"{self.id}.{name}")
        if found.unit != unit:
            raise InputError(f"finding '{found.id}' is in {found.unit}, the model needs {unit}")
        return found.value

    def for_weight(self, weight: float = REFERENCE_WEIGHT) -> CompartmentModel:
        """The model for a person of this weight in kg.

        Raises ``ValueError`` outside 30 to 150, beyond which we do not scale.
        """
        if not 30 <= weight <= 150:
            raise InputError(f"weight is {weight} kg; these models are for 30 to 150 kg")
        others = range(2, self.compartments + 1)
        if self.parameters == "rates":
            pairs = tuple(
                (self._value(f"k1{n}", "1/min"), self._value(f"k{n}1", "1/min")) for n in others
            )
            return CompartmentModel(
                self._value("v1", "L/kg") * weight, self._value("k10", "1/min"), pairs
            )
        size = weight / REFERENCE_WEIGHT
        volumes = [self._value(f"v{n}", "L") * size for n in (1, *others)]
        clearance, *flows = (
            self._value(n, "L/h") / 60 * size**0.75 for n in ("cl", *(f"q{n}" for n in others))
        )
        return CompartmentModel.from_clearances(volumes, clearance, flows)

    def infusion(
        self, minutes: ArrayLike, protocol: Protocol | None = None, weight: float = REFERENCE_WEIGHT
    ) -> Array:
        """Concentration in ng/mL at these minutes of a published infusion (the standard one if none
        is named).
        """
        return self.for_weight(weight).concentration(
            minutes, [(protocol or STANDARD).for_weight(weight)]
        )

    def curve(self, protocol: Protocol | None = None, weight: float = REFERENCE_WEIGHT) -> Curve:
        """A published infusion (the standard one if none is named) as a curve in ng/mL over
        minutes.
        """
        return self.for_weight(weight).curve([(protocol or STANDARD).for_weight(weight)])

    def peak(self, protocol: Protocol | None = None, weight: float = REFERENCE_WEIGHT) -> float:
        """Highest concentration in ng/mL: for an infusion that is at its end.

        >>> round(PUBLISHED["clements1981"].peak())
        177
        """
        protocol = protocol or STANDARD
        return float(self.infusion(protocol.minutes, protocol, weight))


STANDARD = Protocol("0.5 mg/kg over 40 min", "fava2018.standard_dose", "fava2018.infusion_minutes")
"""The infusion that almost all trials in depression used."""

TRIAL_ARMS = {
    arm: Protocol(
        f"{arm} over 40 min",
        f"fava2018.arm_{arm.split()[0].replace('.', '_')}",
        "fava2018.infusion_minutes",
    )
    for arm in ("0.1 mg/kg", "0.2 mg/kg", "0.5 mg/kg", "1.0 mg/kg")
}
"""The four doses of the dose-ranging trial of Fava and colleagues 2018."""


def trial_arm(dose: str) -> Protocol:
    """The infusion of one arm of the dose-ranging trial. Raises ``UnknownIdError``, which names the
    arms, for any other dose.

    >>> trial_arm("1.0 mg/kg").for_weight(70)
    Dose(mg=70.0, minutes=40.0, start=0.0)
    """
    try:
        return TRIAL_ARMS[dose]
    except KeyError:
        raise unknown("dose", dose, TRIAL_ARMS, place="the trial") from None


PUBLISHED = {
    model.id: model
    for model in (
        PublishedModel("clements1981", "Clements & Nimmo 1981", "racemate", "adults", "rates", 2),
        PublishedModel(
            "stanpumpr", "Domino, as coded in stanpumpR", "racemate", "adults", "rates", 3
        ),
        PublishedModel(
            "noppers2011", "Noppers et al. 2011", "S-ketamine", "healthy men", "clearances", 3
        ),
        PublishedModel(
            "hijazi2003", "Hijazi et al. 2003", "racemate", "intensive-care patients", "rates", 2
        ),
        PublishedModel("herd2007", "Herd et al. 2007", "racemate", "children", "clearances", 2),
    )
}
"""Published parameter sets for ketamine given by vein, by the key of their source."""
