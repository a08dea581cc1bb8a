"""A forest plot: every trial on its own line, what they say together, and what one of them does to
the answer.

Only the panel ``response`` is pooled: there each trial stands once, with groups that chance made
and one yes-or-no outcome. Differences in points are drawn and not pooled, because two doses of one
trial share a placebo group, one trial gave both treatments to the same people, and the scores were
taken at different times.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.models import meta_analysis as meta

from ..errors import InputError
from .figure import Datum, Figure
from .theme import ACCENT, DRUG, GRID, INK, MUTED, PAPER

RESPONSE, POINTS = "People who responded (ratio)", "Depression score (points)"
EVERYTHING, NOBODY = "Everything", "No trial"
COMPARATORS = {
    "midazolam": "Midazolam, which can be felt",
    "saline": "Saline by vein or nose",
    "placebo spray": "Placebo spray",
}
# Lines of the drawing, in pixels: where the first trial stands, the step between trials, the whole
# height.
TOP, STEP, HEIGHT = 52, 48, 590
NOT_POOLED = (
    "Drawn, not pooled: one trial stands here twice, one has\nthe same people on both sides, and"
    " the days differ."
)
HALO = {"color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
# Outcomes that were taken over several days.
SPANS = {
    ("hu2016", RESPONSE): "within 4 weeks",
    ("su2023", RESPONSE): "days 2-3",
    ("lii2023", POINTS): "days 1-3",
}


@dataclass(frozen=True)
class Scale:
    """What one outcome's horizontal line runs from and to, and its marks (values as printed)."""

    low: float
    high: float
    ticks: tuple[float, ...]
    nothing: float
    left: str
    right: str

    def place(self, value: float) -> float:
        """Where a value stands, from 0 (left end) to 1 (right end); ratios are drawn on a
        logarithmic line.
        """
        share = (self._line(value) - self._line(self.low)) / (
            self._line(self.high) - self._line(self.low)
        )
        return round(min(1.0, max(0.0, share)), 4)

    def _line(self, value: float) -> float:
        return math.log(value) if self.low > 0 else value


SCALES = {
    RESPONSE: Scale(
        0.25, 16, (0.5, 1, 2, 4, 8), 1, "← fewer respond", "more respond with ketamine →"
    ),
    POINTS: Scale(-4, 14, (0, 5, 10), 0, "← worse", "points better with ketamine →"),
}


def comparator_group(trial: pd.Series) -> str:
    """Which menu entry a trial's comparator belongs to: ``midazolam``, ``saline`` or ``placebo
    spray``.

    Raises ``ValueError`` for a comparator that fits none of them.
    """
    for group in COMPARATORS:
        if trial.comparator.startswith(group):
            return group
    raise InputError(
        f"{trial.label}: the comparator '{trial.comparator}' is none of {list(COMPARATORS)}"
    )


@cache
def response_trials() -> pd.DataFrame:
    """The trials that may be pooled (panel ``response``), ordered by comparator and year, with
    their ``group``.
    """
    return _ordered(evidence.trials_table().query("panel == 'response'").copy())


@cache
def point_trials() -> pd.DataFrame:
    """Depression trials with a difference in points and its interval, ordered likewise; drawn and
    never pooled.
    """
    return _ordered(
        evidence.trials_table()
        .query("md.notna() and md_low.notna() and panel != 'suicidality'")
        .copy()
    )


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    # A trial with a name of its own does without the year: on a phone the line is full.
    rows["label"] = rows.label.str.replace(r"^([A-Z]{5,}\S*(?: I+| 2)?) \d{4}", r"\1", regex=True)
    rows["group"] = [comparator_group(row) for _, row in rows.iterrows()]
    rows["place"] = rows.group.map(list(COMPARATORS).index)
    rows["year"] = [evidence.source(key).year for key in rows.source]
    return rows.sort_values(["place", "year", "label"], kind="stable")


def pooled(comparator: str = EVERYTHING, leave_out: str = NOBODY) -> meta.Pooled | None:
    """The trials of panel ``response`` pooled as logarithms of risk ratios (REML, Hartung-Knapp
    interval).

    ``comparator`` is :data:`EVERYTHING` or a group; ``leave_out`` a trial's label. ``None`` for
    fewer than two trials.
    """
    rows = response_trials()
    kept = rows[
        ((rows.group == comparator) | (comparator == EVERYTHING)) & (rows.label != leave_out)
    ]
    return _pool(kept) if len(kept) > 1 else None


