"""Published comparisons of treatments beside each other, and a warning wherever they must not be
ranked.

Every row is one comparison with its own people, comparator, way of counting and time. Rows stand in
groups by who was studied, in alphabetical order inside a group: sorting them by size would be the
very ranking the chart warns of.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt

from ketamine_course import evidence
from ketamine_course.models.comparisons import (
    ALL,
    BETTER,
    COMPARISONS,
    PEOPLE,
    POINTS,
    SPREAD,
    Comparison,
    table,
    warning,
    whole,
)

from .figure import Datum, Figure
from .parts import RIMS, Channel, rimmed
from .theme import ACCENT, CAUTION, COMPARATOR, DRUG, GRID, INK, MUTED, PAPER

HEIGHT, TOP = 860, 0.147  # pixels; share of the height that warning and scale take up
ROWS_END = 0.985


@dataclass(frozen=True)
class Scale:
    """One way of telling an outcome: its name, the ends of its axis, its marks and what the signs
    mean.
    """

    name: str
    low: float
    high: float
    ticks: tuple[float, ...]
    title: str
    key: str


SCALES = {
    BETTER: Scale(
        "People who got better, of 100",
        0,
        80,
        (0, 20, 40, 60, 80),
        "Got better, of 100 people in each group",
        "Filled circle: first-named. Hollow diamond: the second.",
    ),
    SPREAD: Scale(
        "Symptoms, in standard deviations",
        -1,
        2.8,
        (-1, 0, 1, 2),
        "Standard deviations; right of 0: first is better",
        "Circle: estimate. Line: 95% interval, if given.",
    ),
    POINTS: Scale(
        "Symptoms, in points of one scale (MADRS)",
        -3,
        18,
        (0, 5, 10, 15),
        "Points of 60; right of 0: first is better",
        "Circle: estimate. Line: 95% interval, if given.",
    ),
}


def alternatives() -> Figure:
    """Comparisons of treatments for depression and PTSD, chosen by outcome; one kind of people can
    be picked out.

    Where rows of different people stand side by side the plot says that they must not be ranked.
    """
    finding = (
        f"{len(COMPARISONS)} published comparisons of treatments for depression and PTSD, each"
        " against its own comparator, in its own people and at its own time. Most first-named"
        " treatments did better than their comparators, but these run from waiting lists to other"
        " strong treatments, and the two trials of ketamine against ECT point opposite ways. The"
        " rows cannot be ranked against each other."
    )
    return Figure(
        id="alternatives",
        chart=_chart(finding),
        caption=(
            f"{finding} Within a group the rows are in alphabetical order, not in order of size."
            " Several counts and shares are as reported by others than the authors; the table says"
            ' which. "Whatever was tried before" means that earlier treatments were mixed or not'
            " stated."
        ),
        table=table(),
    )


def _data() -> list[Datum]:
    """Rows, group headings, axis marks and warnings (field ``set``), placed as shares of width and
    height.
    """
    drawn = []
    for outcome, scale in SCALES.items():
        chosen = [c for c in COMPARISONS if c.outcome == outcome]
        groups = [g for g in PEOPLE if any(c.people == g for c in chosen)]
        step = (ROWS_END - TOP) / (len(chosen) + 0.62 * len(groups))
        at = TOP
        for group in groups:
            drawn.append(
                {
                    "set": "head",
                    "outcome": outcome,
                    "people": group,
                    "text": PEOPLE[group],
                    "y": round(at, 4),
                }
            )
            at += 0.62 * step
            for c in sorted(
                (c for c in chosen if c.people == group), key=lambda c: c.title.lower()
            ):
                drawn.append(
                    {
                        "set": "row",
                        "outcome": outcome,
                        "people": group,
                        "title": c.title,
                        "told": c.told,
                        "y": round(at, 4),
                    }
                    | _marks(c, scale)
                )
                at += step
        drawn.append({"set": "scale", "outcome": outcome, "title": scale.title, "key": scale.key})
        drawn += [
            {
                "set": "tick",
                "outcome": outcome,
                "x": _share(t, scale),
                "label": f"{t:g}".replace("-", "\u2212"),
            }
            | ({"zero": True} if t == 0 else {})
            for t in scale.ticks
        ]
        for people in (ALL, *PEOPLE):
            head, line, loud = warning(outcome, people)
            drawn.append(
                {
                    "set": "warning",
                    "outcome": outcome,
                    "people": people,
                    "head": head,
                    "line": line,
                    "loud": loud,
                }
            )
    return drawn


def _share(number: float, scale: Scale) -> float:
    return round((number - scale.low) / (scale.high - scale.low), 3)


def _marks(c: Comparison, scale: Scale) -> Datum:
    if c.outcome == BETTER:
        first, second = c.shares
        return {
            "first": _share(first, scale),
            "second": _share(second, scale),
            "a": whole(first),
            "b": whole(second),
        }
    value, low, high = c.difference
    if (
        c.spread_of_drugs
    ):  # a span of estimates, drawn without a point: it is no interval around one of them
        low, high = sorted(-evidence.finding(id).value for id in c.findings)
        return {"low": _share(low, scale), "high": _share(high, scale)}
    marks: Datum = {"at": _share(value, scale)}
    if low is not None and high is not None:
        marks |= {"low": _share(low, scale), "high": _share(high, scale)}
    return marks


def _chart(description: str) -> alt.LayerChart:
    outcome = alt.param(
        name="outcome",
        value=BETTER,
        bind=alt.binding_select(
            options=list(SCALES), labels=[s.name for s in SCALES.values()], name="Outcome: "
        ),
    )
    labels = ["Everyone (mixed)", *PEOPLE.values()]
    people = alt.param(
        name="people",
        value=ALL,
        bind=alt.binding_select(options=[ALL, *PEOPLE], labels=labels, name="People: "),
    )
    chosen = {
        kind: alt.Chart().transform_filter(f"datum.set == '{kind}' && datum.outcome == outcome")
        for kind in ("row", "head", "scale", "tick", "warning")
    }
    layers = [
        *_axis(chosen["tick"], chosen["scale"]),
        *_groups(chosen["head"]),
        *_results(chosen["row"]),
        *_warning(chosen["warning"].transform_filter("datum.people == people")),
    ]
    return (
        alt.layer(*layers, data=alt.InlineData(values=_data(), name="comparisons"))
        .add_params(outcome, people)
        .properties(width=640, height=HEIGHT, description=description)
    )


def _x(field: str) -> alt.X:
    return alt.X(
        field,
        type="quantitative",
        axis=None,
        scale=alt.Scale(domain=[-0.02, 1.02], nice=False, zero=False),
    )


Y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1], reverse=True, nice=False))
SHOWN = "people == 'everyone' || datum.people == people"


def _lit(dim: float) -> Channel:
    return alt.condition(SHOWN, alt.value(1), alt.value(dim))


def _axis(ticks: alt.Chart, scale: alt.Chart) -> list[alt.Chart]:
    line = ticks.mark_rule(color=GRID).encode(
        _x("x"), y=alt.value(TOP * HEIGHT - 8), y2=alt.value(HEIGHT)
    )
    zero = (
        ticks.transform_filter("datum.zero")
        .mark_rule(color=MUTED, strokeWidth=1.5)
        .encode(_x("x"), y=alt.value(TOP * HEIGHT - 8), y2=alt.value(HEIGHT))
    )
    small = {"fontSize": 11.5, "color": MUTED, "baseline": "middle"}
    return [
        line,
        zero,
        ticks.mark_text(**small).encode(_x("x"), y=alt.value(TOP * HEIGHT - 16), text="label:N"),
        scale.mark_text(**small, align="left").encode(
            x=alt.value(2), y=alt.value(80), text="title:N"
        ),
        scale.mark_text(**small, align="left").encode(
            x=alt.value(2), y=alt.value(96), text="key:N"
        ),
    ]


def _groups(heads: alt.Chart) -> list[alt.Chart]:
    line = heads.mark_rule(color=INK, strokeWidth=1.5).encode(
        y=Y, x=alt.value(0), x2=alt.value("width"), opacity=_lit(0.35)
    )
    style = {
        "align": "left",
        "baseline": "top",
        "dy": 5,
        "fontSize": 12.5,
        "fontWeight": "bold",
        "color": ACCENT,
    }
    return [
        line,
        *rimmed(heads, style, x=alt.value(2), y=Y, text="text:N", opacity=_lit(0.4)),
    ]


def _results(rows: alt.Chart) -> list[alt.Chart]:
    shares = rows.transform_filter("isValid(datum.a)")
    sure, point_only = (
        rows.transform_filter("isValid(datum.low)"),
        rows.transform_filter("isValid(datum.at) && !isValid(datum.low)"),
    )
    low = {"yOffset": 32}
    number = {"fontSize": 11, "color": INK, "baseline": "middle", **low}
    written = []
    # All rims before all letters: a second line's rim would cut the tails off the first line's
    # letters.
    for rim in RIMS:
        for dy, field, style in (
            (7, "title", {"fontSize": 12.5, "color": INK}),
            (20, "told", {"fontSize": 11, "color": MUTED}),
        ):
            written.append(
                rows.mark_text(align="left", baseline="middle", dy=dy, **style, **rim).encode(
                    x=alt.value(2), y=Y, text=f"{field}:N", opacity=_lit(0.3)
                )
            )
    point = {"opacity": 1, "filled": True, **low}
    return [
        *written,
        shares.mark_rule(color=MUTED, strokeWidth=2, **low).encode(
            _x("first"), alt.X2("second:Q"), y=Y, opacity=_lit(0.15)
        ),
        shares.mark_point(
            shape="diamond", size=75, fill=PAPER, stroke=COMPARATOR, strokeWidth=2, **point
        ).encode(_x("second"), y=Y, opacity=_lit(0.2)),
        shares.mark_point(shape="circle", size=80, color=DRUG, **point).encode(
            _x("first"), y=Y, opacity=_lit(0.2)
        ),
        *(
            shares.transform_filter(f"datum.first {sign} datum.second")
            .mark_text(align=align, dx=dx, **number)
            .encode(_x(field), y=Y, text=f"{text}:N", opacity=_lit(0.3))
            for sign, align, dx, field, text in (
                (">=", "left", 8, "first", "a"),
                (">=", "right", -8, "second", "b"),
                ("<", "right", -8, "first", "a"),
                ("<", "left", 8, "second", "b"),
            )
        ),
        sure.mark_rule(color=DRUG, strokeWidth=3, **low).encode(
            _x("low"), alt.X2("high:Q"), y=Y, opacity=_lit(0.15)
        ),
        sure.transform_filter("isValid(datum.at)")
        .mark_point(size=80, color=DRUG, **point)
        .encode(_x("at"), y=Y, opacity=_lit(0.2)),
        point_only.mark_point(size=80, fill=PAPER, stroke=DRUG, strokeWidth=2.5, **point).encode(
            _x("at"), y=Y, opacity=_lit(0.2)
        ),
    ]


def _warning(told: alt.Chart) -> list[alt.Chart]:
    def box(colour: str, loud: str) -> alt.Chart:
        place = {
            "x": alt.value(1),
            "x2": alt.value("width"),
            "y": alt.value(2),
            "y2": alt.value(62),
        }
        drawn: alt.Chart = (
            told.transform_filter(f"datum.loud == {loud}")
            .mark_rect(
                fill=colour, fillOpacity=0.12, stroke=colour, strokeWidth=2.5, cornerRadius=4
            )
            .encode(**place)
        )
        return drawn

    loud = told.transform_filter("datum.loud")
    left = {"align": "left", "baseline": "middle", "color": INK}
    return [
        box(CAUTION, "true"),
        box(ACCENT, "false"),
        loud.mark_point(
            shape="triangle-up", size=420, filled=True, color=CAUTION, opacity=1
        ).encode(x=alt.value(24), y=alt.value(34)),
        loud.mark_text(fontSize=14, fontWeight="bold", color=PAPER, baseline="middle").encode(
            x=alt.value(24), y=alt.value(35), text=alt.value("!")
        ),
        told.mark_text(fontSize=14, fontWeight="bold", **left).encode(
            x=alt.value(46), y=alt.value(22), text="head:N"
        ),
        told.mark_text(fontSize=11.5, **left).encode(
            x=alt.value(46), y=alt.value(43), text="line:N"
        ),
    ]
