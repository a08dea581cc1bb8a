"""What a room's answers say: tables of response rates, questions, options, sureness and gain, with small groups hidden.

Everything rests on first answers, to the version of a quiz that this course has, marked again here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from ...quiz import bank
from ...quiz.definition import define
from ...quiz.grading import UnfitResponse, grade
from .privacy import LEAST, banded, hidden_cells
from .reading import Answers

JSON = dict[str, Any]
BEFORE, AFTER = "pre-test", "post-test"
ENOUGH = 20  # people for a discrimination; with fewer, its interval spans nearly everything
_WORDS = {0.25: "Guessing (25%)", 0.5: "Unsure (50%)", 0.75: "Fairly sure (75%)", 1.0: "Certain (100%)"}


@dataclass
class Measures:
    """Tables by name, ready to show or export, and what was counted and left out on the way."""

    tables: dict[str, pl.DataFrame]
    facts: JSON
    quizzes: dict[str, JSON]


def measure(answers: Answers) -> Measures:
    """All tables of a room. Shares and credits run from 0 to 1; what is hidden is null, what is banded has low < high."""
    quizzes = {id: define(bank.load(id)) for id in bank.ids()}
    first, left_out = _first(answers.attempts, quizzes)
    people = answers.attempts["learner"].n_unique()
    facts = {
        "sources": answers.sources, "refused": answers.refused, "duplicates": answers.duplicates, "joined": answers.joined,
        "attempts": len(answers.attempts), "people": people if people >= LEAST else None, "first": len(first), **left_out,
    }  # fmt: skip
    if people < LEAST:
        first = first.clear()
    matrices = {id: _matrix(first, quiz) for id, quiz in quizzes.items()}
    items = _items(quizzes, matrices)
    gain, matched = _gain(quizzes, first, matrices)
    facts.update(matched)
    tables = {
        "quizzes": _quizzes(quizzes, matrices, items, people),
        "lessons": _grouped(quizzes, items, first, lambda quiz, item: quiz["lesson"], "lesson"),
        "objectives": _grouped(quizzes, items, first, lambda quiz, item: item["objective"], "objective"),
        "items": items,
        "options": _options(quizzes, first),
        "calibration": _calibration(quizzes, first),
        "gain": gain,
    }
    return Measures(tables, facts, quizzes)


def _first(attempts: pl.DataFrame, quizzes: dict[str, JSON]) -> tuple[pl.DataFrame, JSON]:
    """First answers with their credit, and how many answers could not be used."""
    keys = pl.DataFrame(
        [(id, item["id"], quiz["version"]) for id, quiz in quizzes.items() for item in quiz["items"]],
        schema={"quiz": pl.String, "item": pl.String, "version": pl.Int32}, orient="row",
    )  # fmt: skip
    attempts = attempts.with_columns(pl.col("quiz").cast(pl.String), pl.col("item").cast(pl.String))
    known = attempts.join(keys, on=["quiz", "item"], maintain_order="left")
    current = known.filter(pl.col("bank_version") == pl.col("version"))
    responses = current.select("quiz", "item", "response").unique()
    items = {(id, item["id"]): item for id, quiz in quizzes.items() for item in quiz["items"]}
    credits = [_credit(items[quiz, item], response) for quiz, item, response in responses.iter_rows()]
    responses = responses.with_columns(pl.Series("credit", credits, dtype=pl.Float64))
    fitting = current.join(responses, on=["quiz", "item", "response"], maintain_order="left").drop_nulls("credit")
    # Predictions come first and are never repeated; practice may be, and then the first answer is the one before feedback.
    first = fitting.unique(["learner", "quiz", "item"], keep="first", maintain_order=True)
    left_out = {"unknown": len(attempts) - len(known), "other_version": len(known) - len(current), "unfit": len(current) - len(fitting)}
    return first, left_out


def _credit(item: JSON, response: str) -> float | None:
    """Share of the points; NaN for a survey, None for what is no answer to the item."""
    try:
        graded = grade(item, json.loads(response))
    except UnfitResponse:
        return None
    return graded.score / graded.max_score if graded.max_score else float("nan")


@dataclass
class _Matrix:
    """Credit of first answers in one quiz: ``credit[person, item]``, NaN where there is no answer, of graded items only."""

    people: list[str]
    items: list[str]
    credit: np.ndarray
    answered: dict[str, int]
    started: int
    finished: int


def _matrix(first: pl.DataFrame, quiz: JSON) -> _Matrix:
    own = first.filter(pl.col("quiz") == quiz["id"])
    people = own["learner"].unique().sort().to_list()
    items = [item["id"] for item in quiz["items"] if item["type"] != "survey"]
    row, column = {code: i for i, code in enumerate(people)}, {id: i for i, id in enumerate(items)}
    credit = np.full((len(people), len(items)), np.nan)
    graded = own.filter(pl.col("item").is_in(items))
    credit[[row[code] for code in graded["learner"]], [column[id] for id in graded["item"]]] = graded["credit"].to_numpy()
    answered = dict(own.group_by("item").len().iter_rows())
    finished = own.group_by("learner").len().filter(pl.col("len") == len(quiz["items"]))
    return _Matrix(people, items, credit, answered, len(people), len(finished))


def _quizzes(quizzes: dict[str, JSON], matrices: dict[str, _Matrix], items: pl.DataFrame, people: int) -> pl.DataFrame:
    rows = []
    for id, quiz in quizzes.items():
        matrix = matrices[id]
        started = _least(matrix.started)
        low, high = banded(matrix.finished, matrix.started) if started else (None, None)
        rows.append({
            "quiz": id, "lesson": quiz["lesson"], "title": quiz["title"], "mode": quiz["mode"], "people": people if people >= LEAST else None,
            "started": started, "rate": started / people if started else None, "finished_low": low, "finished_high": high,
            "mean_credit": _mean(matrix.credit[~np.isnan(matrix.credit)], items.filter(pl.col("quiz") == id)) if started else None,
        })  # fmt: skip
    schema = {
        "quiz": pl.String, "lesson": pl.String, "title": pl.String, "mode": pl.String, "people": pl.Int64, "started": pl.Int64, "rate": pl.Float64,
        "finished_low": pl.Int64, "finished_high": pl.Int64, "mean_credit": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema).sort("lesson", "quiz")


def _grouped(quizzes: dict[str, JSON], items: pl.DataFrame, first: pl.DataFrame, key, name: str) -> pl.DataFrame:
    """Mean credit by lesson or objective over graded questions that are no guesses before reading."""
    places = pl.DataFrame(
        [
            (id, item["id"], key(quiz, item), quiz["objectives"].get(item["objective"], ""))
            for id, quiz in quizzes.items() if quiz["mode"] == "practice" for item in quiz["items"] if item["type"] != "survey"
        ],
        schema={"quiz": pl.String, "item": pl.String, name: pl.String, "words": pl.String}, orient="row",
    )  # fmt: skip
    answers = first.join(places, on=["quiz", "item"])
    shown = items.join(places, on=["quiz", "item"])
    rows = []
    for value in places[name].unique().sort():
        own = answers.filter(pl.col(name) == value)
        people = _least(own["learner"].n_unique())
        words = places.filter(pl.col(name) == value)["words"][0] if name == "objective" else ""
        mean = _mean(own["credit"].to_numpy(), shown.filter(pl.col(name) == value)) if people else None
        rows.append((value, words, places.filter(pl.col(name) == value).height, people, len(own) if people else None, mean))
    schema = {name: pl.String, "words": pl.String, "questions": pl.Int64, "people": pl.Int64, "answers": pl.Int64, "mean_credit": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _mean(credits: np.ndarray, items: pl.DataFrame) -> float | None:
    """A mean over several questions, unless it would give away the one among them that is hidden."""
    answered = items.filter(pl.col("answered") > 0)
    hidden = answered["full_low"].is_null() | (answered["full_low"] != answered["full_high"])
    return None if len(credits) == 0 or hidden.sum() == 1 else round(float(np.mean(credits)), 2)


def _items(quizzes: dict[str, JSON], matrices: dict[str, _Matrix]) -> pl.DataFrame:
    rows = []
    for id, quiz in quizzes.items():
        matrix = matrices[id]
        complete = matrix.credit[~np.isnan(matrix.credit).any(axis=1)] if matrix.items else matrix.credit
        for number, item in enumerate(quiz["items"], start=1):
            answered = matrix.answered.get(item["id"], 0)
            row = {
                "quiz": id, "lesson": quiz["lesson"], "number": number, "item": item["id"], "type": item["type"], "objective": item["objective"],
                "answered": _least(answered) if answered else 0, "prompt": item["prompt"],
            }  # fmt: skip
            if item["type"] != "survey" and answered >= LEAST:
                column = matrix.items.index(item["id"])
                credit = matrix.credit[:, column]
                credit = credit[~np.isnan(credit)]
                row["full_low"], row["full_high"] = _full(item, credit)
                if row["full_low"] == row["full_high"]:
                    row |= {"difficulty": row["full_low"] / answered, "mean_credit": round(float(credit.mean()), 4)}
                if quiz["mode"] != "predict":
                    row |= discrimination(complete, column)
            rows.append(row)
    schema = {
        "quiz": pl.String, "lesson": pl.String, "number": pl.Int64, "item": pl.String, "type": pl.String, "objective": pl.String, "answered": pl.Int64,
        "full_low": pl.Int64, "full_high": pl.Int64, "difficulty": pl.Float64, "mean_credit": pl.Float64, "discrimination": pl.Float64,
        "discrimination_low": pl.Float64, "discrimination_high": pl.Float64, "discrimination_people": pl.Int64, "discrimination_why_not": pl.String,
        "prompt": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema).sort("lesson", "quiz", "number")


def _full(item: JSON, chosen: np.ndarray, credit: np.ndarray) -> tuple[int, int]:
    """How many had full marks, as a range where the count itself would give somebody away."""
def discrimination(credit: np.ndarray, column: int) -> JSON:
    """Corrected item-total correlation of one question, ``credit[person, item]`` being that of people who answered all.

    The correlation of the question's credit with the sum of all *other* questions' credit (point-biserial where credit is
    0 or 1), with a 95% interval by Fisher's z. Without enough people or any difference between them, the reason instead.
    """
    n = len(credit) if len(credit) >= LEAST else None
    if credit.shape[1] < 3:
        return {"discrimination_why_not": "fewer than three marked questions in the quiz"}
    if len(credit) < ENOUGH:
        return {"discrimination_people": n, "discrimination_why_not": f"needs {ENOUGH} people who answered the whole quiz"}
    own, rest = credit[:, column], np.delete(credit, column, axis=1).sum(axis=1)
    if np.ptp(own) == 0 or np.ptp(rest) < 1e-9:
        return {"discrimination_people": n, "discrimination_why_not": "everybody scored the same"}
    r = float(np.corrcoef(own, rest)[0, 1])
    reach = stats.norm.ppf(0.975) / np.sqrt(len(credit) - 3)
    z = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    return {"discrimination": r, "discrimination_low": float(np.tanh(z - reach)), "discrimination_high": float(np.tanh(z + reach)), "discrimination_people": n}


def _options(quizzes: dict[str, JSON], first: pl.DataFrame) -> pl.DataFrame:
    """How often each option was chosen on the first answer; null where the count is hidden."""
    counts = {key[:2]: key[2] for key in first.group_by("quiz", "item").agg(pl.struct("response").value_counts()).iter_rows()}
    rows = []
    for id, quiz in quizzes.items():
        for number, item in enumerate(quiz["items"], start=1):
            if item["type"] not in ("choice", "multiple", "survey") or (id, item["id"]) not in counts:
                continue
            chosen: dict[str, int] = {}
            people = 0
            for entry in counts[id, item["id"]]:
                response, count = json.loads(entry["response"]["response"]), entry["count"]
                people += count
                for option in response if isinstance(response, list) else [response]:
                    chosen[option] = chosen.get(option, 0) + count
            if people < LEAST:
                continue
            each = [chosen.get(option["id"], 0) for option in item["options"]]
            hidden = [low != high for low, high in (banded(count, people) for count in each)] if item["type"] == "multiple" else hidden_cells(each)
            for option, count, hide in zip(item["options"], each, hidden, strict=True):
                right = option["correct"] if "correct" in option else None
                rows.append((id, quiz["lesson"], number, item["id"], item["type"], option["id"], option["text"], right, people, None if hide else count))
    schema = {
        "quiz": pl.String, "lesson": pl.String, "number": pl.Int64, "item": pl.String, "type": pl.String, "option": pl.String, "text": pl.String,
        "right": pl.Boolean, "answered": pl.Int64, "chose": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _calibration(quizzes: dict[str, JSON], first: pl.DataFrame) -> pl.DataFrame:
    """Sureness beside credit, by test and level of sureness. A level chosen by fewer than five people is null."""
    rows = []
    sure = first.filter(pl.col("confidence").is_not_null() & pl.col("credit").is_not_nan())
    for id, quiz in quizzes.items():
        own = sure.filter(pl.col("quiz") == id)
        if own["learner"].n_unique() < LEAST:
            continue
        levels = own.group_by("confidence").agg(
            pl.len().alias("answers"), pl.col("learner").n_unique().alias("people"), pl.col("credit").mean().alias("credit")
        ).sort("confidence")  # fmt: skip
        for level, answers, people, credit in levels.iter_rows():
            if people < LEAST:
                rows.append((id, _WORDS.get(level, f"{level:.0%}"), level, None, None, None, None))
            else:
                rows.append((id, _WORDS.get(level, f"{level:.0%}"), level, people, answers, round(credit, 2), round(level - credit, 2)))
        mean, right = own["confidence"].mean(), own["credit"].mean()
        # With one level hidden, a total would give it away.
        if sum(people < LEAST for people in levels["people"]) != 1:
            rows.append((id, "All answers", mean, own["learner"].n_unique(), len(own), round(right, 2), round(mean - right, 2)))
    schema = {
        "quiz": pl.String, "sureness": pl.String, "said": pl.Float64, "people": pl.Int64, "answers": pl.Int64, "credit": pl.Float64, "gap": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def paired(before: np.ndarray, after: np.ndarray) -> JSON:
    """Gain of the same people between two tests, shares of points 0 to 1, first in ``before`` and in the same order ``after``.

    The mean gain with a 95% interval from Student's t, Cohen's d_z (mean gain over the standard deviation of gains),
    d_av (mean gain over the mean of the two tests' standard deviations) and the normalised gain (of what there was left
    to gain, Hake). A measure that would divide by zero is None.
    """
    gains = after - before
    mean, n = float(gains.mean()), len(gains)
    spread = float(gains.std(ddof=1))
    both = (float(before.std(ddof=1)) + float(after.std(ddof=1))) / 2
    reach = float(stats.t.ppf(0.975, n - 1)) * spread / n**0.5
    room = 1 - float(before.mean())
    return {
        "people": n, "before": float(before.mean()), "after": float(after.mean()), "gain": mean, "gain_low": mean - reach, "gain_high": mean + reach,
        "d_z": mean / spread if spread > 1e-9 else None, "d_av": mean / both if both > 1e-9 else None, "normalised": mean / room if room > 1e-9 else None,
    }  # fmt: skip


def _gain(quizzes: dict[str, JSON], first: pl.DataFrame, matrices: dict[str, _Matrix]) -> tuple[pl.DataFrame, JSON]:
    schema = {
        "about": pl.String, "words": pl.String, "questions": pl.Int64, "people": pl.Int64, "before": pl.Float64, "after": pl.Float64, "gain": pl.Float64,
        "gain_low": pl.Float64, "gain_high": pl.Float64, "d_z": pl.Float64, "d_av": pl.Float64, "normalised": pl.Float64,
    }  # fmt: skip
    one, other = matrices[BEFORE], matrices[AFTER]
    times = {
        id: {code: (start, end) for code, start, end in first.filter(pl.col("quiz") == id).group_by("learner").agg(
            pl.col("submitted").min().alias("start"), pl.col("submitted").max().alias("end")).iter_rows()}
        for id in (BEFORE, AFTER)
    }  # fmt: skip
    whole = [{code for code, row in zip(m.people, m.credit, strict=True) if not np.isnan(row).any()} for m in (one, other)]
    # Whoever takes the first test with the second one's questions in mind has nothing to compare.
    matched = sorted(code for code in whole[0] & whole[1] if times[BEFORE][code][1] <= times[AFTER][code][0])
    facts = {
        "finished_before": _least(len(whole[0])), "finished_after": _least(len(whole[1])), "matched": _least(len(matched)),
        "finished_both": _least(len(whole[0] & whole[1])),
    }  # fmt: skip
    if len(matched) < LEAST:
        return pl.DataFrame(schema=schema), facts
    before, after = (m.credit[[m.people.index(code) for code in matched]] if len(matched) < 500 else _rows(m, matched) for m in (one, other))
    rows = [{"about": "Whole test", "words": "", "questions": len(one.items), **paired(before.mean(axis=1), after.mean(axis=1))}]
    objectives = {item["id"]: item["objective"] for item in quizzes[BEFORE]["items"]}
    words = {**quizzes[BEFORE]["objectives"], **quizzes[AFTER]["objectives"]}
    for label, key in (("Lesson", lambda id: objectives[id][:2]), ("Objective", lambda id: objectives[id])):
        for value in sorted({key(id) for id in one.items}):
            columns = [index for index, id in enumerate(one.items) if key(id) == value]
            row = {"about": f"{label} {value}", "words": words.get(value, ""), "questions": len(columns), "people": len(matched)}
            if not any(_tells(part[:, column]) for part in (before, after) for column in columns):
                row |= paired(before[:, columns].mean(axis=1), after[:, columns].mean(axis=1))
            rows.append(row)
    return pl.DataFrame(rows, schema=schema), facts


def _rows(matrix: _Matrix, people: list[str]) -> np.ndarray:
    place = {code: index for index, code in enumerate(matrix.people)}
    return matrix.credit[[place[code] for code in people]]


def _tells(credit: np.ndarray) -> bool:
    """Whether a mean of these would give away how many of a small group were right or wrong."""
    low, high = banded(int((credit == 1).sum()), len(credit))
    return low != high


def _least(count: int) -> int | None:
    return count if count >= LEAST else None
