"""The time line holds every dated event, at its date, and its words fit a phone."""

import json

import pytest

from ketamine_course import evidence
from ketamine_course.charts.history_timeline import (
    ALL,
    LATEST_START,
    LINE_OF_TEXT,
    decimal_year,
    events,
    history_timeline,
    in_words,
)


@pytest.fixture(scope="module")
def figure():
    return history_timeline()


def test_every_event_is_marked_and_in_the_table_with_its_source(figure):
    known = evidence.timeline_table()
    assert len(events()) == len(figure.table) == len(known)
    assert set(figure.table["What"]) == set(known.event)
    assert figure.table["Source"].str.startswith("http").all()


def test_events_stand_in_order_of_time():
    years = [event["year"] for event in events()]
    assert years == sorted(years)


@pytest.mark.parametrize(
    ("date", "year", "words"),
    [
        ("1970", 1970, "1970"),
        ("2020-09", 2020.67, "September 2020"),
        ("2019-03-05", 2019.18, "5 March 2019"),
        ("1999-12-31", 2000, "31 December 1999"),
    ],
)
def test_dates_as_places_and_words(date, year, words):
    assert decimal_year(date) == pytest.approx(year, abs=0.01)
    assert in_words(date) == words


def test_a_list_can_begin_anywhere_and_is_never_empty(figure):
    params = {param["name"]: param for param in figure.spec()["params"]}
    assert params["start"]["bind"]["max"] == LATEST_START < max(event["year"] for event in events())
    assert params["topic"]["bind"]["options"] == [
        ALL,
        *sorted(
            {event["topic"] for event in events()}, key=["pharmacology", "medicine", "law"].index
        ),
    ]


def test_the_count_follows_the_slider(figure):
    # Vega does not count anew when only the group of a row changes: a window grouped by what the
    # slider decides would leave the list empty.
    windows = [step for step in figure.spec()["transform"] if "window" in step]
    assert windows and not any(step.get("groupby") for step in windows)
    assert "early" in [part.get("field") for step in windows for part in step["window"]]


def test_words_take_three_short_lines_at_most(figure):
    told = figure.spec()["data"]["values"]
    assert max(len(line) for row in told for line in row["words"]) <= LINE_OF_TEXT
    assert max(len(row["words"]) for row in told) <= 3


def test_the_caption_says_the_years_that_the_table_holds(figure):
    for id in ("synthesis", "fda_1970", "berman", "fda_2019"):
        assert evidence.timeline_table().loc[id].date[:4] in figure.caption


def test_the_specification_is_small_and_the_same_each_time(figure):
    text = json.dumps(figure.spec())
    assert len(text) < 40_000 and text == json.dumps(history_timeline().spec())
