"""What a room's answers say, as tables: who took part, questions, options, sureness and gain, with
small groups hidden.

Everything rests on first answers, to the version of a quiz that this course has, marked again here.
Shares run from 0 to 1. What must not be told is null.
"""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy import special

from ...quiz import bank, kinds
from ...quiz.definition import define
from ...quiz.grading import UnfitResponseError, grade
from ...quiz.kinds.multiple import Several
from ...typing import JSON
from .privacy import (
    MIN_CELL_SIZE,
    coarsen_count,
    complementary_suppression,
    exposed,
    suppress_small,
)
from .reading import Answers

BEFORE, AFTER = "pre-test", "post-test"
# People for a discrimination; with fewer, its interval spans nearly everything
MIN_FOR_DISCRIMINATION = 20
SURE = {
    0.25: "Guessing (25%)",
    0.5: "Unsure (50%)",
    0.75: "Fairly sure (75%)",
    1.0: "Certain (100%)",
}
ALL = "All answers"


_ITEMS = {
    "quiz": pl.String,
    "lesson": pl.String,
    "number": pl.Int64,
    "item": pl.String,
    "type": pl.String,
    "objective": pl.String,
    "answered": pl.Int64,
    "right_low": pl.Int64,
    "right_high": pl.Int64,
    "difficulty": pl.Float64,
    "discrimination": pl.Float64,
    "discrimination_low": pl.Float64,
    "discrimination_high": pl.Float64,
    "discrimination_people": pl.Int64,
    "prompt": pl.String,
}
_OPTIONS = {
    "quiz": pl.String,
    "lesson": pl.String,
    "number": pl.Int64,
    "item": pl.String,
    "type": pl.String,
    "option": pl.String,
    "text": pl.String,
    "right": pl.Boolean,
    "answered": pl.Int64,
    "chose": pl.Int64,
}


@dataclass(frozen=True)
class Measures:
    """Tables by name, ready to show or export; what was counted and left out on the way; and the
    quizzes themselves.
    """

    tables: dict[str, pl.DataFrame]
    facts: JSON
    quizzes: dict[str, JSON]


def measure(answers: Answers) -> Measures:
    """All tables of a room; empty ones when it has fewer than five people."""
    quizzes = {id: define(bank.load(id)) for id in bank.ids()}
    first, left_out = _first(answers.attempts, quizzes)
    people = first["learner"].n_unique()
    facts = {
        "sources": answers.sources,
        "refused": answers.refused,
        "duplicates": answers.duplicates,
        "joined": answers.joined,
        "people": suppress_small(people),
        "answers": len(first) if people >= MIN_CELL_SIZE else None,
        **left_out,
    }
    if people < MIN_CELL_SIZE:
        first = first.clear()
    started = _started(quizzes, first)
    first, matched, set_aside = _matched(first)
    facts |= {"matched": suppress_small(len(matched)), "set_aside": set_aside}
    parts = first.partition_by("quiz", as_dict=True)
    earned = {id: _credits(parts.get((id,), first.clear()), quiz) for id, quiz in quizzes.items()}
    items, options = _questions(quizzes, first, earned)
    objectives, lessons = _grouped(quizzes, first, items)
    tables = {
        "quizzes": started.with_columns(
            people=pl.lit(suppress_small(people), dtype=pl.Int64),
            rate=pl.col("started") / people,
        ),
        "lessons": lessons,
        "objectives": objectives,
        "items": items,
        "options": options,
        "calibration": _calibration(quizzes, first, items),
        "gain": _gain(quizzes, earned, items, matched),
    }
    return Measures(tables, facts, quizzes)


def _first(attempts: pl.DataFrame, quizzes: dict[str, JSON]) -> tuple[pl.DataFrame, JSON]:
    """First answers with their credit (NaN for a survey), and how many answers could not be
    used.
    """
    keys = pl.DataFrame(
        [
            (id, item["id"], quiz["version"])
            for id, quiz in quizzes.items()
            for item in quiz["items"]
        ],
        schema={"quiz": pl.String, "item": pl.String, "version": pl.Int32},
        orient="row",
    )
    known = attempts.join(keys, on=["quiz", "item"], maintain_order="left")
    current = known.filter(pl.col("bank_version") == pl.col("version"))
    items = {(id, item["id"]): item for id, quiz in quizzes.items() for item in quiz["items"]}
    responses = current.select("quiz", "item", "response").unique()
    credit = [
        _credit(items[quiz, item], response) for quiz, item, response in responses.iter_rows()
    ]
    responses = responses.with_columns(credit=pl.Series(credit, dtype=pl.Float64))
    fitting = current.join(
        responses, on=["quiz", "item", "response"], maintain_order="left"
    ).drop_nulls("credit")
    # In practice a question may be answered again; only the first answer was given without its
    # feedback.
    first = fitting.unique(["learner", "quiz", "item"], keep="first", maintain_order=True)
    left_out = {
        "unknown": len(attempts) - len(known),
        "other_version": len(known) - len(current),
        "unfit": len(current) - len(fitting),
    }
    return first, left_out


