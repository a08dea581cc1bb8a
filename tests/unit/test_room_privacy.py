"""Nobody in a small group is ever shown: every table and every cell of a room's report, attacked by
arithmetic.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from itertools import combinations, product
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from ketamine_course.progress.room import measures, privacy, reading, report
from ketamine_course.quiz import bank
from ketamine_course.quiz.definition import define

from .test_room import answer, both_tests, ideal, only, option

JSON = dict[str, Any]
FEW = 5
TESTS = ("pre-test", "post-test")
RATHER, EXACT = (-0.005, 0.005), 6e-5  # how far a shown figure can be from the true one
QUIZZES = {
    id: define(bank.load(id)) for id in ("lesson-03", "lesson-05-guess", "lesson-11", *TESTS)
}
ITEMS = {(id, item["id"]): item for id, quiz in QUIZZES.items() for item in quiz["items"]}


@pytest.fixture(scope="module", autouse=True)
def few_quizzes() -> Iterator[None]:
    """Five quizzes with questions of every kind, instead of all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bank, "ids", lambda *_: list(QUIZZES))
        patch.setattr(measures, "define", lambda found: QUIZZES[found.id])
        patch.setattr(bank, "load", cache(bank.load))
        yield


# Rooms


def any_response(dice: random.Random, item: JSON) -> Any:
    match item["type"]:
        case "choice" | "survey":
            return dice.choice(item["options"])["id"]
        case "multiple":
            ids = [option["id"] for option in item["options"]]
            return dice.sample(ids, dice.randint(1, len(ids)))
        case "classify":
            cards = dice.sample(item["cards"], dice.randint(1, len(item["cards"])))
            return {card["id"]: dice.choice(item["groups"])["id"] for card in cards}
        case "order":
            ids = [card["id"] for card in item["cards"]]
            return dice.sample(ids, len(ids))
        case "estimate":
            return dice.choice(item["ranges"])["to"]
    raise AssertionError(item["type"])


def responses(dice: random.Random, item: JSON, people: int) -> list[Any]:
    """One question's answers: nearly all alike, nearly all different from the right one, or mixed;
    only a few kinds of answers, as in a real room.
    """
    best = any_response(dice, item) if item["type"] == "survey" else ideal(item, True)
    others = [any_response(dice, item) for _ in range(dice.randint(1, 3))]
    if item["type"] in ("multiple", "classify"):
        # One part missed, or one too many: where sums over parts are easiest to undo.
        others.append(best[:-1] if item["type"] == "multiple" else dict(list(best.items())[:-1]))
    wrong = dice.choice([0, 1, 2, 4, 5, 6, people - 5, people - 4, people - 1, people])
    wrong = min(max(wrong, 0), people)
    given = [best] * (people - wrong) + [dice.choice(others) for _ in range(wrong)]
    dice.shuffle(given)
    return given


