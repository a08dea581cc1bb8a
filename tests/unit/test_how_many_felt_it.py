"""The landing page's picture shows the published counts, ranges as ranges, and no people where
nobody asked.
"""

import re

import pytest

from ketamine_course import evidence
from ketamine_course.charts.how_many_felt_it import QUESTIONS, how_many_felt_it
from ketamine_course.publish.charts import NARROW, WIDE, picture


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


def asked_about_high(width: int) -> str:
    """The picture of the title's question, which the page draws when a reader chooses it."""
    spec = how_many_felt_it().spec()
    spec["params"][0]["value"] = QUESTIONS[-1].asked
    return picture(spec, width, "kc")[0]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_where_nothing_was_counted_no_person_is_drawn_but_a_hatched_panel_that_says_so(width):
    drawn = asked_about_high(width)
    counted = picture(how_many_felt_it().spec(), width, "kc")[0]
    dots = r"<path [^>]*d=\"M[^\"]*A"
    assert len(re.findall(dots, counted)) > 100 and not re.findall(dots, drawn)
    assert '<g class="kc-unknown"><path' in drawn
    assert drawn.count("Not counted</text>") == 4, "two panels, letters and their rims"
    size = re.search(r'font-size="(\d+)px"[^>]*>Not counted<', drawn)
    assert size and int(size[1]) >= 24
    assert "On esketamine spray: no count found" in drawn and "of 100<" not in drawn


def test_a_panel_stands_only_where_nothing_was_counted():
    drawn = picture(how_many_felt_it().spec(), WIDE, "kc")[0]
    assert "Not counted" not in drawn and 'class="kc-unknown"><path' not in drawn


def test_the_table_the_caption_and_the_description_say_that_nothing_was_counted():
    figure = how_many_felt_it()
    assert figure.table.iloc[-1, 1] == figure.table.iloc[-1, 2] == "no count found"
    assert "Not counted doesn't mean that nobody felt it" in figure.caption
    assert "doesn't mean that nobody felt it" in figure.spec()["description"]


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
