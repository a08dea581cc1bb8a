"""The comparisons say what their findings say, and the plot never lets different people pass as the
same.
"""

import json

import pytest

from ketamine_course import evidence
from ketamine_course.charts.alternatives import SCALES, alternatives
from ketamine_course.models.comparisons import (
    ALL,
    BETTER,
    COMPARISONS,
    PEOPLE,
    SPREAD,
    table,
    warning,
)


@pytest.fixture(scope="module")
def spec():
    return alternatives().spec()


@pytest.fixture(scope="module")
def rows(spec):
    return [row for row in spec["data"]["values"] if row["set"] == "row"]


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda c: f"{c.outcome}: {c.title}")
def test_arms_are_of_one_source(comparison):
    assert len({evidence.finding(id).source for id in comparison.findings}) == 1


@pytest.mark.parametrize(
    "comparison", [c for c in COMPARISONS if c.outcome == BETTER], ids=lambda c: c.title
)
def test_the_first_arm_is_the_one_named_first(comparison):
    """A swapped pair of findings would turn a drawback into a benefit."""
    first, second = (evidence.finding(id) for id in comparison.findings)
    name = {"Esketamine + new tablet": "esketamine", "SSRI": "ssri", "CBT": "cbt"}.get(
        comparison.treatment.removeprefix("Adding "),
        comparison.treatment.removeprefix("Adding ").split()[0],
    )
    name = {"Magnetic": "rtms", "magnetic": "rtms"}.get(name, name).lower()
    assert name in first.intervention.lower() and not second.intervention.lower().startswith(name)


def test_worse_is_drawn_as_worse():
    """ECT came out ahead in one trial and in the pooled trials: signs differ between sources and
    must not get lost.
    """
    trials = {
        (c.outcome, c.comparator): c.difference
        for c in COMPARISONS
        if "ECT" in c.comparator and c.treatment == "Ketamine"
    }
    assert trials[BETTER, "ECT (KetECT)"] == (46 - 63, -30, -2)
    assert trials[BETTER, "ECT (ELEKT-D)"][0] == pytest.approx(14.2, abs=0.05)
    assert trials[SPREAD, "ECT"] == (-0.39, -0.81, 0.02)


def test_intervals_enclose_their_estimates_and_come_from_counts_or_the_source():
    for c in COMPARISONS:
        value, low, high = c.difference
        if low is not None:
            assert low <= value <= high
        if (
            c.outcome == BETTER
            and not c.printed
            and any(evidence.finding(id).unit == "percent" for id in c.findings)
        ):
            assert low is None, "no interval can be made from percentages without numbers"


def test_newcombes_interval_agrees_with_the_published_one():
    elekt = next(c for c in COMPARISONS if c.comparator == "ECT (ELEKT-D)")
    published = evidence.finding("anand2023.response_difference")
    assert elekt.difference[1:] == pytest.approx((published.low, published.high), abs=0.3)


def test_a_choice_that_mixes_people_is_warned_of_loudly():
    for outcome in SCALES:
        head, line, loud = warning(outcome, ALL)
        kinds = len({c.people for c in COMPARISONS if c.outcome == outcome})
        assert loud and "rank" in head and line.startswith(f"{kinds} kinds of people")
        assert not any(warning(outcome, people)[2] for people in PEOPLE)


def test_one_kind_of_people_is_not_yet_one_test():
    assert warning(BETTER, "resistant")[1] == "4 comparators, 3 times, 2 ways of counting."
    assert warning(BETTER, "ect")[1].startswith("2 comparators"), (
        "ECT is one comparator in two trials"
    )


def test_rows_of_one_kind_stand_together_in_alphabetical_order_and_none_outside_its_scale(rows):
    for outcome in SCALES:
        shown = sorted((row for row in rows if row["outcome"] == outcome), key=lambda row: row["y"])
        assert [row["people"] for row in shown] == sorted(
            (row["people"] for row in shown), key=list(PEOPLE).index
        )
        for people in PEOPLE:
            titles = [row["title"].lower() for row in shown if row["people"] == people]
            assert titles == sorted(titles)
    assert all(
        0 <= row[place] <= 1
        for row in rows
        for place in ("first", "second", "at", "low", "high", "y")
        if place in row
    )


def test_texts_fit_a_phone(spec):
    """330 pixels hold about so many letters at these sizes, in the widest of the fonts a reader may
    have.
    """
    longest = {"title": 48, "told": 58, "head": 32, "line": 46, "key": 56, "text": 44}
    assert [
        (k, row[k])
        for row in spec["data"]["values"]
        for k in longest
        if k in row and len(row[k]) > longest[k]
    ] == []


def test_table_links_every_comparison():
    assert len(table()) == len(COMPARISONS) and table()["Source"].str.startswith("https://").all()


def test_the_picture_stays_light_enough_for_a_phone(spec):
    assert len(json.dumps(spec)) < 40_000
