"""Linear compartment models in closed form: how a dose spreads through the body and leaves it.

A central compartment (blood and what exchanges with it at once) trades with any number of others;
drug may leave from each. The equations are ``V dC/dt = -M C`` with a symmetric ``M`` of flows, so a
symmetric eigenproblem gives every concentration as a sum of exponentials with real, positive rates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError
from .curves import Array, Curve, decay

MINUTES_PER_HOUR = 60.0
NG_PER_ML_IN_MG_PER_L = 1000.0


@dataclass(frozen=True)
class Compartments:
    """A star of compartments around a central one, for one patient or (leading axes) many.

    ``volumes`` (..., n) in L, the central one first. ``flows`` (..., n - 1) in L/h between the
    central compartment and each other one. ``clearances`` (..., n) in L/h leaving the body from
    each. Raises ``ValueError`` when shapes do not fit, a volume is not positive, a flow or
    clearance negative, or nothing ever leaves.
    """

    volumes: Array
    flows: Array
    clearances: Array

    def __post_init__(self) -> None:
        n = self.volumes.shape[-1]
        if self.flows.shape[-1] != n - 1 or self.clearances.shape[-1] != n:
            raise InputError(
                f"{n} volumes need {n - 1} flows and {n} clearances, not {self.flows.shape[-1]} and"
                f" {self.clearances.shape[-1]}"
            )
        if (self.volumes <= 0).any() or (self.flows < 0).any() or (self.clearances < 0).any():
            raise InputError(
                "volumes (L) must be positive, flows and clearances (L/h) must not be negative"
            )
        if not (self.clearances > 0).any(axis=-1).all():
            raise InputError(
                "nothing ever leaves the body: give at least one positive clearance (L/h)"
            )

    def bolus(self, into: int = 0) -> Curve:
        """Central concentration (ng/mL) for each mg put at once into compartment number
        ``into``.
        """
        volumes, flows, clearances = self.volumes, self.flows, self.clearances
        n = volumes.shape[-1]
        lead = np.broadcast_shapes(volumes.shape[:-1], flows.shape[:-1], clearances.shape[:-1])
        leaving = np.zeros((*lead, n, n))
        leaving[..., 0, 1:] = leaving[..., 1:, 0] = -flows
        leaving[..., range(1, n), range(1, n)] = flows + clearances[..., 1:]
        leaving[..., 0, 0] = flows.sum(axis=-1) + clearances[..., 0]
        root = np.sqrt(volumes)
        rates_per_hour, vectors = np.linalg.eigh(
            leaving / (root[..., :, None] * root[..., None, :])
        )
        heights = (
            vectors[..., 0, :] * vectors[..., into, :] / (root[..., 0] * root[..., into])[..., None]
        )
        return decay(NG_PER_ML_IN_MG_PER_L * heights, rates_per_hour / MINUTES_PER_HOUR)

    def infusion(self, minutes: float) -> Curve:
        """Central concentration (ng/mL) for each mg given into the vein at a constant rate over
        ``minutes``.
        """
        return self.bolus().infused_over(minutes)

    def absorbed(self, rate: ArrayLike, into: int = 0, release_minutes: float = 0.0) -> Curve:
        """Central concentration (ng/mL) for each mg that is absorbed by a first-order step of
        ``rate`` per hour.

        The drug arrives in compartment ``into``; with ``release_minutes`` it first becomes
        available at a constant rate over that time. Several pathways are the sum of their curves.
        """
        curve = self.bolus(into).delayed(np.asarray(rate, dtype=float) / MINUTES_PER_HOUR)
        return curve.infused_over(release_minutes) if release_minutes else curve


def from_rate_constants(
    volume: float, elimination: float, exchange: Iterable[tuple[float, float]] = ()
) -> Compartments:
    """A central volume (L) and rate constants (per minute), as older papers print them.

    ``exchange`` holds, for each other compartment, the constants out of the centre and back into
    it.
    """
    pairs = [*exchange]
    volumes = [volume, *(volume * out / back for out, back in pairs)]
    flows = [volume * out * MINUTES_PER_HOUR for out, _ in pairs]
    return from_clearance(volumes, flows, volume * elimination * MINUTES_PER_HOUR)


def from_clearance(volumes: ArrayLike, flows: ArrayLike, clearance: ArrayLike) -> Compartments:
    """Volumes (..., n) in L, flows (..., n - 1) in L/h, and clearance (...) in L/h from the central
    compartment.

    >>> one = from_clearance([10.0], [], 60.0)
    >>> one.bolus()([0, 10]).round(1).tolist()  # ng/mL after 1 mg in 10 L, 1 L a minute cleared
    [100.0, 36.8]
    """
    sizes = np.asarray(volumes, dtype=float)
    leaving = np.zeros_like(sizes)
    leaving[..., 0] = clearance
    return Compartments(sizes, np.asarray(flows, dtype=float), leaving)
