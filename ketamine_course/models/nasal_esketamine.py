"""Esketamine nasal spray: the population model of Perez-Ruixo and colleagues (2021), in closed
form.

Each 28 mg device splits in two. One part crosses the lining of the nose (first-order, rate
``ka_nasal``). The rest is swallowed, is released over ``release`` hours, is absorbed by the gut
(rate ``ka_swallowed``) and passes the liver, which takes most of it. Second and later devices of a
session are absorbed less well by the nose. Three compartments and a liver follow. Everything is
linear, so a session is a sum of exponentials (see :mod:`.curves`).

Parameters are the paper's Table 3 as transcribed in nlmixr2lib, read from the evidence tables. The
transcriber's own simulation gives peaks 4-8% above the paper's Table 4. That is because it lets the
swallowed part arrive at once: with the release time put in and devices five minutes apart (as the
label directs) the peaks agree within 1%.

Not modelled: noresketamine (nobody has reproduced its printed exposure from the printed parameters)
and body weight (the authors found no effect of it).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from .. import evidence
from ..errors import InputError
from .compartments import Compartments
from .curves import Array, Curve, total

Value = TypeVar("Value", float, Array)
"""A parameter of one person, or of many."""
SOURCE = "perezruixo2021"
Ancestry = Literal["reference", "asian", "japanese"]
"""The source's groups: everybody else, people of Asian ancestry outside Japan, and of Japanese
ancestry.
"""
DEVICE = "spravato_label_2026.device_mg"
PAUSE = "spravato_hcp.wait_between_devices"
LIVER = 3
BLOOD_FLOW_FALLS_AFTER = 60.0
"""Years of age from which the source lets liver blood flow fall."""

# Parameters that vary between people, with the finding that says how much (coefficient of variation
# in percent).
VARYING = {
    "ka_nasal": "cv_ka_nasal",
    "ka_swallowed": "cv_ka_swallowed",
    "central": "cv_vc",
    "shallow": "cv_vp1",
    "liver_flow": "cv_qh",
    "liver": "cv_vh",
    "other_elimination": "cv_kel",
}


@dataclass(frozen=True)
class NasalEsketamine(Generic[Value]):
    """Parameters of one person (numbers), or of many (arrays of one length).

    Fractions of 1: ``nasal`` (of the first device, absorbed through the nose), ``later``
    (multiplies it for later devices), ``gut`` (of what is swallowed, passing the gut wall). Rates
    per hour: ``ka_nasal``, ``ka_swallowed``, ``to_noresketamine`` and ``other_elimination`` (in the
    liver). Hours: ``release``. Litres: ``central``, ``shallow``, ``deep``, ``liver``. Litres per
    hour: ``shallow_flow``, ``deep_flow``, ``liver_flow``.
    """

    nasal: Value
    later: Value
    gut: Value
    ka_nasal: Value
    ka_swallowed: Value
    release: float
    central: Value
    shallow: Value
    deep: Value
    liver: Value
    shallow_flow: Value
    deep_flow: Value
    liver_flow: Value
    to_noresketamine: Value
    other_elimination: Value

    def body(self) -> Compartments:
        """Central, shallow, deep and liver compartments; drug leaves from the liver."""
        volumes = _columns(self.central, self.shallow, self.deep, self.liver)
        flows = _columns(self.shallow_flow, self.deep_flow, self.liver_flow)
        leaving = np.zeros_like(volumes)
        leaving[..., LIVER] = self.intrinsic_clearance
        return Compartments(volumes, flows, leaving)

    def session(self, devices: int, gap_minutes: float | None = None) -> Curve:
        """Plasma esketamine (ng/mL) from the first spray on, after 1 to 4 devices ``gap_minutes``
        apart.

        Without ``gap_minutes`` the label's pause is used. Raises ``ValueError`` for a number of
        devices nobody studied.
        """
        if devices not in (1, 2, 3, 4):
            raise InputError(
                f"{devices} devices: the model was built on sessions of 1 to 4 (28 to 112 mg)"
            )
        gap = _read(PAUSE, "min") if gap_minutes is None else gap_minutes
        body = self.body()
        through_nose = body.absorbed(self.ka_nasal)
        swallowed = body.absorbed(self.ka_swallowed, into=LIVER, release_minutes=60 * self.release)
        parts = []
        for number in range(devices):
            nose, gut = self._split(number)
            parts += [
                (through_nose * nose).shifted(number * gap),
                (swallowed * gut).shifted(number * gap),
            ]
        return total(parts) * _read(DEVICE, "mg")

    def _split(self, number: int) -> tuple[Value, Value]:
        """Fractions of device ``number`` (0 the first) that the nose takes up and that pass the gut
        wall.
        """
        nose = self.nasal * (self.later if number else 1.0)
        return nose, (1 - nose) * self.gut

    @property
    def intrinsic_clearance(self) -> Value:
        """What the liver could clear at unlimited blood flow, L/h."""
        return self.liver * (self.to_noresketamine + self.other_elimination)

    @property
    def extraction(self) -> Value:
        """Fraction of the drug that the liver takes from blood passing once (well-stirred)."""
        return self.intrinsic_clearance / (self.liver_flow + self.intrinsic_clearance)

    @property
    def clearance(self) -> Value:
        """Plasma clearance, L/h."""
        return self.liver_flow * self.extraction

    def bioavailability(self, devices: int) -> Value:
        """Fraction of the session's dose that reaches the circulation."""
        reaching = self._reaching(0)
        for number in range(1, devices):
            reaching = reaching + self._reaching(number)
        return reaching / devices

    def _reaching(self, number: int) -> Value:
        nose, gut = self._split(number)
        return nose + gut * (1 - self.extraction)


