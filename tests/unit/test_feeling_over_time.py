"""The session's picture says what the model says, and beside it what was measured."""

import json

import pytest

from ketamine_course import evidence
from ketamine_course.charts.feeling_over_time import (
    LAST,
    STEEPNESS,
    STEP,
    feeling_over_time,
    sessions,
)
from ketamine_course.models import concentration_effect as effect


@pytest.fixture(scope="module")
def spec() -> dict:
    return feeling_over_time().spec()


@pytest.mark.parametrize("steepness", STEEPNESS.values())
@pytest.mark.parametrize("session", sessions(), ids=lambda session: session.name)
def test_what_the_page_works_out_is_what_the_model_says(spec, session, steepness):
    points = [row for row in spec["datasets"]["site"] if row["session"] == session.name]
    assert [row["m"] for row in points] == list(range(0, LAST + STEP, STEP))
    felt = effect.felt(session.plasma, session.form, steepness=steepness)(
        [row["m"] for row in points]
    )
    c50 = round(effect.DRUG_HIGH.c50, 2)
    for row, model in zip(points, felt, strict=True):
        assert 100 * row["c"] ** steepness / (
            c50**steepness + row["c"] ** steepness
        ) == pytest.approx(model, abs=0.1)


def test_measured_times_are_those_of_the_findings(spec):
    infusion, small, large = spec["datasets"]["measured"]
    assert (infusion["from"], infusion["strongest"], infusion["over"]) == (0, 60, 40 + 120)
    gone = 60 * evidence.finding("jnj_dissociation.gone").value
    assert {(row["from"], row["strongest"], row["over"]) for row in (small, large)} == {
        (40, 40, gone)
    }


def test_the_model_outlasts_the_measurement_and_the_picture_says_so(spec):
    for session in sessions():
        course = effect.felt(session.plasma, session.form).course(25)
        assert course is not None and course.to_minute > session.over
    assert (
        "keeps the feeling too long" in spec["description"]
        and "keeps the feeling too long" in spec["usermeta"]["kc"]["caption"]
    )
    assert "people were over it" in json.dumps(spec["layer"])


def test_controls_name_published_sessions_only_and_stay_inside_the_drawing(spec):
    session, minute, steep = spec["params"]
    assert session["bind"]["options"] == [
        "Infusion, 0.5 mg/kg over 40 min",
        "Esketamine spray, 56 mg",
        "Esketamine spray, 84 mg",
    ]
    assert (minute["bind"]["min"], minute["bind"]["max"], minute["bind"]["step"]) == (
        0,
        LAST,
        STEP,
    ) and minute["value"] % STEP == 0
    assert steep["bind"]["options"] == [1, 2] and steep["value"] == 1


def test_specification_is_small_and_the_same_each_time():
    first, second = (json.dumps(feeling_over_time().spec(), sort_keys=True) for _ in range(2))
    assert first == second and len(first) < 40_000


def test_table_has_a_source_for_model_and_measurement():
    table = feeling_over_time().table
    assert len(table) == len(sessions()) * len(STEEPNESS)
    assert (
        table["Source"].str.startswith("https://").all()
        and table["Source of the model"].str.startswith("https://").all()
    )
