"""Three ways of counting one study agree with what was published, and differ where they should."""

import pytest

from ketamine_course import evidence
from ketamine_course.charts.treatment_steps import (
    COUNTED,
    PUBLISHED,
    REANALYSED,
    RULES,
    as_counted,
    as_published,
    treatment_steps,
)


def test_the_published_total_follows_from_the_published_steps():
    total = evidence.finding("rush2006.cumulative_theoretical").value
    assert 100 * as_published()[-1].well == pytest.approx(total, abs=0.5)
    assert all(stage.left == 0 for stage in as_published())


def test_only_people_who_entered_a_step_can_get_well_in_it():
    well = sum(
        evidence.finding(f"rush2006.remission_step{n}").value
        / 100
        * evidence.finding(f"rush2006.remission_step{n}").n
        for n in (1, 2, 3, 4)
    )
    assert as_counted()[-1].well == pytest.approx(well / 3671)
    for stage in as_counted():
        assert stage.well + stage.on + stage.left == pytest.approx(1)


def test_the_ways_part_after_the_first_step_and_never_cross():
    assert as_published()[0].well == as_counted()[0].well
    assert all(a.well > b.well for a, b in zip(as_published()[1:], as_counted()[1:], strict=True))


def test_bars_show_the_shares_and_the_reanalysis_has_no_steps():
    rows = treatment_steps().spec()["data"]["values"]
    ends = {
        rule: [row["to"] for row in rows if row["rule"] == rule and row.get("state") == "got well"]
        for rule in RULES
    }
    assert ends[PUBLISHED] == [36.8, 56.1, 62.1, 67.1]
    assert ends[COUNTED] == [36.8, 48.8, 50.2, 50.6]
    assert ends[REANALYSED] == [
        67.1,
        50.6,
        evidence.finding("pigott2023.cumulative_remission").value,
    ], "all totals, the reanalysis last"


def test_the_control_is_named_and_offers_all_three():
    (param,) = treatment_steps().spec()["params"]
    assert param["bind"]["options"] == list(RULES) and param["bind"]["name"].strip()