def typical(age: float = 45.0, ancestry: Ancestry = "reference") -> NasalEsketamine[float]:
    """The source's typical person. Raises ``ValueError`` outside the ages studied (18 to 86).

    >>> minute, level = typical().session(devices=3).peak()
    >>> round(minute), round(level)  # ng/mL after 84 mg
    (44, 101)
    """
    if not 18 <= age <= 86:
        raise InputError(f"age is {age}; the model was built on people of 18 to 86")
    flow = _value("qh", "L/h") + _value("qh_age", "L/h") * max(0.0, age - BLOOD_FLOW_FALLS_AFTER)
    return NasalEsketamine(
        nasal=_share("frn") * (_value("frn_japanese", "ratio") if ancestry == "japanese" else 1.0),
        later=_value("frn_later", "ratio"),
        gut=_share("fgut"),
        ka_nasal=_value("ka_n", "1/h"),
        ka_swallowed=_value("ka_sw", "1/h"),
        release=_value("dsw", "hours"),
        central=_value("vc", "L"),
        shallow=_value("vp1", "L"),
        deep=_value("vp2", "L"),
        liver=_value("vh", "L"),
        shallow_flow=_value("q1", "L/h"),
        deep_flow=_value("q2", "L/h"),
        liver_flow=flow,
        to_noresketamine=_value("kmet", "1/h"),
        other_elimination=_value("kel", "1/h")
        * (_value("kel_asian", "ratio") if ancestry != "reference" else 1.0),
    )


def virtual_people(
    people: int, rng: np.random.Generator, age: float = 45.0, ancestry: Ancestry = "reference"
) -> NasalEsketamine[Array]:
    """``people`` drawn from the published spread between people around :func:`typical`.

    Log-normal with the printed coefficients of variation; the nasal fraction is normal on the logit
    scale. Parameters vary independently. The spread of ``to_noresketamine`` is blank in the
    source's table and is left out, and so is the spread within a person from session to session:
    real sessions differ more than these.
    """
    person = typical(age, ancestry)
    drawn: dict[str, Array] = {
        name: getattr(person, name) * np.exp(rng.normal(0.0, _log_sd(finding), people))
        for name, finding in VARYING.items()
    }
    # The multiplier for Japanese ancestry applies to the fraction itself, so the draw is made
    # before it.
    usual = _share("frn")
    logit = np.log(usual / (1 - usual)) + rng.normal(0.0, _value("sd_logit_frn", "other"), people)
    drawn["nasal"] = np.minimum(1.0, person.nasal / usual / (1 + np.exp(-logit)))
    values = {
        field.name: drawn.get(field.name, np.full(people, getattr(person, field.name)))
        for field in fields(person)
        if field.name != "release"
    }
    return NasalEsketamine(release=person.release, **values)


def _value(name: str, unit: str) -> float:
    return _read(f"{SOURCE}.{name}", unit)


def _share(name: str) -> float:
    """A fraction of 1, whether the tables hold it as one or in percent."""
    found = evidence.finding(f"{SOURCE}.{name}")
    return found.value / 100 if found.unit == "percent" else _value(name, "ratio")


def _read(id: str, unit: str) -> float:
    found = evidence.finding(id)
    if found.unit != unit:
        raise InputError(f"finding '{id}' is in {found.unit}, the model needs {unit}")
    return found.value


def _log_sd(name: str) -> float:
    return float(np.sqrt(np.log1p((_value(name, "other") / 100) ** 2)))


def _columns(*parts: ArrayLike) -> Array:
    return np.stack(
        np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in parts)), axis=-1
    )
