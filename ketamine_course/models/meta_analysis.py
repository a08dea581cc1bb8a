"""Pooling trials: fixed and random effects, how much trials differ, and what one trial does to the
answer.

Effects are pooled on the scale where they are roughly normal: mean differences as they are
(``MD``), standardised ones as Hedges' g (``SMD``), risk and odds ratios as logarithms (``RR``,
``OR``). A positive effect means "more with the drug".

Formulas: inverse variance; DerSimonian R, Laird N, Control Clin Trials 1986;7:177-188; Paule RC,
Mandel J, J Res Natl Bur Stand 1982;87:377-385; restricted likelihood, Hartung-Knapp interval and
Q-profile interval as in Veroniki AA et al., Res Synth Methods 2016;7:55-79; prediction interval of
Higgins JPT et al., J R Stat Soc A 2009;172:137-159, with the degrees of freedom (trials less one)
that metafor uses with Hartung-Knapp.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import scipy

from ..errors import InputError, did_you_mean
from ..evidence import study_rows
from .curves import Array
from .risk import LEVEL, Interval

T = TypeVar("T", "Means", "Counts")
Measure = Literal["MD", "SMD", "RR", "OR"]
Method = Literal["fixed", "DL", "PM", "REML"]
METHODS: dict[str, str] = {
    "fixed": "fixed effect",
    "DL": "DerSimonian-Laird",
    "PM": "Paule-Mandel",
    "REML": "restricted maximum likelihood",
}


@dataclass(frozen=True)
class Means:
    """A trial's means and standard deviations, drug and control.

    Raises ``ValueError`` for fewer than two people in an arm or a standard deviation that is not
    positive.
    """

    label: str
    n: int
    mean: float
    sd: float
    control_n: int
    control_mean: float
    control_sd: float

    def __post_init__(self) -> None:
        if min(self.n, self.control_n) < 2 or min(self.sd, self.control_sd) <= 0:
            raise InputError(
                f"{self.label}: each arm needs at least 2 people and a positive standard deviation"
            )


@dataclass(frozen=True)
class Counts:
    """A trial's events, drug and control. Raises ``ValueError`` for impossible counts."""

    label: str
    events: int
    n: int
    control_events: int
    control_n: int

    def __post_init__(self) -> None:
        for events, n in ((self.events, self.n), (self.control_events, self.control_n)):
            if n < 1 or not 0 <= events <= n:
                raise InputError(f"{self.label}: {events} of {n} people is not possible")

    @property
    def informative(self) -> bool:
        """Whether it says anything about a ratio: not when nobody, or everybody, has the event in
        both arms.
        """
        together = self.events + self.control_events
        return 0 < together < self.n + self.control_n


@dataclass(frozen=True)
class Effect:
    """One trial's effect on the pooling scale, with its variance."""

    label: str
    estimate: float
    variance: float

    def interval(self) -> Interval:
        """Normal interval on the pooling scale."""
        half = scipy.special.ndtri(0.5 + LEVEL / 2) * math.sqrt(self.variance)
        return Interval(self.estimate - half, self.estimate + half)


def mean_difference(trial: Means) -> Effect:
    """Drug minus control, in the unit of the scale.

    >>> mean_difference(Means("a trial", 20, -10, 8, 20, -6, 8)).estimate
    -4
    """
    return Effect(
        trial.label,
        trial.mean - trial.control_mean,
        trial.sd**2 / trial.n + trial.control_sd**2 / trial.control_n,
    )


def hedges_g(trial: Means) -> Effect:
    """Difference in pooled standard deviations, corrected for small samples (Hedges' approximate
    factor).

    The variance is the one of the R package ``meta``, which the pooled analysis recomputed in this
    course used.
    """
    n = trial.n + trial.control_n
    pooled = math.sqrt(
        ((trial.n - 1) * trial.sd**2 + (trial.control_n - 1) * trial.control_sd**2) / (n - 2)
    )
    g = (1 - 3 / (4 * n - 9)) * (trial.mean - trial.control_mean) / pooled
    return Effect(trial.label, g, n / (trial.n * trial.control_n) + g**2 / (2 * (n - 3.94)))


