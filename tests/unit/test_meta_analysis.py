"""Pooling: against a published pool, a textbook example and another program."""

import math

import pytest

from ketamine_course import evidence
from ketamine_course.evidence import study_rows
from ketamine_course.models import meta_analysis as ma
from ketamine_course.models.checks_statistics import BCG
from ketamine_course.models.meta_analysis import Counts, Effect, Means

RATIOS = ma.effects(BCG, "RR")
DEPRESSION = ma.effects(ma.published_means("marchi2022"), "SMD")


def rounded(pooled: ma.Pooled) -> tuple[float, float, float]:
    return round(pooled.estimate, 2), round(pooled.low, 2), round(pooled.high, 2)


def test_the_published_pool_for_depression_is_met():
    printed = evidence.finding("marchi2022.depression")
    assert len(DEPRESSION) == 17
    assert (
        rounded(ma.pool(DEPRESSION, "DL"))
        == (printed.value, printed.low, printed.high)
        == (-0.61, -1.06, -0.16)
    )
    assert ma.pool(DEPRESSION, "DL").i2 == pytest.approx(92, abs=0.5)


def test_another_method_and_one_suspect_row_change_the_story():
    assert rounded(ma.pool(DEPRESSION, "REML")) == (-0.73, -1.69, 0.22)
    assert rounded(ma.pool(DEPRESSION, "REML", hartung_knapp=True)) == (-0.73, -1.81, 0.34)
    without = ma.leave_one_out(DEPRESSION, "DL")["Zhong 2016"]
    # The audit's -0.68 to 0.03 uses another variance of Hedges' g than the one that meets the
    # printed pool.
    assert (without.estimate, without.low, without.high) == pytest.approx(
        (-0.32, -0.68, 0.03), abs=0.015
    )
    assert without.trials == 16
    assert "standard error" in next(
        row.remark for row in study_rows("marchi2022") if row.study == "Zhong 2016"
    )


# The worked example of metafor (R) on the 13 trials of BCG vaccine; "PM" and "fixed" are from
# statsmodels 0.15.0.
@pytest.mark.parametrize(
    ("method", "knapp", "estimate", "low", "high", "tau2"),
    [
        ("REML", False, -0.7145, -1.0669, -0.3622, 0.3132),
        ("REML", True, -0.7145, -1.1084, -0.3206, 0.3132),
        ("DL", False, -0.7141, -1.0644, -0.3638, 0.3088),
        ("PM", False, -0.7150, -1.0695, -0.3604, 0.3181),
        ("fixed", False, -0.4303, -0.5097, -0.3509, 0.0),
    ],
)
def test_vaccine_example(method, knapp, estimate, low, high, tau2):
    pooled = ma.pool(RATIOS, method, knapp)
    assert (pooled.estimate, pooled.low, pooled.high) == pytest.approx(
        (estimate, low, high), abs=6e-5
    )
    assert pooled.tau2 == pytest.approx(tau2, abs=6e-5)
    assert pooled.q == pytest.approx(152.2330, abs=6e-5)
    assert pooled.p_heterogeneity < 1e-4
    assert sum(pooled.weights) == pytest.approx(100)


def test_interval_for_the_variance_between_trials():
    assert ma.tau2_interval(RATIOS) == pytest.approx((0.1197, 1.1115), abs=6e-5)
    low, high = ma.tau2_interval(RATIOS, 0.5)
    assert 0.1197 < low < 0.3132 < high < 1.1115


# statsmodels 0.15.0, combine_effects on the rows of the test below: "chi2" is DL, "iterated" is PM.
STATSMODELS = [
    ("fixed", False, 0.1851263537906137, 0.07210101217513316),
    ("DL", False, 0.22440835296706516, 0.15567116801435144),
    ("DL", True, 0.22440835296706516, 0.15927275587387807),
    ("PM", True, 0.22738249165877858, 0.15996044098355272),
]


def test_another_program_finds_the_same():
    rows = [
        Effect("a", 0.10, 0.04),
        Effect("b", 0.55, 0.09),
        Effect("c", -0.20, 0.02),
        Effect("d", 0.80, 0.16),
        Effect("e", 0.32, 0.01),
    ]
    for method, knapp, estimate, se in STATSMODELS:
        pooled = ma.pool(rows, method, knapp)
        assert (pooled.estimate, pooled.se) == pytest.approx((estimate, se), rel=1e-6)