def made_up(seed: int, people: int) -> list[JSON]:
    """Everybody's answers: some quizzes that few finished, tests that some took alone or the wrong
    way round, second answers, copies of answers, and people with two devices.
    """
    dice = random.Random(seed)
    room = [f"p{number:02}" for number in range(people)]
    attempts: list[JSON] = []
    missing = [0, 0, 0, 1, 2, 4, 5, 6, max(people - 5, 0), people - 4, people - 1]
    for quiz in QUIZZES.values():
        takers = dice.sample(room, max(people - dice.choice(missing), 0))
        for item in quiz["items"]:
            own = takers[: max(len(takers) - dice.choice([0] * 20 + missing), 0)]
            for learner, said in zip(own, responses(dice, item, len(own)), strict=True):
                sure = dice.choice([0.5] * 8 + [0.75] * 8 + [1.0]) if quiz["confidence"] else None
                attempts.append(answer(learner, item, said, quiz, second=1, confidence=sure))
    few = set(room[: dice.choice([0, 1, 2, 4])])
    for attempt in attempts:
        if attempt["quiz"] in TESTS and attempt["learner"] in few:
            match seed % 4:
                case 0:
                    attempt["confidence"] = None
                case 1:
                    attempt["confidence"] = 0.25 if "e" in attempt["item"][:4] else 0.75
                case 2 if attempt["quiz"] == "pre-test":
                    attempt["submitted"] = "2026-03-01T20:00:00.000Z"
    for attempt in dice.sample(attempts, min(len(attempts), 9)):
        item = ITEMS[attempt["quiz"], attempt["item"]]
        again = {
            "attempt_id": f"again-{attempt['attempt_id']}",
            "response": any_response(dice, item),
        }
        attempts.append({**attempt, **again, "submitted": "2026-03-02T10:00:00.000Z"})
    # Somebody exported the first answers, went on elsewhere under another code, and handed in both.
    for learner in room[:2]:
        own = [attempt for attempt in attempts if attempt["learner"] == learner]
        attempts += [{**attempt, "learner": f"{learner}-phone"} for attempt in own[: len(own) // 2]]
    return attempts


def measured(attempts: list[JSON]) -> measures.Measures:
    frame = pl.DataFrame(
        [
            {name: each.get(name) for name in reading._SCHEMA}
            | {"response": json.dumps(each["response"])}
            for each in attempts
        ],
        schema=reading._SCHEMA,
    )
    merged, joined = reading._merge(frame)
    return measures.measure(reading.Answers(merged, 1, [], len(frame) - len(merged), joined))


# What an attacker does


@cache
def kinds(quiz: str, name: str) -> list[tuple[frozenset[str], float]]:
    """The kinds of answers there can be to a question: the options that each counts for, and its
    credit.
    """
    item = ITEMS[quiz, name]
    match item["type"]:
        case "choice" | "survey":
            return [
                (frozenset([option["id"]]), float(bool(option.get("correct"))))
                for option in item["options"]
            ]
        case "estimate":
            return [(frozenset([f"to-{p['to']:g}"]), p["credit"]) for p in item["ranges"]]
        case "multiple":
            right = {option["id"] for option in item["options"] if option["correct"]}
            ids = [option["id"] for option in item["options"]]
            chosen = [set(c) for n in range(1, len(ids) + 1) for c in combinations(ids, n)]
            return [
                (frozenset(c), max(0, (len(c & right) - len(c - right)) / len(right)))
                for c in chosen
            ]
        case "classify":
            ids = [card["id"] for card in item["cards"]]
            found = []
            for number in range(len(ids) + 1):
                for right in combinations(ids, number):
                    for wrong in range(not number, len(ids) - number + 1):
                        net = max(0, (number - wrong) / len(ids))
                        found.append((frozenset(right), net))
            return sorted(set(found), key=str)
        case "order":
            pairs = len(item["cards"]) * (len(item["cards"]) - 1) // 2
            return [(frozenset(), max(0, (2 * n - pairs) / pairs)) for n in range(pairs + 1)]
    raise AssertionError(item["type"])


Shown = tuple[int, int | None, int | None, float | None, tuple[tuple[str, int | None], ...]]


def narrowed(limits: list[tuple[float, float]], least: float, most: float) -> list[tuple]:
    """Numbers within limits, once it is known between what their sum lies."""
    low, high = sum(a for a, _ in limits), sum(b for _, b in limits)
    return [(max(a, least - (high - b)), min(b, most - (low - a))) for a, b in limits]


def right_one(quiz: str, question: str) -> str | None:
    right = [name for names, credit in kinds(quiz, question) if credit == 1 for name in names]
    return right[0] if right else None


def exclusive(
    options: dict[str, int | None], right: str | None, of: int, low: int | None, high: int | None
) -> dict[str, tuple[float, float]]:
    """What is known of options of which each person chose one."""
    left = of - sum(chose or 0 for chose in options.values())
    hidden = [name for name, chose in options.items() if chose is None]
    told = (low or 0, left if high is None else high)
    limits = [told if name == right else (0, left) for name in hidden]
    found: dict[str, tuple[float, float]] = dict(
        zip(hidden, narrowed(limits, left, left), strict=True)
    )
    exact = options.get(right) if right else 0
    points = found.get(str(right), (exact, exact))
    assert exact is None or low in (None, exact)
    return {"right": points, "points": points, **found}


@cache
def known(quiz: str, question: str, shown: Shown) -> dict[str, tuple[float, float]]:
    """The least and most that each number of a question can be, given all that is shown of it."""
    answered, low, high, difficulty, options = shown
    if ITEMS[quiz, question]["type"] in ("choice", "survey") or (
        ITEMS[quiz, question]["type"] == "estimate" and quiz not in TESTS and difficulty is None
    ):
        return exclusive(dict(options), right_one(quiz, question), answered, low, high)
    each = kinds(quiz, question)
    credit = np.array([credit for _, credit in each])
    rows, limits = [np.ones(len(each))], [(answered, answered)]
    full, part = (credit > 1 - 1e-9).astype(float), ((credit > 1e-9) & (credit < 1 - 1e-9)) * 1.0
    picks = {name: np.array([float(name in chosen) for chosen, _ in each]) for name, _ in options}
    for name, chose in options:
        if chose is not None:
            rows.append(picks[name])
            limits.append((chose, chose))
    if low is not None:
        rows.append(full)
        limits.append((low, high))
    if difficulty is not None:
        rows.append(credit)
        limits.append(((difficulty - 6e-5) * answered, (difficulty + 6e-5) * answered))
    told = LinearConstraint(np.array(rows), *np.array(limits).T)
    asked = {f"chose {name}": picks[name] for name, chose in options if chose is None}
    if low is None or low != high:
        asked["right"] = full
    if difficulty is None and part.any():
        asked |= {"in part": part, "points": credit}

    def ends(what: np.ndarray) -> tuple[float, float]:
        """Of fractions of people at first, which is quick; of whole ones where that leaves few."""
        for whole in (0, 1):
            found = [
                milp(sign * what, constraints=told, integrality=whole, bounds=Bounds(0, answered))
                for sign in (1, -1)
            ]
            assert all(end.success for end in found), (quiz, question, shown)
            least, most = found[0].fun, -found[1].fun
            if most - least >= 2:
                break
        return least, most

    found = {what: ends(row) for what, row in asked.items()}
    if "right" in found:
        return {"points": found["right"], **found}
    points = (low if difficulty is None else difficulty * answered) or 0
    return {"points": (points, points), **found}


def small(count: float, of: float) -> bool:
    return 0 < round(count) < FEW or 0 < round(of - count) < FEW


def leaks(of: float, least: float, most: float) -> bool:
    """Whether one number only is left, and a small one."""
    return most - least < 1 - 1e-6 and small(round(most - 1e-6 if most - least else most), of)


def questions(found: measures.Measures) -> dict[tuple[str, str], JSON]:
    """Every question with its options and with what is known of it."""
    options: dict[tuple[str, str], list[tuple[str, int | None]]] = {}
    for row in found.tables["options"].to_dicts():
        options.setdefault((row["quiz"], row["item"]), []).append((row["option"], row["chose"]))
    rows = {}
    for row in found.tables["items"].to_dicts():
        key = row["quiz"], row["item"]
        if row["answered"]:
            shown = (row["answered"], row["right_low"], row["right_high"], row["difficulty"])
            row["known"] = known(*key, (*shown, tuple(options.get(key, []))))
        rows[key] = row
    return rows


# The properties


def check_counts(found: measures.Measures) -> None:
    """Each shown number of people is nought or at least five; so are those left of their group."""
    tables = found.tables
    for name, columns in {
        "quizzes": ["people", "started", "finished"],
        "lessons": ["people", "answers"],
        "objectives": ["people", "answers"],
        "items": ["answered", "discrimination_people"],
        "options": ["answered", "chose"],
        "calibration": ["people", "answers"],
        "gain": ["people"],
    }.items():
        for column in columns:
            counts = tables[name][column].drop_nulls().to_list()
            assert all(count == 0 or count >= FEW for count in counts), (name, column)
    for row in tables["options"].drop_nulls("chose").to_dicts():
        assert not small(row["chose"], row["answered"]), row
    for row in tables["items"].drop_nulls("right_low").to_dicts():
        low, high, of = row["right_low"], row["right_high"], row["answered"]
        if low == high:
            assert not small(low, of), row
        else:
            assert high - low >= 3 and low > 0 and high < of, row
    for each in ("people", "answers", "matched"):
        assert found.facts[each] is None or found.facts[each] >= FEW, each


def check_questions(rows: dict[tuple[str, str], JSON]) -> None:
    """No hidden number of a question follows from the shown ones."""
    for key, row in rows.items():
        for what, (least, most) in row.get("known", {}).items():
            if what != "points":
                assert not leaks(row["answered"], least, most), (key, what, least, most, row)


def check_sums(found: measures.Measures, rows: dict[tuple[str, str], JSON]) -> None:
    """Lessons and objectives say nothing that the questions do not say."""
    for name, key in (("lessons", "lesson"), ("objectives", "objective")):
        for row in found.tables[name].to_dicts():
            own = [
                each
                for (quiz, _), each in rows.items()
                if each[key] == row[key]
                and QUIZZES[quiz]["mode"] == "practice"
                and each["type"] != "survey"
            ]
            assert row["questions"] == len(own)
            counted, low, high = [], 0.0, 0.0
            for each in own:
                people, choice = each["answered"], each["type"] == "choice"
                if each["difficulty"] is not None:
                    least = most = each["difficulty"] * people
                elif each["right_low"] is None or each["right_low"] == each["right_high"]:
                    continue
                elif choice or each["right_high"] == people - 1:
                    least, most = each["right_low"], each["right_high"] if choice else people
                else:
                    continue
                counted.append(people)
                low, high = low + least, high + most
            assert row["counted"] == len(counted)
            if counted:
                assert row["answers"] == sum(counted)
                assert row["share_low"] == pytest.approx(low / sum(counted), abs=1e-4)
                assert row["share_high"] == pytest.approx(high / sum(counted), abs=1e-4)
            else:
                assert (row["answers"], row["share_low"], row["people"]) == (None, None, None)


def told_totals(found: measures.Measures, test: str, own: list[JSON]) -> list[tuple]:
    """Between what the points of all answers to a test lie, wherever that is told."""
    answered = sum(row["answered"] for row in own)
    sure = found.tables["calibration"].filter(pl.col("quiz") == test).to_dicts()
    whole = [row for row in sure if row["confidence"] == measures.ALL]
    totals = [
        tuple(sum((row["share"] + reach) * row["answers"] for row in sums) for reach in RATHER)
        for sums in (whole, [row for row in sure if row not in whole])
        if sum(row["answers"] for row in sums) == answered
    ]
    for row in found.tables["gain"].filter(pl.col("level") == "test").to_dicts():
        if all(each["answered"] == row["people"] for each in own):
            mean = row["before" if test == TESTS[0] else "after"]
            totals.append(((mean - EXACT) * answered, (mean + EXACT) * answered))
    return totals


def check_totals(found: measures.Measures, rows: dict[tuple[str, str], JSON]) -> None:
    """A test's total, as calibration and gain tell it, tells none of its hidden questions."""
    for test in TESTS:
        own = [row for (quiz, _), row in rows.items() if quiz == test and row["answered"]]
        points = [row["known"]["points"] for row in own]
        for total in told_totals(found, test, own):
            for row, before, after in zip(own, points, narrowed(points, *total), strict=True):
                if row["type"] == "choice":
                    assert not leaks(row["answered"], *after), (row, total)
                elif before[1] - before[0] > 0.2:
                    assert after[1] - after[0] > 0.2, (row, total)


def check_compared(found: measures.Measures, rows: dict[tuple[str, str], JSON]) -> None:
    """Nor does the comparison tell of the compared people, or of the others, who are all less the
    compared ones.
    """
    gain = found.tables["gain"].drop_nulls("gain").to_dicts()
    if not gain:
        return
    shown = {row["about"]: row for row in gain if row["level"] == "objective"}
    compared = gain[0]["people"]
    for test, column in zip(TESTS, ("before", "after"), strict=True):
        own = [row for (quiz, _), row in rows.items() if quiz == test]
        limits = []
        for row in own:
            low, high = row["known"]["points"]
            others = row["answered"] - compared
            if row["objective"] in shown:
                assert others == 0 or others >= FEW, row
                mean = shown[row["objective"]][column]
                limits.append(((mean - EXACT) * compared, (mean + EXACT) * compared))
            else:
                limits.append((max(0, low - others), min(compared, high)))
        whole = [(gain[0][column] + reach) * len(own) * compared for reach in (-EXACT, EXACT)]
        for row, mine in zip(own, narrowed(limits, *whole), strict=True):
            # Of what all people answered alike, everybody knows what each one answered.
            low, high = row["known"]["points"]
            if row["type"] == "choice" and not low == high in (0, row["answered"]):
                assert not leaks(compared, *mine), (row, mine)
                assert not leaks(row["answered"] - compared, low - mine[1], high - mine[0]), row


def check_sureness(found: measures.Measures, attempts: list[JSON]) -> None:
    """What is left of a test's answers when the shown levels are taken away is of five people, or
    of nobody.
    """
    firsts: dict[tuple[str, str, str], JSON] = {}
    for each in sorted(attempts, key=lambda each: each["submitted"]):
        learner = each["learner"].removesuffix("-phone")
        firsts.setdefault((learner, each["quiz"], each["item"]), each)
    asked = found.tables["items"].filter(pl.col("answered") > 0).select("quiz", "item").rows()
    for test in TESTS:
        rows = found.tables["calibration"].filter(pl.col("quiz") == test).to_dicts()
        said = {row["said"] for row in rows if row["confidence"] != measures.ALL}
        own = [
            (learner, each["confidence"])
            for (learner, quiz, item), each in firsts.items()
            if quiz == test and (quiz, item) in asked
        ]
        aside = found.facts["set_aside"]
        if not rows or aside:
            continue
        left = {learner for learner, confidence in own if confidence not in said}
        assert (not said) or len(left) == 0 or len(left) >= FEW, (test, left)
        if any(row["confidence"] == measures.ALL for row in rows):
            without = {learner for learner, confidence in own if confidence is None}
            assert len(without) == 0 or len(without) >= FEW, (test, without)
        takers = {learner for learner, _ in own}
        for row in rows:
            assert row["people"] is None or not small(row["people"], len(takers)), row


def check_page(found: measures.Measures) -> None:
    """The page keeps to the same rule, wherever it says "9 of 12"."""
    prose = r'<p class="ask">.*?</p>|<p>Why: .*?</p>|<p><span class="mark.*?</p>|<th .*?</th>'
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(prose, "", report.html(found))))
    text = text.replace(report.RULE, "").replace(",", "")
    if found.facts["people"] is None:
        assert not re.search(r"\d+ of \d+|not shown", text)
        return
    for low, high, of in re.findall(r"(\d+) to (\d+) of (\d+)", text):
        assert int(low) >= 1 and int(high) < int(of) and int(high) - int(low) >= 3, (low, high, of)
    for count, of in re.findall(r"(?<!to )\b(\d+) of (\d+)\b(?! points)", text):
        assert not small(int(count), int(of)), (count, of)
    for count, unit in re.findall(r"\b(\d+) (people\b|answered\b|chose\b)", text):
        assert int(count) >= FEW or "fewer than" in text, (count, unit)


