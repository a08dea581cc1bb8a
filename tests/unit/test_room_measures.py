"""What a room's tables say, by hand: each figure of small known rooms and at its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from ketamine_course.progress.room import measures

from .test_room import CHOICES, QUIZ, TEST, both_tests, only, room, votes

MULTIPLE = next(item for item in QUIZ["items"] if item["type"] == "multiple")


def test_twenty_people_and_three_questions_are_enough_for_a_discrimination():
    credit = np.tile([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]], (10, 1))
    got = measures.discrimination(credit, 0)
    assert got["discrimination"] == pytest.approx(1) and got["discrimination_people"] == 20
    assert 0.999 < got["discrimination_low"] <= got["discrimination_high"] <= 1
    against = measures.discrimination(np.abs(credit - [1, 0, 0]), 0)
    assert against["discrimination"] == pytest.approx(-1)
    assert -1 <= against["discrimination_low"] <= against["discrimination_high"] < -0.999
    assert measures.discrimination(credit[:19], 0) == {}
    assert measures.discrimination(credit[:, :2], 0) == {}


@pytest.mark.parametrize("same", [[0], [1, 2]])
def test_where_everybody_scored_the_same_there_is_no_discrimination(same: list[int]):
    credit = np.tile([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]], (10, 1))
    credit[:, same] = 1
    assert measures.discrimination(credit, 0) == {}


def test_gain_without_a_spread():
    level = measures.paired(np.full(5, 0.2), np.full(5, 0.6))
    assert (level["before"], level["after"], level["gain"]) == pytest.approx((0.2, 0.6, 0.4))
    assert (level["gain_low"], level["gain_high"]) == pytest.approx((0.4, 0.4))
    assert level["d_z"] is None and level["g_av"] is None
    alike = measures.paired(np.array([0.1, 0.3, 0.5]), np.array([0.2, 0.4, 0.6]))
    # The spreads are both 0.2; correction 1 - 3/7
    assert alike["d_z"] is None and alike["g_av"] == pytest.approx(0.5 * 4 / 7)


def test_started_and_finished(tmp_path: Path):
    attempts = both_tests(14)
    last = TEST["post-test"]["items"][-1]["id"]
    kept = [
        each
        for each in attempts
        if each["quiz"] == "pre-test" or each["learner"] < "p06" or each["item"] != last
    ]
    quizzes = room(tmp_path, [*kept, *votes(CHOICES[0], 7)]).tables["quizzes"]
    # The seven of lesson 03 are others: p0, not p00.
    rows = [
        tuple(only(quizzes, quiz=id)[name] for name in ("started", "finished", "people"))
        for id in ("pre-test", "post-test", "lesson-03", "lesson-04")
    ]
    assert rows == [(14, 14, 21), (14, 6, 21), (7, 0, 21), (None, 0, 21)]
    assert only(quizzes, quiz="pre-test")["rate"] == pytest.approx(14 / 21)


def test_questions_are_numbered_in_their_order(tmp_path: Path):
    found = room(tmp_path, votes(CHOICES[0], 12, 6))
    for id, quiz in (*TEST.items(), ("lesson-03", QUIZ)):
        own = found.tables["items"].filter(pl.col("quiz") == id)
        assert own["item"].to_list() == [item["id"] for item in quiz["items"]]
        assert own["number"].to_list() == list(range(1, len(own) + 1))


def test_a_lesson_adds_up_its_questions_and_ranges(tmp_path: Path):
    found = room(tmp_path, [*votes(CHOICES[0], 9, 9), *votes(CHOICES[1], 17, 3)])
    row = only(found.tables["lessons"], lesson="03")
    marked = [item for item in QUIZ["items"] if item["type"] != "survey"]
    assert (row["questions"], row["counted"], row["answers"], row["people"]) == (
        len(marked),
        2,
        38,
        20,
    )
    # 9 of 18, and 16 to 19 of 20
    assert (row["share_low"], row["share_high"]) == (round(25 / 38, 4), round(28 / 38, 4))
    objective = CHOICES[0]["objective"]
    own = only(found.tables["objectives"], lesson="03", objective=objective)
    assert own["words"] == QUIZ["objectives"][objective]
    assert own["questions"] == sum(item["objective"] == objective for item in marked)


@pytest.mark.parametrize(
    ("kind", "low", "high", "difficulty", "points"),
    [
        ("choice", 10, 10, 0.5, (10, 10)),
        ("multiple", None, None, None, None),
        ("multiple", 10, 10, None, None),
        ("choice", 16, 19, None, (16, 19)),
        ("choice", 1, 4, None, (1, 4)),
        ("multiple", 16, 19, None, (16, 20)),
        ("multiple", 1, 4, None, None),
    ],
)
def test_the_points_that_shown_figures_tell(
    kind: str, low: int | None, high: int | None, difficulty: float | None, points: Any
):
    row = {"type": kind, "answered": 20, "right_low": low, "right_high": high}
    assert measures._points({**row, "difficulty": difficulty}) == points


@pytest.mark.parametrize(
    ("chose", "right", "hidden"),
    [
        ([10, 12], (10, 10), [False, False]),
        ([12, 15, 9], (1, 4), [False, False, True]),
        ([12, 15, 0], (1, 4), [True, False, False]),
        ([2, 6, 9], (5, 5), [True, True, False]),
        ([2, 7, 9], (5, 5), [True, True, False]),
        ([2, 8, 9], (5, 5), [True, False, False]),
        ([2, 3], (0, 0), [True, True]),
        ([18, 12], (10, 10), [True, False]),
        ([], (1, 4), []),
    ],
)
def test_which_of_several_options_to_hide(
    chose: list[int], right: tuple[int, int], hidden: list[bool]
):
    assert measures._overlapping(chose, *right, 20) == hidden


@pytest.mark.parametrize(
    ("rights", "wrong", "fits"), [(10, 11, True), (10, 10, False), (20, 11, True), (20, 10, False)]
)
def test_all_right_is_told_beside_hidden_options_only_if_more_is_possible(
    rights: int, wrong: int, fits: bool
):
    marks = [option["correct"] for option in MULTIPLE["options"]]
    chose = [rights if mark else 0 for mark in marks]
    chose[marks.index(False)] = wrong
    shown = [False] * len(marks)
    assert measures._fits(MULTIPLE, chose, shown, (10, 10), 20) is fits


@pytest.mark.parametrize(("right", "fits"), [((16, 19), True), ((1, 4), False)])
def test_a_range_of_all_right_is_told_beside_hidden_options_at_the_upper_end(
    right: tuple[int, int], fits: bool
):
    size = len(MULTIPLE["options"])
    assert measures._fits(MULTIPLE, [3] * size, [True] * size, right, 20) is fits


def test_sureness_of_all_and_by_level(tmp_path: Path):
    sure = room(tmp_path, both_tests(24)).tables["calibration"]
    assert sure.filter(pl.col("quiz") == "pre-test").rows() == [
        ("pre-test", "Unsure (50%)", 0.5, 24, 168, 0.0, 0.5),
        ("pre-test", "Fairly sure (75%)", 0.75, 24, 120, 1.0, -0.25),
        ("pre-test", "All answers", 0.6042, 24, 288, 0.42, 0.19),
    ]


def test_each_level_of_sureness_has_its_name(tmp_path: Path):
    levels = {0.25: "Guessing (25%)", 0.5: "Unsure (50%)", 0.75: "Fairly sure (75%)"}
    levels[1.0] = "Certain (100%)"
    attempts = [
        {**each, "confidence": list(levels)[int(each["learner"][1:]) % 4]}
        for each in both_tests(24)
    ]
    sure = room(tmp_path, attempts).tables["calibration"]
    own = sure.filter(pl.col("quiz") == "post-test").drop("quiz", "share", "overconfidence")
    assert own.rows() == [
        *((name, said, 6, 72) for said, name in levels.items()),
        ("All answers", 0.625, 24, 288),
    ]


@pytest.mark.parametrize(
    ("without", "all_told"), [(0, True), (1, False), (4, False), (5, True), (20, False)]
)
def test_all_answers_are_told_unless_few_gave_no_confidence(
    tmp_path: Path, without: int, all_told: bool
):
    attempts = [
        {**each, "confidence": None} if each["learner"] < f"p{without:02}" else each
        for each in both_tests(24)
    ]
    sure = room(tmp_path, attempts).tables["calibration"]
    names = sure.filter(pl.col("quiz") == "pre-test")["confidence"].to_list()
    assert (measures.ALL in names) is all_told


def test_gain_of_each_lesson_and_objective(tmp_path: Path):
    gain = room(tmp_path, both_tests(24)).tables["gain"]
    items, words = TEST["pre-test"]["items"], TEST["pre-test"]["objectives"]
    assert gain["level"].unique(maintain_order=True).to_list() == ["test", "lesson", "objective"]
    for level, of in (("lesson", slice(2)), ("objective", slice(None))):
        rows = gain.filter(pl.col("level") == level).to_dicts()
        keys = [item["objective"][of] for item in items]
        assert [(row["about"], row["questions"]) for row in rows] == [
            (key, keys.count(key)) for key in sorted(set(keys))
        ]
        for row in rows:
            assert row["words"] == words.get(row["about"], "")
            assert (row["people"], row["before"], row["after"], row["gain"]) == (
                24,
                0.4167,
                0.5833,
                0.1667,
            )
            assert row["gain_low"] is None and row["d_z"] is None


def test_five_are_compared_and_four_are_not(tmp_path: Path):
    for people, matched in ((5, 5), (4, None)):
        attempts = [*both_tests(people), *votes(CHOICES[0], 7)]
        found = room(tmp_path / str(people), attempts)
        assert found.facts["matched"] in ((matched,) if matched else (None, 0))
        assert len(found.tables["gain"].filter(pl.col("level") == "test")) == bool(matched)


def earned(*counts: tuple[int, int, int]) -> np.ndarray:
    """A column per question: so many people earned all of its points, a half, and none."""
    return np.array([[1.0] * all_ + [0.5] * half + [0.0] * none for all_, half, none in counts]).T


@pytest.mark.parametrize(
    ("own", "others", "hidden"),
    [
        ((10, 5, 5), 0, False),
        ((10, 8, 2), 0, True),
        ((10, 2, 8), 0, True),
        ((2, 10, 8), 0, True),
        ((10, 0, 10), 4, True),
        ((10, 0, 10), 5, False),
    ],
)
def test_few_with_all_or_part_or_none_hide_a_question_in_the_comparison(
    own: tuple[int, int, int], others: int, hidden: bool
):
    rows = [{"type": "estimate", "difficulty": 0.5, "right_low": 10, "right_high": 10}] * 2
    found = measures._hidden_in_gain(rows, earned(own, (10, 0, 10)), np.ones((others, 2)))
    # One alone could be worked out from the whole test.
    assert found.tolist() == [hidden or others == 4, hidden]


def test_hidden_questions_hide_each_other_in_the_comparison():
    told = {"type": "choice", "difficulty": 0.5, "right_low": 10, "right_high": 10}
    hidden = {"type": "choice", "difficulty": None, "right_low": None, "right_high": None}
    nobody = np.ones((0, 3))
    half = earned(*[(10, 0, 10)] * 3)
    for rows, expected in (
        ([told, told, told], [False, False, False]),
        # The first one's right answers are told, so it can't hide the last one.
        ([told, told, hidden], [True, True, True]),
        ([hidden, told, hidden], [True, False, True]),
    ):
        assert measures._hidden_in_gain(rows, half, nobody).tolist() == expected


def test_a_room_that_is_told_little_has_the_same_columns(tmp_path: Path):
    few, many = (room(tmp_path / str(people), both_tests(people)).tables for people in (4, 24))
    assert {name: table.schema for name, table in few.items()} == {
        name: table.schema for name, table in many.items()
    }


def test_every_lesson_has_its_row_answered_or_not(tmp_path: Path):
    found = room(tmp_path, votes(CHOICES[0], 12, 6))
    lessons = found.tables["lessons"]
    practice = found.tables["quizzes"].filter(pl.col("mode") == "practice")
    assert lessons["lesson"].to_list() == sorted(set(practice["lesson"]))
    assert lessons.filter(pl.col("counted") == 0)["answers"].null_count() == len(lessons) - 1


def test_a_quiz_that_asks_for_no_confidence_has_no_calibration(tmp_path: Path):
    assert not QUIZ["confidence"]
    attempts = [{**each, "confidence": 0.5} for each in votes(CHOICES[0], 12, 6)]
    assert room(tmp_path, attempts).tables["calibration"].is_empty()


def test_a_hidden_option_may_be_as_many_as_its_range_says():
    marks = [option["correct"] for option in MULTIPLE["options"]]
    wrong = [place for place, mark in enumerate(marks) if not mark][:2]
    chose = [10 if mark else 0 for mark in marks]
    chose[wrong[0]], chose[wrong[1]] = 8, 1
    hidden = [place == wrong[1] for place in range(len(marks))]
    assert measures._fits(MULTIPLE, chose, hidden, (10, 10), 20)
    assert not measures._fits(MULTIPLE, chose, [False] * len(marks), (10, 10), 20)
