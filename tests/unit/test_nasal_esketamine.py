"""The nasal spray's population model: against the exposures its authors printed."""

import numpy as np
import pytest

from ketamine_course import evidence
from ketamine_course.models import nasal_esketamine as nasal

GROUPS = {
    "": ("reference", 45),
    "_over60": ("reference", 70),
    "_asian": ("asian", 45),
    "_japanese": ("japanese", 45),
}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("devices", [1, 2, 3])
def test_exposure_agrees_with_the_papers_table(group, devices):
    ancestry, age = GROUPS[group]
    session = nasal.typical(age, ancestry).session(devices)
    peak = evidence.finding(f"perezruixo2021.peak_{28 * devices}{group}").value
    area = evidence.finding(f"perezruixo2021.auc_{28 * devices}{group}").value
    assert session.peak()[1] == pytest.approx(peak, rel=0.006)
    assert session.area(24 * 60) / 60 == pytest.approx(area, rel=0.006)


def test_the_swallowed_part_arriving_at_once_is_what_overshoots():
    # The public transcription reports peaks of 45.7, 77.1 and 108.6 ng/mL: no release time, all
    # devices at once.
    person = nasal.typical()
    body = person.body()
    for devices, reported in ((1, 45.7), (2, 77.1), (3, 108.6)):
        splits = [person._split(number) for number in range(devices)]
        nose, gut = (28 * sum(parts) for parts in zip(*splits, strict=True))
        at_once = (
            body.absorbed(person.ka_nasal) * nose
            + body.absorbed(person.ka_swallowed, into=nasal.LIVER) * gut
        )
        assert at_once.peak()[1] == pytest.approx(reported, abs=0.06)


def test_bioavailability_agrees_with_the_abstract():
    person = nasal.typical()
    assert 100 * person.bioavailability(2) == pytest.approx(
        evidence.finding("perezruixo2021.f_56").value, abs=0.5
    )
    assert 100 * person.bioavailability(3) == pytest.approx(
        evidence.finding("perezruixo2021.f_84").value, abs=0.5
    )


def test_area_is_what_reaches_the_blood_over_clearance():
    person = nasal.typical()
    expected = 1000 * 84 * person.bioavailability(3) / person.clearance
    assert person.session(3).area() / 60 == pytest.approx(expected, rel=1e-9)


def test_virtual_people_spread_as_published_around_the_typical_person():
    people, usual = nasal.virtual_people(40_000, np.random.default_rng(7)), nasal.typical()
    for name, finding in nasal.VARYING.items():
        values = getattr(people, name)
        log_sd = np.sqrt(np.log1p((evidence.finding(f"perezruixo2021.{finding}").value / 100) ** 2))
        assert np.median(values) == pytest.approx(getattr(usual, name), rel=0.03)
        assert np.log(values).std() == pytest.approx(log_sd, rel=0.03)
    assert np.median(people.nasal) == pytest.approx(0.54, abs=0.01)
    assert 0 < people.nasal.min() < people.nasal.max() <= 1
    peaks = people.session(3)(np.linspace(0, 180, 181)).max(axis=-1)
    assert np.median(peaks) == pytest.approx(usual.session(3).peak()[1], rel=0.05)


def test_the_same_seed_draws_the_same_people():
    draw = [
        nasal.virtual_people(5, np.random.default_rng(3), ancestry="japanese").nasal
        for _ in range(2)
    ]
    assert draw[0].tolist() == draw[1].tolist()


def test_sessions_and_people_that_nobody_studied_are_refused():
    with pytest.raises(ValueError, match="1 to 4"):
        nasal.typical().session(5)
    with pytest.raises(ValueError, match="18 to 86"):
        nasal.typical(age=12)