# The rules themselves, for every small case


@pytest.mark.parametrize("of", range(5, 31))
def test_a_range_never_says_which_end_it_is_from(of: int):
    """Whoever knows the rule must not learn more than the range from its being shown."""
    by_range: dict[tuple[int, int], list[int]] = {}
    for count in range(of + 1):
        low, high = privacy.coarsen_count(count, of)
        assert low <= count <= high
        assert (low < high and low > 0 and high < of) == small(count, of)
        by_range.setdefault((low, high), []).append(count)
    for (low, high), counts in by_range.items():
        assert counts == list(range(low, high + 1))


def test_hidden_counts_of_answers_that_exclude_each_other():
    for people in range(5, 15):
        for three in product(range(people + 1), repeat=3):
            counts = [*three, people - sum(three)]
            if counts[-1] < 0:
                continue
            hidden = privacy.complementary_suppression(counts)
            cells = list(zip(counts, hidden, strict=True))
            few = [count for count in counts if 0 < count < FEW]
            assert all(hide for count, hide in cells if count in few), counts
            if not few:
                assert not any(hidden), counts
                continue
            # As many as must be, and no more; of the others the smallest.
            together = sum(count for count, hide in cells if hide)
            assert sum(hidden) >= 2 and together >= FEW, counts
            extra = [count for count, hide in cells if hide and count not in few]
            left = [count for count, hide in cells if count and not hide]
            assert all(count <= other for count in extra for other in left), counts
            assert len(extra) == (len(few) == 1 or sum(few) < FEW), counts


