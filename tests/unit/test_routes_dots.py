"""The dots are the findings, each with its form and the people it rests on."""

import json

import pytest

from ketamine_course import evidence
from ketamine_course.charts.routes_dots import MIXTURE, SINGLE, STUDIES, routes_dots


@pytest.fixture(scope="module")
def figure():
    return routes_dots()


def test_each_study_is_a_percentage_and_is_drawn_where_it_belongs(figure):
    drawn = {row["said"]: row for row in figure.spec()["data"]["values"]}
    assert len(drawn) == len(STUDIES) + 1, "two labels are the same"
    for study in STUDIES:
        found = evidence.finding(study.id)
        assert found.unit == "percent" and drawn[study.text]["value"] == found.value
        assert (drawn[study.text].get("low"), drawn[study.text].get("high")) == (
            found.low,
            found.high,
        )


def test_the_form_is_what_the_finding_says():
    for study in STUDIES:
        given = evidence.finding(study.id).intervention.lower()
        alone = "esketamine" in given or ("s-ketamine" in given and "racemic" not in given)
        assert study.form == (SINGLE if alone else MIXTURE), study.id


def test_what_was_not_measured_is_not_called_a_study(figure):
    vein = figure.spec()["data"]["values"][0]
    assert vein["value"] == 100 and "by definition" in vein["said"]


def test_the_kind_of_spread_is_named(figure):
    drawn = figure.table[figure.table["Spread"] != ""]
    assert (
        len(drawn) >= 3
        and drawn["Spread"].str.contains("standard (?:error|deviation)|over three doses").all()
    )


def test_the_nasal_study_that_disagrees_is_told_and_not_averaged_away(figure):
    odd = evidence.finding("phar2669_2022.f_nasal")
    assert f"{odd.value:.0f}% in one" in figure.caption and "45 to 54% in most" in figure.caption


def test_a_range_is_one_over_doses():
    ranges = [study.finding for study in STUDIES if study.finding.interval == "range"]
    assert all("over three doses" in found.measure for found in ranges)


def test_labels_fit_a_phone():
    assert max(len(study.text) for study in STUDIES) <= 52


def test_the_specification_is_small_and_the_same_each_time(figure):
    text = json.dumps(figure.spec())
    assert len(text) < 40_000 and text == json.dumps(routes_dots().spec())