def log_risk_ratio(trial: Counts) -> Effect:
    """Logarithm of the risk ratio.

    Half an event is added to each cell of a trial that has an empty one.

    Raises ``ValueError`` for a trial that is not :attr:`Counts.informative`.
    """
    a, n, c, m = _cells(trial)
    return Effect(trial.label, math.log((a / n) / (c / m)), 1 / a - 1 / n + 1 / c - 1 / m)


def log_odds_ratio(trial: Counts) -> Effect:
    """Logarithm of the odds ratio, with the same correction and error as :func:`log_risk_ratio`."""
    a, n, c, m = _cells(trial)
    b, d = n - a, m - c
    return Effect(trial.label, math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d)


def effects(trials: Iterable[Means | Counts], measure: Measure) -> list[Effect]:
    """Each trial's effect, leaving out trials that say nothing about a ratio.

    Raises ``ValueError`` when the measure does not fit the data (a risk ratio needs counts, a mean
    difference means).
    """
    of_means = {"MD": mean_difference, "SMD": hedges_g}
    of_counts = {"RR": log_risk_ratio, "OR": log_odds_ratio}
    if measure in of_means:
        return [of_means[measure](trial) for trial in _only(Means, trials, measure)]
    counts = _only(Counts, trials, measure)
    return [of_counts[measure](trial) for trial in counts if trial.informative]


def _only(kind: type[T], trials: Iterable[Means | Counts], measure: Measure) -> Iterator[T]:
    for trial in trials:
        if not isinstance(trial, kind):
            raise InputError(
                f"{trial.label}: {measure} needs {kind.__name__.lower()}, not"
                f" {type(trial).__name__.lower()}"
            )
        yield trial


@dataclass(frozen=True)
class Pooled:
    """A pooled estimate on the pooling scale, with how it was made and how much the trials differ.

    ``se`` standard error; ``tau2`` variance between trials; ``q`` Cochran's Q with ``trials - 1``
    degrees of freedom; ``weights`` in percent, in the order of the trials.
    """

    method: Method
    hartung_knapp: bool
    trials: int
    estimate: float
    se: float
    low: float
    high: float
    tau2: float
    q: float
    weights: tuple[float, ...]

    @property
    def i2(self) -> float:
        """Share of the variation between trials that chance does not explain, in percent (from
        Q).
        """
        return max(0.0, 100 * (self.q - (self.trials - 1)) / self.q) if self.q else 0.0

    @property
    def prediction(self) -> Interval:
        """Where the true effect in one more trial of this kind would lie (what it finds varies by
        chance on top).

        Raises ``ValueError`` for fewer than three trials, and for a fixed effect, which assumes
        that all are the same.
        """
        if self.trials < 3:
            raise InputError(f"a prediction interval needs at least 3 trials, not {self.trials}")
        if self.method == "fixed":
            raise InputError(
                "a fixed effect assumes one common effect, so it has no prediction interval"
            )
        quantile = float(scipy.special.stdtrit(self.trials - 1, 0.5 + LEVEL / 2))
        half = quantile * math.sqrt(self.tau2 + self.se**2)
        return Interval(self.estimate - half, self.estimate + half)

    def ratio(self) -> tuple[float, Interval]:
        """Estimate and interval of a pooled logarithm, as a ratio."""
        return math.exp(self.estimate), Interval(math.exp(self.low), math.exp(self.high))


def pool(
    rows: Sequence[Effect],
    method: Method = "REML",
    hartung_knapp: bool = False,
) -> Pooled:
    """Pool effects.

    ``hartung_knapp`` widens the interval for how little a few trials say about their variance.

    Raises ``ValueError`` for fewer than two trials or an unknown method.

    >>> rows = effects(published_means("marchi2022"), "SMD")
    >>> pooled = pool(rows, "DL")
    >>> pooled.trials, round(pooled.estimate, 2), round(pooled.i2)  # SD, percent
    (17, -0.61, 92)
    """
    if len(rows) < 2:
        raise InputError(f"pooling needs at least 2 trials, not {len(rows)}")
    if method not in METHODS:
        raise InputError(f"There is no method '{method}'. {did_you_mean(method, METHODS)}")
    y, v = _arrays(rows)
    tau2 = between_trials(rows, method)
    w = 1 / (v + tau2)
    estimate = float((w * y).sum() / w.sum())
    if hartung_knapp:
        se = math.sqrt((w * (y - estimate) ** 2).sum() / ((len(y) - 1) * w.sum()))
        quantile = scipy.special.stdtrit(len(y) - 1, 0.5 + LEVEL / 2)
    else:
        se = math.sqrt(1 / w.sum())
        quantile = scipy.special.ndtri(0.5 + LEVEL / 2)
    half = float(quantile) * se
    weights = tuple(float(x) for x in 100 * w / w.sum())
    return Pooled(
        method,
        hartung_knapp,
        len(y),
        estimate,
        se,
        estimate - half,
        estimate + half,
        tau2,
        _q(y, v, 0.0),
        weights,
    )