# What once could be worked out, each in a room of its own


def of_kind(quiz: str, kind: str) -> JSON:
    return next(item for item in QUIZZES[quiz]["items"] if item["type"] == kind)


def answers(item: JSON, *responses: tuple[int, Any], quiz: str = "lesson-03") -> list[JSON]:
    """Answers of so many people each."""
    everybody = [response for count, response in responses for _ in range(count)]
    return [
        answer(f"p{number:02}", item, response, QUIZZES[quiz])
        for number, response in enumerate(everybody)
    ]


def test_points_do_not_tell_a_hidden_option():
    """Right 15 of 20, options 15, 20, 20, ? and 53 of 60 points: the last one was chosen by 2."""
    item = of_kind("lesson-03", "multiple")
    best = ideal(item, True)
    odd = next(each["id"] for each in item["options"] if not each["correct"])
    found = measured(answers(item, (15, best), (3, best[1:]), (2, [*best[1:], odd])))
    row = only(found.tables["items"], item=item["id"])
    assert row["right_low"] == 15 and row["difficulty"] is None
    assert only(found.tables["options"], option=odd)["chose"] is None


def test_options_do_not_tell_how_many_had_it_all_right():
    """Of two right options, each person of 20 chose one or both: 12 and 12 make 4 with both."""
    item = of_kind("lesson-03", "multiple")
    best = ideal(item, True)
    found = measured(answers(item, (4, best), (8, best[1:]), (8, best[:1])))
    row = only(found.tables["items"], item=item["id"])
    assert row["right_low"] is None
    assert found.tables["options"].filter(pl.col("chose").is_null()).height >= 1


