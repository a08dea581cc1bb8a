"""Sums of exponentials: against an independent solver, against Vega, and at their limits."""

import itertools
import math

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from ketamine_course.models.compartments import Compartments, from_clearance, from_rate_constants
from ketamine_course.models.curves import NOTHING, Curve, decay, total, vega_infusion

MINUTES = np.concatenate([[0.0], np.geomspace(0.5, 1440, 60)])
# ng/mL: what the terms of a curve leave where they cancel to zero differs from processor to
# processor; the best assay of ketamine sees a tenth.
NOTHING_MEASURED = 1e-7


def random_body(rng: np.random.Generator) -> Compartments:
    """One to four compartments; drug may leave from any of them."""
    n = int(rng.integers(1, 5))
    leaving = rng.uniform(5, 200, n) * (rng.random(n) < 0.5)
    leaving[rng.integers(n)] = rng.uniform(5, 200)
    return Compartments(
        np.exp(rng.uniform(0.5, 6.2, n)), np.exp(rng.uniform(1.5, 5.5, n - 1)), leaving
    )


def stepped(
    body: Compartments, into: int, minutes, infused=0.0, absorbed=0.0, released=0.0
) -> np.ndarray:
    """Central ng/mL after 1 mg by stepping through the differential equations; rates per hour,
    durations in minutes.
    """
    n = len(body.volumes)
    over = infused or released

    def slope(t, state, running):
        gut, conc = state[0], state[1:] / body.volumes
        change = np.zeros(n + 1)
        change[1] = (body.flows * (conc[1:] - conc[0])).sum()
        change[2:] = body.flows * (conc[0] - conc[1:])
        change[1:] -= body.clearances * conc
        change[1 + into] += absorbed * gut
        change[0] = -absorbed * gut
        if running:
            change[0 if released else 1 + into] += 60 / over
        return change / 60

    state = np.zeros(n + 1)
    if not over:
        state[0 if absorbed else 1 + into] = 1.0
    out = np.zeros(len(minutes))
    edges = [0.0, over, minutes[-1]] if over else [0.0, minutes[-1]]
    for begin, end in itertools.pairwise(edges):
        # Short steps: between its steps the solver only interpolates, with fewer digits than it
        # steps.
        options = {
            "method": "DOP853",
            "rtol": 1e-12,
            "atol": 1e-16,
            "max_step": 4,
            "dense_output": True,
        }
        solved = solve_ivp(slope, (begin, end), state, args=(begin < over,), **options)
        inside = (minutes >= begin) & (minutes <= end)
        out[inside] = solved.sol(minutes[inside])[1]
        state = solved.y[:, -1]
    return 1000 * out / body.volumes[0]


def assert_same(closed: np.ndarray, independent: np.ndarray) -> None:
    # Below a millionth of the peak the stepping solver, not the closed form, is what runs out of
    # digits.
    seen = independent > 1e-6 * independent.max()
    np.testing.assert_allclose(closed[seen], independent[seen], rtol=1e-6)


@pytest.mark.parametrize("seed", range(25))
def test_closed_form_agrees_with_an_independent_solver(seed):
    rng = np.random.default_rng(seed)
    body = random_body(rng)
    into = int(rng.integers(len(body.volumes)))
    over, rate = float(rng.uniform(2, 120)), float(np.exp(rng.uniform(-1, 2.5)))
    assert_same(body.bolus(into)(MINUTES), stepped(body, into, MINUTES))
    assert_same(body.infusion(over)(MINUTES), stepped(body, 0, MINUTES, infused=over))
    assert_same(body.absorbed(rate, into)(MINUTES), stepped(body, into, MINUTES, absorbed=rate))
    assert_same(
        body.absorbed(rate, into, over)(MINUTES),
        stepped(body, into, MINUTES, absorbed=rate, released=over),
    )


def test_two_pathways_add_up():
    body = from_clearance([100, 200, 50], [60, 90], 80)
    both = body.absorbed(3.0) * 15 + (body.absorbed(1.2, into=2, release_minutes=30) * 8).shifted(5)
    apart = 15 * stepped(body, 0, MINUTES, absorbed=3.0)
    late = np.where(
        MINUTES >= 5,
        8 * np.interp(MINUTES - 5, FINE, stepped(body, 2, FINE, absorbed=1.2, released=30)),
        0,
    )
    np.testing.assert_allclose(both(MINUTES), apart + late, rtol=1e-4, atol=NOTHING_MEASURED)
    np.testing.assert_allclose(both.area(), 1000 * 60 * 23 / 80)


FINE = np.linspace(0, 1440, 40001)


@pytest.mark.parametrize("half_life", [0.5, 6.1, 11.8, 300.0])
def test_effect_site_agrees_with_the_convolution_integral(half_life):
    rate = math.log(2) / half_life
    plasma = from_rate_constants(4.4, 0.438, [(0.592, 0.247), (0.59, 0.0146)]).infusion(40) * 35
    site = plasma.delayed(rate)
    for t in (3.0, 40.0, 41.0, 90.0, 240.0):
        edges = [x for x in (t - 1, 40) if 0 < x < t]
        expected, _ = quad(
            lambda s, t=t: rate * math.exp(-rate * (t - s)) * plasma(s)[0],
            0,
            t,
            points=edges,
            epsabs=0,
            epsrel=1e-11,
        )
        assert site(t)[0] == pytest.approx(expected, rel=1e-8)
    assert site.area() == pytest.approx(plasma.area(), rel=1e-9)


