"""The sorted crowd says what was counted, and calls nobody extra where the interval includes
zero.
"""

import json
from importlib import import_module

import pytest
import vl_convert

from ketamine_course import evidence
from ketamine_course.charts.theme import without_variables
from ketamine_course.charts.who_responds import (
    COMPARISONS,
    DEFAULT,
    EXTRA,
    MAYBE,
    table,
    who_responds,
)

# The package exports the function of the same name.
module = import_module("ketamine_course.charts.who_responds")


def drawn(name: str) -> str:
    spec = who_responds().spec()
    spec["params"][0]["value"] = name
    return vl_convert.vegalite_to_svg(
        json.loads(without_variables(json.dumps(spec))), vl_version="5.8"
    )


def test_the_default_is_four_weeks_of_the_spray():
    row = module._row(DEFAULT)
    assert (row["anyway"], row["drug"], row["more"]) == (45, 59, EXTRA)
    assert "number needed to treat, 95% interval 5 to 21" in row["note"]
    assert "59 of 100 responded" in drawn(DEFAULT.name)


def test_where_the_interval_includes_zero_nobody_is_called_extra():
    unsettled = {v.trial.split(",")[0] for v in COMPARISONS if not v.comparison.settled}
    assert unsettled == {"KARMA-Dep 2", "Lii 2023"}
    for versus in COMPARISONS:
        row = module._row(versus)
        assert row["more"] == (EXTRA if versus.comparison.settled else MAYBE)
        assert ("number needed to treat" in row["note"]) == versus.comparison.settled
    needed = table().set_index("Comparison")["Number needed to treat (95% interval)"]
    assert needed.str.startswith("none").sum() == len(unsettled)


@pytest.mark.parametrize("versus", COMPARISONS, ids=lambda v: v.name)
def test_the_interval_lies_around_the_drug_groups_share(versus):
    row = module._row(versus)
    assert row["from"] <= row["point"] <= row["to"]
    # The line of the comparator lies inside the interval exactly when the difference is unsettled.
    assert (row["from"] <= row["base"] <= row["to"]) != versus.comparison.settled


def test_marks_differ_in_shape_or_filling_and_not_only_in_colour():
    crowd = who_responds().spec()["layer"][0]["encoding"]
    looks = list(
        zip(crowd["shape"]["scale"]["range"], crowd["fill"]["scale"]["range"], strict=True)
    )
    assert len(set(looks)) == 4


def test_nobody_says_that_masked_raters_knew():
    trial = next(v.trial for v in COMPARISONS if v.drug.startswith("reif2023"))
    assert (
        "blinded raters" in evidence.finding("reif2023.remission_drug").comparator
        and "raters did not" in trial
    )


def test_specification_is_small_the_same_each_time_and_described():
    first, second = (json.dumps(who_responds().spec(), sort_keys=True) for _ in range(2))
    assert first == second and len(first) < 40_000
    spec = json.loads(first)
    assert "read each by itself and do not rank them" in spec["description"]
    assert spec["params"][0]["bind"]["options"] == [v.name for v in COMPARISONS]