def test_options_that_nobody_combined_do_not_tell_each_other():
    """Each person of 20 chose something: 12 and two of at most 4 can only be 12, 4 and 4."""
    item = of_kind("lesson-03", "multiple")
    one, two, three = (option["id"] for option in item["options"][:3])
    found = measured(answers(item, (12, [one]), (4, [two]), (4, [three])))
    assert found.tables["options"]["chose"].null_count() == 3


def test_points_do_not_tell_how_many_had_a_part():
    item = of_kind("lesson-03", "order")
    best = ideal(item, True)
    swapped = [best[1], best[0], *best[2:]]
    row = only(
        measured(answers(item, (15, best), (1, swapped), (4, best[::-1]))).tables["items"],
        item=item["id"],
    )
    assert (row["right_low"], row["right_high"], row["difficulty"]) == (15, 15, None)
    row = only(
        measured(answers(item, (9, best), (5, swapped), (6, best[::-1]))).tables["items"],
        item=item["id"],
    )
    assert row["difficulty"] == pytest.approx((9 + 5 * 13 / 15) / 20, abs=1e-4)


def test_a_lesson_does_not_tell_its_hidden_questions():
    """Two questions, each 16 to 19 of 20 right, and 95 points together: 19 and 19."""
    items = [item for item in QUIZZES["lesson-03"]["items"] if item["type"] == "choice"][:2]
    found = measured(
        [
            each
            for item in items
            for each in answers(item, (19, option(item, True)), (1, option(item, False)))
        ]
    )
    lesson = only(found.tables["lessons"], lesson="03")
    assert (lesson["share_low"], lesson["share_high"]) == (0.8, 0.95)
    assert "80 to 95" in report.html(found)


