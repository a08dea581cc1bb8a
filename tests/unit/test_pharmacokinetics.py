"""The compartment models: against published peaks, against an independent solver, and at their
limits.
"""

import itertools

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from ketamine_course import evidence
from ketamine_course.models import pharmacokinetics as pk

MINUTES = np.arange(0, 241, 5.0)


def solve_numerically(
    model: pk.CompartmentModel, doses: list[pk.Dose], minutes: np.ndarray
) -> np.ndarray:
    """Amounts by stepping through the differential equations, restarted wherever the input
    changes.
    """
    size = 1 + len(model.exchange)

    def slope(rate):
        def f(_, amounts):
            flow = [
                out * amounts[0] - back * amounts[i]
                for i, (out, back) in enumerate(model.exchange, 1)
            ]
            return [rate - model.elimination * amounts[0] - sum(flow), *flow]

        return f

    edges = sorted(
        {0.0, minutes[-1], *(d.start for d in doses), *(d.start + d.minutes for d in doses)}
    )
    state, result = np.zeros(size), np.zeros(len(minutes))
    for begin, end in itertools.pairwise(edges):
        state[0] += sum(d.mg for d in doses if d.minutes == 0 and d.start == begin)
        rate = sum(
            d.mg / d.minutes for d in doses if d.minutes and d.start <= begin < d.start + d.minutes
        )
        solution = solve_ivp(
            slope(rate),
            (begin, end),
            state,
            method="DOP853",
            rtol=1e-11,
            atol=1e-13,
            dense_output=True,
        )
        within = (minutes >= begin) & (minutes <= end)
        result[within] = solution.sol(minutes[within])[0]
        state = solution.y[:, -1].copy()
    return 1000 * result / model.volume


@pytest.mark.parametrize(
    ("model", "peak"),
    [
        ("clements1981", 177),
        ("hijazi2003", 225),
        ("stanpumpr", 240),
        ("herd2007", 253),
        ("noppers2011", 277),
    ],
)
def test_standard_infusion_peaks_where_the_audit_found_it(model, peak):
    assert pk.PUBLISHED[model].peak() == pytest.approx(peak, abs=0.5)


@pytest.mark.parametrize("published", pk.PUBLISHED.values(), ids=pk.PUBLISHED)
def test_infusion_agrees_with_an_independent_solver(published):
    model = published.for_weight(62)
    doses = [pk.STANDARD.for_weight(62)]
    closed, stepped = model.concentration(MINUTES, doses), solve_numerically(model, doses, MINUTES)
    assert stepped[0] == 0 == pytest.approx(closed[0], abs=1e-7)
    np.testing.assert_allclose(closed[1:], stepped[1:], rtol=1e-6)


def test_bolus_and_infusions_add_up():
    model = pk.PUBLISHED["stanpumpr"].for_weight(70)
    doses = [pk.Dose(10), pk.Dose(35, 40, start=20), pk.Dose(5, start=100)]
    together = model.concentration(MINUTES, doses)
    # The solver reports the amount before a bolus, the closed form after it; leave those two
    # instants out.
    smooth = ~np.isin(MINUTES, [0, 100])
    np.testing.assert_allclose(
        together[smooth], solve_numerically(model, doses, MINUTES)[smooth], rtol=1e-6
    )
    np.testing.assert_allclose(
        together, sum(model.concentration(MINUTES, [dose]) for dose in doses)
    )


def test_bolus_starts_at_dose_over_central_volume():
    assert pk.CompartmentModel(20, 0.1).concentration(0, [pk.Dose(10)]) == pytest.approx(500)
    assert pk.CompartmentModel(20, 0.1, ((0.2, 0.3),)).concentration(
        0, [pk.Dose(10)]
    ) == pytest.approx(500)


def test_nothing_is_there_before_a_dose():
    model = pk.PUBLISHED["clements1981"].for_weight(70)
    assert model.concentration(
        [-5, 0, 9], [pk.Dose(10, start=10), pk.Dose(10, 5, start=10)]
    ).tolist() == [0, 0, 0]


def test_endless_infusion_reaches_rate_over_clearance():
    model = pk.PUBLISHED["noppers2011"].for_weight(70)
    level = model.concentration(20_000, [pk.Dose(20_000, 20_000)])
    assert level == pytest.approx(1000 * 1 / model.clearance, rel=1e-6)


def test_area_under_the_curve_is_dose_over_clearance():
    model = pk.PUBLISHED["herd2007"].for_weight(70)
    weights, rates = model.modes()
    assert (weights / rates).sum() == pytest.approx(1000 / model.clearance)


def test_clearances_and_rates_describe_the_same_body():
    one = pk.CompartmentModel.from_clearances([17, 28.3, 147], 1.5, [2.1, 1.5])
    assert one.clearance == pytest.approx(1.5)
    assert one.volume_at_steady_state == pytest.approx(17 + 28.3 + 147)


def test_peak_is_the_highest_point_of_the_infusion():
    for published in pk.PUBLISHED.values():
        assert published.infusion(np.arange(0, 241)).max() == pytest.approx(published.peak())


def test_peaks_grow_in_step_with_the_trial_dose():
    peaks = [pk.PUBLISHED["clements1981"].peak(arm) for arm in pk.TRIAL_ARMS.values()]
    assert np.array(peaks) / peaks[0] == pytest.approx([1, 2, 5, 10])


def test_dosing_by_weight_cancels_weight_when_volumes_grow_with_it():
    model = pk.PUBLISHED["clements1981"]
    assert model.peak(weight=50) == pytest.approx(model.peak(weight=100))
    assert pk.PUBLISHED["noppers2011"].peak(weight=50) < pk.PUBLISHED["noppers2011"].peak(
        weight=100
    )


def test_every_model_has_a_source_that_can_be_cited():
    for published in pk.PUBLISHED.values():
        assert published.source.link.startswith("https://")


def test_conversion_uses_the_weight_of_a_mole():
    assert pk.nanograms_per_ml(evidence.finding("idvall1979.anaesthesia").value) == pytest.approx(
        2211, abs=1
    )
    assert pk.nanograms_per_ml(evidence.finding("idvall1979.waking").value) == pytest.approx(
        642, abs=1
    )


def test_impossible_bodies_and_doses_are_refused():
    with pytest.raises(ValueError, match="above zero"):
        pk.CompartmentModel(0, 0.1)
    with pytest.raises(ValueError, match="mg >= 0"):
        pk.Dose(-1)
    with pytest.raises(ValueError, match="30 to 150"):
        pk.PUBLISHED["clements1981"].for_weight(7)
    with pytest.raises(ValueError, match=r"is longer|shorter|argument"):
        pk.CompartmentModel.from_clearances([17, 28], 1.5, [2.1, 1.5])


def test_only_doses_of_the_trial_can_be_asked_for():
    assert pk.trial_arm("0.1 mg/kg").mg_per_kg == 0.1
    with pytest.raises(
        LookupError, match=r"'0\.3 mg/kg'.*0\.1 mg/kg, 0\.2 mg/kg, 0\.5 mg/kg, 1\.0 mg/kg"
    ):
        pk.trial_arm("0.3 mg/kg")


def test_a_parameter_in_another_unit_is_refused():
    wrong = pk.PublishedModel("clements1981", "x", "racemate", "x", "clearances", 2)
    with pytest.raises(ValueError, match=r"'clements1981\.v1' is in L/kg, the model needs L"):
        wrong.for_weight(70)
