"""Two ways in which honest data mislead: who is heard, and who guesses their treatment.

Both are thought experiments with every assumption an argument. They show that a bias *could* be of
a certain size, not that it is. The expected values are exact; the simulations draw samples around
them and take the random generator, so that a seed fixes the picture.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..errors import InputError
from .curves import Array


class Heard(NamedTuple):
    """What happened to everybody, and what the stories told say: people by outcome."""

    everybody: dict[str, int]
    heard: dict[str, int]


@dataclass(frozen=True)
class Stories:
    """Stories reach us more often after some outcomes than after others.

    ``outcomes``: share of people with each outcome, adding up to 1. ``told``: chance (0 to 1) that
    a person with that outcome tells a story that reaches us.

    Assumes that people tell or stay silent independently and that told stories are true. Left out:
    a story heard many times, selection by whoever publishes, people who left before they had an
    outcome, and change that would have come anyway. So it does not say how biased a real page of
    testimonials is: that needs the real ``told``, which is rarely known. Raises ``ValueError`` when
    shares do not add up to 1, a chance lies outside 0 to 1, or the outcomes' names differ.
    """

    outcomes: Mapping[str, float]
    told: Mapping[str, float]

    def __post_init__(self) -> None:
        if set(self.outcomes) != set(self.told):
            raise InputError(
                f"outcomes {sorted(self.outcomes)} and chances of telling {sorted(self.told)} must"
                " have the same names"
            )
        if min(self.outcomes.values()) < 0 or not math.isclose(
            sum(self.outcomes.values()), 1, abs_tol=1e-9
        ):
            raise InputError(
                f"shares {dict(self.outcomes)} do not make up a whole: give parts from 0 to 1 that"
                " sum to 1"
            )
        for name, chance in self.told.items():
            if not 0 <= chance <= 1:
                raise InputError(
                    f"the chance of a story after '{name}' is {chance}: give a number from 0 to 1"
                )

    @property
    def chance_heard(self) -> float:
        """Share of all people whose story is heard."""
        return sum(share * self.told[name] for name, share in self.outcomes.items())

    def expected(self) -> dict[str, float]:
        """Share of each outcome among the stories heard.

        Raises ``ValueError`` when no story ever is.

        >>> half_and_half = {"better": 0.5, "no better": 0.5}
        >>> heard = Stories(half_and_half, {"better": 0.6, "no better": 0.2}).expected()
        >>> round(heard["better"], 3)
        0.75
        """
        if not self.chance_heard:
            raise InputError("nobody ever tells a story, so there is nothing to hear")
        return {
            name: share * self.told[name] / self.chance_heard
            for name, share in self.outcomes.items()
        }

    def simulate(self, people: int, rng: np.random.Generator) -> Heard:
        """Draw ``people`` with their outcomes and see who is heard."""
        names = list(self.outcomes)
        everybody = rng.multinomial(people, [self.outcomes[name] for name in names])
        heard = rng.binomial(everybody, [self.told[name] for name in names])
        return Heard(
            dict(zip(names, map(int, everybody), strict=True)),
            dict(zip(names, map(int, heard), strict=True)),
        )


@dataclass(frozen=True)
class Unblinding:
    """A trial in which people who believe they got the drug do better for believing it.

    ``true_effect``: what the drug itself does, in standard deviations of the outcome, positive for
    better. ``expectancy``: how much better a person does, in the same unit, for believing that they
    got the drug rather than not. ``believe_on_drug`` and ``believe_on_control``: share of each
    group that believes it got the drug (0 to 1).

    Assumes that belief adds the same to everybody, that it does not depend on who would have
    improved anyway, and that drug and belief do not change each other's effect. Real guesses are
    mixed up with benefit: people who feel better may guess right *because* the drug helped, and
    then a high share of right guesses is no sign of bias. So the model gives what unblinding alone
    could add, not what it did add in a given trial. Raises ``ValueError`` when a share lies outside
    0 to 1.
    """

    true_effect: float
    expectancy: float
    believe_on_drug: float
    believe_on_control: float

    def __post_init__(self) -> None:
        for share in (self.believe_on_drug, self.believe_on_control):
            if not 0 <= share <= 1:
                raise InputError(
                    f"a share of people who believe they got the drug is {share}: give a number"
                    " from 0 to 1"
                )

    @classmethod
    def from_right_guesses(
        cls, true_effect: float, expectancy: float, right_on_drug: float, right_on_control: float
    ) -> Unblinding:
        """From the shares that guessed their group *right*, as trials report them (no "don't
        know").

        A drug without effect, whose trial 80 and 70 of 100 people see through, seems to do half a
        standard deviation of good if believing is worth a whole one:

        >>> Unblinding.from_right_guesses(0, 1, right_on_drug=0.8, right_on_control=0.7).expected
        0.5
        """
        return cls(true_effect, expectancy, right_on_drug, 1 - right_on_control)

    @property
    def added(self) -> float:
        """What unblinding adds to the difference between the groups, in standard deviations."""
        return self.expectancy * (self.believe_on_drug - self.believe_on_control)

    @property
    def expected(self) -> float:
        """Difference that such trials find on average, in standard deviations."""
        return self.true_effect + self.added

    def simulate(self, people_per_group: int, trials: int, rng: np.random.Generator) -> Array:
        """Differences found by ``trials`` trials, (trials,), in standard deviations of a person
        without the belief.

        Raises ``ValueError`` for an empty group.
        """
        if people_per_group < 1:
            raise InputError(
                f"a group of {people_per_group} people is not possible: give at least one"
            )
        shape = (trials, people_per_group)
        drug = (
            self.true_effect
            + self.expectancy * (rng.random(shape) < self.believe_on_drug)
            + rng.standard_normal(shape)
        )
        control = self.expectancy * (
            rng.random(shape) < self.believe_on_control
        ) + rng.standard_normal(shape)
        found: Array = drug.mean(axis=1) - control.mean(axis=1)
        return found

    def standard_error(self, people_per_group: int) -> float:
        """Spread of the simulated differences from trial to trial."""
        belief = sum(
            share * (1 - share) for share in (self.believe_on_drug, self.believe_on_control)
        )
        return math.sqrt((2 + self.expectancy**2 * belief) / people_per_group)