def _pool(rows: pd.DataFrame) -> meta.Pooled:
    trials = [_counts(trial) for _, trial in rows.iterrows()]
    return meta.pool(meta.effects(trials, "RR"), "REML", hartung_knapp=True)


def _counts(trial: pd.Series) -> meta.Counts:
    events, n, control_events, control_n = (
        int(trial[c]) for c in ("events_drug", "n_drug", "events_control", "n_control")
    )
    return meta.Counts(trial.label, events, n, control_events, control_n)


def forest_plot() -> Figure:
    """Depression trials of ketamine or esketamine: choose outcome and comparator, leave a trial
    out, see the pool.
    """
    return Figure(id="forest-plot", chart=_chart(), caption=_caption(), table=table())


def table() -> pd.DataFrame:
    """The trials behind :func:`forest_plot`: those pooled first, then the differences in points."""
    columns = (
        "Outcome",
        "Trial",
        "Comparator",
        "When",
        "Ketamine v comparator",
        "Ratio, or points better (95% interval)",
        "Source",
    )
    rows = [
        (
            r["outcome"],
            r["name"],
            trial.comparator,
            r["when"],
            r["people"],
            r["said"],
            evidence.source(trial.source).link,
        )
        for trial, r in _trials()
    ]
    return pd.DataFrame(rows, columns=columns)


def _lines() -> list[Datum]:
    """One line per trial and outcome: what is drawn and what is said."""
    return [line for _, line in _trials()]


def _trials() -> list[tuple[pd.Series, Datum]]:
    """Every trial with its line, once for each outcome."""
    lines = []
    weights = dict(zip(response_trials().label, _pool(response_trials()).weights, strict=True))
    for _, trial in response_trials().iterrows():
        count = _counts(trial)
        effect = meta.log_risk_ratio(count)
        value, low, high = (math.exp(x) for x in (effect.estimate, *effect.interval()))
        people = f"{count.events} of {count.n} v {count.control_events} of {count.control_n}"
        size = round(50 + 6 * weights[trial.label])
        line = _line(trial, RESPONSE, value, low, high, people) | {"size": size}
        lines.append((trial, line))
    for _, trial in point_trials().iterrows():
        # A lower score is better: the sign is turned so that right means better, as for responses.
        twice = "same people twice" if trial.panel == "crossover" else ""
        line = _line(trial, POINTS, -trial.md, -trial.md_high, -trial.md_low, twice) | {"size": 90}
        lines.append((trial, line))
    return lines


def _line(
    trial: pd.Series, outcome: str, value: float, low: float, high: float, people: str
) -> Datum:
    when = SPANS.get((trial.source, outcome), f"day {trial.timepoint_days:.0f}")
    scale = SCALES[outcome]
    digits = 2 if outcome == RESPONSE else 1
    return {
        "outcome": outcome,
        "group": trial.group,
        "name": trial.label,
        "when": when,
        "people": people,
        "said": f"{value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})",
        "detail": ", ".join(filter(None, [people, trial.group, when])),
        "x": scale.place(value),
        "from": scale.place(low),
        "to": scale.place(high),
    } | {
        key: True
        for key, holds in (("beyond", high > scale.high), ("twice", trial.panel == "crossover"))
        if holds
    }


def _together() -> list[Datum]:
    """What stands below the trials: a row per comparator and trial left out that matters to it
    (``leave`` lists its choices).
    """
    rows = []
    labels = list(response_trials().label)
    for comparator in (EVERYTHING, *COMPARATORS):
        own = [
            label
            for label, group in zip(labels, response_trials().group, strict=True)
            if comparator in (EVERYTHING, group)
        ]
        choices = {label: [label] for label in own} | {
            NOBODY: [NOBODY, *(label for label in labels if label not in own)]
        }
        for leave_out, leave in choices.items():
            rows.append(
                {"outcome": RESPONSE, "comparator": comparator, "leave": leave, "below": len(own)}
                | _summary(pooled(comparator, leave_out))
            )
        points = sum(comparator in (EVERYTHING, group) for group in point_trials().group)
        leave = [NOBODY, *labels]
        rows.append(
            {
                "outcome": POINTS,
                "comparator": comparator,
                "leave": leave,
                "below": points,
                "more": NOT_POOLED,
            }
        )
    return rows