def test_equal_rates_are_no_division_by_zero():
    # Absorption exactly as fast as elimination: the limit is dose * k * t * exp(-k t) / V.
    body = from_clearance([50], [], 50 * 1.5)
    t = MINUTES / 60
    assert_same(body.absorbed(1.5)(MINUTES), 20 * 1.5 * t * np.exp(-1.5 * t))
    assert body.absorbed(np.inf).coefficients == pytest.approx(body.bolus().coefficients)


def test_vega_evaluates_the_same_formula(vega_values):
    minutes = [0, 0.01, 1, 15, 31.8, 39.999, 40, 40.001, 60, 200, 1440]
    infusion = from_rate_constants(4.4, 0.438, [(0.592, 0.247), (0.59, 0.0146)]).infusion(40) * 35
    body = Compartments(
        np.array([192.0, 143, 417, 101]), np.array([84.3, 37.6, 151]), np.array([0, 0, 0, 391.9])
    )
    nasal = total(
        (body.absorbed(2.93) * 15 + body.absorbed(1.45, into=3, release_minutes=31.8) * 8).shifted(
            5 * i
        )
        for i in range(3)
    )
    for curve in (infusion, nasal, infusion.delayed(0.1136), nasal.delayed(0.1136)):
        np.testing.assert_allclose(
            vega_values(curve.vega(), minutes), curve(minutes), rtol=1e-9, atol=NOTHING_MEASURED
        )


@pytest.mark.parametrize("seed", range(3))
def test_vega_infusion_follows_sliders_for_dose_and_duration(seed, vega_values):
    rng = np.random.default_rng(seed)
    body, dose, over = random_body(rng), float(rng.uniform(5, 80)), float(rng.uniform(2, 100))
    minutes = [0.0, over / 3, over, over + 1, over + 240]
    expression = vega_infusion(body.bolus(), "dose", "duration")
    shown = vega_values(expression, minutes, [("dose", dose), ("duration", over)])
    np.testing.assert_allclose(
        shown, (body.infusion(over) * dose)(minutes), rtol=1e-9, atol=NOTHING_MEASURED
    )


def test_curve_is_zero_before_it_starts_and_jumps_with_a_bolus():
    curve = (decay([3.0], [0.1]) * 2).shifted(10)
    assert curve([9.999, 10, 20]).tolist() == [0, 6, pytest.approx(6 / math.e)]
    assert NOTHING([0, 5]).tolist() == [0, 0]
    assert total([]) is NOTHING
    assert NOTHING.vega() == "(datum.minutes < 0 ? 0 : 0)"


def test_times_may_come_in_any_order():
    curve = from_clearance([50, 80], [40], 60).infusion(30)
    order = np.array([100.0, 5, 31, 30, 1000, 0, 12])
    np.testing.assert_array_equal(
        curve(order), curve(np.sort(order))[np.argsort(np.argsort(order))]
    )


def test_area_and_peak():
    infusion = from_clearance([50, 80], [40], 60).infusion(30) * 10
    assert infusion.area() == pytest.approx(10 * 1000 / 60 * 60)
    assert infusion.area(90) == pytest.approx(quad(lambda t: infusion(t)[0], 0, 90, points=[30])[0])
    assert infusion.peak() == (30, pytest.approx(infusion(30)[0]))
    absorbed = from_clearance([50], [], 25).absorbed(2.0)
    assert absorbed.peak()[0] == pytest.approx(60 * math.log(2.0 / 0.5) / 1.5, abs=1e-3)
    with pytest.raises(ValueError, match="give `until`"):
        decay([1.0], [0.0]).area()


def test_many_patients_are_the_same_as_one_by_one():
    rng = np.random.default_rng(5)
    volumes, rates = rng.uniform(20, 200, (4, 3)), rng.uniform(0.5, 4, 4)
    many = (from_clearance(volumes, [60, 20], 90).absorbed(rates) * np.arange(1, 5)).delayed(
        0.1
    ) + decay([1.0], [0.02])
    for i in range(4):
        alone = (from_clearance(volumes[i], [60, 20], 90).absorbed(rates[i]) * (i + 1)).delayed(
            0.1
        ) + decay([1.0], [0.02])
        np.testing.assert_allclose(many(MINUTES)[i], alone(MINUTES), rtol=1e-10)
        assert many.area()[i] == pytest.approx(alone.area())
    with pytest.raises(ValueError, match="for one patient"):
        many.peak()


def test_what_cannot_be_is_refused():
    body = from_clearance([50, 80], [40], 60)
    with pytest.raises(ValueError, match="2 volumes need 1 flows and 2 clearances"):
        Compartments(np.array([50.0, 80]), np.array([40.0, 1]), np.array([60.0, 0]))
    with pytest.raises(ValueError, match="must be positive"):
        from_clearance([0], [], 60)
    with pytest.raises(ValueError, match="nothing ever leaves"):
        from_clearance([50], [], 0)
    with pytest.raises(ValueError, match="positive duration"):
        body.infusion(0)
    with pytest.raises(ValueError, match="single bolus"):
        body.infusion(10).infused_over(5)
    with pytest.raises(ValueError, match="single bolus at time 0"):
        vega_infusion(body.infusion(10), "dose", "duration")
    with pytest.raises(ValueError, match="positive rate"):
        body.bolus().delayed(0)
    with pytest.raises(ValueError, match="do not fit 1 pieces and 2 rates"):
        Curve(np.zeros(1), np.zeros((1, 3)), np.zeros(2))