def between_trials(rows: Sequence[Effect], method: Method) -> float:
    """Variance of the true effects between trials (tau squared) by this method; 0 for a fixed
    effect.
    """
    y, v = _arrays(rows)
    if method == "fixed":
        return 0.0
    if method == "DL":
        w = 1 / v
        return max(0.0, (_q(y, v, 0.0) - (len(y) - 1)) / float(w.sum() - (w**2).sum() / w.sum()))
    if method == "PM":
        return _where(lambda tau2: _q(y, v, tau2) - (len(y) - 1))
    return _where(lambda tau2: _slope(y, v, tau2))


def tau2_interval(rows: Sequence[Effect]) -> Interval:
    """Q-profile interval for the variance between trials."""
    y, v = _arrays(rows)
    large, small = (
        float(scipy.special.chdtri(len(y) - 1, tail)) for tail in (0.5 - LEVEL / 2, 0.5 + LEVEL / 2)
    )
    return Interval(
        _where(lambda tau2: _q(y, v, tau2) - large), _where(lambda tau2: _q(y, v, tau2) - small)
    )


def published_means(source: str, outcome: str = "depression") -> list[Means]:
    """The trials behind a published pool, from the evidence tables.

    Raises ``evidence.UnknownIdError`` for one not held.
    """
    return [
        Means(
            row.study,
            row.n_drug,
            row.mean_drug,
            row.sd_drug,
            row.n_control,
            row.mean_control,
            row.sd_control,
        )
        for row in study_rows(source, outcome)
    ]


def leave_one_out(
    rows: Sequence[Effect], method: Method = "REML", hartung_knapp: bool = False
) -> dict[str, Pooled]:
    """The pool without each trial in turn, by the label of the trial left out."""
    return {
        row.label: pool([other for j, other in enumerate(rows) if j != i], method, hartung_knapp)
        for i, row in enumerate(rows)
    }


def _cells(trial: Counts) -> tuple[float, float, float, float]:
    if not trial.informative:
        raise InputError(
            f"{trial.label}: the event happened to nobody, or to everybody, so it says nothing"
            " about a ratio"
        )
    cells = (
        trial.events,
        trial.n - trial.events,
        trial.control_events,
        trial.control_n - trial.control_events,
    )
    extra = 0.0 if all(cells) else 0.5
    return (
        trial.events + extra,
        trial.n + 2 * extra,
        trial.control_events + extra,
        trial.control_n + 2 * extra,
    )


def _arrays(rows: Sequence[Effect]) -> tuple[Array, Array]:
    return np.array([row.estimate for row in rows]), np.array([row.variance for row in rows])


def _q(y: Array, v: Array, tau2: float) -> float:
    w = 1 / (v + tau2)
    return float((w * (y - (w * y).sum() / w.sum()) ** 2).sum())


def _slope(y: Array, v: Array, tau2: float) -> float:
    """Slope of the restricted log likelihood in tau squared; its zero is the estimate."""
    w = 1 / (v + tau2)
    residual = y - (w * y).sum() / w.sum()
    return float(((w * residual) ** 2).sum() - w.sum() + (w**2).sum() / w.sum()) / 2


def _where(falling: Callable[[float], float]) -> float:
    """Where a falling function of tau squared crosses zero, or 0 when it starts below."""
    if falling(0.0) <= 0:
        return 0.0
    low, high = 0.0, 1.0
    while falling(high) > 0:
        low, high = high, 2 * high
    # Halving until the two ends are neighbouring numbers takes some sixty steps and spares a slow
    # import.
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return high
