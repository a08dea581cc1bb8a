"""The ladder shows what the findings say, and its page-side arithmetic agrees with the model."""

import json
import re

import pytest

from ketamine_course import evidence
from ketamine_course.charts.concentration_ladder import (
    LAST_MINUTE,
    MODELS,
    concentration_ladder,
    rungs,
)
from ketamine_course.models.pharmacokinetics import PUBLISHED


@pytest.fixture(scope="module")
def figure():
    return concentration_ladder()


@pytest.fixture(scope="module")
def params(figure):
    return {param["name"]: param for param in figure.spec()["params"]}


def test_marker_moves_as_the_model_says(params, vega_values):
    """What the page's Vega makes of the expression, against the model."""
    minutes = [0, 1, 40, 41, 90, LAST_MINUTE]
    now = re.sub(r"\bminute\b", "datum.minutes", params["now"]["expr"])
    for model in MODELS:
        assert vega_values(now, minutes, [("model", model)]) == pytest.approx(
            PUBLISHED[model].infusion(minutes), rel=1e-9, abs=1e-7
        )


def test_controls_offer_the_published_models_and_four_hours(params):
    assert params["model"]["bind"]["options"] == list(MODELS)
    assert (params["minute"]["bind"]["min"], params["minute"]["bind"]["max"]) == (0, LAST_MINUTE)
    assert all(params[name]["bind"]["name"].strip() for name in ("model", "minute"))


def test_rungs_hold_the_findings_in_one_unit():
    levels = {rung.name.partition(",")[0]: (rung.low, rung.high) for rung in rungs()}
    assert levels["Volunteers' ratings climb"] == (50, 200)
    assert levels["Drivers stopped by police"] == (100, 1200)
    assert levels["Infusion's peak"] == (pytest.approx(177, abs=0.5), pytest.approx(277, abs=0.5))
    assert levels["Waking from anaesthesia"] == (
        pytest.approx(428, abs=1),
        pytest.approx(856, abs=1),
    )
    assert levels["Anaesthesia"] == (pytest.approx(2021, abs=1), pytest.approx(2401, abs=1))


def test_table_has_a_row_and_a_link_for_every_rung(figure):
    assert len(figure.table) == len(rungs())
    assert figure.table["Source"].str.startswith("https://").all()


def test_s_ketamine_is_never_drawn_like_the_mixture(figure):
    sets = [
        layer["data"]["values"]
        for layer in figure.spec()["layer"]
        if "values" in layer.get("data", {})
    ]
    datasets = [*sets, *figure.spec().get("datasets", {}).values()]
    marks = {row["level"]: row["mark"] for rows in datasets for row in rows if "mark" in row}
    for mg in (28, 56, 84):
        assert marks[evidence.finding(f"perezruixo2021.peak_{mg}").value] == "hollow"
    assert marks[round(PUBLISHED["noppers2011"].peak(), 1)] == "hollow"
    assert marks[round(PUBLISHED["clements1981"].peak(), 1)] == "solid"


def test_bars_are_drawn_by_the_vega_lite_of_jupyterlab_too(figure):
    """Its 5.6 silently draws no bar whose both axes are numbers, so ranges have to be rules."""
    assert "bar" not in {layer["mark"]["type"] for layer in figure.spec()["layer"]}


def test_labels_fit_a_phone():
    assert max(len(rung.label) for rung in rungs()) <= 48


def test_the_specification_is_small_and_the_same_each_time(figure):
    text = json.dumps(figure.spec())
    assert len(text) < 40_000
    assert text == json.dumps(concentration_ladder().spec())
    assert figure.spec()["description"] and "177 to 240" in figure.caption