def _summary(p: meta.Pooled | None) -> Datum:
    if p is None:
        return {
            "head": "One trial: nothing to pool",
            "more": "Choose another comparison, or put the trial back.",
        }
    scale = SCALES[RESPONSE]
    ratio, (low, high) = p.ratio()
    row = {
        "head": f"{p.trials} trials together",
        "said": f"{ratio:.2f} ({low:.2f} to {high:.2f})",
        "x": scale.place(ratio),
        "from": scale.place(low),
        "to": scale.place(high),
    }
    verdict = "More respond with ketamine." if low > 1 else "The interval includes no difference."
    if low < scale.low or high > scale.high:
        verdict = "Includes no difference; the line runs off the picture."
    if p.trials < 3:
        return row | {"more": f"{verdict}\nTwo trials say almost nothing about how trials differ."}
    first, last = (math.exp(bound) for bound in p.prediction)
    more = (
        f"{verdict} I²: {p.i2:.0f}%.\nDashed: the true ratio in a further trial, {first:.2f} to"
        f" {last:.2f}."
    )
    return row | {"more": more, "first": scale.place(first), "last": scale.place(last)}


def _caption() -> str:
    rows = response_trials()
    everything, sedated = _pool(rows), _pool(rows[rows.group == "midazolam"])
    ratio, (low, high) = everything.ratio()
    second, (second_low, second_high) = sedated.ratio()
    return (
        f"In {everything.trials} trials together {ratio:.2f} times as many people responded with"
        f" ketamine or esketamine as with what it was compared with (95% interval {low:.2f} to"
        f" {high:.2f}). In the {sedated.trials} trials against midazolam alone it is {second:.2f},"
        f" with an interval from {second_low:.2f} to {second_high:.2f} that includes no difference."
        " Larger squares weigh more. Only these trials are pooled: each stands once, chance made"
        " the groups, and responding means that the score at least halved. Even so they differ in"
        " drug, comparator and day, several counts are derived from printed percentages or told"
        " second-hand, and they are the trials whose counts we found, not all there are."
    )


def _chart() -> alt.LayerChart:
    outcome = alt.param(
        name="outcome",
        value=RESPONSE,
        bind=alt.binding_select(options=list(SCALES), name="Outcome: "),
    )
    comparator = alt.param(
        name="comparator",
        value=EVERYTHING,
        bind=alt.binding_select(
            options=[EVERYTHING, *COMPARATORS],
            labels=[EVERYTHING, *COMPARATORS.values()],
            name="Compared with: ",
        ),
    )
    leave = alt.param(
        name="leave",
        value=NOBODY,
        bind=alt.binding_select(options=[NOBODY, *response_trials().label], name="Leave out: "),
    )
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, HEIGHT], reverse=True, nice=False))
    left, right = alt.value(0), alt.value("width")

    def at(rows: alt.Chart, down: float) -> alt.Chart:
        return rows.transform_calculate(y=f"datum.top + {down}")

    data = [
        {"part": "trial"}
        | {key: value for key, value in line.items() if key not in ("when", "people")}
        for line in _lines()
    ]
    data += [{"part": "pool"} | row for row in _together()] + _axis_rows()
    trials = (
        alt.Chart()
        .transform_filter(
            f"datum.part == 'trial' && datum.outcome == outcome && (comparator == '{EVERYTHING}' ||"
            " datum.group == comparator)"
        )
        .transform_window(number="row_number()")
        .transform_calculate(
            top=f"{TOP} + (datum.number - 1) * {STEP}",
            out=f"leave == datum.name && outcome == '{RESPONSE}'",
        )
    )
    named = trials.transform_calculate(name="datum.name + (datum.out ? ' - left out' : '')")
    squares = (
        (trials.transform_filter("!datum.out && !datum.twice"), DRUG, PAPER),
        (trials.transform_filter("datum.out || datum.twice"), PAPER, DRUG),
    )
    bold, plain, small = (
        {"fontSize": 12, "fontWeight": "bold", "color": INK},
        {"fontSize": 12, "color": INK},
        {"fontSize": 11, "color": MUTED},
    )
    line = at(trials, 36)
    marks = [
        line.mark_rule(color=DRUG, strokeWidth=2).encode(
            x=alt.X("from:Q", axis=None), x2="to:Q", y=y
        ),
        line.transform_filter("datum.beyond")
        .mark_point(shape="triangle-right", size=70, filled=True, color=DRUG, opacity=1)
        .encode(x=alt.X("to:Q", axis=None), y=y),
        *(
            at(rows, 36)
            .mark_point(
                shape="square", filled=True, fill=fill, stroke=stroke, strokeWidth=1.5, opacity=1
            )
            .encode(x, y, alt.Size("size:Q", scale=None, legend=None))
            for rows, fill, stroke in squares
        ),
    ]
    # The same words twice: first as a halo in the page's colour, so that the upright lines never
    # cross letters.
    texts = [
        at(rows, down).mark_text(align=side, **look).encode(x=end, y=y, text=f"{field}:N")
        for rows, down, side, end, field, style in (
            (named, 6, "left", left, "name", bold),
            (trials, 6, "right", right, "said", plain),
            (trials, 21, "left", left, "detail", small),
        )
        for look in (style | HALO, style)
    ]
    together = (
        alt.Chart()
        .transform_filter(
            "datum.part == 'pool' && datum.outcome == outcome && datum.comparator == comparator &&"
            " indexof(datum.leave, leave) >= 0"
        )
        .transform_calculate(top=f"{TOP} + datum.below * {STEP} + 8")
    )
    drawn = together.transform_filter("isValid(datum.x)")
    below = [
        at(together, -6).mark_rule(color=MUTED).encode(x=left, x2=right, y=y),
        at(together.transform_filter("isValid(datum.head)"), 8)
        .mark_text(align="left", color=INK, fontSize=14, fontWeight="bold")
        .encode(x=left, y=y, text="head:N"),
        at(drawn, 8)
        .mark_text(align="right", color=INK, fontSize=14, fontWeight="bold")
        .encode(x=right, y=y, text="said:N"),
        at(drawn, 28)
        .mark_rule(color=ACCENT, strokeWidth=5)
        .encode(x=alt.X("from:Q", axis=None), x2="to:Q", y=y),
        at(drawn, 28)
        .mark_point(
            shape="diamond",
            size=220,
            filled=True,
            fill=ACCENT,
            stroke=PAPER,
            strokeWidth=1.5,
            opacity=1,
        )
        .encode(x, y),
        at(drawn, 42)
        .transform_filter("isValid(datum.first)")
        .mark_rule(color=ACCENT, strokeWidth=2, strokeDash=[5, 4])
        .encode(x=alt.X("first:Q", axis=None), x2="last:Q", y=y),
        *(
            together.transform_calculate(y="datum.top + (isValid(datum.head) ? 52 : 2)")
            .mark_text(align="left", baseline="top", lineBreak="\n", lineHeight=16, **look)
            .encode(x=left, y=y, text="more:N")
            for look in (plain | HALO, plain)
        ),
    ]
    return (
        alt.layer(
            *_axis(x, y), *marks, *texts, *below, data=alt.InlineData(values=data, name="lines")
        )
        .add_params(outcome, comparator, leave)
        .properties(width=640, height=HEIGHT, description=_caption())
    )


