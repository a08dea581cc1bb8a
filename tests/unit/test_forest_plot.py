"""The forest plot shows the trials as counted, pools only what may be pooled, and says so when
there is nothing to pool.
"""

import json
import math
from importlib import import_module

import pytest
import vl_convert

from ketamine_course import evidence
from ketamine_course.charts.forest_plot import (
    COMPARATORS,
    EVERYTHING,
    NOBODY,
    POINTS,
    RESPONSE,
    forest_plot,
    pooled,
    response_trials,
)
from ketamine_course.charts.theme import without_variables

# The package exports the function of the same name.
module = import_module("ketamine_course.charts.forest_plot")


def drawn(**choices: str) -> str:
    spec = forest_plot().spec()
    for param in spec["params"]:
        param["value"] = choices.get(param["name"], param["value"])
    return vl_convert.vegalite_to_svg(
        json.loads(without_variables(json.dumps(spec))), vl_version="5.8"
    )


def ratio(p) -> list[float]:
    value, (low, high) = p.ratio()
    return [round(x, 2) for x in (value, low, high)]


def test_only_the_response_panel_is_pooled_and_every_source_once():
    rows = response_trials()
    assert set(rows.panel) == {"response"}
    assert rows.source.is_unique
    assert pooled().trials == len(rows) == 9


def test_the_counts_are_those_of_the_findings():
    arms = {
        "murrough2013": "midazolam",
        "su2023": "midazolam",
        "jelovac2025": "midazolam",
        "lii2023": "saline",
        "hu2016": "saline",
        "popova2019": "placebo",
        "ochsross2020": "placebo",
    }
    rows = response_trials().set_index("source")
    for source, comparator in arms.items():
        for arm, suffix in ((comparator, "control"), ("drug", "drug")):
            finding = evidence.finding(f"{source}.response_{arm}")
            assert (finding.value, finding.n) == (
                rows.loc[source, f"events_{suffix}"],
                rows.loc[source, f"n_{suffix}"],
            )


def test_pools_are_as_first_computed():
    assert ratio(pooled()) == [1.46, 1.24, 1.73]
    assert ratio(pooled("midazolam")) == [1.97, 0.78, 4.96]
    assert ratio(pooled("placebo spray")) == [1.40, 1.07, 1.83]


def test_leaving_out_a_trial_that_is_not_shown_changes_nothing():
    assert pooled("midazolam", "Hu 2016") == pooled("midazolam")
    assert "3 trials together" in drawn(comparator="midazolam", leave="Hu 2016")
    assert pooled(EVERYTHING, "Hu 2016").trials == pooled().trials - 1


def test_one_trial_alone_is_not_pooled_and_two_are_called_little():
    assert pooled("saline", "Hu 2016") is None
    assert "One trial: nothing to pool" in drawn(comparator="saline", leave="Hu 2016")
    assert "Two trials say almost nothing" in drawn(comparator="saline")


def test_an_interval_with_no_difference_is_never_called_more():
    for comparator in (EVERYTHING, *COMPARATORS):
        p = pooled(comparator)
        says_more = "More respond with ketamine." in drawn(comparator=comparator)
        assert says_more == (p.low > 0)


def test_every_choice_has_exactly_one_line_below_the_trials():
    rows = module._together()
    for outcome in (RESPONSE, POINTS):
        for comparator in (EVERYTHING, *COMPARATORS):
            for leave in (NOBODY, *response_trials().label):
                assert (
                    sum(
                        (r["outcome"], r["comparator"]) == (outcome, comparator)
                        and leave in r["leave"]
                        for r in rows
                    )
                    == 1
                )


def test_points_are_drawn_and_never_pooled():
    picture = drawn(outcome=POINTS)
    assert "Drawn, not pooled" in picture and "together" not in picture
    # Lower scores are better, so a fall of 7.95 points more stands to the right.
    murrough = next(
        r for r in module._lines() if r["outcome"] == POINTS and r["name"] == "Murrough 2013"
    )
    assert murrough["x"] > module.SCALES[POINTS].place(0)


def test_what_leaves_the_scale_is_cut_at_its_end_and_marked():
    daly = next(r for r in module._lines() if r["name"].startswith("Daly"))
    assert daly["beyond"] and daly["to"] == 1
    assert module.SCALES[RESPONSE].place(1) == pytest.approx(math.log(4) / math.log(64), abs=1e-4)


def test_a_pool_that_outgrows_the_picture_says_so():
    assert "the line runs off the picture" in drawn(comparator="midazolam", leave="Su 2023")
    assert "runs off" not in drawn(comparator="midazolam")


def test_specification_is_small_the_same_each_time_and_described():
    first, second = (json.dumps(forest_plot().spec(), sort_keys=True) for _ in range(2))
    assert first == second and len(first) < 40_000
    spec = json.loads(first)
    assert "that includes no difference" in spec["description"]
    assert {param["name"] for param in spec["params"]} == {"outcome", "comparator", "leave"}


def test_an_unknown_comparator_is_refused():
    row = evidence.trials_table().loc["reif2023_remission"]
    with pytest.raises(ValueError, match="quetiapine"):
        module.comparator_group(row)
