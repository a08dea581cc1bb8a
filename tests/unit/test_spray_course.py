"""The spray's curves meet the printed peaks, and the band is a band."""

import json

import numpy as np
import pytest

from ketamine_course import evidence
from ketamine_course.charts.spray_course import DEVICES, HIGHEST, band, minutes, spray_course
from ketamine_course.models import nasal_esketamine as nasal


@pytest.fixture(scope="module")
def figure():
    return spray_course()


@pytest.mark.parametrize("mg", DEVICES)
def test_peaks_meet_the_printed_ones_within_one_percent(mg, figure):
    row = figure.table.set_index("Session").loc[f"{mg} mg"]
    assert row["Peak printed, ng/mL"] == evidence.finding(f"perezruixo2021.peak_{mg}").value
    assert row["Peak here, ng/mL"] == pytest.approx(row["Peak printed, ng/mL"], rel=0.01)


@pytest.mark.parametrize("mg", DEVICES)
def test_the_typical_person_lies_inside_the_band_and_the_band_inside_the_chart(mg):
    low, high = band(mg)
    typical = nasal.typical().session(DEVICES[mg])(minutes())
    assert (low[1:] < typical[1:]).all() and (typical[1:] < high[1:]).all()
    assert low.min() >= 0 and high.max() < HIGHEST


def test_three_times_the_dose_is_less_than_three_times_the_peak(figure):
    peaks = figure.table["Peak here, ng/mL"]
    assert 2 < peaks.iloc[2] / peaks.iloc[0] < 3


def test_the_label_expects_the_peak_where_the_model_has_it(figure):
    window = next(
        layer["data"]["values"]
        for layer in figure.spec()["layer"]
        if layer.get("data", {}).get("name") == "label_window"
    )
    for row, devices in zip(window, DEVICES.values(), strict=True):
        assert row["from"] <= nasal.typical().session(devices).peak()[0] <= row["to"]


def test_minutes_rise_to_the_end_of_the_chart():
    assert (np.diff(minutes()) > 0).all() and minutes()[0] == 0 and minutes()[-1] == 360


def test_the_specification_is_small_and_the_same_each_time(figure):
    text = json.dumps(figure.spec())
    assert len(text) < 40_000 and text == json.dumps(spray_course().spec())