def _axis_rows() -> list[Datum]:
    """Marks and direction words of both outcomes' horizontal lines."""
    rows: list[Datum] = []
    for outcome, scale in SCALES.items():
        rows += [
            {
                "part": "tick",
                "outcome": outcome,
                "x": scale.place(value),
                "label": f"{value:g}",
                "nothing": value == scale.nothing,
            }
            for value in scale.ticks
        ]
        nothing = scale.place(scale.nothing)
        rows += [
            {"part": side, "outcome": outcome, "x": nothing, "label": words}
            for side, words in (("left", scale.left), ("right", scale.right))
        ]
    return rows


def _axis(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The horizontal line at the top, drawn by hand: an axis cannot change its scale with the
    outcome.
    """

    def rows(part: str) -> alt.Chart:
        return alt.Chart().transform_filter(f"datum.part == '{part}' && datum.outcome == outcome")

    lines = rows("tick").transform_calculate(y="34", end=str(HEIGHT))
    nothing, other = (lines.transform_filter(f"{no}datum.nothing") for no in ("", "!"))
    label = {"fontSize": 12, "fontWeight": "bold", "color": INK}
    return [
        other.mark_rule(color=GRID).encode(x=x, y=y, y2="end:Q"),
        nothing.mark_rule(color=MUTED, strokeWidth=1.5).encode(x=x, y=y, y2="end:Q"),
        rows("tick")
        .transform_calculate(y="26")
        .mark_text(fontSize=11, color=MUTED)
        .encode(x, y, text="label:N"),
        rows("left")
        .transform_calculate(y="8")
        .mark_text(align="right", dx=-5, **label)
        .encode(x, y, text="label:N"),
        rows("right")
        .transform_calculate(y="8")
        .mark_text(align="left", dx=5, **label)
        .encode(x, y, text="label:N"),
    ]
