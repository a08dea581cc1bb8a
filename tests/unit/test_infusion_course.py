"""The curves are the models' own, for every length of the infusion, and the measured peak is the
finding.
"""

import json

import pytest

from ketamine_course import evidence
from ketamine_course.charts.infusion_course import (
    LAST_MINUTE,
    LOOKS,
    formula,
    infusion_course,
    level,
)
from ketamine_course.models.pharmacokinetics import PUBLISHED


@pytest.fixture(scope="module")
def figure():
    return infusion_course()


@pytest.mark.parametrize("id", LOOKS)
@pytest.mark.parametrize("length", [40, 65, 100])
def test_the_page_draws_what_the_model_says(id, length, vega_values):
    minutes = [0, 10, length, length + 1, 120, LAST_MINUTE]
    expected = [level(PUBLISHED[id], minute, length) for minute in minutes]
    assert vega_values(formula(id), minutes, [("length", length)]) == pytest.approx(
        expected, rel=1e-9, abs=1e-9
    )


def test_without_a_length_it_is_the_standard_infusion():
    for id in LOOKS:
        assert level(PUBLISHED[id], 40) == pytest.approx(PUBLISHED[id].peak())


def test_the_length_moves_between_two_that_were_given(figure):
    bind = next(param["bind"] for param in figure.spec()["params"] if param["name"] == "length")
    assert (bind["min"], bind["max"]) == (
        evidence.finding("fava2018.infusion_minutes").value,
        evidence.finding("rasmussen2013.infusion_minutes").value,
    )


def test_the_lowest_peak_leaves_most_behind_and_slow_peaks_agree_better():
    """What the caption and the lesson teach."""
    peak = {id: level(PUBLISHED[id], 40) for id in LOOKS}
    after = {id: level(PUBLISHED[id], 60) for id in LOOKS}
    slow = [level(PUBLISHED[id], 100, 100) for id in LOOKS]
    assert min(peak, key=peak.get) == max(after, key=after.get) == "clements1981"
    assert max(slow) - min(slow) < (max(peak.values()) - min(peak.values())) / 3


def test_the_measured_peak_is_shown_only_for_the_infusion_it_was_measured_in(figure):
    points = [
        layer for layer in figure.spec()["layer"] if layer.get("data", {}).get("name") == "measured"
    ]
    assert points and all(
        layer["data"]["values"][0]["level"] == evidence.finding("zanos2018.peak_infusion").value
        for layer in points
    )
    assert all({"filter": "length == 40"} in layer["transform"] for layer in points)


def test_no_line_is_told_apart_by_colour_alone():
    assert (
        len({str(dash) for _, _, dash, _ in LOOKS.values()})
        == len({shape for *_, shape in LOOKS.values()})
        == len(LOOKS)
    )


def test_every_line_of_the_table_has_a_source(figure):
    assert figure.table["Source"].str.startswith("https://").all()


def test_the_specification_is_small_and_the_same_each_time(figure):
    text = json.dumps(figure.spec())
    assert len(text) < 40_000 and text == json.dumps(infusion_course().spec())
