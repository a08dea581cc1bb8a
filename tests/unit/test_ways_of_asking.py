"""The ways of asking show the counted figures with their comparison, and leave empty what nobody
counted.
"""

import json

import pytest

from ketamine_course import evidence
from ketamine_course.charts.ways_of_asking import views, ways_of_asking


@pytest.fixture
def rows() -> list[dict]:
    return ways_of_asking().spec()["data"]["values"]


def arms(rows: list[dict], view: str) -> list[dict]:
    return [row for row in rows if row["view"] == view and "arm" in row]


def test_the_published_counts_are_drawn_with_wilsons_interval(rows):
    drug, placebo = arms(rows, "Dissociation, asked in several ways")[:2]
    assert (drug["value"], drug["text"], placebo["text"]) == (41.0, "41 (36 to 46)", "9 (6 to 14)")
    euphoria = arms(rows, "Euphoria")
    assert [row["text"] for row in euphoria[:2]] == ["4 (3 to 7)", "1 (0 to 3)"]


def test_a_range_over_trials_is_never_drawn_as_a_dot_or_an_interval(rows):
    ranges = [row for row in rows if row.get("kind") == "range"]
    assert [(row["arm"], row["low"], row["high"]) for row in ranges] == [
        ("drug", 61, 84),
        ("compared", 5, 16),
    ]
    assert all("value" not in row for row in ranges)
    spec = ways_of_asking().spec()
    dots = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert dots and all(
        any("'count'" in str(step) for step in layer["transform"]) for layer in dots
    )


def test_drug_and_comparison_of_a_row_come_from_one_source():
    for view in views():
        for row in view.rows:
            if row.comparator:
                assert evidence.finding(row.drug).source == evidence.finding(row.comparator).source
            else:
                assert "nobody to compare with" in row.who


def test_somebody_is_never_rounded_down_to_nobody(rows):
    drunk, euphoria = arms(rows, "Feeling drunk"), arms(rows, "Euphoria")
    assert drunk[1]["text"] == "under 1 (0 to 2)"  # 1 of 222
    assert euphoria[5]["text"] == "0 (0 to 4)"  # 0 of 90


def test_nobody_is_shown_saying_that_they_feel_high_or_like_it(rows):
    for view in ("Saying: I feel high", "Liking the drug"):
        assert arms(rows, view) == []
        assert [row for row in rows if row["view"] == view and row.get("line")]


def test_every_row_fits_a_phone_and_the_plot():
    spec = ways_of_asking().spec()
    for row in spec["data"]["values"]:
        assert 0 < row["y"] < spec["height"]
        assert (
            len(row.get("who", "")) <= 52
            and len(row.get("line", "")) <= 52
            and len(row.get("head", "")) <= 34
        )


def test_table_holds_every_row_once_with_its_comparison():
    table = ways_of_asking().table
    shown = {row.drug for view in views() for row in view.rows}
    assert len(table) == len(shown)
    first = table.iloc[0]
    assert (first["Experience"], first["On the drug, of 100"]) == (
        "Dissociation",
        "142 of 346: 41 (36 to 46)",
    )
    assert first["Compared, of 100"].startswith("21 of 222: 9 (6 to 14)")
    assert table["Source"].str.startswith("https://").all()


def test_specification_is_small_the_same_each_time_and_described():
    first, second = (json.dumps(ways_of_asking().spec(), sort_keys=True) for _ in range(2))
    assert first == second and len(first) < 40_000
    spec = json.loads(first)
    assert "61 to 84 of 100" in spec["description"]
    [param] = spec["params"]
    assert (
        param["bind"]["options"] == [view.name for view in views()]
        and param["value"] == param["bind"]["options"][0]
    )
