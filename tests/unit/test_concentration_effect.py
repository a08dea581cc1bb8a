"""From concentration to effect: published constants, the delay, and one protocol from start to
end.
"""

import numpy as np
import pytest

from ketamine_course import evidence
from ketamine_course.models import concentration_effect as ce
from ketamine_course.models import nasal_esketamine
from ketamine_course.models.curves import decay
from ketamine_course.models.pharmacokinetics import PUBLISHED


def test_published_half_effect_levels_in_nanograms():
    assert ce.DRUG_HIGH.c50 == pytest.approx(71.3, abs=0.05)
    assert ce.PAIN_RELIEF_LOW.c50 == pytest.approx(285, abs=0.5)
    assert ce.PAIN_RELIEF_HIGH.c50 == pytest.approx(404, abs=0.5)


@pytest.mark.parametrize("steepness", [0.7, 1.0, 3.0])
def test_half_of_the_effect_at_c50_whatever_the_steepness(steepness):
    effect = ce.DRUG_HIGH.model(steepness)
    assert effect(effect.c50) == pytest.approx(50)
    assert effect([0, -1e-14, 1e9]) == pytest.approx([0, 0, 100], abs=1e-3)
    assert effect(effect.concentration_for(20.0)) == pytest.approx(20)


def test_after_one_half_life_the_effect_site_is_half_way_to_a_constant_level():
    constant = decay([100.0], [0.0])
    assert ce.effect_site(constant, 6.1)([0, 6.1, 12.2, 600]) == pytest.approx([0, 50, 75, 100])
    assert ce.delay() == 6.1
    assert ce.effect_site(constant, 0) is constant


def test_a_racemate_is_halved_and_s_ketamine_is_not():
    plasma = PUBLISHED["clements1981"].curve()
    assert ce.as_s_ketamine(plasma, "racemate")(40) == pytest.approx(plasma(40) / 2)
    assert ce.as_s_ketamine(plasma, "S-ketamine")(40) == plasma(40)


def test_high_rises_during_the_infusion_and_fades_after_it():
    for model in ("clements1981", "stanpumpr"):
        high = ce.felt(PUBLISHED[model].curve(), "racemate")
        course = high.course(20.0)
        assert 0 < course.from_minute < 20
        # The effect lags the blood: greatest a little after the infusion has ended at 40 minutes.
        assert 40 < course.peak_minute < 50
        assert course.peak == pytest.approx(float(high(course.peak_minute)[0]))
        assert high(course.from_minute) == pytest.approx(20, abs=0.01)
        assert high(course.to_minute) == pytest.approx(20, abs=0.01)
    assert high.course(99.0) is None


def test_high_is_there_within_the_hour_as_patients_report():
    within = 60 * evidence.finding("acevedodiaz2020.peak").value
    for name, model in PUBLISHED.items():
        course = ce.felt(model.curve(), model.form).course(10.0)
        assert course.peak_minute < within, name
    spray = ce.felt(nasal_esketamine.typical().session(3), "S-ketamine")
    assert spray.course(10.0).peak_minute < within


def test_vega_draws_the_same_high(vega_values):
    minutes = [0, 3, 20, 40, 41, 90, 240]
    high = ce.felt(PUBLISHED["noppers2011"].curve(), "S-ketamine", steepness=1.7)
    np.testing.assert_allclose(
        vega_values(high.vega(), minutes), high(minutes), rtol=1e-9, atol=1e-11
    )


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="must be positive"):
        ce.SigmoidEmax(0)
    with pytest.raises(ValueError, match="not between 0 and 100"):
        ce.SigmoidEmax(70).concentration_for(100)
    with pytest.raises(ValueError, match="half-life of -1"):
        ce.effect_site(decay([1.0], [0.1]), -1)
    with pytest.raises(ValueError, match="is in min, a C50 here is in umol/L"):
        _ = ce.PublishedEffect("x", "olofsen2012.t12ke0_mean").c50
