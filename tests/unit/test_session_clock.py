"""The clock says something true at every minute, and every time in it is a finding's."""

import json

import pytest

from ketamine_course import evidence
from ketamine_course.charts.session_clock import (
    DAY,
    INFUSION,
    SLIDER_STEP,
    SPRAY,
    infusion_lines,
    minutes,
    session_clock,
    spray_lines,
)

LINES = {SPRAY: spray_lines(), INFUSION: infusion_lines()}


@pytest.mark.parametrize("product", LINES)
def test_each_line_says_exactly_one_thing_at_every_step_of_the_slider(product):
    spoken = [
        row
        for row in session_clock().spec()["data"]["values"]
        if row["product"] == product and "words" in row
    ]
    for time in range(0, DAY + 1, SLIDER_STEP):
        now = [row["line"] for row in spoken if row["from"] <= time < row["to"]]
        assert now == list(range(len(LINES[product]))), f"at {time} min"


def test_times_are_the_findings_own():
    assert minutes("jnj_dissociation.peak") == 40
    assert minutes("jnj_dissociation.gone") == 90
    assert minutes("spravato_eu.bp_lasts", "low") == 60
    with pytest.raises(ValueError, match="not a time of day"):
        minutes("spravato_label.dissociation_drug")


@pytest.mark.parametrize("product", LINES)
def test_bars_run_forward_within_the_day_and_rest_on_known_findings(product):
    for line in LINES[product]:
        assert [evidence.finding(id).source for id in line.sources]
        for _, start, end in line.bars:
            assert 0 <= start <= end <= DAY
        assert line.sentences[0][0] == 0
        assert list(line.sentences) == sorted(line.sentences)


@pytest.mark.parametrize("product", LINES)
def test_sentences_fit_on_a_phone(product):
    for line in LINES[product]:
        for _, words in line.sentences:
            assert len(f"{line.name}: {words}") <= 46


def test_nobody_is_told_to_drive_on_the_same_day():
    for lines in LINES.values():
        driving = next(line for line in lines if line.name == "Driving")
        assert driving.sentences[1][0] >= DAY
        assert driving.sentences[0][1].startswith("no")


def test_specification_is_small_the_same_each_time_and_described():
    first, second = (json.dumps(session_clock().spec(), sort_keys=True) for _ in range(2))
    assert first == second
    assert len(first) < 40_000
    spec = json.loads(first)
    assert "staff watch for at least 2 h" in spec["description"]
    assert {param["name"] for param in spec["params"]} == {"time", "product"}


def test_table_names_a_source_for_every_line():
    table = session_clock().table
    assert len(table) == sum(len(lines) for lines in LINES.values())
    assert table["Source"].str.fullmatch(r"https://\S+").all()
    assert table["And"].str.fullmatch(r"(https://\S+)?").all()
    for lines in LINES.values():
        assert all(len({evidence.finding(id).source for id in line.sources}) <= 2 for line in lines)
