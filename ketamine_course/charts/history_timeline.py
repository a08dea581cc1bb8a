"""Ketamine's history: every dated event of the evidence base on one true time line, a few of them
in words.

Marks at the top stand at their real dates, one row and one shape for each topic. The slider sets a
year; the list below says in words what came next, and the marks it speaks of are filled.
"""

from __future__ import annotations

import textwrap
from typing import TypedDict

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.evidence import tables

from .figure import Datum, Figure
from .theme import ACCENT, COMPARATOR, DRUG, GRID, INK, MUTED, PAPER

ALL = "everything"
SHAPES = {
    "pharmacology": ("circle", ACCENT),
    "medicine": ("square", DRUG),
    "law": ("triangle-up", COMPARATOR),
}
FIRST, LAST, LATEST_START = (
    1960,
    2028,
    2025,
)  # years: ends of the line, last year from which a list can begin
LISTED, LINE_OF_TEXT = 6, 46  # events told in a column; characters that fit a phone
WIDE = 600  # pixels from which there is room for a second column
STRIP, ITEM, PAD = (
    150,
    66,
    4,
)  # pixels: height of the time line and of one event in words, room below
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def history_timeline() -> Figure:
    """All dated events by year, with a choice of topic and of the year from which the next ones are
    told.
    """
    rows = events()
    finding = _finding(rows)
    return Figure(
        id="history-timeline",
        chart=_chart(
            rows,
            f"Time line of {len(rows)} dated events in three rows: pharmacology, medicine and law."
            f" {finding}",
        ),
        caption=(
            f"{finding} The marks hold {len(rows)} events that we could date from a source; they"
            " are a choice, not everything that happened."
        ),
        table=table(),
    )


class Moment(TypedDict):
    """An event with its date as it stands in the tables, in words and as a decimal year."""

    date: str
    when: str
    year: float
    topic: str
    place: str
    event: str
    source: str


def events() -> list[Moment]:
    """Events in order of date."""
    return [
        {
            "date": row.date,
            "when": in_words(row.date),
            "year": decimal_year(row.date),
            "topic": row.topic,
            "place": row.place,
            "event": row.event,
            "source": row.source,
        }
        for row in sorted(tables.timeline().values(), key=lambda row: (row.date, row.id))
    ]


def decimal_year(date: str) -> float:
    """A date as a number for the time line; a date without month stands at the start of its
    year.
    """
    year, month, day = (int(part) for part in [*date.split("-"), "1", "1"][:3])
    return round(year + (month - 1) / 12 + (day - 1) / 365, 2)


