"""The report on a room as one page of HTML that needs nothing else: for a trainer, in words, and to
print. ``report.html`` has the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
from babel.dates import format_date

from ...language import gettext as _
from ...quiz import clock
from ...quiz.kinds import KINDS
from ...quiz.kinds.choice import Options
from ...templates import render
from ...typing import JSON
from .measures import AFTER, ALL, BEFORE, MIN_FOR_DISCRIMINATION, Measures
from .privacy import MIN_CELL_SIZE, RULE

MOST = 8  # wrong answers to talk about; more would fill no workshop
NAMED = 50  # refused files named on the page
CHOSEN = [name for name, kind in KINDS.items() if issubclass(kind, Options)]


def html(found: Measures, made: date | None = None) -> str:
    """The page.

    Tables that are empty leave their section out; ``made`` is the day it says it was made, today by
    default.
    """
    tables = found.tables
    gains = tables["gain"].to_dicts()
    return render(
        "progress/room/report.html",
        language="en",
        day=format_date(made or clock.today(), "d MMMM yyyy", locale="en_GB"),
        facts=found.facts,
        wrong=list(_wrong(found)),
        quizzes=tables["quizzes"].to_dicts(),
        gains=gains,
        whole=gains[0] if gains else None,
        calibration=tables["calibration"].to_dicts(),
        tests=_tests(tables["calibration"]),
        lessons=tables["lessons"].filter(pl.col("counted") > 0).to_dicts(),
        objectives=tables["objectives"].to_dicts(),
        questions=list(_questions(found)),
        modes={
            "practice": _("after reading"),
            "assessment": _("test"),
            "predict": _("guess before reading"),
        },
        rule=RULE,
        min_for_discrimination=MIN_FOR_DISCRIMINATION,
        named=NAMED,
        count=_count,
        percent="{:.0%}".format,
        points=_points,
        points_between=_points_between,
        two=_two,
    )


def _wrong(found: Measures) -> Iterator[JSON]:
    """The commonest wrong answers, each with what is right and why; no guesses, and nothing of the
    first test once the last has begun.
    """
    quizzes = found.tables["quizzes"]
    over = quizzes.filter((pl.col("quiz") == AFTER) & pl.col("started").is_not_null()).height
    left_out = {id for id, quiz in found.quizzes.items() if quiz["mode"] == "predict"}
    left_out |= {BEFORE} if over else set()
    wrong = (
        found.tables["options"]
        .filter(
            ~pl.col("right")
            & (pl.col("chose") >= MIN_CELL_SIZE)
            & pl.col("type").is_in(CHOSEN)
            & ~pl.col("quiz").is_in(left_out)
        )
        .sort(
            pl.col("chose") / pl.col("answered"),
            *("chose", "quiz", "number", "option"),
            descending=[True, True, False, False, False],
        )
    )
    for row in wrong.head(MOST).to_dicts():
        quiz = found.quizzes[row["quiz"]]
        item = next(item for item in quiz["items"] if item["id"] == row["item"])
        chosen = next(option for option in item["options"] if option["id"] == row["option"])
        yield {
            **row,
            "quiz": quiz,
            "prompt": item["prompt"],
            "feedback": chosen["feedback"],
            "solution": KINDS[item["type"]].joint.join(KINDS[item["type"]].solution(item)),
        }


def _tests(calibration: pl.DataFrame) -> list[JSON]:
    """How sure people were in the first and the last test, in all and at each level."""
    found = []
    for id, name, colour, fill, x in (
        (BEFORE, _("first test"), "var(--kc-comparator)", "var(--kc-paper)", 146),
        (AFTER, _("last test"), "var(--kc-accent)", "var(--kc-accent)", 256),
    ):
        own = calibration.filter(pl.col("quiz") == id).to_dicts()
        found.append(
            {
                "name": name,
                "total": next((row for row in own if row["confidence"] == ALL), None),
                "levels": [row for row in own if row["confidence"] != ALL],
                "colour": colour,
                "fill": fill,
                "x": x,
            }
        )
    return found


def _questions(found: Measures) -> Iterator[JSON]:
    """Each quiz with its questions that may be shown, and the parts of each."""
    items, options = found.tables["items"], found.tables["options"]
    parts = options.partition_by("quiz", "item", as_dict=True)
    for (id,), own in items.partition_by("quiz", as_dict=True, maintain_order=True).items():
        answered = own.filter(pl.col("answered") > 0).to_dicts()
        for row in answered:
            mine = parts.get((id, row["item"]))
            row["parts"] = [] if mine is None else mine.to_dicts()
        if answered:
            yield {"quiz": found.quizzes[id], "answered": answered}


def _count(value: int | None, hidden: str | None = None) -> str:
    if value is None:
        return _("fewer than 5") if hidden is None else hidden
    return f"{value:,}"


def _points(share: float) -> str:
    # A minus sign that lines up and is read as one, and no "-0".
    return f"{round(100 * share) + 0:d}".replace("-", "−")


def _points_between(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return _("not shown")
    one, other = _points(low), _points(high)
    return one if one == other else _("%(low)s to %(high)s") % {"low": one, "high": other}


def _two(value: float | None) -> str:
    return "" if value is None else f"{round(value, 2) + 0:.2f}".replace("-", "−")
