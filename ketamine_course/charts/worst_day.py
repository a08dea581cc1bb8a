"""Starting on a bad day: what a score does afterwards when nothing is done at all.

A thought experiment with a fixed seed and no data on ketamine in it. Scores go up and down around
each person's usual score, nobody is treated, and people "start" in the first week in which their
score is bad enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from ketamine_course.models.curves import Array

from ..errors import InputError
from .figure import Figure
from .theme import COMPARATOR, INK, MUTED, PAPER

# Assumptions, in points of a made-up score from 0 to 60: people's usual scores, their weekly ups
# and downs, and how much of one week's departure is left in the next.
USUAL, BETWEEN, WITHIN, CARRIED = 26.0, 4.0, 5.0, 0.5
HIGHEST = 60
PEOPLE, WEEKS, BEFORE, AFTER, LATER, SHOWN, SEED = 4000, 104, 6, 8, 4, 10, 9
STARTS = {
    "in any week": 0,
    "in a week at 28 or more": 28,
    "in a week at 32 or more": 32,
    "in a week at 36 or more": 36,
}
DEFAULT = "in a week at 32 or more"


@dataclass(frozen=True)
class Started:
    """Scores of those who started, (people, weeks from ``BEFORE`` before the start to ``AFTER``
    after it), in points.
    """

    scores: Array

    @property
    def at_start(self) -> float:
        """Average score in the week of the start."""
        return float(self.scores[:, BEFORE].mean())

    @property
    def later(self) -> float:
        """Average score ``LATER`` weeks after the start."""
        return float(self.scores[:, BEFORE + LATER].mean())

    @property
    def lower(self) -> int:
        """People of 100 whose score is lower ``LATER`` weeks after the start than at it."""
        return round(100 * float((self.scores[:, BEFORE + LATER] < self.scores[:, BEFORE]).mean()))


@cache
def lives() -> Array:
    """Weekly scores of everybody, (people, weeks), in points; the same each time."""
    rng = np.random.default_rng(SEED)
    swing = WITHIN * rng.standard_normal(PEOPLE)
    weeks = []
    for _ in range(WEEKS):
        weeks.append(swing)
        swing = CARRIED * swing + WITHIN * np.sqrt(1 - CARRIED**2) * rng.standard_normal(PEOPLE)
    usual = USUAL + BETWEEN * rng.standard_normal(PEOPLE)
    return np.clip(usual[:, None] + np.stack(weeks, axis=1), 0, HIGHEST)


def started(threshold: float) -> Started:
    """Those who reach ``threshold`` (points), from before the first week in which they do.

    Raises ``ValueError`` when nobody does.
    """
    scores = lives()
    reached = scores[:, BEFORE : WEEKS - AFTER] >= threshold
    people = np.flatnonzero(reached.any(axis=1))
    if not len(people):
        raise InputError(
            f"nobody reaches a score of {threshold:g} in {WEEKS} weeks: give a lower one"
        )
    first = reached[people].argmax(axis=1)
    return Started(scores[people[:, None], first[:, None] + np.arange(BEFORE + AFTER + 1)])


def worst_day() -> Figure:
    """Average and single scores around the week in which people start, with no treatment; a menu
    says how bad that week has to be.
    """
    bad, any_week = started(STARTS[DEFAULT]), started(0)
    finding = (
        f"Simulated people, nobody treated. Of those who start {DEFAULT}, {bad.lower} of 100 have a"
        f" lower score {LATER} weeks later, and the average falls from {bad.at_start:.0f} to"
        f" {bad.later:.0f}. Of those who start in any week {any_week.lower} of 100 have a lower"
        " score, and the average stays the same."
    )
    return Figure(
        id="worst-day",
        chart=_chart(
            f"Lines of a depression score in the weeks before and after a start. {finding}"
        ),
        caption=(
            f"{finding} The score is made up: around {USUAL:.0f} of {HIGHEST}, with assumed ups and"
            " downs. It shows what chance can do, not how much of any real improvement is chance."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """Each rule for starting with the averages and the people of 100 who are better without
    treatment.
    """
    rows = []
    for name, threshold in STARTS.items():
        group = started(threshold)
        rows.append(
            {
                "People start": name,
                "Score at the start": round(group.at_start),
                f"{LATER} weeks later": round(group.later),
                "Lower score, of 100": group.lower,
                "Source": "simulated, nobody treated",
            }
        )
    return pd.DataFrame(rows)


def _data() -> alt.InlineData:
    rows = []
    for name, threshold in STARTS.items():
        group = started(threshold)
        head = {
            "start": name,
            "first": f"{group.at_start:.0f}",
            "then": f"{group.later:.0f}",
            "lower": group.lower,
        }
        rows.append(head | {"who": "all", "score": group.scores.mean(axis=0).round(1).tolist()})
        rows += [
            {"start": name, "who": str(n), "score": line.round().astype(int).tolist()}
            for n, line in enumerate(group.scores[:SHOWN])
        ]
    return alt.InlineData(values=rows, name="lines")


def _chart(description: str) -> alt.LayerChart:
    start = alt.param(
        name="start",
        value=DEFAULT,
        bind=alt.binding_select(options=list(STARTS), name="People start: "),
    )
    x = alt.X(
        "week:Q",
        scale=alt.Scale(domain=[-BEFORE, AFTER], nice=False),
        axis=alt.Axis(
            values=list(range(-BEFORE, AFTER + 1, 2)),
            grid=False,
            format="d",
            title="Weeks before and after the start",
        ),
    )
    y = alt.Y(
        "score:Q",
        scale=alt.Scale(domain=[0, HIGHEST], nice=False),
        axis=alt.Axis(
            values=list(range(0, HIGHEST + 1, 10)),
            title="Made-up depression score (lower is better)",
        ),
    )
    rows = alt.Chart().transform_filter("datum.start == start")
    lines = rows.transform_calculate(at=f"sequence({-BEFORE}, {AFTER + 1})").transform_flatten(
        ["at", "score"], as_=["week", "score"]
    )
    people = (
        lines.transform_filter("datum.who != 'all'")
        .mark_line(strokeWidth=1, color=MUTED, opacity=0.55)
        .encode(x, y, detail="who:N")
    )
    mean = lines.transform_filter("datum.who == 'all'")
    average = mean.mark_line(strokeWidth=4, color=COMPARATOR).encode(x, y)
    ends = mean.transform_filter(f"datum.week == 0 || datum.week == {LATER}").transform_calculate(
        text="datum.week == 0 ? datum.first : datum.then"
    )
    day = (
        alt.Chart(alt.InlineData(values=[{"week": 0, "score": 0, "top": 46}], name="day"))
        .mark_rule(strokeDash=[4, 3], color=INK)
        .encode(x, y, y2="top:Q")
    )
    note = rows.transform_filter("datum.who == 'all'").transform_calculate(
        head=f"datum.lower + ' of 100 lower after {LATER} weeks'",
        sub="'Nobody was treated. Average: ' + datum.first + ', then ' + datum.then + '.'",
    )
    rim = {"stroke": PAPER, "strokeWidth": 5}
    label = {"fontSize": 14, "fontWeight": "bold", "align": "left", "dx": 6, "dy": -14}
    return (
        alt.layer(
            people,
            day,
            average,
            ends.mark_point(size=110, filled=True, color=COMPARATOR, opacity=1).encode(x, y),
            ends.mark_text(**label, **rim).encode(x, y, text="text:N"),
            ends.mark_text(**label, color=INK).encode(x, y, text="text:N"),
            note.mark_text(
                align="left", baseline="top", fontSize=15, fontWeight="bold", color=INK
            ).encode(x=alt.value(6), y=alt.value(4), text="head:N"),
            note.mark_text(align="left", baseline="top", fontSize=12, color=MUTED).encode(
                x=alt.value(6), y=alt.value(26), text="sub:N"
            ),
            data=_data(),
        )
        .add_params(start)
        .properties(width=640, height=330, description=description)
    )