def in_words(date: str) -> str:
    """A date as ``1970``, ``September 2020`` or ``5 March 2019``."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) == 2 else f"{month} {year}"


def table() -> pd.DataFrame:
    """All events with the source of each."""
    return pd.DataFrame(
        [
            {
                "When": row["when"],
                "Topic": row["topic"],
                "Where": row["place"],
                "What": row["event"],
                "Source": evidence.source(row["source"]).link,
            }
            for row in events()
        ]
    )


def _year_of(id: str) -> int:
    return int(tables.timeline()[id].date[:4])


def _finding(rows: list[Moment]) -> str:
    law = sum(row["topic"] == "law" for row in rows)
    return (
        f"Ketamine was first made in {_year_of('synthesis')} and approved as an anaesthetic in"
        f" {_year_of('fda_1970')}. The first controlled trial in depression came in"
        f" {_year_of('berman')}, the first licence for depression, for esketamine nasal spray, in"
        f" {_year_of('fda_2019')}. Most marks crowd after {_year_of('berman')}, and {law} of"
        f" {len(rows)} concern the law."
    )


def _chart(rows: list[Moment], description: str) -> alt.LayerChart:
    topic = alt.param(
        name="topic", value=ALL, bind=alt.binding_radio(options=[ALL, *SHAPES], name="Topic: ")
    )
    start = alt.param(
        name="start",
        value=FIRST,
        bind=alt.binding_range(
            min=FIRST, max=LATEST_START, step=1, name="Tell what came next, from the year: "
        ),
    )
    data = [
        {"date": row["date"], "year": row["year"], "topic": row["topic"]} | _told(row)
        for row in rows
    ]
    height = STRIP + LISTED * ITEM + PAD
    chosen = alt.Chart()
    last = {
        name: max(row["year"] for row in rows if name in (ALL, row["topic"]))
        for name in (ALL, *SHAPES)
    }
    return (
        alt.layer(
            *_strip(chosen, height),
            *_list(chosen, height, last),
            data=alt.InlineData(values=data, name="events"),
        )
        .transform_filter(f"topic == '{ALL}' || datum.topic == topic")
        .transform_calculate(
            early="datum.year < start ? 1 : 0",
            row=f"indexof({list(SHAPES)}, datum.topic) * 36 + 38",
        )
        # The sum makes the count follow the slider: Vega counts anew only when a field that a
        # window adds up or sorts by changes, not its groups.
        .transform_window(
            place="row_number()",
            before="sum(early)",
            frame=[None, None],
            sort=[alt.SortField("date")],
        )
        .transform_calculate(number="datum.place - datum.before")
        .transform_calculate(
            told=f"!datum.early && datum.number <= (width < {WIDE} ? {LISTED} : {2 * LISTED})",
            top=f"{STRIP} + (datum.number - 1) % {LISTED} * {ITEM} + 14",
        )
        .add_params(topic, start)
        .properties(width=640, height=height, description=description)
    )


def _told(row: Moment) -> Datum:
    return {
        "head": f"{row['when']} · {row['place']}",
        "words": textwrap.wrap(row["event"], LINE_OF_TEXT),
    }


def _x(field: str) -> alt.X:
    scale = alt.Scale(domain=[FIRST, LAST], nice=False)
    axis = alt.Axis(
        values=list(range(1960, 2030, 10)),
        format="d",
        orient="top",
        title=None,
        gridColor=GRID,
        grid=False,
        labelFlush=True,
    )
    return alt.X(field, type="quantitative", scale=scale, axis=axis)


def _y(field: str, height: float) -> alt.Y:
    return alt.Y(
        field,
        type="quantitative",
        axis=None,
        scale=alt.Scale(domain=[height, 0], nice=False, zero=False),
    )


def _shapes(told: bool) -> tuple[alt.Shape, alt.Fill | alt.Stroke]:
    shape = alt.Shape(
        "topic:N",
        legend=None,
        scale=alt.Scale(domain=list(SHAPES), range=[form for form, _ in SHAPES.values()]),
    )
    palette = alt.Scale(domain=list(SHAPES), range=[colour for _, colour in SHAPES.values()])
    return shape, (alt.Fill if told else alt.Stroke)("topic:N", legend=None, scale=palette)


def _strip(chosen: alt.Chart, height: float) -> list[alt.Chart]:
    names = [{"name": name, "place": 36 * number + 20} for number, name in enumerate(SHAPES)]
    rows = alt.Chart(alt.InlineData(values=names, name="topics")).transform_calculate(
        line="datum.place + 18", from_=f"{FIRST}", to=f"{LAST}"
    )
    marker = alt.Chart(
        alt.InlineData(values=[{"top": 4, "bottom": STRIP - 22}], name="marker")
    ).transform_calculate(at="start")
    return [
        rows.mark_rule(color=GRID).encode(_x("from_"), alt.X2("to:Q"), _y("line", height)),
        marker.mark_rule(color=INK, strokeDash=[4, 3]).encode(
            _x("at"), _y("top", height), y2="bottom:Q"
        ),
        rows.mark_text(align="left", dx=5, color=MUTED, fontSize=12).encode(
            x=alt.value(0), y=_y("place", height), text="name:N"
        ),
        chosen.transform_filter("!datum.told")
        .mark_point(fill=PAPER, size=55, strokeWidth=1.6, opacity=1)
        .encode(_x("year"), _y("row", height), *_shapes(False)),
        chosen.transform_filter("datum.told")
        .mark_point(stroke=PAPER, size=95, strokeWidth=1, opacity=1)
        .encode(_x("year"), _y("row", height), *_shapes(True)),
    ]


def _list(chosen: alt.Chart, height: float, last: dict[str, float]) -> list[alt.Chart]:
    """Events in words: one column on a phone, a second one where the page is wide."""
    intro = alt.Chart(
        alt.InlineData(values=[{"place": STRIP - 8}], name="intro")
    ).transform_calculate(
        said=(
            f"start > {last}[topic] ? 'Nothing of ' + topic + ' from ' + start + ' on' : "
            f"'From ' + start + ' on' + (topic == '{ALL}' ? '' : ', ' + topic + ' only') + ':'"
        )
    )
    heading = intro.mark_text(align="left", fontSize=14, fontWeight="bold", color=INK)
    left = chosen.transform_filter(f"datum.told && datum.number <= {LISTED}")
    right = chosen.transform_filter(f"datum.told && datum.number > {LISTED}")
    return [
        heading.encode(x=alt.value(0), y=_y("place", height), text="said:N"),
        *_column(left, "0", height),
        *_column(right, "width / 2", height),
    ]


def _column(told: alt.Chart, edge: str, height: float) -> list[alt.Chart]:
    text = {"align": "left", "baseline": "top", "fontSize": 12.5, "color": INK}
    at = {
        name: alt.value({"expr": f"{edge} + {pixels}"})
        for name, pixels in (("mark", 7), ("words", 18))
    }
    shape, fill = _shapes(True)
    mark = told.mark_point(stroke=PAPER, size=95, strokeWidth=1, opacity=1, yOffset=7)
    return [
        mark.encode(x=at["mark"], y=_y("top", height), shape=shape, fill=fill),
        told.mark_text(**text, fontWeight="bold").encode(
            x=at["words"], y=_y("top", height), text="head:N"
        ),
        told.mark_text(**text, lineHeight=15, dy=16).encode(
            x=at["words"], y=_y("top", height), text="words:N"
        ),
    ]