def test_a_lesson_less_its_objectives_is_not_one_persons_answers():
    quiz = QUIZZES["lesson-03"]
    codes = list(dict.fromkeys(item["objective"] for item in quiz["items"]))
    first, second = (
        [item for item in quiz["items"] if item["objective"] == code and item["type"] == "choice"]
        for code in codes[:2]
    )
    attempts = [
        each
        for item in first
        for each in answers(item, (10, option(item, True)), (10, option(item, False)))
    ] + [answer("p00", item, option(item, True)) for item in second]
    found = measured(attempts)
    lesson = only(found.tables["lessons"], lesson="03")
    assert lesson["answers"] == 20 * len(first) and lesson["share_low"] == 0.5


def test_all_less_the_compared_people_are_not_few():
    """26 took the first test, 20 of them the last one too: 12 of 26 less 10 of 20 are 2 of 6."""
    attempts = [
        each for each in both_tests(26) if each["learner"] < "p20" or each["quiz"] == "pre-test"
    ]
    found = measured(attempts)
    row = only(found.tables["items"], quiz="pre-test", item="mechanism")
    gain = only(found.tables["gain"], level="objective", about=row["objective"])
    assert row["right_low"] == 12 and gain["people"] == 20 and gain["before"] is None


def test_a_comparison_of_one_question_does_not_tell_how_many_got_worse():
    attempts = both_tests(24)
    gain = measured(attempts).tables["gain"]
    one = gain.filter(pl.col("level") != "test")
    assert one["gain"].drop_nulls().len() > 0
    assert one["gain_low"].drop_nulls().len() == one["d_z"].drop_nulls().len() == 0
    assert gain.filter(pl.col("level") == "test")["gain_low"].drop_nulls().len() == 1


