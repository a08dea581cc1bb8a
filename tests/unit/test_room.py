"""Room results: right figures, nobody recognisable, and no file that stops the others."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from markupsafe import escape
from scipy import stats

from ketamine_course import cli, progress
from ketamine_course.progress.attempts import Attempt
from ketamine_course.progress.room import NoAnswersError, Room, measures, reading, report
from ketamine_course.progress.store import Store
from ketamine_course.quiz import bank, clock
from ketamine_course.quiz.definition import define

ROOT = Path(__file__).parents[2]
TEST = {id: define(bank.load(id)) for id in ("pre-test", "post-test")}
QUIZ = define(bank.load("lesson-03"))
CHOICES = [item for item in QUIZ["items"] if item["type"] == "choice"]


@pytest.fixture(scope="module", autouse=True)
def banks_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bank, "load", cache(bank.load))
        yield


def answer(
    learner: str, item: dict, response: Any, quiz: dict = QUIZ, second: int = 0, **fields: Any
) -> dict:
    moment = f"2026-03-01T{'12' if quiz['id'] == 'post-test' else '10'}:00:{second:02}.000Z"
    return {
        "attempt_id": f"{learner}.{quiz['id']}.{item['id']}.{second}",
        "learner": learner,
        "quiz": quiz["id"],
        "bank_version": quiz["version"],
        "item": item["id"],
        "response": response,
        "score": 0.0,
        "max_score": 1.0,
        "confidence": None,
        "mode": quiz["mode"],
        "started": moment,
        "submitted": moment,
        "host": "static",
        **fields,
    }


def option(item: dict, right: bool, which: int = 0) -> str:
    return [each["id"] for each in item["options"] if each["correct"] is right][which]


def ideal(item: dict, right: bool) -> Any:
    """An answer that earns all points, or none."""
    match item["type"]:
        case "choice":
            return option(item, right)
        case "multiple":
            return [each["id"] for each in item["options"] if each["correct"] is right]
        case "classify":
            groups = [group["id"] for group in item["groups"]]
            return {
                card["id"]: (
                    card["group"] if right else next(g for g in groups if g != card["group"])
                )
                for card in item["cards"]
            }
        case "estimate":
            return next(
                part["to"]
                for part in item["ranges"]
                if (part["credit"] == 1) is right and part["credit"] in (0, 1)
            )
        case "order":
            cards = [card["id"] for card in item["cards"]]
            return cards if right else cards[::-1]
    raise AssertionError(item["type"])


def write(folder: Path, attempts: list[dict], name: str = "room.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(
        json.dumps({"format": "ketamine-course-attempts", "version": 1, "attempts": attempts}),
        encoding="utf-8",
    )
    return path


def room(folder: Path, attempts: list[dict]) -> Room:
    for number, learner in enumerate(sorted({each["learner"] for each in attempts})):
        write(folder, [each for each in attempts if each["learner"] == learner], f"{number}.json")
    return progress.cohort(folder)


def votes(item: dict, *counts: int, quiz: dict = QUIZ) -> list[dict]:
    """Answers of so many people for each option of a question, the right one first."""
    ids = [option(item, True), *(each["id"] for each in item["options"] if not each["correct"])]
    chosen = [id for id, count in zip(ids, counts, strict=False) for _ in range(count)]
    return [answer(f"p{number}", item, id, quiz) for number, id in enumerate(chosen)]


def only(table: pl.DataFrame, **wanted: Any) -> dict:
    (row,) = table.filter(*[pl.col(name) == value for name, value in wanted.items()]).to_dicts()
    return row


# Right figures


def test_counts_shares_and_response_rates(tmp_path: Path):
    item = CHOICES[0]
    found = room(tmp_path, [*votes(item, 12, 6), *votes(CHOICES[1], 9)])
    row = only(found.tables["items"], item=item["id"])
    assert (row["answered"], row["right_low"], row["right_high"], row["difficulty"]) == (
        18,
        12,
        12,
        round(12 / 18, 4),
    )
    chose = {
        each["option"]: each["chose"]
        for each in found.tables["options"].filter(pl.col("item") == item["id"]).to_dicts()
    }
    assert (
        chose[option(item, True)] == 12
        and chose[option(item, False)] == 6
        and sum(chose.values()) == 18
    )
    assert only(found.tables["items"], item=CHOICES[1]["id"])["answered"] == 9
    quiz = only(found.tables["quizzes"], quiz="lesson-03")
    assert (quiz["people"], quiz["started"], quiz["finished"], quiz["rate"]) == (18, 18, 0, 1.0)
    # (12 + 9) of 27 answers
    lesson = only(found.tables["lessons"], lesson="03")
    assert lesson["share_low"] == lesson["share_high"] == round(21 / 27, 4)
    assert (lesson["counted"], lesson["answers"], lesson["people"]) == (2, 27, 18)


def test_the_first_answer_counts_and_is_marked_again(tmp_path: Path):
    item = CHOICES[0]
    first = [answer(f"p{n}", item, option(item, n < 5), second=1, score=1.0) for n in range(10)]
    again = [answer(f"p{n}", item, option(item, True), second=30) for n in range(10)]
    row = only(room(tmp_path, [*again, *first]).tables["items"], item=item["id"])
    assert (row["answered"], row["difficulty"]) == (10, 0.5)


def test_discrimination_is_the_corrected_item_rest_correlation():
    dice = np.random.default_rng(7)
    credit = (dice.random((60, 6)) < dice.random((60, 1))).astype(float)
    for column in range(6):
        rest = credit.sum(axis=1) - credit[:, column]
        got = measures.discrimination(credit, column)
        expected = stats.pointbiserialr(credit[:, column].astype(bool), rest)
        assert got["discrimination"] == pytest.approx(expected.statistic)
        interval = stats.pearsonr(credit[:, column], rest).confidence_interval(0.95)
        assert (got["discrimination_low"], got["discrimination_high"]) == pytest.approx(
            tuple(interval)
        )


def test_a_discrimination_needs_people_questions_and_a_difference():
    dice = np.random.default_rng(7)
    assert measures.discrimination(dice.random((19, 5)), 0) == {}
    assert measures.discrimination(dice.random((20, 5)), 0)["discrimination_people"] == 20
    assert measures.discrimination(dice.random((30, 2)), 0) == {}
    assert measures.discrimination(dice.random((30, 3)), 0)["discrimination_people"] == 30
    assert measures.discrimination(np.ones((30, 5)), 0) == {}
    alike = dice.random((30, 5))
    alike[:, 1:] = 0.5
    assert measures.discrimination(alike, 0) == measures.discrimination(alike, 1) == {}


def test_gain_by_hand():
    # Changes 0.1 0.3 0.2 0.0 0.4: mean 0.2, standard deviation 0.158114; t(4) = 2.776445
    before, after = np.array([0.2, 0.4, 0.6, 0.5, 0.3]), np.array([0.3, 0.7, 0.8, 0.5, 0.7])
    got = measures.paired(before, after)
    assert got["gain"] == pytest.approx(0.2)
    assert (got["gain_low"], got["gain_high"]) == pytest.approx(
        (0.2 - 0.196324, 0.2 + 0.196324), abs=1e-5
    )
    assert got["d_z"] == pytest.approx(0.2 / 0.158114, rel=1e-5)
    # Standard deviations 0.158114 and 0.2, mean 0.179057; correction 1 - 3/15
    assert got["g_av"] == pytest.approx(0.2 / 0.179057 * 0.8, rel=1e-5)


def test_gain_agrees_with_scipy():
    dice = np.random.default_rng(3)
    before, after = dice.random(40), dice.random(40) + 0.1
    got = measures.paired(before, after)
    interval = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (got["gain_low"], got["gain_high"]) == pytest.approx(tuple(interval))
    assert got["d_z"] == pytest.approx(stats.ttest_rel(after, before).statistic / 40**0.5)


def both_tests(people: int, before: int = 5, after: int = 7) -> list[dict]:
    """All answers to both tests: each person has so many questions right in each, not the same
    ones.
    """
    attempts = []
    for n in range(people):
        for id, right in (("pre-test", before), ("post-test", after)):
            for place, item in enumerate(TEST[id]["items"]):
                ok = (place + n) % 12 < right
                attempts.append(
                    answer(
                        f"p{n:02}", item, ideal(item, ok), TEST[id], confidence=0.75 if ok else 0.5
                    )
                )
    return attempts


def test_gain_and_calibration_of_a_room(tmp_path: Path):
    found = room(tmp_path, both_tests(24))
    whole = only(found.tables["gain"], level="test")
    # Every person gains two of twelve questions; nobody gains more than another, so d_z has no
    # spread to rest on.
    assert (whole["people"], whole["before"], whole["after"]) == (24, 0.4167, 0.5833)
    assert whole["gain"] == 0.1667 and whole["d_z"] is None
    # Over 24 people each question is right for 10 of them before and 14 after.
    assert all(
        row["gain"] == 0.1667
        for row in found.tables["gain"].filter(pl.col("level") == "objective").to_dicts()
    )
    sure = (
        found.tables["calibration"]
        .filter((pl.col("quiz") == "pre-test") & (pl.col("said") == 0.75))
        .to_dicts()
    )
    assert [(row["answers"], row["share"], row["overconfidence"]) for row in sure] == [
        (120, 1.0, -0.25)
    ]


def test_a_first_test_after_the_second_is_no_gain(tmp_path: Path):
    late = [
        {**each, "submitted": "2026-03-01T20:00:00.000Z"} if each["quiz"] == "pre-test" else each
        for each in both_tests(24)
    ]
    found = room(tmp_path, late)
    assert found.tables["gain"].is_empty() and "nothing can be compared" in found.html()


# Nobody recognisable


def test_four_people_are_shown_nothing(tmp_path: Path):
    found = room(tmp_path, votes(CHOICES[0], 4))
    assert (found.facts["people"], found.facts["matched"], found.facts["set_aside"]) == (
        None,
        None,
        0,
    )
    assert found.tables["options"].is_empty() and found.tables["items"]["answered"].max() in (
        0,
        None,
    )
    assert "Fewer than five people" in found.html()
    full = room(tmp_path / "full", [*both_tests(24), *votes(CHOICES[0], 9, 9)])
    assert {name: table.schema for name, table in found.tables.items()} == {
        name: table.schema for name, table in full.tables.items()
    }
    for table in ("quizzes", "lessons", "objectives"):
        assert len(found.tables[table]) == len(full.tables[table]) > 10
    started = full.tables["quizzes"].drop_nulls("started")
    assert started["rate"].to_list() == pytest.approx([24 / 34, 18 / 34, 24 / 34])
    assert started["people"].to_list() == [34] * 3  # p0 to p9 took no test


def test_how_sure_people_were_is_counted_in_tests_only(tmp_path: Path):
    """Another place may hand in a file that says so of practice, too."""
    attempts = [{**each, "confidence": 0.5} for each in votes(CHOICES[0], 9, 9)]
    assert room(tmp_path, attempts).tables["calibration"].is_empty()


def test_the_people_of_a_level_of_sureness_are_told_unless_few_are_left(tmp_path: Path):
    (first, *_) = (item for item in TEST["pre-test"]["items"] if item["type"] == "choice")
    (_, second, *_) = (item for item in TEST["pre-test"]["items"] if item["type"] == "choice")

    def people(sure: int) -> dict[str, int | None]:
        attempts = [
            answer(
                f"p{n:02}",
                item,
                option(item, n < 10),
                TEST["pre-test"],
                confidence=0.75 if item is second or n < sure else 0.5,
            )
            for n in range(20)
            for item in (first, second)
        ]
        table = room(tmp_path / str(sure), attempts).tables["calibration"]
        return dict(table.select("confidence", "people").iter_rows())

    assert people(12) == {"Fairly sure (75%)": 20, "Unsure (50%)": 8, "All answers": 20}
    assert people(3) == {"Fairly sure (75%)": 20, "Unsure (50%)": None, "All answers": 20}
    assert people(20) == {"Fairly sure (75%)": 20, "All answers": 20}


def test_a_range_stands_where_few_had_not_all_parts_right(tmp_path: Path):
    (quiz, item) = next(
        (quiz, item)
        for quiz in (define(bank.load(f"lesson-{number:02}")) for number in range(2, 12))
        for item in quiz["items"]
        if item["type"] == "multiple"
    )
    whole = ideal(item, True)
    given = [whole] * 10 + [whole[:-1]] * 2
    attempts = [answer(f"p{n}", item, said, quiz) for n, said in enumerate(given)]
    row = only(room(tmp_path, attempts).tables["items"], quiz=quiz["id"], item=item["id"])
    assert (row["right_low"], row["right_high"], row["difficulty"]) == (8, 11, None)


def test_the_words_of_lessons_and_objectives_are_told(tmp_path: Path):
    table = room(tmp_path, both_tests(24)).tables["gain"]
    assert only(table, level="test")["words"] == ""
    assert set(table.filter(pl.col("level") == "lesson")["words"]) == {""}
    assert all(table.filter(pl.col("level") == "objective")["words"])


def test_a_question_of_four_people_is_left_out_of_a_larger_room(tmp_path: Path):
    found = room(tmp_path, [*votes(CHOICES[0], 12, 6), *votes(CHOICES[1], 4)])
    row = only(found.tables["items"], item=CHOICES[1]["id"])
    assert (row["answered"], row["right_low"], row["difficulty"]) == (None, None, None)
    assert CHOICES[1]["id"] not in set(found.tables["options"]["item"])
    # Nor is it in what the lesson adds up to.
    lesson = only(found.tables["lessons"], lesson="03")
    assert (lesson["counted"], lesson["answers"], lesson["share_low"]) == (1, 18, 0.6667)


@pytest.mark.parametrize("counts", [(12, 3), (2, 9), (8, 2, 2), (6, 6, 2), (9, 4, 1), (11, 1)])
def test_no_hidden_count_can_be_worked_out(tmp_path: Path, counts: tuple[int, ...]):
    item = next(each for each in CHOICES if len(each["options"]) >= 3)
    found = room(tmp_path, votes(item, *counts))
    rows = found.tables["options"].filter(pl.col("item") == item["id"]).to_dicts()
    hidden = [row for row in rows if row["chose"] is None]
    shown = sum(row["chose"] for row in rows if row["chose"] is not None)
    assert all(row["chose"] == 0 or row["chose"] >= 5 for row in rows if row["chose"] is not None)
    assert len(hidden) >= 2 and sum(counts) - shown >= 5
    row = only(found.tables["items"], item=item["id"])
    if next(each["chose"] for each in rows if each["right"]) is None:
        assert row["difficulty"] is None and (
            row["right_low"] is None or row["right_low"] < row["right_high"]
        )


@pytest.mark.parametrize("wrong", [1, 3, 4])
def test_a_hidden_question_of_a_test_is_never_alone(tmp_path: Path, wrong: int):
    """Otherwise its points are those of the test less those of all the others."""
    item = next(item for item in TEST["pre-test"]["items"] if item["type"] == "choice")
    attempts = [
        {**each, "response": ideal(item, each["learner"] >= f"p{wrong:02}")}
        if each["quiz"] == "pre-test" and each["item"] == item["id"]
        else each
        for each in both_tests(24)
    ]
    items = room(tmp_path, attempts).tables["items"].filter(pl.col("quiz") == "pre-test")
    hidden = items.filter(pl.col("difficulty").is_null())
    assert item["id"] in hidden["item"].to_list() and len(hidden) == 2
    other = only(hidden.filter(pl.col("item") != item["id"]))
    assert (other["right_low"], other["right_high"]) == (None, None)


def test_a_confidence_of_few_people_is_hidden_among_another(tmp_path: Path):
    attempts = [
        (
            {**each, "confidence": 0.25}
            if each["learner"] < "p03" and each["item"] == "mechanism"
            else each
        )
        for each in both_tests(24)
    ]
    found = room(tmp_path, attempts).tables["calibration"]
    assert found.filter(pl.col("quiz") == "pre-test")["confidence"].to_list() == [
        "Fairly sure (75%)",
        "All answers",
    ]


def test_gain_is_hidden_where_few_were_wrong(tmp_path: Path):
    attempts = both_tests(24)
    alone = TEST["post-test"]["items"][0]
    kept = [
        each
        for each in attempts
        if not (each["quiz"] == "post-test" and each["item"] == alone["id"])
    ]
    kept += [
        answer(f"p{n:02}", alone, ideal(alone, n > 1), TEST["post-test"], confidence=0.5)
        for n in range(24)
    ]
    gain = room(tmp_path, kept).tables["gain"]
    row = only(gain, level="objective", about=alone["objective"])
    assert row["gain"] is None
    assert only(gain, level="lesson", about=alone["objective"][:2])["gain"] is None
    assert only(gain, level="test")["gain"] is not None
    assert len(gain.filter((pl.col("level") == "objective") & pl.col("gain").is_null())) >= 2


def test_few_who_took_one_test_only_are_set_aside(tmp_path: Path):
    more = [
        each for each in both_tests(27) if each["learner"] < "p24" or each["quiz"] == "pre-test"
    ]
    found = room(tmp_path, more)
    assert found.facts["matched"] == 24 and found.facts["set_aside"] == 3 * 12
    assert set(found.tables["items"].filter(pl.col("quiz") == "pre-test")["answered"]) == {24}


def test_the_report_holds_nobodys_code(tmp_path: Path):
    attempts = [
        {
            **each,
            "learner": f"secret-{each['learner']}",
            "attempt_id": f"secret-{each['attempt_id']}",
        }
        for each in both_tests(12)
    ]
    found = room(tmp_path / "in", attempts)
    written = found.export(csv=tmp_path / "csv", parquet=tmp_path / "parquet")
    assert len(written) == 14
    assert "secret-" not in found.html()
    assert not any(b"secret-" in path.read_bytes() for path in written)
    for name, table in found.tables.items():
        assert pl.read_parquet(tmp_path / "parquet" / f"{name}.parquet").equals(table)


# Files


def test_damaged_files_are_named_and_skipped(tmp_path: Path):
    good = [answer(f"p{n}", CHOICES[0], option(CHOICES[0], n % 2 == 0)) for n in range(10)]
    write(tmp_path, good)
    (tmp_path / "cut.json").write_text(
        '{"format": "ketamine-course-attempts", "ver', encoding="utf-8"
    )
    (tmp_path / "bytes.json").write_bytes(bytes(range(256)))
    (tmp_path / "other.json").write_text('{"hello": 1}', encoding="utf-8")
    (tmp_path / "newer.json").write_text(
        '{"format": "ketamine-course-attempts", "version": 9, "attempts": []}', encoding="utf-8"
    )
    for name, field in (
        ("code", {"learner": "no spaces allowed"}),
        ("moment", {"submitted": "yesterday"}),
        ("points", {"score": 2.0}),
        ("extra", {"name": "Ann"}),
        ("null", {"response": None}),
        ("newline", {"learner": "x\n"}),
    ):
        write(tmp_path, [{**good[0], "attempt_id": name, **field}], f"{name}.json")
    found = progress.cohort(tmp_path)
    refused = {Path(name).name: reason for name, reason in found.facts["refused"]}
    assert set(refused) == {
        f"{name}.json"
        for name in (
            "cut",
            "bytes",
            "other",
            "newer",
            "code",
            "moment",
            "points",
            "extra",
            "null",
            "newline",
        )
    }
    assert (
        "newer version" in refused["newer.json"]
        and "learner: expected a code" in refused["code.json"]
        and "expected no field 'name'" in refused["extra.json"]
    )
    assert found.facts["people"] == 10 and found.facts["sources"] == 1
    assert all(f"{name}: " in found.html() for name in map(str, refused))


@pytest.mark.parametrize(
    "response",
    [
        "care",
        ["a", "b"],
        {"bp": "care"},
        41,
        130.5,
        None,
        True,
        [1],
        {"a": 1},
        ["x"] * 50,
        [["a"]],
        "x" * 201,
        "x" * 200,
    ],
)
def test_a_response_is_read_as_an_attempt_takes_it(tmp_path: Path, response: Any):
    record = answer("p", CHOICES[0], response)
    try:
        Attempt.model_validate(record)
        wanted = 1
    except ValueError:
        wanted = 0
    write(tmp_path, [record])
    write(tmp_path, votes(CHOICES[1], 5), "good.json")
    assert len(reading.read(tmp_path).attempts) == 5 + wanted


def test_the_same_answers_count_once(tmp_path: Path):
    attempts = votes(CHOICES[0], 7, 5)
    write(tmp_path, attempts, "a.json")
    write(tmp_path, attempts, "b.json")
    # Somebody took their file home, went on under another code, and handed that in too.
    home = [
        {**attempts[0], "learner": "home"},
        answer("home", CHOICES[1], option(CHOICES[1], True)),
    ]
    write(tmp_path, home, "c.json")
    found = progress.cohort([tmp_path, tmp_path / "a.json"])
    assert (found.facts["people"], found.facts["duplicates"], found.facts["joined"]) == (12, 13, 1)
    assert only(found.tables["items"], item=CHOICES[0]["id"])["answered"] == 12
    alone = progress.cohort(tmp_path / "a.json").facts
    assert (alone["people"], alone["duplicates"], alone["joined"]) == (12, 0, 0)


@pytest.mark.parametrize(("others", "people"), [(3, 1), (4, 4)])
def test_a_code_that_shares_with_many_is_a_collection(tmp_path: Path, others: int, people: int):
    """With few it is one person who went on in several places."""
    own = [answer(f"p{n}", CHOICES[0], option(CHOICES[0], True)) for n in range(others)]
    collected = [{**each, "learner": "collected"} for each in own]
    found = reading.read([write(tmp_path, own, "a.json"), write(tmp_path, collected, "b.json")])
    assert found.attempts["learner"].n_unique() == people
    assert (found.duplicates, found.joined) == (others, others if people == 1 else 0)


def test_whatever_the_order_of_files_the_answers_are_the_same(tmp_path: Path):
    attempts = [*both_tests(6), *votes(CHOICES[0], 7, 5)]
    attempts += [{**each, "learner": f"{each['learner']}-home"} for each in attempts[::3]]
    # Somebody has changed a file by hand.
    attempts += [{**each, "response": option(CHOICES[0], False, 1)} for each in attempts[-9::4]]
    attempts += [{**each, "learner": "other"} | {"response": "y"} for each in attempts[12:13]]
    for name, seed in (("a", 1), ("b", 2)):
        mixed = random.Random(seed).sample(attempts, len(attempts))
        write(tmp_path / name, mixed[:20], "1.json")
        write(tmp_path / name, mixed[20:], "2.json")
    one, other = reading.read(tmp_path / "a"), reading.read(tmp_path / "b")
    assert one.attempts.equals(other.attempts)
    assert one.attempts["submitted"].is_sorted()
    assert (one.duplicates, one.joined) == (other.duplicates, other.joined)


def test_what_was_read_and_what_not_is_counted(tmp_path: Path):
    files = [
        write(tmp_path, [each], f"{number}.json")
        for number, each in enumerate(votes(CHOICES[0], 5))
    ]
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    kept = Store(f"sqlite:///{(tmp_path / 'room.sqlite3').as_posix()}")
    kept.add(Attempt.model_validate(each) for each in votes(CHOICES[1], 6))
    (tmp_path / "no.sqlite3").write_text("This is no database. " * 99, encoding="utf-8")
    found = reading.read(
        [
            *files,
            files[0],
            tmp_path / "nowhere",
            tmp_path / "broken.json",
            kept.kept_in and f"sqlite:///{kept.kept_in}",
            f"sqlite:///{(tmp_path / 'no.sqlite3').as_posix()}",
        ]
    )
    assert (len(found.attempts), found.sources) == (11, 6)
    reasons = {Path(name).name: reason for name, reason in found.refused}
    assert reasons == {
        "nowhere": "no results file (.json) is there",
        "broken.json": (
            "it is damaged, expected JSON. Export it again where the answers were given, and import"
            " that file as it is."
        ),
        "no.sqlite3": (f"{tmp_path / 'no.sqlite3'} is damaged, or is no database of this course"),
    }


def test_places_may_be_patterns_and_folders_in_folders(tmp_path: Path):
    for number, each in enumerate(votes(CHOICES[0], 5)):
        write(tmp_path / f"table-{number}" / "week", [each], "answers [1].json")
    (tmp_path / "notes.txt").write_text("no answers", encoding="utf-8")
    (tmp_path / "folder.json").mkdir()
    for places in (
        tmp_path,
        str(tmp_path / "**" / "*.json"),
        [
            tmp_path / "table-0" / "week" / "answers [1].json",
            tmp_path / "table-[1-9]" / "week" / "*",
        ],
    ):
        found = reading.read(places)
        assert (len(found.attempts), found.sources, found.refused) == (5, 5, [])


def test_a_trainers_collection_makes_no_single_person(tmp_path: Path):
    attempts = votes(CHOICES[0], 7, 5)
    write(tmp_path, attempts, "all.json")
    write(tmp_path, [{**each, "learner": "trainer"} for each in attempts], "collected.json")
    found = progress.cohort(tmp_path)
    assert (found.facts["people"], found.facts["duplicates"]) == (12, 12)


def test_a_database_gives_what_files_give(tmp_path: Path):
    attempts = [*both_tests(12), *votes(CHOICES[0], 7, 5)]
    address = f"sqlite:///{(tmp_path / 'room.sqlite3').as_posix()}"
    Store(address).add(Attempt.model_validate(each) for each in attempts)
    from_file, from_database = room(tmp_path / "files", attempts), progress.cohort(address)
    assert all(table.equals(from_database.tables[name]) for name, table in from_file.tables.items())


def test_other_versions_and_unknown_questions_are_counted(tmp_path: Path):
    odd = [
        answer("p0", CHOICES[0], "x", bank_version=99, attempt_id="v"),
        answer("p0", {"id": "gone"}, "x", attempt_id="u"),
        answer("p0", CHOICES[1], "none-such"),
    ]
    found = room(tmp_path, [*votes(CHOICES[0], 7), *odd])
    assert [found.facts[name] for name in ("other_version", "unknown", "unfit")] == [1, 1, 1]
    assert "<li>1 answer to another version of a question.</li>" in found.html()


@pytest.mark.parametrize(
    ("few", "said"),
    [
        (0, []),
        (1, ["1 quiz is not listed: fewer than five people answered it."]),
        (2, ["2 quizzes are not listed: fewer than five people answered them."]),
    ],
)
def test_quizzes_that_few_answered_are_counted_not_named(tmp_path: Path, few: int, said: list[str]):
    attempts = []
    for number, id in enumerate(bank.ids()):
        quiz = define(bank.load(id))
        item = next(item for item in quiz["items"] if item["type"] != "survey")
        people = 4 if number < few else 9
        attempts += [answer(f"p{n}", item, ideal(item, True), quiz) for n in range(people)]
    assert re.findall(r"[^>]*not listed[^<]*", room(tmp_path, attempts).html()) == said


def test_nothing_to_read_says_so(tmp_path: Path):
    def said(places: Any) -> str:
        with pytest.raises(NoAnswersError) as caught:
            progress.cohort(places)
        return str(caught.value)

    assert said([]).startswith("No results files were named. Name the files that learners exported")
    assert said(write(tmp_path, [], "empty.json")) == "There are no answers in what was named."
    assert "nowhere: no results file (.json) is there" in said(tmp_path / "nowhere")
    (tmp_path / "x.json").write_text("no", encoding="utf-8")
    assert f"{tmp_path / 'x.json'}: it is damaged" in said(tmp_path / "*.json")


@pytest.mark.parametrize(("files", "more"), [(5, ""), (6, "1"), (1206, "1,201")])
def test_of_many_refused_files_five_are_named_and_the_commonest_reason(
    tmp_path: Path, files: int, more: str
):
    for number in range(files):
        text = '{"format": "another"}' if number else "no"
        (tmp_path / f"{number:04}.json").write_text(text, encoding="utf-8")
    with pytest.raises(NoAnswersError, match="No answers could be read") as caught:
        reading.read(tmp_path)
    named, _, rest = str(caught.value).partition(" And ")
    assert re.findall(r"(\d{4})\.json", named) == [f"{number:04}" for number in range(5)]
    assert rest.startswith(
        f"{more} more; the commonest reason: it is no results file of this course."
    ) is bool(more)
    assert bool(rest) is bool(more)


# The page and the command


def texts(page: str, *classes: str) -> list[str]:
    """What stands in the paragraphs of these classes, without marks."""
    found = re.findall(rf'<p class="(?:{"|".join(classes)})">(.*?)</p>', page, re.DOTALL)
    return [" ".join(re.sub("<[^>]*>", "", text).split()) for text in found]


def test_the_commonest_wrong_answers_come_first_and_eight_are_enough(tmp_path: Path):
    lessons = [define(bank.load(f"lesson-{number:02}")) for number in range(2, 9)]
    asked = [
        (quiz, item) for quiz in lessons for item in quiz["items"] if item["type"] == "choice"
    ][:10]
    attempts = []
    for number, (quiz, item) in enumerate(asked):
        attempts += votes(item, 20 - number, 4 + number, quiz=quiz)
    guess = define(bank.load("lesson-04-guess"))
    for item in guess["items"]:
        if item["type"] == "choice":
            attempts += votes(item, 0, 24, quiz=guess)
    pages = {}
    for name, test in (("before", ["pre-test"]), ("after", ["pre-test", "post-test"])):
        extra = []
        for id in test:
            (first, *_) = (item for item in TEST[id]["items"] if item["type"] == "choice")
            extra += votes(first, 5, 19, quiz=TEST[id])
        pages[name] = room(tmp_path / name, [*attempts, *extra]).html()
    talked = {name: texts(page, "big", "where") for name, page in pages.items()}
    ranks = [f"{4 + number} of 24 chose this wrong answer: talk about it." for number in (9, 8, 7)]
    for name, place in (("before", "Lesson 01, "), ("after", "Lesson 11, ")):
        said = talked[name][:16]
        assert said[0] == "19 of 24 chose this wrong answer: talk about it."
        assert said[1].startswith(place)
        assert said[2:8:2] == ranks
        assert sum("chose this wrong answer" in text for text in talked[name]) == 8
        quiz, item = asked[9]
        assert said[3] == f"{where(quiz)}, question {quiz['items'].index(item) + 1}"
    wrong = next(option for option in item["options"] if not option["correct"])
    assert escape(wrong["feedback"]) in pages["after"]
    right = "; ".join(option["text"] for option in item["options"] if option["correct"])
    assert f"Right:</span> {escape(right)}" in pages["after"]


def where(quiz: dict) -> str:
    return f"Lesson {quiz['lesson']}, {quiz['title']} (after reading)"


def test_the_report_stands_alone_and_says_it_in_words(tmp_path: Path):
    page = " ".join(room(tmp_path, [*both_tests(24), *votes(CHOICES[0], 9, 9)]).html().split())
    assert "9 of 18 chose this wrong answer: talk about it." in page
    assert "The same 24 people earned 42 of 100 points before and 58 after: 17 more" in page
    assert "<script" not in page and not re.search(r'(?:src|href)="(?!#)', page)
    assert page.count("<figure>") == page.count('<details class="data">') == 2


@pytest.mark.parametrize(
    ("value", "said"), [(-0.001, "0.00"), (-0.25, "−0.25"), (1.0, "1.00"), (None, "")]
)
def test_figures_have_no_minus_nought(value: float | None, said: str):
    assert report._two(value) == said
    assert report._points(-0.001) == "0"


def test_of_two_answers_with_an_equal_share_the_one_of_more_people_comes_first(tmp_path: Path):
    others = [item for item in define(bank.load("lesson-04"))["items"] if item["type"] == "choice"]
    later = define(bank.load("lesson-04"))
    attempts = [*votes(CHOICES[0], 8, 8), *votes(others[0], 12, 12, quiz=later)]
    said = texts(room(tmp_path, attempts).html(), "big")
    assert [text.split(" chose")[0] for text in said] == ["12 of 24", "8 of 16"]


def test_how_sure_people_were_is_told_of_the_first_and_of_the_last_test(tmp_path: Path):
    attempts = []
    for id, sure, right in (("pre-test", 0.75, 5), ("post-test", 0.5, 10)):
        (first, second, *_) = (item for item in TEST[id]["items"] if item["type"] == "choice")
        for item, confidence in ((first, sure), (second, 1.0)):
            attempts += [
                answer(f"p{n}", item, option(item, n < right), TEST[id], confidence=confidence)
                for n in range(15)
            ]
    page = " ".join(room(tmp_path, attempts).html().split())
    said = re.findall(r"In the (?:first|last) test people[^<]*", page)
    assert said == [
        f"In the {test} people said they were {sure} sure on average and earned {points} of 100"
        " points: surer than right."
        for test, sure, points in (("first test", "88%", 33), ("last test", "75%", 67))
    ]
    (label,) = re.findall(r'aria-label="(first test[^"]*)"', page)
    assert label == (
        "first test: 75% sure, 33% right, 100% sure, 33% right;"
        " last test: 50% sure, 67% right, 100% sure, 67% right"
    )
    (figure,) = re.findall(r"<figure><figcaption>On the dashed.*?</figure>", page)
    assert re.findall(r'<text x="(\d+)" y="12">(\w+ test)', figure) == [
        ("158", "first test"),
        ("268", "last test"),
    ]
    points = re.findall(r'<polyline points="([^"]*)"', figure)
    assert points == ["285.0,177.4 360.0,177.4", "210.0,102.6 360.0,102.6"]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, "not shown"),
        (0.5, 0.504, "50"),
        (0.1, 0.25, "10 to 25"),
        (0.0, 1.0, "0 to 100"),
    ],
)
def test_points_are_told_as_one_or_as_a_range(low: float | None, high: float | None, said: str):
    assert report._points_between(low, high) == said


def test_a_count_is_told_or_that_it_is_hidden():
    assert [report._count(count) for count in (5, 1200, None)] == ["5", "1,200", "fewer than 5"]
    assert report._count(None, "") == ""


def test_five_people_with_one_wrong_answer_are_enough_to_talk_about(tmp_path: Path):
    attempts = [*votes(CHOICES[0], 5, 5), *votes(CHOICES[1], 5, 5)]
    page = room(tmp_path, attempts).html()
    assert texts(page, "big") == ["5 of 10 chose this wrong answer: talk about it."] * 2
    places = [QUIZ["items"].index(item) + 1 for item in CHOICES[:2]]
    assert [int(text.rpartition(" ")[2]) for text in texts(page, "where")[:2]] == places
    assert "first answers.</p>" in page and "10 people" in page


def test_each_question_is_told_with_its_own_answers(tmp_path: Path):
    page = room(tmp_path, [*votes(CHOICES[0], 6, 6), *votes(CHOICES[1], 6, 6)]).html()
    asked = [
        (prompt, *re.findall(r"<tbody>(.*?)</tbody>", rest, re.DOTALL))
        for prompt, rest in re.findall(
            r'<div class="question">.*?<p class="ask">([^<]*)</p>(.*?)</div>', page, re.DOTALL
        )
    ]
    assert len(asked) == 2
    for item, (prompt, answers) in zip(CHOICES[:2], asked, strict=True):
        assert prompt == escape(item["prompt"])
        assert answers.count("<tr>") == len(item["options"])
        assert all(escape(each["text"]) in answers for each in item["options"])


@pytest.mark.parametrize(("files", "more"), [(50, []), (51, ["And 1 more."])])
def test_fifty_refused_files_are_named_and_all_counted(tmp_path: Path, files: int, more: list[str]):
    write(tmp_path, votes(CHOICES[0], 7))
    for number in range(files):
        (tmp_path / f"bad-{number:02}.json").write_text("{}", encoding="utf-8")
    page = progress.cohort(tmp_path).html()
    assert f"<li>{files} files or databases that could not be read, named below.</li>" in page
    assert len(re.findall(r"<li>[^<]*bad-\d\d.json: it is no results file", page)) == 50
    assert re.findall(r"And [\d,]+ more\.", page) == more


def test_the_report_says_when_it_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    found = room(tmp_path, votes(CHOICES[0], 7))._found
    assert "Made on 9 November 2026 from 7 files" in report.html(found, date(2026, 11, 9))
    monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 2))
    assert "Made on 2 January 2027 from 7 files" in report.html(found)


def test_lessons_stand_in_the_report_once_a_question_may_be_counted(tmp_path: Path):
    page = room(tmp_path, votes(CHOICES[0], 6, 6)).html()
    rows = re.findall(r"<strong>Lesson (\d\d)</strong>.*?</tr>", page, re.DOTALL)
    assert rows == ["03"]
    few = room(tmp_path / "few", votes(CHOICES[0], 4)).html()
    assert "<strong>Lesson" not in few


def test_hostile_file_names_are_only_text(tmp_path: Path):
    write(tmp_path, votes(CHOICES[0], 7))
    (tmp_path / "<img src=x onerror=alert(1)>.json").write_text("{}", encoding="utf-8")
    page = progress.cohort(tmp_path).html()
    assert "<img" not in page and "&lt;img src=x" in page


def test_the_reports_colours_are_the_courses():
    def colours(text: str) -> list[str]:
        return sorted(
            set(
                re.findall(
                    r"(--kc-(?:paper|surface|band|ink|muted|grid|border|accent|link|good|caution|drug|comparator):"
                    r" #\w+)",
                    text,
                )
            )
        )

    own = (ROOT / "ketamine_course/progress/room/report.css").read_text(encoding="utf-8")
    course = (ROOT / "book/_static/course.css").read_text(encoding="utf-8")
    assert len(colours(own)) == 26 and set(colours(own)) <= set(colours(course))


def test_the_command_writes_and_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    write(tmp_path / "in", votes(CHOICES[0], 7, 5))
    (tmp_path / "in" / "bad.json").write_text("no", encoding="utf-8")
    page = tmp_path / "out" / "room.html"
    assert (
        cli.main(
            ["cohort", str(tmp_path / "in"), "--report", str(page), "--csv", str(tmp_path / "csv")]
        )
        == 0
    )
    said = capsys.readouterr()
    assert f"12 people: the report is {page}." in said.out and "bad.json: it is damaged" in said.err
    assert page.exists() and len(list((tmp_path / "csv").iterdir())) == 7
    assert cli.main(["cohort", str(tmp_path / "none")]) == 1
    assert "No answers could be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("watched", "files", "shown"), [(True, 201, True), (True, 200, False), (False, 201, False)]
)
def test_long_work_that_somebody_watches_shows_how_far_it_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watched: bool, files: int, shown: bool
):
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return watched

    write(tmp_path, votes(CHOICES[0], 7))
    for number in range(files - 1):
        write(tmp_path, [], f"{number}.json")
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    progress.cohort(tmp_path)
    assert ("Reading: 100%" in screen.getvalue()) is shown
    assert (f"{files}/{files}" in screen.getvalue() and " files/s" in screen.getvalue()) is shown
    assert shown or not screen.getvalue()
