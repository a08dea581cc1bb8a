"""Pooling: against a published pool, a textbook example and another program."""

import math

import numpy as np
import pytest
from scipy import optimize, stats

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
    assert pooled.i2 == pytest.approx(100 * (152.2330 - 12) / 152.2330, abs=1e-4)
    assert pooled.trials == 13


def test_interval_for_the_variance_between_trials():
    assert ma.tau2_interval(RATIOS) == pytest.approx((0.1197, 1.1115), abs=6e-5)


# statsmodels 0.15.0, combine_effects on the rows of FIVE: "chi2" is DL, "iterated" is PM.
STATSMODELS = [
    ("fixed", False, 0.1851263537906137, 0.07210101217513316),
    ("DL", False, 0.22440835296706516, 0.15567116801435144),
    ("DL", True, 0.22440835296706516, 0.15927275587387807),
    ("PM", True, 0.22738249165877858, 0.15996044098355272),
]


FIVE = [
    Effect("a", 0.10, 0.04),
    Effect("b", 0.55, 0.09),
    Effect("c", -0.20, 0.02),
    Effect("d", 0.80, 0.16),
    Effect("e", 0.32, 0.01),
]
ALIKE = [Effect("a", 0.10, 0.04), Effect("b", 0.20, 0.09), Effect("c", 0.05, 0.02)]
TABLES = {"vaccine": RATIOS, "depression": DEPRESSION, "five": FIVE, "alike": ALIKE}


def test_another_program_finds_the_same():
    for method, knapp, estimate, se in STATSMODELS:
        pooled = ma.pool(FIVE, method, knapp)
        assert (pooled.estimate, pooled.se) == pytest.approx((estimate, se), rel=1e-6)


def reference_tau2(rows: list[Effect], method: str) -> float:
    """The variance between trials from its definition, by SciPy's general solvers."""
    y = np.array([row.estimate for row in rows])
    v = np.array([row.variance for row in rows])

    def cochran(tau2: float) -> float:
        return float(
            np.average((y - np.average(y, weights=1 / (v + tau2))) ** 2, weights=1 / (v + tau2))
            * np.sum(1 / (v + tau2))
        )

    def minus_restricted_likelihood(tau2: float) -> float:
        return (np.log(v + tau2).sum() + np.log((1 / (v + tau2)).sum()) + cochran(tau2)) / 2

    degrees = len(rows) - 1
    if method == "fixed":
        return 0.0
    if method == "DL":
        c = (1 / v).sum() - (1 / v**2).sum() / (1 / v).sum()
        return max(0.0, (cochran(0) - degrees) / c)
    if method == "PM":
        if cochran(0) <= degrees:
            return 0.0
        return optimize.brentq(lambda tau2: cochran(tau2) - degrees, 0, 100, xtol=1e-14)
    bounds = (0, 10)
    return optimize.minimize_scalar(
        minus_restricted_likelihood, bounds=bounds, method="bounded", options={"xatol": 1e-12}
    ).x


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("method", ma.METHODS)
@pytest.mark.parametrize("knapp", [False, True])
def test_pooling_is_what_its_definition_says(table, method, knapp):
    rows = TABLES[table]
    y = np.array([row.estimate for row in rows])
    v = np.array([row.variance for row in rows])
    degrees = len(rows) - 1
    pooled = ma.pool(rows, method, knapp)
    assert pooled.tau2 == pytest.approx(reference_tau2(rows, method), abs=2e-6)
    assert pooled.tau2 == ma.between_trials(rows, method)
    w = 1 / (v + pooled.tau2)
    assert pooled.estimate == pytest.approx(np.average(y, weights=w))
    assert pooled.weights == pytest.approx(tuple(100 * w / w.sum()))
    spread = np.average((y - pooled.estimate) ** 2, weights=w)
    se = math.sqrt(spread / degrees) if knapp else w.sum() ** -0.5
    assert pooled.se == pytest.approx(se)
    quantile = stats.t(degrees).ppf(0.975) if knapp else 1.959963984540054
    assert (pooled.low, pooled.high) == pytest.approx(
        (pooled.estimate - quantile * se, pooled.estimate + quantile * se)
    )
    fixed = np.average(y, weights=1 / v)
    q = ((y - fixed) ** 2 / v).sum()
    assert pooled.q == pytest.approx(q)
    assert pooled.i2 == pytest.approx(max(0, 100 * (q - degrees) / q))
    assert (pooled.trials, pooled.method, pooled.hartung_knapp) == (len(rows), method, knapp)
    if method != "fixed":
        half = stats.t(degrees).ppf(0.975) * math.sqrt(pooled.tau2 + se**2)
        assert pooled.prediction == pytest.approx((pooled.estimate - half, pooled.estimate + half))


def test_the_surest_trial_weighs_most():
    pooled = ma.pool(FIVE, "fixed")
    assert max(zip(pooled.weights, FIVE, strict=True))[1].label == "e"
    assert min(zip(pooled.weights, FIVE, strict=True))[1].label == "d"
    # By hand: 25, 11.1, 50, 6.25 and 100 of 192.4.
    assert pooled.weights == pytest.approx((12.996, 5.776, 25.993, 3.249, 51.986), abs=1e-3)


def test_trials_that_differ_less_than_by_chance_have_no_variance_between_them():
    for method in ("DL", "PM", "REML"):
        pooled = ma.pool(ALIKE, method)
        assert 0 < pooled.q < 2 and (pooled.tau2, pooled.i2) == (0, 0)
    assert ma.tau2_interval(ALIKE).low == 0


