"""The answer's shape: a hundred people on the spray, a hundred on placebo, and a count that changes
with the question put.

Filled circles are people who had it in every trial, diamonds those who had it in some trials only.
Where nothing was counted, nobody is drawn at all: a hundred empty dots would read as "nobody felt
it". A hatched panel says so in words.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence

from .figure import Datum, Figure
from .parts import rimmed
from .theme import COMPARATOR, DRUG, INK, MUTED, PAPER, UNKNOWN

COLUMNS = 25
ARMS = (("drug", "On esketamine spray"), ("placebo", "On placebo spray"))
HAD, SOME, NOT = "had it", "in some trials only", "did not"
NOT_COUNTED = "Not counted"
STRIPES = 32
"""Lines of a panel's hatching."""


@dataclass(frozen=True)
class Question:
    """One way of asking: its words in the menu and the stem of its two finding ids (none: no
    count was found).
    """

    asked: str
    stem: str = ""


QUESTIONS = (
    Question("A rating scale for dissociation", "jnj_dissociation.scale"),
    Question("Recorded as a side effect: dissociation", "spravato_label.dissociation"),
    Question("Recorded as a side effect: feeling drunk", "spravato_hcp.feeling_drunk"),
    Question("Recorded as a side effect: euphoric mood", "spravato_label.euphoric_mood"),
    Question("\u201cDo you feel high?\u201d"),
)


def how_many_felt_it() -> Figure:
    """Of 100 people on esketamine spray and 100 on placebo, how many had an experience, by how it
    was asked; with a menu.
    """
    drug, placebo = (_words("jnj_dissociation.scale", arm) for arm, _ in ARMS)
    finding = (
        f"The same spray, asked about in five ways. Feeling cut off: {drug} of 100 people passed a"
        f" rating scale's low threshold, depending on the trial, and {placebo} of 100 on placebo."
        f" Recorded as a side effect, it was {_words('spravato_label.dissociation', 'drug')} and"
        f" {_words('spravato_label.dissociation', 'placebo')} of 100; euphoric mood,"
        f" {_words('spravato_label.euphoric_mood', 'drug')} and"
        f" {_words('spravato_label.euphoric_mood', 'placebo')}. We found no trial that counted who"
        " felt high. That it was not counted doesn't mean that nobody felt it, so no people are"
        " drawn there."
    )
    return Figure(
        id="how-many-felt-it",
        chart=_chart(finding),
        caption=(
            "Choose how people were asked. Each dot stands for one of 100 people in a trial; a"
            " diamond, for one who counts in some trials only. Dissociation is feeling cut off from"
            " your body or your surroundings. The scale's figures come from the maker and range"
            " over several trials; the others are from the same two trials. To the question of the"
            " title we found no count: a hatched panel stands there in place of people. Not counted"
            " doesn't mean that nobody felt it."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """One row per way of asking: both arms of 100, and the source."""
    return pd.DataFrame(
        {
            "How people were asked": question.asked,
            **{
                name: f"{_words(question.stem, arm)} of 100" if question.stem else "no count found"
                for arm, name in ARMS
            },
            "Source": evidence.finding(f"{question.stem}_drug").cite.link if question.stem else "",
        }
        for question in QUESTIONS
    )


def _bounds(stem: str, arm: str) -> tuple[int, int]:
    """People of 100 who had it in every trial, and in at least one."""
    found = evidence.finding(f"{stem}_{arm}")
    if found.interval == "range":
        low, high = found.bounds
        return round(low), round(high)
    return round(found.percent), round(found.percent)


def _words(stem: str, arm: str) -> str:
    low, high = _bounds(stem, arm)
    # Somebody is never rounded down to nobody.
    if not high and evidence.finding(f"{stem}_{arm}").value:
        return "fewer than 1"
    return f"{low}" if low == high else f"{low} to {high}"


def _rows() -> list[Datum]:
    rows = []
    for question in QUESTIONS:
        for number, (arm, name) in enumerate(ARMS):
            low, high = _bounds(question.stem, arm) if question.stem else (0, 0)
            head = (
                f"{name}: {_words(question.stem, arm)} of 100"
                if question.stem
                else f"{name}: no count found"
            )
            rows.append(
                {
                    "asked": question.asked,
                    "counted": bool(question.stem),
                    "arm": arm,
                    "top": 6.1 * number,
                    "low": low,
                    "high": high,
                    "head": head,
                }
            )
    return rows


def _chart(finding: str) -> alt.LayerChart:
    names = [question.asked for question in QUESTIONS]
    asked = alt.param(
        name="asked",
        value=names[0],
        bind=alt.binding_radio(options=names, name="How were people asked? "),
    )
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-0.6, COLUMNS - 0.4], nice=False))
    y = alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[-0.8, 11.2], reverse=True, nice=False))
    arms = alt.Chart().transform_filter("datum.asked == asked")
    people = (
        arms.transform_filter("datum.counted")
        .transform_calculate(i="sequence(0, 100)")
        .transform_flatten(["i"])
        .transform_calculate(
            column=f"datum.i % {COLUMNS}",
            line=f"datum.top + 1.2 + floor(datum.i / {COLUMNS})",
            state=(
                f"datum.i >= datum.high ? '{NOT}' : (datum.i < datum.low ? '{HAD}' : '{SOME}') + '"
                " ' + datum.arm"
            ),
        )
    )
    states = [f"{state} {arm}" for arm, _ in ARMS for state in (HAD, SOME)] + [NOT]
    looks = {
        alt.Shape: ["circle", "diamond", "circle", "diamond", "circle"],
        alt.Fill: [DRUG, PAPER, COMPARATOR, PAPER, PAPER],
        alt.Stroke: [DRUG, DRUG, COMPARATOR, COMPARATOR, MUTED],
    }
    scaled = [
        channel("state:N", scale=alt.Scale(domain=states, range=values), legend=None)
        for channel, values in looks.items()
    ]
    # Dots grow with the page, but never beyond the fixed height of their line.
    size = alt.expr(f"clamp(pow(0.66 * width / {COLUMNS}, 2), 60, 190)")
    words = {
        "align": "left",
        "baseline": "middle",
        "fontSize": 15,
        "fontWeight": "bold",
        "color": INK,
    }
    return (
        alt.layer(
            people.mark_point(size=size, strokeWidth=1.8, opacity=1).encode(x, y, *scaled),
            arms.transform_calculate(line="datum.top")
            .mark_text(**words)
            .encode(y=y, x=alt.value(0), text="head:N"),
            *_not_counted(arms.transform_filter("!datum.counted"), x, y),
            data=alt.InlineData(values=_rows(), name="asked"),
        )
        .add_params(asked)
        .properties(width=640, height=270, description=finding)
    )


