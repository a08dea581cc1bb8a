"""The law explorer: no place is lost, no silence is told as an answer, and every line fits a
phone.
"""

import json
from itertools import pairwise

import pytest

from ketamine_course import evidence
from ketamine_course.charts.jurisdictions import (
    CHARACTERS,
    COMPARED,
    NO_SOURCE,
    QUESTIONS,
    REGISTERS,
    SHAPES,
    UNKNOWN,
    VIEWS,
    YES,
    answer,
    brief,
    jurisdictions,
    table,
)
from ketamine_course.charts.theme import UNKNOWN_SHAPE
from ketamine_course.evidence import tables

PLACES = list(tables.jurisdictions().values())


def rows_of(figure, name):
    spec = figure.spec()
    return next(
        layer["data"]["values"]
        for layer in [spec, *spec["layer"]]
        if layer.get("data", {}).get("name") == name
    )


def test_every_place_has_a_card_with_its_date_and_a_register_to_ask():
    rows = rows_of(jurisdictions(), "entries")
    for place in PLACES:
        told = " ".join(row["text"].replace("\n", " ") for row in rows if row["choice"] == place.id)
        assert (
            place.jurisdiction in told
            and f"As of {place.as_of}" in told
            and REGISTERS[place.id] in told
        )
        for question in QUESTIONS:
            entry = getattr(place, question.column)
            assert entry[1:] in told, f"{place.id}: '{entry}' is not on its card"


def test_an_empty_cell_is_told_as_a_missing_source_in_both_views():
    for place in PLACES:
        for question in QUESTIONS:
            if not getattr(place, question.column):
                assert question.state(place) == UNKNOWN
                assert (answer(question, place), brief(question, place)) == (
                    NO_SOURCE,
                    "no source found",
                )


def test_no_text_is_wider_than_a_phone():
    lines = [
        line for row in rows_of(jurisdictions(), "entries") for line in row["text"].split("\n")
    ]
    assert max(map(len, lines)) <= CHARACTERS
    answers = rows_of(jurisdictions("question"), "answers")
    assert max(len(row["place"]) + len(row["said"]) for row in answers) <= 40


def test_texts_of_a_card_do_not_lie_on_each_other():
    rows = rows_of(jurisdictions(), "entries")
    for place in PLACES:
        card = [row for row in rows if row["choice"] == place.id]
        for above, below in pairwise(card):
            lines = above["text"].count("\n") + 1
            assert below["n"] - above["n"] >= 15 * lines
            assert below["w"] - above["w"] >= 15 * ((lines + 1) // 2)
        assert (
            max(row["n"] + 16 * (row["text"].count("\n") + 1) for row in card)
            <= jurisdictions().spec()["height"]
        )


def test_every_question_places_every_country_once_by_the_date_of_its_entry():
    rows = rows_of(jurisdictions("question"), "answers")
    for question in COMPARED:
        asked = [row for row in rows if row["choice"] == question.words]
        assert sorted(row["place"] for row in asked) == sorted(p.jurisdiction for p in PLACES)
        assert sorted(row["line"] for row in asked) == list(range(len(PLACES)))
        dated = {row["place"]: row.get("year") for row in asked}
        for place in PLACES:
            expected = None if question.state(place) == UNKNOWN else int(place.as_of[:4])
            assert (dated[place.jurisdiction] and int(dated[place.jurisdiction])) == expected


def test_who_pays_is_judged_only_where_the_words_say_so():
    pays = next(q for q in QUESTIONS if q.column == "public_funding")
    states = {p.id: pays.state(p) for p in PLACES}
    against = [p.id for p in PLACES if "advises against" in p.public_funding]
    assert [id for id, state in states.items() if state == "no"] == against == ["can"]
    refused_somewhere = {
        p.id
        for p in PLACES
        if any(
            word in p.public_funding
            for word in ("not recommended", "refused", "differs", "decided by", "advice of")
        )
    }
    assert {id for id, state in states.items() if state == "depends"} == refused_somewhere
    assert {id for id, state in states.items() if state == YES} == {
        "deu",
        "nld",
        "esp",
        "irl",
        "aus",
    }


def test_the_caption_counts_what_the_table_holds():
    frame = evidence.jurisdictions_table()
    off_label = (frame.racemic_for_depression == "off label").sum()
    assert set(frame.racemic_for_depression) == {
        "off label",
        "",
    }, "the caption says that it was found licensed nowhere"
    assert (
        f"In {off_label} of them ordinary ketamine for depression is off label"
        in jurisdictions().caption
    )
    assert (
        f"licensed in {(frame.esketamine_spray != '').sum()} of them"
        in jurisdictions("question").caption
    )


def test_only_anaesthesia_is_said_of_ordinary_ketamine():
    licensed = [p.racemic_licensed_for for p in PLACES if p.racemic_licensed_for]
    assert licensed and all("anaesthesia" in words for words in licensed), (
        "the short answer says anaesthesia"
    )


@pytest.mark.parametrize("view", VIEWS)
def test_the_data_table_links_every_source_and_the_chart_stays_small(view):
    figure = jurisdictions(view)
    assert len(json.dumps(figure.spec())) < 40_000
    if view == "place":
        shown = set(table().filter(regex="Source|And").to_numpy().ravel()) - {""}
        assert shown == {evidence.source(key).link for place in PLACES for key in place.sources}


def test_an_unknown_view_names_the_known_ones():
    with pytest.raises(ValueError, match="Did you mean 'question'"):
        jurisdictions("questions")


def test_what_is_not_known_is_hatched_and_no_empty_dot():
    assert SHAPES[UNKNOWN] == UNKNOWN_SHAPE
    assert not {"circle", "square", "diamond"} & {SHAPES[UNKNOWN]}
    assert len(set(SHAPES.values())) == len(SHAPES)