def test_two_levels_of_confidence_of_one_person_stay_hidden():
    attempts = [
        {**each, "confidence": 0.75 if each["learner"] < "p12" else 1.0} for each in both_tests(24)
    ]
    for each, said in zip(attempts[:2], (0.25, 0.5), strict=True):
        each["confidence"] = said
    sure = measured(attempts).tables["calibration"].filter(pl.col("quiz") == "pre-test")
    assert sure.filter(pl.col("said").is_in([0.25, 0.5])).is_empty()
    shown = sure.filter(pl.col("confidence") != measures.ALL)["answers"].sum()
    assert 288 - shown >= 60


# Who counts for what


def test_few_who_finished_a_quiz_are_not_counted():
    items = QUIZZES["lesson-03"]["items"]
    for finished, said in ((0, 0), (1, None), (4, None), (5, 5)):
        attempts = [
            answer(f"p{n}", item, any_response(random.Random(n), item))
            for n in range(8)
            for item in (items if n < finished else items[:-1])
        ]
        row = only(measured(attempts).tables["quizzes"], quiz="lesson-03")
        assert (row["started"], row["finished"]) == (8, said)


def test_five_people_are_enough_and_four_are_not():
    item = of_kind("lesson-03", "choice")
    five = measured(answers(item, (5, option(item, True))))
    assert five.facts["people"] == five.facts["answers"] == 5
    assert only(five.tables["items"], item=item["id"])["difficulty"] == 1
    assert only(five.tables["lessons"], lesson="03")["people"] == 5
    four = measured(answers(item, (4, option(item, True))))
    assert four.facts["people"] is None and four.facts["answers"] is None
    assert "Fewer than five people answered" in report.html(four)


