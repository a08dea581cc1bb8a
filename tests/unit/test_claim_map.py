"""The map holds every claim in full, keeps verdicts to itself until asked, and then counts them as
the cards do.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from ketamine_course import evidence
from ketamine_course.charts.claim_map import LINE, PHONE, SECTIONS, WORDS_TOP, claim_map

CLAIMS = list(evidence.claims())


@pytest.fixture(scope="module")
def spec() -> dict:
    return claim_map().spec()


def data(spec: dict, name: str) -> list[dict]:
    """The rows of the data set called ``name``."""
    held = [spec["data"], *(layer["data"] for layer in spec["layer"] if "data" in layer)]
    return next(d["values"] for d in held if d.get("name") == name)


def test_every_claim_stands_in_its_section_word_for_word(spec):
    rows = data(spec, "claims")
    assert [(row["row"] + 1, row["phone"].replace("\n", " ")) for row in rows] == [
        (c.section, c.claim) for c in CLAIMS
    ]
    assert [row["wide"].replace("\n", " ") for row in rows] == [c.claim for c in CLAIMS]
    assert len({(row["row"], row["place"]) for row in rows}) == len(CLAIMS)


def test_the_menu_offers_every_section_that_makes_a_claim(spec):
    (menu,) = [param["bind"]["options"] for param in spec["params"] if param["name"] == "section"]
    assert menu == list(dict.fromkeys(row["section"] for row in data(spec, "claims")))
    assert set(SECTIONS) == {c.section for c in CLAIMS}


def test_verdicts_stay_hidden_until_asked_for(spec):
    (box,) = [param for param in spec["params"] if param["name"] == "verdicts"]
    assert box["value"] is False and box["bind"]["input"] == "checkbox"
    told = (spec["description"] + spec["usermeta"]["kc"]["caption"]).lower()
    assert not [c.verdict for c in CLAIMS if c.verdict in told.replace("verdicts", "")]
    # Whatever tells the signs, the counts or the words of a verdict apart asks for the box first.
    for layer in spec["layer"]:
        shown = json.dumps(layer.get("encoding", {}))
        if layer.get("data", {}).get("name") == "key" or not any(
            field in shown for field in ('"sign"', '"verdict"')
        ):
            continue
        assert any(step.get("filter") == "verdicts" for step in layer["transform"])


def test_counts_are_those_of_the_cards(spec):
    count = Counter(c.verdict for c in CLAIMS)
    assert {row["verdict"]: row["count"] for row in data(spec, "key")} == count
    assert len({row["sign"] for row in data(spec, "key")}) == len(count)
    assert f"{count['supported']} of {len(CLAIMS)} claims stand as they are." in json.dumps(spec)


def test_words_fit_a_phone_and_do_not_run_into_each_other(spec):
    for section in SECTIONS:
        rows = [row for row in data(spec, "claims") if row["row"] == section - 1]
        assert all(len(line) <= PHONE for row in rows for line in row["phone"].split("\n"))
        ends = [row["top"] + (row["rows_phone"] + 1) * LINE for row in rows]
        assert all(end <= row["top"] for end, row in zip(ends, rows[1:], strict=False))
        assert WORDS_TOP + ends[-1] <= spec["height"]
        assert all(row["rows_wide"] <= row["rows_phone"] for row in rows)


def test_the_table_gives_the_verdicts_to_those_who_cannot_tick_a_box():
    table = claim_map().table
    assert list(table["Verdict"]) == [c.verdict for c in CLAIMS] and list(table["Certainty"]) == [
        c.certainty for c in CLAIMS
    ]
    assert [text[-2:] for text in table["Reasons and sources"]] == [
        f"{c.section:02}" for c in CLAIMS
    ]


def test_specification_is_small_and_the_same_each_time(spec):
    text = json.dumps(spec, sort_keys=True)
    assert text == json.dumps(claim_map().spec(), sort_keys=True) and len(text) < 40_000
