"""One formula for every concentration curve: a sum of exponentials, piece by piece.

Between two events (a dose, the end of an infusion) the concentration in a linear compartment model
is ``sum of c * exp(-r * (t - start))``. A :class:`Curve` holds the numbers ``start``, ``c`` and
``r``. Python evaluates it and :meth:`Curve.vega` writes the same numbers down as an expression for
the live chart (to 12 digits), so the two cannot drift.

Time is in minutes, rates are per minute; heights have the unit of the coefficients (ng/mL in this
course).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import InputError
from .digits import written

Array = NDArray[np.float64]

# Two equal rates turn the closed form into 0/0. Holding them this far apart (relative) costs less
# than 1e-6 of accuracy.
APART = 3e-8
# Numbers worked on at once: few enough to stay in the processor's cache.
CACHE = 1 << 15


@dataclass(frozen=True)
class Curve:
    """A piecewise sum of exponentials, zero before its first piece.

    ``starts`` (s,): minutes at which the pieces begin, ascending. ``coefficients`` (..., s, k): one
    row of heights for each piece. ``rates`` (..., k): per minute, 0 for a constant. Leading axes
    are virtual patients. Raises ``ValueError`` when the shapes do not fit.
    """

    starts: Array
    coefficients: Array
    rates: Array

    def __post_init__(self) -> None:
        pieces, terms = len(self.starts), self.rates.shape[-1]
        if self.coefficients.shape[-2:] != (pieces, terms):
            raise InputError(
                f"coefficients of shape {self.coefficients.shape} do not fit {pieces} pieces and"
                f" {terms} rates: give (..., {pieces}, {terms})"
            )

    @property
    def patients(self) -> tuple[int, ...]:
        """Shape of the leading axes, () for one patient."""
        return np.broadcast_shapes(self.coefficients.shape[:-2], self.rates.shape[:-1])

    def __call__(self, minutes: ArrayLike) -> Array:
        """Heights at ``minutes`` (t,), in any order: shape (..., t)."""
        times = np.atleast_1d(np.asarray(minutes, dtype=float))
        heights, rates = self._flat()
        out = np.zeros((len(heights), len(times)))
        piece = np.searchsorted(self.starts, times, side="right") - 1
        for s in range(len(self.starts)):
            columns = np.flatnonzero(piece == s)
            if len(columns):
                since = times[columns] - self.starts[s]
                # Times usually come in order; a slice is then written without a copy of the whole
                # row.
                where = (
                    slice(columns[0], columns[-1] + 1)
                    if np.ptp(columns) + 1 == len(columns)
                    else columns
                )
                self._fill(out, where, heights[:, s], rates, since)
        return out.reshape(*self.patients, len(times))

    @staticmethod
    def _fill(
        out: Array,
        where: slice | NDArray[np.intp],
        heights: Array,
        rates: Array,
        since: Array,
    ) -> None:
        step = max(1, CACHE // len(since))
        for first in range(0, len(out), step):
            rows = slice(first, first + step)
            total = np.zeros((len(heights[rows]), len(since)))
            term = np.empty_like(total)
            for k in range(rates.shape[-1]):
                height, rate = heights[rows, k, None], rates[rows, k, None]
                if rate.any():
                    np.multiply(rate, -since, out=term)
                    np.exp(term, out=term)
                    term *= height
                    total += term
                else:
                    total += height
            out[rows, where] = total

    def __mul__(self, factor: ArrayLike) -> Curve:
        """The curve ``factor`` times as high; a (...) array gives each patient their own factor."""
        return replace(
            self, coefficients=self.coefficients * np.asarray(factor, dtype=float)[..., None, None]
        )

    __rmul__ = __mul__

    def __add__(self, other: Curve) -> Curve:
        """The sum of two curves. Terms with the same rate are merged."""
        starts = np.union1d(self.starts, other.starts)
        lead = np.broadcast_shapes(self.patients, other.patients)
        rates = [*np.moveaxis(np.broadcast_to(self.rates, (*lead, self.rates.shape[-1])), -1, 0)]
        heights = [*np.moveaxis(_spread(self._at(starts), lead), -1, 0)]
        for rate, height in zip(
            np.moveaxis(np.broadcast_to(other.rates, (*lead, other.rates.shape[-1])), -1, 0),
            np.moveaxis(_spread(other._at(starts), lead), -1, 0),
            strict=True,
        ):
            same = next((i for i, known in enumerate(rates) if np.array_equal(known, rate)), None)
            if same is None:
                rates.append(rate)
                heights.append(height)
            else:
                heights[same] = heights[same] + height
        return Curve(starts, np.stack(heights, axis=-1), np.stack(rates, axis=-1))

    def shifted(self, minutes: float) -> Curve:
        """The same curve, ``minutes`` later."""
        return replace(self, starts=self.starts + minutes)

    def infused_over(self, minutes: float) -> Curve:
        """The response when the same amount goes in at a constant rate over ``minutes`` instead of
        at once.

        Works on the response to a single bolus (one piece that dies away). Raises ``ValueError``
        otherwise, and when ``minutes`` is not positive.

        >>> minute, height = decay([10.0], [0.1]).infused_over(10).peak()
        >>> round(minute), round(height, 2)
        (10, 6.32)
        """
        if len(self.starts) != 1 or (self.rates <= 0).any():
            raise InputError(
                "only the response to a single bolus (one piece, positive rates) can be spread over"
                " time"
            )
        if minutes <= 0:
            raise InputError(
                f"an input of {minutes} minutes is not possible: give a positive duration, or leave"
                " it a bolus"
            )
        share = self.coefficients[..., 0, :] / (self.rates * minutes)
        during = np.concatenate([-share, share.sum(axis=-1, keepdims=True)], axis=-1)
        after = np.concatenate(
            [-share * np.expm1(-self.rates * minutes), np.zeros((*share.shape[:-1], 1))], axis=-1
        )
        rates = np.concatenate([self.rates, np.zeros((*self.rates.shape[:-1], 1))], axis=-1)
        return Curve(
            self.starts[0] + np.array([0.0, minutes]), np.stack([during, after], axis=-2), rates
        )

    def delayed(self, rate: ArrayLike) -> Curve:
        """The curve seen through a first-order step of ``rate`` per minute (a number, or (...) one
        for each patient).

        A bolus response becomes the response to first-order absorption; a plasma curve becomes the
        effect-site curve of that ke0. An infinite rate is no delay. Raises ``ValueError`` when a
        rate is not positive, or infinite for only some patients.
        """
        k = np.asarray(rate, dtype=float)[..., None]
        if not (k > 0).all():
            raise InputError(
                "a first-order step needs a positive rate per minute (infinite for no delay)"
            )
        if np.isinf(k).all():
            return self
        if np.isinf(k).any():
            raise InputError(
                "a delay of none for some patients only is not supported: give them a very large"
                " rate"
            )
        lead = np.broadcast_shapes(self.patients, k.shape[:-1])
        rates = np.broadcast_to(self.rates, (*lead, self.rates.shape[-1]))
        k = np.broadcast_to(k, (*lead, 1))
        while (close := (np.abs(k - rates) < APART * k).any(axis=-1, keepdims=True)).any():
            k = np.where(close, k * (1 + 2 * APART), k)
        heights = _spread(self.coefficients, lead) * (k / (k - rates))[..., None, :]
        level = np.zeros(lead)
        own = []
        for s in range(len(self.starts)):
            own.append(level - heights[..., s, :].sum(axis=-1))
            if s + 1 < len(self.starts):
                length = self.starts[s + 1] - self.starts[s]
                level = (heights[..., s, :] * np.exp(-rates * length)).sum(axis=-1) + own[
                    -1
                ] * np.exp(-k[..., 0] * length)
        heights = np.concatenate([heights, np.stack(own, axis=-1)[..., None]], axis=-1)
        return Curve(self.starts, heights, np.concatenate([rates, k], axis=-1))

    def area(self, until: float = np.inf) -> Array:
        """Area under the curve from its start to ``until`` minutes, shape (...); unit of height
        times minutes.

        Raises ``ValueError`` when the area to infinity does not exist because the curve ends in a
        constant.
        """
        total = np.zeros(self.patients)
        ends = np.append(self.starts[1:], np.inf)
        for s, (start, end) in enumerate(zip(self.starts, np.minimum(ends, until), strict=True)):
            if end <= start:
                continue
            height = self.coefficients[..., s, :]
            constant = self.rates == 0
            if np.isinf(end) and (constant & (height != 0)).any():
                raise InputError(
                    "the curve ends in a constant, so its area to infinity does not exist: give"
                    " `until`"
                )
            safe = np.where(constant, 1.0, self.rates)
            length = 0.0 if np.isinf(end) else end - start
            dying = -np.expm1(-safe * (end - start)) / safe
            total = total + (height * np.where(constant, length, dying)).sum(axis=-1)
        return total

    def peak(self, until: float = 1440.0) -> tuple[float, float]:
        """Minute and height of the highest point before ``until`` minutes, for one patient.

        Raises ``ValueError`` for several patients: take ``curve(minutes).max(axis=-1)`` instead.
        """
        self._single("peak")
        inside = self.starts[self.starts < until]
        grid = np.unique(np.concatenate([np.linspace(self.starts[0], until, 4001), inside]))
        minute = grid[0]
        for _ in range(4):
            best = int(np.argmax(self(grid)))
            minute = grid[best]
            grid = np.append(
                np.linspace(grid[max(0, best - 1)], grid[min(len(grid) - 1, best + 1)], 401), minute
            )
            grid.sort()
        return float(minute), float(self(minute)[0])

    def vega(self, time: str = "datum.minutes") -> str:
        """The curve as a Vega expression of ``time`` (minutes), for one patient.

        Heights are linear in the dose, so a slider for the dose multiplies the expression of a
        one-milligram curve.
        """
        self._single("a Vega expression")
        text = "0"
        for start, heights in zip(self.starts, self.coefficients, strict=True):
            since = f"({time} - {_number(start)})" if start else f"({time})"
            terms = (
                f"{_number(c)} * exp({_number(-r)} * {since})" if r else _number(c)
                for c, r in zip(heights, self.rates, strict=True)
                if c
            )
            text = f"({time} < {_number(start)} ? {text} : {' + '.join(terms) or '0'})"
        return text

    def _at(self, starts: Array) -> Array:
        """Coefficients of the same curve when its pieces begin at ``starts``, which hold its
        own.
        """
        piece = np.searchsorted(self.starts, starts, side="right") - 1
        since = starts - self.starts[np.maximum(piece, 0)]
        fading = np.exp(-self.rates[..., None, :] * since[:, None])
        heights = self.coefficients[..., np.maximum(piece, 0), :] * fading
        return np.where((piece >= 0)[:, None], heights, 0.0)

    def _flat(self) -> tuple[Array, Array]:
        lead = self.patients
        heights = _spread(self.coefficients, lead).reshape(-1, *self.coefficients.shape[-2:])
        return heights, np.broadcast_to(self.rates, (*lead, self.rates.shape[-1])).reshape(
            -1, self.rates.shape[-1]
        )

    def _single(self, what: str) -> None:
        if self.patients:
            raise InputError(
                f"{what} is for one patient, this curve holds {self.patients}: take one, or use the"
                " array"
            )


def decay(heights: ArrayLike, rates: ArrayLike) -> Curve:
    """``sum of heights * exp(-rates * t)`` from time zero; both (..., k), rates per minute.

    >>> curve = decay([10.0], [0.1])
    >>> curve([0, 10]).round(2).tolist()  # after ten minutes 1/e is left
    [10.0, 3.68]
    """
    return Curve(
        np.zeros(1), np.asarray(heights, dtype=float)[..., None, :], np.asarray(rates, dtype=float)
    )


NOTHING = Curve(np.zeros(1), np.zeros((1, 1)), np.ones(1))
"""A curve that is zero throughout."""


def total(curves: Iterable[Curve]) -> Curve:
    """The sum of any number of curves."""
    every = [*curves]
    return reduce(add, every) if every else NOTHING


def vega_infusion(bolus: Curve, milligrams: str, minutes: str, time: str = "datum.minutes") -> str:
    """A constant-rate infusion as a Vega expression in which dose and duration are names of Vega
    parameters.

    ``bolus`` is one patient's response to 1 mg at once. Equals ``bolus.infused_over(minutes) *
    milligrams`` for any positive duration, so a slider may move either. Raises ``ValueError``
    unless ``bolus`` is one dying piece from time 0.
    """
    bolus._single("a Vega expression")
    if len(bolus.starts) != 1 or bolus.starts[0] != 0 or (bolus.rates <= 0).any():
        raise InputError(
            "only the response to a single bolus at time 0 can be written as an infusion of any"
            " length"
        )
    given, gone = f"clamp({time}, 0, {minutes})", f"max(0, {time} - {minutes})"
    terms = " + ".join(
        f"{_number(c / r)} * (1 - exp({_number(-r)} * {given})) * exp({_number(-r)} * {gone})"
        for c, r in zip(bolus.coefficients[0], bolus.rates, strict=True)
    )
    return f"({milligrams} / {minutes} * ({terms}))"


def _spread(heights: Array, lead: tuple[int, ...]) -> Array:
    return np.broadcast_to(heights, (*lead, *heights.shape[-2:]))


def _number(x: float) -> str:
    """The number as every processor writes it, bracketed where a minus sign could be misread."""
    text = written(float(x))
    return f"({text})" if text.startswith("-") else text
