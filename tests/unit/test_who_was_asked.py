"""The survey explorer: every line is a finding, each kind of people can be picked out, and the
headline says its span.
"""

import pytest

from ketamine_course import evidence
from ketamine_course.charts.who_was_asked import (
    COLOURS,
    EVERYBODY,
    HAIR,
    NIGHT,
    ONLINE,
    SHAPES,
    SURVEYS,
    span,
    table,
    who_was_asked,
)


def test_shares_are_those_of_the_findings():
    by_hand = {
        "yang2025.adults_2022": 0.28,
        "barrios2025.past_year": 100 * 4477 / 130761,
        "palamar2025nyc.past_year": 14.3,
        "nyu_hair_2020.hair": 36.7,
    }
    shares = {s.finding: s.share for s in SURVEYS}
    assert {id: shares[id] for id in by_hand} == pytest.approx(by_hand)


def test_numbers_of_people_named_beside_a_survey_are_its_own():
    for survey in SURVEYS:
        for number in [part for part in survey.how.replace(",", "").split() if part.isdigit()]:
            finding = evidence.finding(survey.finding)
            assert int(number) == finding.n or number in finding.population


def test_only_past_year_use_and_no_other_period_is_compared():
    for survey in SURVEYS:
        words = evidence.finding(survey.finding).measure
        assert any(
            period in words
            for period in ("past year", "past-year", "last-year", "12 months", "hair")
        ), words


def test_a_percentage_below_one_is_not_rounded_away():
    assert SURVEYS[0].said == "0.3 of 100"


def test_groups_have_a_shape_a_colour_and_a_headline_with_their_span():
    assert {s.group for s in SURVEYS} == set(SHAPES) == set(COLOURS)
    assert len(set(SHAPES.values())) == len(SHAPES), "colour alone would tell them apart"
    spec = who_was_asked().spec()
    heads = {
        row["for"]: row["text"]
        for layer in spec["layer"]
        for row in layer.get("data", {}).get("values", [])
        if "for" in row
    }
    assert set(heads) == {EVERYBODY, *SHAPES} == set(spec["params"][0]["bind"]["options"])
    assert heads[NIGHT] == "People at the club door: 7.4 to 14.6 of 100"
    assert heads[ONLINE] == "Online volunteers: 3.4 of 100"
    assert span(HAIR) == (36.7, 36.7)
    assert max(map(len, heads.values())) <= 46, "too long for a phone"


def test_the_table_shows_what_is_drawn():
    drawn = (
        who_was_asked().spec()["datasets"]
        if "datasets" in who_was_asked().spec()
        else who_was_asked().spec()["data"]["values"]
    )
    assert [row["share"] for row in drawn] == list(table()["Used in the past year, of 100"])
    assert all(link.startswith("https://") for link in table()["Source"])
