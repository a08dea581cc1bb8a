"""Absolute risks against published worked examples."""

import math

import pytest

from ketamine_course import evidence
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


def test_a_wider_level_gives_a_wider_interval():
    narrow, wide = risk.wilson(15, 148, 0.90), risk.wilson(15, 148, 0.99)
    assert wide.low < narrow.low < 15 / 148 < narrow.high < wide.high


@pytest.mark.parametrize(("events", "n"), [(-1, 10), (11, 10), (0, 0)])
def test_impossible_counts_are_refused(events, n):
    with pytest.raises(ValueError, match=f"{events} of {n} people is not possible"):
        Arm(events, n)


def test_number_needed_through_infinity_as_in_altmans_example():
    # Altman DG, BMJ 1998;317:1309-1312: a reduction of 10% (-5% to 25%) is NNTB 10 (NNTH 20 to
    # infinity to NNTB 4).
    needed = NumberNeeded(0.10, -0.05, 0.25, wanted=True)
    assert needed.notation() == "NNTB 10 (NNTH 20 to infinity to NNTB 4)"
    assert not needed.settled
    with pytest.raises(ValueError, match="includes zero"):
        _ = needed.interval


def test_number_needed_in_words():
    clear = NumberNeeded(0.3158, 0.248, 0.377)
    assert clear.words() == "one more for about every 3 people treated (95% interval: 3 to 4)"
    assert clear.notation() == "NNTH 3 (NNTH 3 to 4)"
    open_ended = NumberNeeded(0.03, -0.025, 1 / 12)
    assert open_ended.notation() == "NNTH 33 (NNTH 12 to infinity to NNTB 40)"
    assert (
        open_ended.words()
        == "no number needed: the 95% interval runs from one fewer for every 40 people, "
        "through no difference, to one more for every 12 people"
    )
    assert NumberNeeded(-0.2, -0.3, -0.1).notation() == "NNTB 5 (NNTB 3 to 10)"
    assert NumberNeeded(0.0, -0.1, 0.1).value == math.inf
    assert NumberNeeded(0.0, -0.1, 0.1).notation() == "infinity (NNTH 10 to infinity to NNTB 10)"


def test_an_interval_that_ends_at_zero_is_not_settled():
    needed = NumberNeeded(0.1, 0.0, 0.2)
    assert not needed.settled
    assert "from no difference" in needed.words()


def test_natural_frequencies_add_up():
    assert risk.natural_frequencies([1 / 3, 1 / 3, 1 / 3]) == [34, 33, 33]
    assert risk.natural_frequencies([0.0945, 0.3159, 0.5896]) == [9, 32, 59]
    for events in range(347):
        share = events / 346
        assert sum(risk.natural_frequencies([share, 1 - share], of=1000)) == 1000
    assert risk.people(15 / 346) == 4
    assert risk.people(1 / 222, of=1000) == 5


@pytest.mark.parametrize("shares", [[0.5, 0.4], [1.2, -0.2]])
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
    headache = risk.compare("spravato_label.headache_drug", "spravato_label.headache_placebo")
    assert not headache.settled


def test_only_counts_of_one_comparison_are_compared():
    with pytest.raises(ValueError, match="not a count of n people"):
        risk.arm("sanacora2025.dissociation_sessions")
    with pytest.raises(ValueError, match="not arms of one comparison"):
        risk.compare("spravato_label.dissociation_drug", "canuso2021.dissociation_placebo")
    with pytest.raises(evidence.UnknownIdError, match=r"spravato_label.dissociation_drug"):
        risk.arm("spravato_label.disociation_drug")
