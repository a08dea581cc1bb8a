"""The landing page's picture shows the published counts, ranges as ranges, and nobody where nobody
counted.
"""

import pytest

from ketamine_course import evidence
from ketamine_course.charts.how_many_felt_it import QUESTIONS, how_many_felt_it


@pytest.fixture
def rows() -> list[dict]:
    return how_many_felt_it().spec()["data"]["values"]


def test_counts_are_the_findings_of_both_arms(rows):
    noted = [row for row in rows if row["asked"].endswith("effect: dissociation")]
    assert [(row["low"], row["high"]) for row in noted] == [(41, 41), (9, 9)]
    assert [row["head"] for row in noted] == [
        "On esketamine spray: 41 of 100",
        "On placebo spray: 9 of 100",
    ]


def test_a_range_over_trials_keeps_both_ends(rows):
    assert [(row["low"], row["high"]) for row in rows[:2]] == [(61, 84), (5, 16)]


def test_where_nobody_counted_nobody_is_drawn_and_it_says_so(rows):
    high = [row for row in rows if "high?" in row["asked"]]
    assert [(row["high"], row["head"]) for row in high] == [
        (0, "On esketamine spray: nobody counted"),
        (0, "On placebo spray: nobody counted"),
    ]


def test_somebody_is_never_rounded_down_to_nobody(rows):
    placebo = [row for row in rows if "feeling drunk" in row["asked"]][1]
    assert placebo["head"] == "On placebo spray: fewer than 1 of 100"
    assert evidence.finding("spravato_hcp.feeling_drunk_placebo").value


def test_both_arms_come_from_one_source():
    for question in QUESTIONS:
        if question.stem:
            assert (
                evidence.finding(f"{question.stem}_drug").source
                == evidence.finding(f"{question.stem}_placebo").source
            )