def test_effects_of_one_trial_by_hand():
    trial = Means("x", 20, 12.0, 4.0, 30, 15.0, 5.0)
    pooled_sd = math.sqrt((19 * 16 + 29 * 25) / 48)
    g = ma.hedges_g(trial)
    assert g.estimate == pytest.approx((1 - 3 / 191) * -3 / pooled_sd)
    assert g.variance == pytest.approx(50 / 600 + g.estimate**2 / (2 * 46.06))
    assert ma.mean_difference(trial) == Effect("x", -3.0, pytest.approx(16 / 20 + 25 / 30))
    counts = Counts("x", 10, 50, 5, 40)
    assert ma.log_risk_ratio(counts) == Effect(
        "x", pytest.approx(math.log(1.6)), pytest.approx(0.1 - 0.02 + 0.2 - 0.025)
    )
    assert ma.log_odds_ratio(counts).estimate == pytest.approx(math.log(10 * 35 / (40 * 5)))
    assert ma.log_odds_ratio(counts).variance == pytest.approx(1 / 10 + 1 / 40 + 1 / 5 + 1 / 35)


def test_an_empty_cell_gets_half_an_event_and_an_empty_trial_says_nothing():
    one = ma.log_risk_ratio(Counts("x", 3, 20, 0, 20))
    assert one.estimate == pytest.approx(math.log((3.5 / 21) / (0.5 / 21)))
    assert [
        e.label
        for e in ma.effects(
            [Counts("none", 0, 9, 0, 9), Counts("some", 1, 9, 2, 9), Counts("all", 9, 9, 9, 9)],
            "OR",
        )
    ] == ["some"]
    with pytest.raises(ValueError, match="none: the event happened to nobody"):
        ma.log_odds_ratio(Counts("none", 0, 9, 0, 9))


def test_trials_that_agree_have_no_variance_between_them():
    rows = [Effect(str(i), 0.5, 0.1) for i in range(4)]
    for method in ("DL", "PM", "REML"):
        pooled = ma.pool(rows, method)
        assert (pooled.tau2, pooled.i2, pooled.estimate) == (0, 0, pytest.approx(0.5))
    assert pooled.prediction == pytest.approx(
        (0.5 - 3.1824 * 0.15811, 0.5 + 3.1824 * 0.15811), abs=1e-4
    )


def test_where_a_further_trial_would_lie():
    # README of metafor: predict() gives 0.14 to 1.76.
    low, high = ma.pool(RATIOS, "REML", hartung_knapp=True).prediction
    assert (math.exp(low), math.exp(high)) == pytest.approx((0.14, 1.76), abs=0.005)


def test_prediction_is_wider_than_the_interval_of_the_mean():
    pooled = ma.pool(DEPRESSION, "REML", hartung_knapp=True)
    assert pooled.prediction.low < pooled.low < pooled.high < pooled.prediction.high
    with pytest.raises(ValueError, match="at least 3 trials"):
        _ = ma.pool(DEPRESSION[:2]).prediction
    with pytest.raises(ValueError, match="no prediction interval"):
        _ = ma.pool(DEPRESSION, "fixed").prediction


def test_a_ratio_comes_back_from_its_logarithm():
    estimate, interval = ma.pool(RATIOS).ratio()
    assert (estimate, *interval) == pytest.approx((0.4894, 0.3441, 0.6962), abs=1e-4)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="at least 2 trials, not 1"):
        ma.pool(RATIOS[:1])
    with pytest.raises(ValueError, match=r"no method 'HS'\. There are: fixed, DL, PM, REML\."):
        ma.pool(RATIOS, "HS")
    with pytest.raises(ValueError, match="trial 1: SMD needs means, not counts"):
        ma.effects(BCG, "SMD")
    with pytest.raises(ValueError, match="x: 5 of 4 people is not possible"):
        Counts("x", 5, 4, 0, 4)
    with pytest.raises(ValueError, match="positive standard deviation"):
        Means("x", 5, 1, 0, 5, 1, 1)
    with pytest.raises(evidence.UnknownIdError, match="marchi2022 depression"):
        study_rows("marchi202")
