"""Absolute risks: how often something happened in two groups, the difference, and how sure it is.

Shares run from 0 to 1. A *difference* is drug minus comparator, so a positive one means "more with
the drug". Intervals are Wilson's for one group and Newcombe's hybrid of two Wilson intervals for a
difference (Newcombe RG, Statistics in Medicine 1998;17:873-890, method 10), which behave well for
small counts and zeros. Numbers needed follow Altman DG, BMJ 1998;317:1309-1312: when the interval
of the difference holds zero, the number needed runs through infinity and is said in words instead
of being printed as one range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

from ketamine_course import evidence

from ..errors import InputError

LEVEL = 0.95


class Interval(NamedTuple):
    """Two bounds on the scale of what they bound."""

    low: float
    high: float


@dataclass(frozen=True)
class Arm:
    """``events`` of ``n`` people. Raises ``ValueError`` unless 0 <= events <= n and n >= 1."""

    events: int
    n: int

    def __post_init__(self) -> None:
        if self.n < 1 or not 0 <= self.events <= self.n:
            raise InputError(
                f"{self.events} of {self.n} people is not possible: give 0 <= events <= n and n"
                " >= 1"
            )

    @property
    def risk(self) -> float:
        """Share of people with the event, 0 to 1."""
        return self.events / self.n

    def interval(self) -> Interval:
        """Wilson's interval for the share."""
        return wilson(self.events, self.n)


@dataclass(frozen=True)
class Comparison:
    """The drug's and the comparator's arm of one trial, or of trials that one source pooled."""

    drug: Arm
    comparator: Arm

    @property
    def difference(self) -> float:
        """Risk difference, drug minus comparator (-1 to 1)."""
        return self.drug.risk - self.comparator.risk

    def interval(self) -> Interval:
        """Newcombe's interval for the difference."""
        return newcombe(self.drug, self.comparator)

    @property
    def settled(self) -> bool:
        """Whether the 95% interval leaves out zero, so that the direction is clear."""
        return self.number_needed.settled

    @property
    def number_needed(self) -> NumberNeeded:
        """Number needed to treat for one more event, with its interval."""
        return NumberNeeded(self.difference, *self.interval())


@dataclass(frozen=True)
class NumberNeeded:
    """How many people are treated for one more (or one fewer) event: 1 / difference.

    ``difference``, ``low`` and ``high`` are the risk difference and its interval (shares, drug
    minus comparator).
    """

    difference: float
    low: float
    high: float

    @property
    def settled(self) -> bool:
        """Whether the interval leaves out zero; only then may one number be printed."""
        return self.low > 0 or self.high < 0

    @property
    def value(self) -> float:
        """The number needed, always positive; infinite when there is no difference."""
        return _inverse(self.difference)

    @property
    def interval(self) -> Interval:
        """Bounds of the number needed.

        Raises ``ValueError`` when the interval of the difference holds zero.
        """
        if not self.settled:
            raise InputError("the difference's interval includes zero: use .words(), not one range")
        return Interval(*sorted((_inverse(self.low), _inverse(self.high))))

    def words(self) -> str:
        """The number needed and its 95% interval as a sentence."""
        if self.settled:
            low, high = (_whole(bound) for bound in self.interval)
            span = f"{low} to {high}" if low != high else low
            return (
                f"one {_more(self.difference)} for about every {_whole(self.value)} people treated"
                f" (95% interval: {span})"
            )
        return (
            f"no number needed: the 95% interval runs from {_each(self.low)}, through no"
            f" difference, to {_each(self.high)}"
        )


def wilson(events: int, n: int) -> Interval:
    """Wilson's score interval for ``events`` of ``n`` (shares, 0 to 1), without continuity
    correction.

    >>> [round(share, 3) for share in wilson(5, 56)]
    [0.039, 0.193]
    """
    arm = Arm(events, n)
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    centre = arm.risk + z * z / (2 * n)
    spread = z * math.sqrt(arm.risk * (1 - arm.risk) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # Rounding can leave -1e-17 or 1.0000000000000002 at the ends, which would read as impossible
    # shares.
    return Interval(max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def newcombe(drug: Arm, comparator: Arm) -> Interval:
    """Newcombe's hybrid score interval for ``drug.risk - comparator.risk`` (method 10 of his 1998
    paper, whose first example this is).

    >>> [round(share, 4) for share in newcombe(Arm(56, 70), Arm(48, 80))]
    [0.0524, 0.3339]
    """
    difference = drug.risk - comparator.risk
    low_d, high_d = drug.interval()
    low_c, high_c = comparator.interval()
    down = math.hypot(drug.risk - low_d, high_c - comparator.risk)
    up = math.hypot(high_d - drug.risk, comparator.risk - low_c)
    return Interval(difference - down, difference + up)


def natural_frequencies(shares: Sequence[float], of: int = 100) -> list[int]:
    """Shares that make up a whole as numbers of people ``of`` 100 (or 1,000) that add up exactly.

    Uses largest remainders; of equal remainders the earlier share gets the person.
    Raises ``ValueError`` when a share is negative or they do not add up to 1 (within 1e-9).

    >>> natural_frequencies([1 / 3, 1 / 3, 1 / 3])
    [34, 33, 33]
    """
    if any(share < 0 for share in shares) or not math.isclose(sum(shares), 1):
        raise InputError(
            f"shares {list(shares)} do not make up a whole: give parts from 0 to 1 that sum to 1"
        )
    exact = [share * of for share in shares]
    counts = [math.floor(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for i in by_remainder[: of - sum(counts)]:
        counts[i] += 1
    return counts


def people(share: float, of: int = 100) -> int:
    """How many people ``of`` 100 (or 1,000) a share stands for."""
    return natural_frequencies([share, 1 - share], of)[0]


def arm(finding_id: str) -> Arm:
    """The arm that a finding counts.

    Raises ``ValueError`` when the finding is not a count of n people.
    """
    row = evidence.finding(finding_id)
    if row.unit != "count" or row.n is None:
        raise InputError(
            f"finding '{finding_id}' is in {row.unit}, not a count of n people, so it has no"
            " absolute risk"
        )
    return Arm(int(row.value), row.n)


def compare(drug_id: str, comparator_id: str) -> Comparison:
    """Two findings that count people, as a comparison.

    Raises ``ValueError`` when they come from different sources, populations or time points: arms of
    different trials must not be set against each other.

    >>> both = compare("spravato_label.dissociation_drug", "spravato_label.dissociation_placebo")
    >>> both.number_needed.words()
    'one more for about every 3 people treated (95% interval: 3 to 4)'
    """
    drug, comparator = evidence.finding(drug_id), evidence.finding(comparator_id)
    if _trial(drug) != _trial(comparator):
        raise InputError(
            f"'{drug_id}' ({drug.population}, {drug.timepoint}) and '{comparator_id}'"
            f" ({comparator.population}, {comparator.timepoint}) are not arms of one comparison"
        )
    return Comparison(arm(drug_id), arm(comparator_id))


def _trial(finding: evidence.Finding) -> tuple[str, str, str]:
    return finding.source, finding.population, finding.timepoint


def _inverse(difference: float) -> float:
    return 1 / abs(difference) if difference else math.inf


def _whole(number: float) -> str:
    return f"{round(number):,}"


def _more(difference: float) -> str:
    return "more" if difference > 0 else "fewer"


def _each(bound: float) -> str:
    return (
        f"one {_more(bound)} for every {_whole(_inverse(bound))} people"
        if bound
        else "no difference"
    )