@pytest.mark.parametrize("table", TABLES)
def test_the_variance_interval_holds_what_q_does_not_rule_out(table):
    """At its bounds, Q is where a chi squared of one trial less has its outer 2.5%."""
    rows = TABLES[table]
    y = np.array([row.estimate for row in rows])
    v = np.array([row.variance for row in rows])

    def tail(tau2: float) -> float:
        mean = np.average(y, weights=1 / (v + tau2))
        return stats.chi2(len(rows) - 1).sf(((y - mean) ** 2 / (v + tau2)).sum())

    low, high = ma.tau2_interval(rows)
    assert low == 0 or tail(low) == pytest.approx(0.025)
    assert high == 0 or tail(high) == pytest.approx(0.975)
    assert (low == 0) == (tail(0) >= 0.025)


def test_two_trials_are_enough_to_pool_and_three_to_predict():
    assert ma.pool(FIVE[:2]).trials == 2
    assert ma.pool(FIVE[:3]).prediction.low < ma.pool(FIVE[:3]).low


@pytest.mark.parametrize("method", ma.METHODS)
@pytest.mark.parametrize("knapp", [False, True])
def test_leaving_one_out_pools_the_others_in_the_same_way(method, knapp):
    left = ma.leave_one_out(FIVE, method, knapp)
    assert list(left) == ["a", "b", "c", "d", "e"]
    for i, row in enumerate(FIVE):
        assert left[row.label] == ma.pool(FIVE[:i] + FIVE[i + 1 :], method, knapp)


def test_pooling_and_leaving_out_are_restricted_likelihood_without_more_said():
    assert ma.pool(FIVE) == ma.pool(FIVE, "REML", hartung_knapp=False)
    assert ma.leave_one_out(FIVE) == ma.leave_one_out(FIVE, "REML", hartung_knapp=False)


def test_one_trial_has_a_normal_interval():
    low, high = Effect("a", 0.5, 0.04).interval()
    assert (low, high) == pytest.approx((0.5 - 1.959964 * 0.2, 0.5 + 1.959964 * 0.2))


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


@pytest.mark.parametrize(
    "counts", [(3, 20, 0, 20), (0, 20, 3, 20), (20, 20, 15, 20), (15, 20, 20, 20), (0, 1, 1, 1)]
)
def test_an_empty_cell_gets_half_an_event(counts):
    """Nobody with the event, or nobody without it, in either arm: half a person in all four."""
    events, n, control, m = counts
    a, b, c, d = (x + 0.5 for x in (events, n - events, control, m - control))
    assert ma.log_risk_ratio(Counts("x", *counts)) == Effect(
        "x",
        pytest.approx(math.log(a / (a + b) / (c / (c + d)))),
        pytest.approx(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)),
    )
    assert ma.log_odds_ratio(Counts("x", *counts)) == Effect(
        "x", pytest.approx(math.log(a / b / (c / d))), pytest.approx(1 / a + 1 / b + 1 / c + 1 / d)
    )


@pytest.mark.parametrize("measure", ["RR", "OR"])
def test_a_trial_without_events_or_without_others_says_nothing(measure):
    trials = [Counts("none", 0, 9, 0, 9), Counts("some", 1, 9, 2, 9), Counts("all", 9, 9, 9, 9)]
    assert [effect.label for effect in ma.effects(trials, measure)] == ["some"]
    make = {"RR": ma.log_risk_ratio, "OR": ma.log_odds_ratio}[measure]
    assert ma.effects(trials, measure) == [make(trials[1])]
    for nothing in (trials[0], trials[2]):
        with pytest.raises(ValueError, match=f"{nothing.label}: the event happened to nobody"):
            make(nothing)


def test_each_measure_is_made_of_its_own_data():
    means, counts = Means("m", 20, 12.0, 4.0, 30, 15.0, 5.0), Counts("c", 10, 50, 5, 40)
    assert ma.effects([means], "MD") == [ma.mean_difference(means)]
    assert ma.effects([means], "SMD") == [ma.hedges_g(means)]
    for measure, trial, wanted in [
        ("MD", counts, "c: MD needs means, not counts"),
        ("SMD", counts, "c: SMD needs means, not counts"),
        ("RR", means, "m: RR needs counts, not means"),
        ("OR", means, "m: OR needs counts, not means"),
    ]:
        with pytest.raises(ValueError, match=wanted):
            ma.effects([trial], measure)


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
    for counts in [(5, 4, 0, 4), (0, 4, 5, 4), (-1, 4, 0, 4), (0, 0, 1, 4), (1, 4, 0, 0)]:
        with pytest.raises(ValueError, match=r"x: -?\d of \d people is not possible"):
            Counts("x", *counts)
    # Nobody can have a spread alone.
    for means in [(1, 1, 1, 5, 1, 1), (5, 1, 1, 1, 1, 1), (5, 1, 0, 5, 1, 1), (5, 1, 1, 5, 1, 0)]:
        with pytest.raises(ValueError, match="x: each arm needs at least 2 people and a positive"):
            Means("x", *means)
    assert Means("x", 2, 1, 0.5, 2, 1, 0.5).n == 2 and Counts("x", 1, 1, 0, 1).n == 1
    with pytest.raises(evidence.UnknownIdError, match="marchi2022 depression"):
        ma.published_means("marchi202")
    with pytest.raises(evidence.UnknownIdError, match="marchi2022 depression"):
        ma.published_means("marchi2022", "depressio")
