"""What a room's answers say, as tables: who took part, questions, options, sureness and gain, with
small groups hidden.

Everything rests on first answers, to the version of a quiz that this course has, marked again here.
Shares run from 0 to 1. What must not be told is null.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy import special

from ...quiz import bank
from ...quiz.definition import define
from ...quiz.grading import UnfitResponseError, grade
from ...typing import JSON
from .privacy import MIN_CELL_SIZE, coarsen_count, complementary_suppression, suppress_small
from .reading import Answers

BEFORE, AFTER = "pre-test", "post-test"
# People for a discrimination; with fewer, its interval spans nearly everything.
MIN_FOR_DISCRIMINATION = 20
SURE = {
    0.25: "Guessing (25%)",
    0.5: "Unsure (50%)",
    0.75: "Fairly sure (75%)",
    1.0: "Certain (100%)",
}
ALL = "All answers"


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
        "answers": len(first),
        **left_out,
    }
    if people < MIN_CELL_SIZE:
        first = first.clear()
    started = _started(quizzes, first)
    first, matched, set_aside = _matched(first)
    facts |= {"matched": suppress_small(len(matched)), "set_aside": set_aside}
    parts = first.partition_by("quiz", as_dict=True)
    earned = {id: _credits(parts.get((id,), first.clear()), quiz) for id, quiz in quizzes.items()}
    options = _options(quizzes, first)
    items, options = _items(quizzes, first, earned, options)
    objectives, lessons = _grouped(quizzes, first, items)
    tables = {
        "quizzes": started.with_columns(
            people=pl.lit(suppress_small(people), dtype=pl.Int64),
            rate=pl.col("started") / max(people, 1),
        ),
        "lessons": lessons,
        "objectives": objectives,
        "items": items,
        "options": options,
        "calibration": _calibration(quizzes, first),
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
        return first, matched, 0
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


def _options(quizzes: dict[str, JSON], first: pl.DataFrame) -> pl.DataFrame:
    """How many people chose each option, guessed in each range, or put each card in its group; null
    where it is hidden.
    """
    counts: dict[tuple[str, str], list[tuple[Any, int]]] = {}
    for quiz, item, response, count in first.group_by("quiz", "item", "response").len().iter_rows():
        counts.setdefault((quiz, item), []).append((json.loads(response), count))
    rows = []
    for id, quiz in quizzes.items():
        for number, item in enumerate(quiz["items"], start=1):
            given = counts.get((id, item["id"]), [])
            people = sum(count for _, count in given)
            parts = _parts(item)
            if people < MIN_CELL_SIZE or not parts:
                continue
            picked = [(_picked(item, response), count) for response, count in given]
            chose = [
                sum(count for picks, count in picked if picks[place]) for place in range(len(parts))
            ]
            alone = item["type"] in ("choice", "survey", "estimate")
            hidden = (
                complementary_suppression(chose)
                if alone
                else [
                    low != high for low, high in (coarsen_count(count, people) for count in chose)
                ]
            )
            for (option, text, right), count, hide in zip(parts, chose, hidden, strict=True):
                rows.append(
                    (
                        id,
                        quiz["lesson"],
                        number,
                        item["id"],
                        item["type"],
                        option,
                        text,
                        right,
                        people,
                        None if hide else count,
                    )
                )
    schema = {
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
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        "lesson", "quiz", "number", maintain_order=True
    )


def _parts(item: JSON) -> list[tuple[str, str, bool | None]]:
    """What could be picked: id, words, and whether it is right."""
    match item["type"]:
        case "choice" | "survey" | "multiple":
            return [(o["id"], o["text"], o.get("correct")) for o in item["options"]]
        case "classify":
            groups = {group["id"]: group["text"] for group in item["groups"]}
            return [(c["id"], f"{c['text']}: {groups[c['group']]}", True) for c in item["cards"]]
        case "estimate":
            parts = []
            start = None
            for part in item["ranges"]:
                end = part["to"]
                name = f"up to {end:,g} {item['unit']}"
                if start is not None:
                    name = f"above {start:,g}, {name}"
                parts.append((f"to-{end:g}", name, part["credit"] == 1))
                start = end
            return parts
    return []


def _picked(item: JSON, response: Any) -> list[bool]:
    """Which of the parts a response picks."""
    match item["type"]:
        case "choice" | "survey":
            return [response == option["id"] for option in item["options"]]
        case "multiple":
            return [option["id"] in response for option in item["options"]]
        case "classify":
            return [response.get(card["id"]) == card["group"] for card in item["cards"]]
        case "estimate":
            ends = [part["to"] for part in item["ranges"]]
            starts = [-math.inf, *ends[:-1]]
            return [start < response <= end for start, end in zip(starts, ends, strict=True)]
    return []


def _items(
    quizzes: dict[str, JSON],
    first: pl.DataFrame,
    earned: dict[str, pl.DataFrame],
    options: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every question, and the options less those of a question that had to be hidden so that
    another stays hidden.
    """
    answered = {
        (quiz, item): count
        for quiz, item, count in first.group_by("quiz", "item").len().iter_rows()
    }
    secret = {
        key[:2]
        for key in (
            options.filter(
                pl.col("right")
                & pl.col("chose").is_null()
                & pl.col("type").is_in(["choice", "estimate"])
            )
            .select("quiz", "item")
            .iter_rows()
        )
    }
    rows, hushed = [], set()
    for id, quiz in quizzes.items():
        own = []
        complete = earned[id].drop("learner").drop_nulls().to_numpy()
        for number, item in enumerate(quiz["items"], start=1):
            people = answered.get((id, item["id"]), 0)
            row = {
                "quiz": id,
                "lesson": quiz["lesson"],
                "number": number,
                "item": item["id"],
                "type": item["type"],
                "objective": item["objective"],
                "answered": suppress_small(people) if people else 0,
                "prompt": item["prompt"],
            }
            own.append(row)
            if item["type"] == "survey" or people < MIN_CELL_SIZE:
                continue
            credit = earned[id][item["id"]].drop_nulls()
            right = int((credit > 1 - 1e-9).sum())
            row["right_low"], row["right_high"] = coarsen_count(right, people)
            if (id, item["id"]) in secret and row["right_low"] == row["right_high"]:
                row["right_low"] = row["right_high"] = None
            if row["right_low"] is not None and row["right_low"] == row["right_high"]:
                row["difficulty"] = round(float(credit.mean()), 4)
            if quiz["mode"] != "predict":
                row |= discrimination(
                    complete,
                    [i["id"] for i in quiz["items"] if i["type"] != "survey"].index(item["id"]),
                )
        hidden = [
            row
            for row in own
            if row["answered"] != 0 and row["type"] != "survey" and "difficulty" not in row
        ]
        if len(hidden) == 1:
            # The mean of the quiz less all other questions would give it away.
            shown = [row for row in own if "difficulty" in row]
            for row in sorted(shown, key=lambda row: row["difficulty"] * row["answered"])[:1]:
                hushed.add((id, row["item"]))
                for column in ("difficulty", "right_low", "right_high"):
                    row[column] = None
        rows += own
    schema = {
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
    quiet = pl.concat_str("quiz", "item", separator="/").is_in(
        [f"{quiz}/{item}" for quiz, item in hushed]
    )
    options = options.with_columns(chose=pl.when(~quiet).then("chose"))
    return pl.DataFrame(rows, schema=schema).sort("lesson", "quiz", "number"), options


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
    """Share of the points by objective and by lesson, over the marked questions after reading."""
    places = pl.DataFrame(
        [
            (
                id,
                item["id"],
                quiz["lesson"],
                item["objective"],
                quiz["objectives"].get(item["objective"], ""),
            )
            for id, quiz in quizzes.items()
            if quiz["mode"] == "practice"
            for item in quiz["items"]
            if item["type"] != "survey"
        ],
        schema={
            "quiz": pl.String,
            "item": pl.String,
            "lesson": pl.String,
            "objective": pl.String,
            "words": pl.String,
        },
        orient="row",
    )
    own = first.join(
        places.select("quiz", "item", "objective", pl.col("lesson").alias("of")),
        on=["quiz", "item"],
    )
    seen = items.join(places.select("quiz", "item", "words"), on=["quiz", "item"])
    secret = (
        (pl.col("difficulty").is_null() & pl.col("answered").ne_missing(0)).sum().alias("secret")
    )
    measures = [
        pl.col("learner").n_unique().alias("people"),
        pl.len().alias("answers"),
        pl.col("credit").mean().alias("share"),
    ]
    alone = pl.col("secret") == 1
    few = pl.col("people") < MIN_CELL_SIZE
    objectives = (
        places.group_by("lesson", "objective")
        .agg(pl.col("words").first(), pl.len().alias("questions"))
        .join(seen.group_by("objective").agg(secret), on="objective")
        .join(own.group_by("objective").agg(measures), on="objective", how="left")
        .with_columns(share=pl.when(~alone & ~few).then(pl.col("share").round(2)))
    )
    # A lesson less its shown objectives leaves the questions of the hidden ones; one of those alone
    # must not remain.
    remaining = objectives.group_by("lesson").agg(pl.col("secret").filter(alone).sum())
    lessons = (
        places.group_by("lesson")
        .agg(pl.len().alias("questions"))
        .join(remaining, on="lesson")
        .join(own.group_by("of").agg(measures), left_on="lesson", right_on="of", how="left")
        .with_columns(share=pl.when(~alone & ~few).then(pl.col("share").round(2)))
    )
    counted = [
        pl.when(~few).then(name).cast(pl.Int64).alias(name) for name in ("people", "answers")
    ]

    def shown(table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(counted).drop("secret").sort(table.columns[0], table.columns[1])

    return shown(objectives), shown(lessons)


def _calibration(quizzes: dict[str, JSON], first: pl.DataFrame) -> pl.DataFrame:
    """How sure people said they were beside the points they earned, by quiz and level.

    A level of few people is left out.
    """
    rows = []
    sure = first.filter(pl.col("confidence").is_not_null() & pl.col("credit").is_not_nan())
    for id in quizzes:
        own = sure.filter(pl.col("quiz") == id)
        if own["learner"].n_unique() < MIN_CELL_SIZE:
            continue
        levels = (
            own.group_by("confidence")
            .agg(pl.col("learner").n_unique(), pl.len(), pl.col("credit").mean())
            .sort("confidence")
            .rows()
        )
        small = [level for level in levels if level[1] < MIN_CELL_SIZE]
        for said, people, answers, credit in levels:
            if people >= MIN_CELL_SIZE:
                rows.append(
                    (
                        id,
                        SURE.get(said, f"{said:.0%}"),
                        said,
                        people,
                        answers,
                        round(credit, 2),
                        round(said - credit, 2),
                    )
                )
        if len(small) != 1:
            said, credit = own.select(pl.col("confidence", "credit").mean()).row(0)
            rows.append(
                (
                    id,
                    ALL,
                    round(said, 4),
                    own["learner"].n_unique(),
                    len(own),
                    round(credit, 2),
                    round(said - credit, 2),
                )
            )
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
        "people": n,
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
    if len(matched) < MIN_CELL_SIZE:
        return pl.DataFrame(schema=schema)
    objective = {
        item["id"]: item["objective"]
        for item in quizzes[BEFORE]["items"]
        if item["type"] != "survey"
    }
    words = {**quizzes[BEFORE]["objectives"], **quizzes[AFTER]["objectives"]}
    one, other = (
        earned[id].filter(pl.col("learner").is_in(matched)).select(list(objective)).to_numpy()
        for id in (BEFORE, AFTER)
    )
    codes = np.array(list(objective.values()))
    lessons = np.array([code[:2] for code in codes])
    unseen = items.filter(pl.col("difficulty").is_null()).select("quiz", "item").rows()
    secrets = [
        _secrets([(id, item) in unseen for item in objective], part)
        for id, part in ((BEFORE, one), (AFTER, other))
    ]
    silent = {"objective": set(codes[secrets[0] | secrets[1]]), "lesson": set()}
    for secret in secrets:
        each = {lesson: int(secret[lessons == lesson].sum()) for lesson in sorted(set(lessons))}
        silent["lesson"] |= {lesson for lesson, count in each.items() if count == 1}
        if sum(each[lesson] for lesson in silent["lesson"]) == 1:
            # The whole less the shown lessons would leave that one question.
            silent["lesson"] |= {next(lesson for lesson, count in each.items() if count > 1)}
    rows = [
        {
            "level": "test",
            "about": "Whole test",
            "words": "",
            "questions": len(codes),
            **paired(one.mean(axis=1), other.mean(axis=1)),
        }
    ]
    for level, keys in (("lesson", lessons), ("objective", codes)):
        for key in sorted(set(keys)):
            columns = keys == key
            row = {
                "level": level,
                "about": str(key),
                "words": words.get(key, ""),
                "questions": int(columns.sum()),
                "people": len(matched),
            }
            rows.append(
                row
                if key in silent[level]
                else row | paired(one[:, columns].mean(axis=1), other[:, columns].mean(axis=1))
            )
    return pl.DataFrame(rows, schema=schema)


def _secrets(unseen: list[bool], credit: np.ndarray) -> np.ndarray:
    """Which questions of a test must stay hidden, never one alone: those hidden among all
    questions, and those in which few of the compared people were right or wrong.
    """
    secret = np.array(unseen)
    for column in range(credit.shape[1]):
        low, high = coarsen_count(int((credit[:, column] > 1 - 1e-9).sum()), len(credit))
        secret[column] |= low != high
    if secret.sum() == 1:
        secret[np.flatnonzero(~secret)[:1]] = True
    return secret
