"""The icon arrays say what the findings say, add up, and hold back a number needed to harm when
they must.
"""

import json
import re

import pytest

from ketamine_course import evidence
from ketamine_course.charts.icon_array import TRIALS, icon_array, table

UNSETTLED = {
    "transform": {"Headache", "Altered taste", "Insomnia", "Mental impairment"},
    "aspire": {"Headache"},
}


def rows_of(spec: dict) -> list[dict]:
    return spec["data"]["values"]


@pytest.mark.parametrize("trials", TRIALS)
def test_every_effect_has_two_arms_out_of_the_same_hundred(trials):
    rows = rows_of(icon_array(trials).spec())
    assert len(rows) == 2 * len(TRIALS[trials].effects)
    for row in rows:
        assert 0 <= row["shared"] <= row["had"] <= 100


@pytest.mark.parametrize("trials", TRIALS)
def test_effects_whose_interval_holds_zero_show_no_extra_and_no_number(trials):
    rows = rows_of(icon_array(trials).spec())
    unsettled = {
        row["effect"]
        for row in rows
        if "no number needed to harm can be given" in row.get("note", "")
    }
    assert unsettled == UNSETTLED[trials]
    for row in rows:
        if row["effect"] in unsettled:
            assert row["shared"] == row["had"]
            assert not re.search(r"needed to harm \d", row.get("note", ""))
    shown = table(trials).set_index("Effect")["Number needed to harm (95% interval)"]
    assert set(shown[shown.str.startswith("none")].index) == UNSETTLED[trials]


def test_dissociation_is_shown_as_counted():
    drug, placebo = (row for row in rows_of(icon_array().spec()) if row["effect"] == "Dissociation")
    assert (drug["had"], drug["shared"], placebo["had"]) == (41, 9, 9)
    assert drug["head"] == "Esketamine spray: 41 of 100"
    assert drug["counts"].startswith("142 of 346 people")
    assert "number needed to harm 3, 95% interval 3 to 4" in drug["note"]


def test_somebody_is_never_rounded_down_to_nobody():
    _, placebo = (
        row for row in rows_of(icon_array().spec()) if row["effect"] == "Frequent urination"
    )
    assert placebo["head"] == "Placebo spray: fewer than 1 of 100"


@pytest.mark.parametrize("trials", TRIALS)
def test_specification_is_small_the_same_each_time_and_described(trials):
    first, second = (json.dumps(icon_array(trials).spec(), sort_keys=True) for _ in range(2))
    assert first == second
    assert len(first) < 40_000
    spec = json.loads(first)
    assert "of 100 people given esketamine" in spec["description"]
    [param] = spec["params"]
    assert param["bind"]["options"] == [effect.name for effect in TRIALS[trials].effects]
    assert param["value"] in param["bind"]["options"]


def test_meaning_never_hangs_on_colour_alone():
    marks = icon_array().spec()["layer"][0]["encoding"]
    shapes, fills = marks["shape"]["scale"]["range"], marks["fill"]["scale"]["range"]
    assert len(set(zip(shapes, fills, strict=True))) == len(fills)
    assert shapes[1] not in (shapes[0], shapes[2])


def test_groups_of_trials_are_never_pooled():
    for trials in TRIALS.values():
        populations = {
            evidence.finding(f"{e.stem}_{arm}").population
            for e in trials.effects
            for arm in ("drug", "placebo")
        }
        assert len(populations) == 1


def test_unknown_trials_are_named_with_the_nearest():
    with pytest.raises(ValueError, match="Did you mean 'aspire'"):
        icon_array("aspier")
