"""Absolute risks against published worked examples."""

import math
from itertools import combinations

import numpy as np
import pytest

from ketamine_course import evidence
from ketamine_course.evidence import tables
from ketamine_course.models import risk
from ketamine_course.models.risk import Arm, Comparison, NumberNeeded

# Newcombe RG, Stat Med 1998;17:873-890, Table II, method 10 (hybrid score, no continuity
# correction).
NEWCOMBE_TABLE_II = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0000),
    ((10, 10), (0, 10), 0.6075, 1.0000),
]


@pytest.mark.parametrize(("first", "second", "low", "high"), NEWCOMBE_TABLE_II)
def test_difference_matches_newcombes_published_table(first, second, low, high):
    assert risk.newcombe(Arm(*first), Arm(*second)) == pytest.approx((low, high), abs=5e-5)


def test_swapping_the_arms_turns_the_interval_round():
    low, high = risk.newcombe(Arm(142, 346), Arm(21, 222))
    assert risk.newcombe(Arm(21, 222), Arm(142, 346)) == pytest.approx((-high, -low))


# Newcombe RG, Stat Med 1998;17:857-872, Table I, method 3 (score, no continuity correction).
@pytest.mark.parametrize(
    ("events", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_one_share_matches_newcombes_published_table(events, n, low, high):
    assert risk.wilson(events, n) == pytest.approx((low, high), abs=5e-5)


def test_every_share_of_small_groups_has_the_score_intervals_two_roots():
    """Wilson's bounds are where (share - p)^2 = z^2 p (1 - p) / n, solved here by NumPy."""
    z2 = 1.959963984540054**2
    for n in (1, 2, 7, 9, 12, 29, 148):
        for events in range(n + 1):
            share = events / n
            roots = np.roots([1 + z2 / n, -2 * share - z2 / n, share**2]).real
            low, high = risk.wilson(events, n)
            assert (low, high) == pytest.approx((roots.min(), roots.max()), abs=1e-9)
            assert 0 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1
            assert Arm(events, n).interval() == (low, high)


@pytest.mark.parametrize(("events", "n"), [(-1, 10), (11, 10), (0, 0), (0, -1)])
def test_impossible_counts_are_refused(events, n):
    with pytest.raises(ValueError, match=f"{events} of {n} people is not possible"):
        Arm(events, n)


def test_only_possible_counts_are_arms():
    assert (Arm(0, 1).risk, Arm(1, 1).risk) == (0, 1)


def test_number_needed_through_infinity_as_in_altmans_example():
    # Altman DG, BMJ 1998;317:1309-1312: a difference of 10% (-5% to 25%) is one in 10, from one in
    # 20 the other way, through infinity, to one in 4.
    needed = NumberNeeded(0.10, -0.05, 0.25)
    assert needed.value == pytest.approx(10)
    assert needed.words() == (
        "no number needed: the 95% interval runs from one fewer for every 20 people, through no"
        " difference, to one more for every 4 people"
    )
    with pytest.raises(ValueError, match="includes zero"):
        _ = needed.interval


@pytest.mark.parametrize(
    ("difference", "low", "high", "words"),
    [
        (0.3158, 0.248, 0.377, "one more for about every 3 people treated (95% interval: 3 to 4)"),
        (-0.2, -0.3, -0.1, "one fewer for about every 5 people treated (95% interval: 3 to 10)"),
        # Both bounds round to the same number.
        (0.3158, 0.30, 0.34, "one more for about every 3 people treated (95% interval: 3)"),
        (1.0, 0.5, 1.0, "one more for about every 1 people treated (95% interval: 1 to 2)"),
        (
            0.0004,
            0.0002,
            0.0008,
            "one more for about every 2,500 people treated (95% interval: 1,250 to 5,000)",
        ),
    ],
)
def test_number_needed_in_words(difference, low, high, words):
    needed = NumberNeeded(difference, low, high)
    assert needed.settled and needed.words() == words
    least, most = needed.interval
    assert least <= needed.value <= most
    assert sorted(needed.interval) == sorted((1 / abs(low), 1 / abs(high)))


def test_no_difference_needs_infinitely_many():
    assert NumberNeeded(0.0, -0.1, 0.1).value == math.inf


@pytest.mark.parametrize(
    ("low", "high", "settled"),
    [(0.0, 0.2, False), (-0.2, 0.0, False), (0.001, 0.2, True), (-0.2, -0.001, True)],
)
def test_an_interval_that_ends_at_zero_is_not_settled(low, high, settled):
    needed = NumberNeeded((low + high) / 2, low, high)
    assert needed.settled == settled
    assert ("no difference," in needed.words()) != settled


def test_a_bound_at_zero_is_no_difference():
    needed = NumberNeeded(0.1, 0.0, 0.2)
    assert "runs from no difference, through no difference, to one more" in needed.words()


def test_natural_frequencies_add_up():
    assert risk.natural_frequencies([1 / 3, 1 / 3, 1 / 3]) == [34, 33, 33]
    assert risk.natural_frequencies([0.0945, 0.3159, 0.5896]) == [9, 32, 59]
    for events in range(347):
        share = events / 346
        assert sum(risk.natural_frequencies([share, 1 - share], of=1000)) == 1000
    assert risk.people(15 / 346) == 4
    assert (risk.people(1.0), risk.people(0.0)) == (100, 0)
    assert risk.people(1 / 222, of=1000) == 5


def test_people_of_a_hundred_are_the_nearest_that_add_up():
    assert risk.natural_frequencies([0.29, 0.355, 0.355]) == [29, 36, 35]
    assert risk.natural_frequencies([1.0, 0.0]) == [100, 0]
    assert risk.natural_frequencies([0.5, 0.5 + 5e-10]) == [50, 50]
    for first in range(101):
        for second in range(0, 101 - first, 7):
            parts = [first, second, 100 - first - second]
            assert risk.natural_frequencies([part / 100 for part in parts]) == parts


@pytest.mark.parametrize(
    "shares", [[0.5, 0.4], [1.2, -0.2], [0.5, 0.495], [0.5, 0.5 - 3e-9], [0.5, 0.505]]
)
def test_shares_that_are_no_whole_are_refused(shares):
    with pytest.raises(ValueError, match="do not make up a whole"):
        risk.natural_frequencies(shares)


def test_comparison_from_findings():
    comparison = risk.compare(
        "spravato_label.dissociation_drug", "spravato_label.dissociation_placebo"
    )
    assert comparison == Comparison(Arm(142, 346), Arm(21, 222))
    assert comparison.difference == pytest.approx(0.3158, abs=5e-5)
    assert comparison.settled
    assert comparison.interval() == risk.newcombe(Arm(142, 346), Arm(21, 222))
    assert comparison.number_needed == NumberNeeded(comparison.difference, *comparison.interval())
    headache = risk.compare("spravato_label.headache_drug", "spravato_label.headache_placebo")
    assert not headache.settled


def test_only_counts_of_people_are_arms():
    for finding in tables.findings().values():
        if finding.unit == "count" and finding.n is not None:
            assert risk.arm(finding.id) == Arm(round(finding.value), finding.n)
        else:
            with pytest.raises(ValueError, match="not a count of n people"):
                risk.arm(finding.id)
    with pytest.raises(evidence.UnknownIdError, match=r"spravato_label\.dissociation_drug"):
        risk.arm("spravato_label.disociation_drug")


def test_a_count_without_a_number_of_people_is_no_arm(monkeypatch):
    counted = evidence.finding("spravato_label.dissociation_drug").model_copy(update={"n": None})
    monkeypatch.setattr(risk.evidence, "finding", lambda _: counted)
    with pytest.raises(ValueError, match="not a count of n people"):
        risk.arm(counted.id)


def test_arms_of_different_trials_or_times_are_never_compared():
    """Every two counts in the evidence: same source, same people, same time, or no comparison."""
    counts = [f for f in tables.findings().values() if f.unit == "count" and f.n]
    refused = set()
    for first, second in combinations(counts, 2):
        differ = {
            name
            for name in ("source", "population", "timepoint")
            if getattr(first, name) != getattr(second, name)
        }
        if differ:
            refused.add(frozenset(differ))
            with pytest.raises(ValueError, match="not arms of one comparison"):
                risk.compare(first.id, second.id)
        else:
            assert risk.compare(first.id, second.id).drug == risk.arm(first.id)
    assert {frozenset({"timepoint"}), frozenset({"population"})} <= refused


@pytest.mark.parametrize("name", ["source", "population", "timepoint"])
def test_one_difference_is_enough_to_refuse(monkeypatch, name):
    one = evidence.finding("spravato_label.dissociation_drug")
    both = {"one": one, "other": one.model_copy(update={name: "another"})}
    monkeypatch.setattr(risk.evidence, "finding", both.__getitem__)
    with pytest.raises(ValueError, match=r"'one' .* and 'other' .* are not arms of one comparison"):
        risk.compare("one", "other")