def test_partly_right_is_not_all_right():
    item = of_kind("lesson-03", "classify")
    best = ideal(item, True)
    part = dict(list(best.items())[1:])
    row = only(measured(answers(item, (8, best), (8, part))).tables["items"], item=item["id"])
    assert (row["right_low"], row["right_high"]) == (8, 8)
    assert row["difficulty"] == pytest.approx((8 + 8 * (len(best) - 1) / len(best)) / 16, abs=1e-4)


def test_a_survey_has_no_points():
    survey, choice = of_kind("lesson-03", "survey"), of_kind("lesson-03", "choice")
    ids = [each["id"] for each in survey["options"]][:2]
    attempts = [
        *answers(survey, (8, ids[0]), (7, ids[1])),
        *answers(choice, (15, option(choice, True))),
    ]
    found = measured(attempts)
    row = only(found.tables["items"], item=survey["id"])
    assert (row["answered"], row["right_low"], row["difficulty"]) == (15, None, None)
    assert only(found.tables["options"], option=ids[0])["chose"] == 8
    lesson = only(found.tables["lessons"], lesson="03")
    marked = [item for item in QUIZZES["lesson-03"]["items"] if item["type"] != "survey"]
    assert (lesson["questions"], lesson["answers"], lesson["share_low"]) == (len(marked), 15, 1.0)


def test_estimates_exclude_each_other():
    item = of_kind("lesson-03", "estimate")
    ends = [part["to"] for part in item["ranges"]]
    found = measured(answers(item, (12, ends[2]), (8, ends[1]), (3, ends[0])))
    assert found.tables["options"]["chose"].to_list() == [None, None, 12, *[0] * (len(ends) - 3)]


def test_confidence_of_fewer_than_five_is_no_calibration():
    attempts = [
        {**each, "confidence": 0.75 if each["learner"] < "p04" else None} for each in both_tests(12)
    ]
    assert measured(attempts).tables["calibration"].is_empty()


@pytest.mark.parametrize(("whole", "matched"), [(4, None), (5, 5)])
def test_only_whole_tests_are_compared(whole: int, matched: int | None):
    """One answer to each test is no test taken."""
    items = {id: {item["id"] for item in QUIZZES[id]["items"]} for id in TESTS}
    first = {id: QUIZZES[id]["items"][0]["id"] for id in TESTS}
    attempts = [
        each
        for each in both_tests(12)
        if each["learner"] < f"p{whole:02}" or each["item"] == first[each["quiz"]]
    ]
    assert all(len(ids) == 12 for ids in items.values())
    found = measured(attempts)
    assert found.facts["matched"] == matched
    assert found.tables["gain"].is_empty() == (matched is None)
    assert ("Fewer than five people finished the first test" in report.html(found)) == (
        matched is None
    )


# All at once; last, because it takes longest


@settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 10**6), st.sampled_from([4, 5, 6, 7, 8, 9, 10, 11, 14, 20, 25]))
def test_nobody_can_be_seen_in_any_cell_of_any_table(seed: int, people: int):
    attempts = made_up(seed, people)
    found = measured(attempts)
    check_counts(found)
    rows = questions(found)
    check_questions(rows)
    check_sums(found, rows)
    check_totals(found, rows)
    check_compared(found, rows)
    check_sureness(found, attempts)
    check_page(found)