def _not_counted(arms: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """A hatched panel in the place of each hundred people, with what it means in large words."""
    panel = arms.transform_calculate(
        column="-0.6", end=f"{COLUMNS - 0.4}", line="datum.top + 0.7", bottom="datum.top + 4.7"
    )
    step = COLUMNS / STRIPES
    stripes = (
        panel.transform_calculate(i=f"sequence(0, {STRIPES})")
        .transform_flatten(["i"])
        .transform_calculate(
            column=f"-0.6 + datum.i * {step}", end=f"-0.6 + (datum.i + 1) * {step}"
        )
    )
    words = panel.transform_calculate(column=f"{COLUMNS / 2 - 0.5}")
    return [
        stripes.mark_rule(color=MUTED, strokeWidth=1).encode(x, y, x2="end:Q", y2="bottom:Q"),
        panel.mark_rect(stroke=MUTED, strokeWidth=2, strokeDash=[7, 4], fillOpacity=0)
        .encode(x, y, x2="end:Q", y2="bottom:Q")
        .properties(name=UNKNOWN),
        *(
            text
            for down, size, said in (
                (2.1, 26, NOT_COUNTED),
                (3.6, 14, "We found no trial that counted it."),
            )
            for text in rimmed(
                words.transform_calculate(line=f"datum.top + {down}"),
                {"align": "center", "baseline": "middle", "fontSize": size}
                | {"fontWeight": "bold", "color": INK},
                x=x,
                y=y,
                text=alt.value(said),
            )
        ),
    ]