def _credit(item: JSON, response: str) -> float | None:
    """Share of the points; NaN for a survey, None for what is no answer to the question."""
    try:
        graded = grade(item, json.loads(response))
    except UnfitResponseError:
        return None
    return graded.score / graded.max_score if graded.max_score else float("nan")


def _started(quizzes: dict[str, JSON], first: pl.DataFrame) -> pl.DataFrame:
    """How many people answered something, and everything, in each quiz."""
    each = first.group_by("quiz", "learner").len()
    rows = []
    for id, quiz in quizzes.items():
        own = each.filter(pl.col("quiz") == id)
        finished = len(own.filter(pl.col("len") == len(quiz["items"])))
        rows.append(
            (
                id,
                quiz["lesson"],
                quiz["title"],
                quiz["mode"],
                suppress_small(len(own)),
                suppress_small(finished) if finished else 0,
            )
        )
    schema = {
        "quiz": pl.String,
        "lesson": pl.String,
        "title": pl.String,
        "mode": pl.String,
        "started": pl.Int64,
        "finished": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort("lesson", "quiz")


def _matched(first: pl.DataFrame) -> tuple[pl.DataFrame, list[str], int]:
    """The answers to report, who can be compared before and after, and how many answers to tests
    were set aside.

    Where one to four people took a test but cannot be compared, the test's questions less the
    comparison would show what those few answered. So their answers to it are set aside.
    """
    tests = first.filter(pl.col("quiz").is_in([BEFORE, AFTER]) & pl.col("credit").is_not_nan())
    full = {
        id: sum(1 for item in bank.load(id).items if item.type != "survey")
        for id in (BEFORE, AFTER)
    }
    times = tests.group_by("learner", "quiz").agg(
        pl.len(), pl.col("submitted").min().alias("from"), pl.col("submitted").max().alias("to")
    )
    one, other = (
        times.filter((pl.col("quiz") == id) & (pl.col("len") == full[id])) for id in (BEFORE, AFTER)
    )
    both = one.join(other, on="learner", suffix="_after")
    # Whoever takes the first test with the second one's questions in mind has nothing to compare.
    matched = both.filter(pl.col("to") <= pl.col("from_after"))["learner"].sort().to_list()
    if len(matched) < MIN_CELL_SIZE:
        return first, [], 0
    aside = pl.lit(False)
    for id in (BEFORE, AFTER):
        others = set(tests.filter(pl.col("quiz") == id)["learner"]) - set(matched)
        if 0 < len(others) < MIN_CELL_SIZE:
            aside = aside | ((pl.col("quiz") == id) & pl.col("learner").is_in(list(others)))
    kept = first.filter(~aside)
    return kept, matched, len(first) - len(kept)


def _credits(first: pl.DataFrame, quiz: JSON) -> pl.DataFrame:
    """A row per person and a column per marked question of one quiz, whose first answers these are;
    null for no answer.
    """
    graded = [item["id"] for item in quiz["items"] if item["type"] != "survey"]
    wide = first.filter(pl.col("item").is_in(graded)).pivot(
        "item", index="learner", values="credit"
    )
    missing = [pl.lit(None, dtype=pl.Float64).alias(id) for id in graded if id not in wide.columns]
    return wide.with_columns(missing).select("learner", *graded).sort("learner")


def _questions(
    quizzes: dict[str, JSON], first: pl.DataFrame, earned: dict[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every question, and how many people chose each option, guessed in each range, or put each
    card in its group; null where it is hidden.
    """
    given: dict[tuple[str, str], list[tuple[Any, int, float]]] = {}
    counts = first.group_by("quiz", "item", "response").agg(pl.len(), pl.col("credit").first())
    for quiz, item, response, count, credit in counts.iter_rows():
        given.setdefault((quiz, item), []).append((json.loads(response), count, credit))
    items: list[JSON] = []
    options: list[JSON] = []
    for id, quiz in quizzes.items():
        marked = [item["id"] for item in quiz["items"] if item["type"] != "survey"]
        complete = earned[id].drop("learner").drop_nulls().to_numpy()
        own: dict[str, tuple[JSON, list[JSON]]] = {}
        for number, item in enumerate(quiz["items"], start=1):
            row, parts = _question(item, given.get((id, item["id"]), []))
            place = {"quiz": id, "lesson": quiz["lesson"], "number": number, "item": item["id"]}
            own[item["id"]] = (place | row, [place | part for part in parts])
        if quiz["mode"] == "assessment":
            _protect_total(own, earned[id])
        for row, parts in own.values():
            if quiz["mode"] != "predict" and "difficulty" in row:
                row.update(discrimination(complete, marked.index(row["item"])))
            items.append(row)
            options += parts
    return (
        pl.DataFrame(items, schema=_ITEMS).sort("lesson", "quiz", "number"),
        pl.DataFrame(options, schema=_OPTIONS).sort(
            "lesson", "quiz", "number", maintain_order=True
        ),
    )


def _question(item: JSON, given: list[tuple[Any, int, float]]) -> tuple[JSON, list[JSON]]:
    """What may be told of one question and of its options; ``given`` are responses with the number
    of people who gave each and its credit.
    """
    people = sum(count for _, count, _ in given)
    row = {name: item[name] for name in ("type", "objective", "prompt")}
    row["answered"] = suppress_small(people) if people else 0
    if people < MIN_CELL_SIZE:
        return row, []
    parts = kinds.of(item).picks(item)
    marks = [right for _, _, right in parts]
    picked = [(kinds.of(item).picked(item, response), count) for response, count, _ in given]
    chose = [sum(count for picks, count in picked if picks[i]) for i in range(len(parts))]
    exact = sum(count for _, count, credit in given if credit > 1 - 1e-9)
    none = sum(count for _, count, credit in given if credit < 1e-9)
    low, high = coarsen_count(exact, people)
    right: tuple[int, int] | None = (low, high)
    if item["type"] in ("choice", "survey", "estimate"):
        hidden = complementary_suppression(chose)
        if low == high and any(hide and mark for hide, mark in zip(hidden, marks, strict=True)):
            right = None
    else:
        hidden = _overlapping(chose, low, high, people)
        if any(hidden) and not _fits(item, chose, hidden, (low, high), people):
            right = None
    if item["type"] != "survey" and right:
        row["right_low"], row["right_high"] = right
        # The mean of points that were earned in part is a sum over options, and so tells a hidden
        # one; and it tells how many earned a part.
        whole = item["type"] == "choice" or not (
            any(hidden) or any(_is_coarse(count, people) for count in (none, people - exact - none))
        )
        if right[0] == right[1] and whole:
            total = sum(count * credit for _, count, credit in given)
            row["difficulty"] = round(total / people, 4)
    return row, [
        {
            "type": item["type"],
            "option": option,
            "text": text,
            "right": mark,
            "answered": people,
            "chose": None if hide else count,
        }
        for (option, text, mark), count, hide in zip(parts, chose, hidden, strict=True)
    ]


def _is_coarse(count: int, of: int) -> bool:
    """Whether a count has to become a range, or stay hidden."""
    low, high = coarsen_count(count, of)
    return low != high


def _overlapping(chose: list[int], low: int, high: int, people: int) -> list[bool]:
    """Which counts to hide of options of which one may choose several.

    Few who chose, or few who did not. And one more when few had it all right but no option is
    hidden, since the options together can tell how many had it all right.
    """
    hidden = [_is_coarse(count, people) for count in chose]
    if low != high and chose and not any(hidden):
        hidden[min(range(len(chose)), key=lambda index: chose[index] or people)] = True
    most = sum(
        coarsen_count(count, people)[1] if hide else count
        for count, hide in zip(chose, hidden, strict=True)
    )
    if any(hidden) and most <= people and not all(hidden):
        # Everybody chose something: with no more choices than people, each hidden one is at most.
        hidden[min((i for i, hide in enumerate(hidden) if not hide), key=lambda i: chose[i])] = True
    return hidden


def _fits(
    item: JSON, chose: list[int], hidden: list[bool], right: tuple[int, int], people: int
) -> bool:
    """Whether the number of people who had it all right may stand beside hidden options.

    Each of the others differs from the right answer in at least one option, and each person chose
    at least one. That must not leave one possibility only.
    """
    low, high = right
    if low != high:
        return high == people - 1
    differ = chosen = 0
    marks = [bool(right) for _, _, right in kinds.of(item).picks(item)]
    for count, hide, mark in zip(chose, hidden, marks, strict=True):
        least, most = coarsen_count(count, people) if hide else (count, count)
        differ += people - least if mark else most
        chosen += most
    wanted = people + (sum(marks) - 1) * low if issubclass(kinds.of(item), Several) else 0
    return differ > people - low and chosen > wanted


def _points(row: JSON) -> tuple[float, float] | None:
    """The limits of the points that all people earned on a question, as the shown figures tell
    them; None where they tell too little.
    """
    if row.get("difficulty") is not None:
        return row["difficulty"] * row["answered"], row["difficulty"] * row["answered"]
    if row.get("right_low") is None or row["right_low"] == row["right_high"]:
        return None
    if row["type"] == "choice":
        return row["right_low"], row["right_high"]
    # Whoever missed a part earned something between none and all.
    return (row["right_low"], row["answered"]) if row["right_high"] == row["answered"] - 1 else None


def _protect_total(own: dict[str, tuple[JSON, list[JSON]]], earned: pl.DataFrame) -> None:
    """Hide further questions of a test until its total, which is told as gain and calibration,
    gives none of the hidden ones away.
    """
    while True:
        rows = [row for row, _ in own.values() if row["type"] != "survey" and row["answered"]]
        if all("difficulty" in row for row in rows):
            return
        # Other kinds are taken as known: what their options tell is near enough.
        hidden = [row for row in rows if row["type"] == "choice" and "difficulty" not in row]
        limits = [
            (row["right_low"], row["right_high"]) if "right_low" in row else (0, row["answered"])
            for row in hidden
        ]
        total = sum(float(earned[row["item"]].sum()) for row in hidden)
        if hidden and not exposed(limits, total, total):
            return
        left = [row for row in rows if row["type"] == "choice" and "right_low" in row]
        if not left:
            return
        row = min(left, key=lambda row: ("difficulty" not in row, row["right_low"]))
        for column in ("difficulty", "right_low", "right_high"):
            row.pop(column, None)
        for option in own[row["item"]][1]:
            option["chose"] = None


def discrimination(credit: np.ndarray, column: int) -> JSON:
    """Corrected item-rest correlation of one question, ``credit[person, item]`` being that of
    people who answered all.

    The Pearson correlation of the question's credit with the sum of all *other* questions' credit:
    the point-biserial one where credit is 0 or 1. With a 95% interval by Fisher's z. Empty with
    fewer than 20 people, fewer than three questions, or when everybody scored the same.
    """
    if credit.shape[1] < 3 or len(credit) < MIN_FOR_DISCRIMINATION:
        return {}
    own, rest = credit[:, column], np.delete(credit, column, axis=1).sum(axis=1)
    if np.ptp(own) < 1e-9 or np.ptp(rest) < 1e-9:
        return {}
    r = float(np.corrcoef(own, rest)[0, 1])
    reach = special.ndtri(0.975) / np.sqrt(len(credit) - 3)
    z = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    return {
        "discrimination": r,
        "discrimination_low": float(np.tanh(z - reach)),
        "discrimination_high": float(np.tanh(z + reach)),
        "discrimination_people": len(credit),
    }


def _grouped(
    quizzes: dict[str, JSON], first: pl.DataFrame, items: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Share of the points by objective and by lesson, over the marked questions after reading.

    Only from what is shown of each question, so that it tells nothing more; hence a range where a
    question has one.
    """
    practice = [id for id, quiz in quizzes.items() if quiz["mode"] == "practice"]
    rows = [
        {
            "quiz": row["quiz"],
            "item": row["item"],
            "lesson": row["lesson"],
            "objective": row["objective"],
            "words": quizzes[row["quiz"]]["objectives"].get(row["objective"], ""),
            "answered": row["answered"] if points else None,
            "low": points[0] if points else None,
            "high": points[1] if points else None,
        }
        for row in items.filter(
            pl.col("quiz").is_in(practice) & (pl.col("type") != "survey")
        ).to_dicts()
        for points in [_points(row) if row["answered"] else None]
    ]
    text, number = pl.String, pl.Float64
    places = pl.DataFrame(
        rows,
        schema={
            "quiz": text,
            "item": text,
            "lesson": text,
            "objective": text,
            "words": text,
            "answered": pl.Int64,
            "low": number,
            "high": number,
        },
    )
    counted = places.filter(pl.col("answered").is_not_null()).select("quiz", "item")
    answers = first.join(counted, on=["quiz", "item"]).join(
        places.select("quiz", "item", "lesson", "objective"), on=["quiz", "item"]
    )

    def table(*keys: str) -> pl.DataFrame:
        people = answers.group_by(*keys).agg(pl.col("learner").n_unique().cast(pl.Int64))
        return (
            places.group_by(*keys)
            .agg(
                pl.col("words").first(),
                pl.len().alias("questions"),
                pl.col("answered").count().alias("counted"),
                pl.col("answered").sum().alias("answers"),
                *(
                    (pl.col(end).sum() / pl.col("answered").sum()).round(4).alias(f"share_{end}")
                    for end in ("low", "high")
                ),
            )
            .join(people.rename({"learner": "people"}), on=keys, how="left")
            .with_columns(
                pl.when(pl.col("counted") > 0).then(name)
                for name in ("answers", "share_low", "share_high")
            )
            .sort(*keys)
        )

    return table("lesson", "objective"), table("lesson").drop("words")


def _calibration(
    quizzes: dict[str, JSON], first: pl.DataFrame, items: pl.DataFrame
) -> pl.DataFrame:
    """How sure people said they were beside the points they earned, by test and level, in the
    questions that enough people answered.

    A level of few people is left out, and others with it until what is missing from the test's
    total is of enough people.
    """
    rows = []
    told = items.filter(pl.col("answered") > 0).select("quiz", "item")
    marked = first.filter(pl.col("credit").is_not_nan()).join(told, on=["quiz", "item"])
    for id, quiz in quizzes.items():
        own = marked.filter(pl.col("quiz") == id)
        if not quiz["confidence"] or own.is_empty():
            continue
        # Answers without a confidence are in the questions' total, so they can hide others.
        levels = {level: part for (level,), part in own.group_by("confidence")}
        of = own["learner"].n_unique()
        hidden = {
            level
            for level, part in levels.items()
            if level is None or part["learner"].n_unique() < MIN_CELL_SIZE
        }
        while hidden and len(hidden) < len(levels) and _people(levels, hidden) < MIN_CELL_SIZE:
            hidden.add(
                min(
                    levels.keys() - hidden,
                    key=lambda level: (levels[level]["learner"].n_unique(), level),
                )
            )
        shown = [(level, levels[level]) for level in sorted(levels.keys() - hidden)]
        rows += [_sure(id, SURE.get(level, f"{level:.0%}"), part, of) for level, part in shown]
        said = own.drop_nulls("confidence")
        without = _people(levels, levels.keys() & {None})
        if said["learner"].n_unique() >= MIN_CELL_SIZE and not 0 < without < MIN_CELL_SIZE:
            rows.append(_sure(id, ALL, said, of))
    schema = {
        "quiz": pl.String,
        "confidence": pl.String,
        "said": pl.Float64,
        "people": pl.Int64,
        "answers": pl.Int64,
        "share": pl.Float64,
        "overconfidence": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _people(levels: dict[float | None, pl.DataFrame], which: Set[float | None]) -> int:
    """How many people gave answers at any of these levels."""
    return len({learner for level in which for learner in levels[level]["learner"]})


def _sure(quiz: str, name: str, answers: pl.DataFrame, of: int) -> tuple[Any, ...]:
    """One row of the calibration; of its people nothing when all but a few are in it."""
    people = answers["learner"].n_unique()
    said, credit = (float(answers[name].to_numpy().mean()) for name in ("confidence", "credit"))
    return (
        quiz,
        name,
        round(said, 4),
        None if _is_coarse(people, of) else people,
        len(answers),
        round(credit, 2),
        round(said - credit, 2),
    )


def paired(before: np.ndarray, after: np.ndarray) -> JSON:
    """What the same people gained: mean change with its 95% interval (paired t) and two effect
    sizes.

    ``d_z`` is the mean change over the spread of changes. ``g_av`` is Hedges' g_av: the mean change
    over the average of the two spreads, times 1 - 3/(4(n-1)-1) for small samples. Null where a
    spread is nought.
    """
    change = after - before
    n, mean, spread = len(change), float(change.mean()), float(change.std(ddof=1))
    both = float(before.std(ddof=1) + after.std(ddof=1)) / 2
    reach = float(special.stdtrit(n - 1, 0.975)) * spread / n**0.5
    return {
        "before": float(before.mean()),
        "after": float(after.mean()),
        "gain": mean,
        "gain_low": mean - reach,
        "gain_high": mean + reach,
        "d_z": mean / spread if spread > 1e-9 else None,
        "g_av": mean / both * (1 - 3 / (4 * (n - 1) - 1)) if both > 1e-9 else None,
    }


def _gain(
    quizzes: dict[str, JSON],
    earned: dict[str, pl.DataFrame],
    items: pl.DataFrame,
    matched: list[str],
) -> pl.DataFrame:
    """Points before and after of people who took both tests: of the whole test, of each lesson and
    each objective in it.
    """
    schema = {
        "level": pl.String,
        "about": pl.String,
        "words": pl.String,
        "questions": pl.Int64,
        "people": pl.Int64,
        "before": pl.Float64,
        "after": pl.Float64,
        "gain": pl.Float64,
        "gain_low": pl.Float64,
        "gain_high": pl.Float64,
        "d_z": pl.Float64,
        "g_av": pl.Float64,
    }
    if not matched:
        return pl.DataFrame(schema=schema)
    marked = [item for item in quizzes[BEFORE]["items"] if item["type"] != "survey"]
    words = {**quizzes[BEFORE]["objectives"], **quizzes[AFTER]["objectives"]}
    codes = np.array([item["objective"] for item in marked])
    names = [item["id"] for item in marked]
    hidden = np.zeros(len(marked), dtype=bool)
    tests = []
    for id in (BEFORE, AFTER):
        compared = pl.col("learner").is_in(matched)
        own = earned[id].filter(compared).select(names).to_numpy()
        others = earned[id].filter(~compared).select(names).to_numpy()
        rows = {row["item"]: row for row in items.filter(pl.col("quiz") == id).to_dicts()}
        hidden |= _hidden_in_gain([rows[name] for name in names], own, others)
        tests.append(own)
    before, after = tests
    found = [
        {
            "level": "test",
            "about": "Whole test",
            "words": "",
            "questions": len(codes),
            "people": len(matched),
            **_rounded(paired(before.mean(axis=1), after.mean(axis=1))),
        }
    ]
    for level, keys in (("lesson", [code[:2] for code in codes]), ("objective", codes)):
        for key in sorted(set(keys)):
            columns = np.array([each == key for each in keys])
            row = {
                "level": level,
                "about": str(key),
                "words": words.get(key, ""),
                "questions": int(columns.sum()),
                "people": len(matched),
            }
            if not hidden[columns].any():
                # Of so few questions an interval would tell how many people got worse.
                one, other = float(before[:, columns].mean()), float(after[:, columns].mean())
                row |= _rounded({"before": one, "after": other, "gain": other - one})
            found.append(row)
    return pl.DataFrame(found, schema=schema)


def _rounded(figures: JSON) -> JSON:
    """With fewer digits: all of them would tell more than their mean."""
    return {name: None if value is None else round(value, 4) for name, value in figures.items()}


def _hidden_in_gain(rows: list[JSON], own: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which questions of a test must stay hidden in the comparison.

    Those hidden among all questions; those in which few of the compared people, or few of the
    others, were right or wrong, because all less the compared ones are the others; and further ones
    until the whole test gives none of them away.
    """
    hidden = np.array([row["difficulty"] is None for row in rows])
    for part in (own, others):
        credit = np.ma.masked_invalid(part)
        for column in range(len(rows)):
            answers = credit[:, column].compressed()
            right, none = int((answers > 1 - 1e-9).sum()), int((answers < 1e-9).sum())
            counts = (right, none, len(answers) - right - none)
            hidden[column] |= any(_is_coarse(count, len(answers)) for count in counts)
            hidden[column] |= 0 < len(answers) < MIN_CELL_SIZE
    while hidden.any() and not hidden.all():
        choice = [i for i in np.flatnonzero(hidden) if rows[i]["type"] == "choice"]
        limits = []
        for i in choice:
            low, high = rows[i]["right_low"], rows[i]["right_high"]
            rest = int((~np.isnan(others[:, i])).sum())
            limits.append(
                (0, len(own)) if low is None else (max(0, low - rest), min(len(own), high))
            )
        total = float(own[:, choice].sum())
        if choice and not exposed(limits, total, total):
            break
        hidden[np.flatnonzero(~hidden)[0]] = True
    return hidden
