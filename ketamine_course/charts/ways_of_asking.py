"""The same drug, several ways of asking: how many people have "it" depends on the word and on who
asks how.

Every dot is a count of people, with its comparison group beside it. What is only known as a range
over trials is drawn as a bar without a dot, and what no trial counted stays empty and says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.models import risk

from .figure import Datum, Figure
from .parts import rimmed
from .theme import COMPARATOR, DRUG, INK, MUTED

ROW, TOP = 80, 74  # pixels: height of a row, and of the heading above the rows
MOST_ROWS = 5
TRANSFORM = "spray, two trials over 4 weeks; placebo spray"
ASPIRE = "spray, people with suicidal thoughts; placebo spray"
KETECT = "infusions in hospital, open trial; ECT"


@dataclass(frozen=True)
class Row:
    """One way of asking: its name, who was asked (drug; comparison), and the findings of both
    groups.

    A finding may be a count of n people, a percentage, or a range over trials
    (``interval="range"``).
    """

    asked: str
    who: str
    drug: str
    comparator: str = ""


@dataclass(frozen=True)
class View:
    """One entry of the menu: a headline, the rows it shows, and lines of text for what has no
    count.

    ``experience`` names what all rows count; without it each row's ``asked`` names its own.
    """

    name: str
    headline: str
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    experience: str = ""


def views() -> list[View]:
    """The entries of the menu, in order."""
    scale = evidence.finding("jnj_dissociation.scale_drug")
    dissociation = (
        Row(
            "Recorded as a side effect",
            TRANSFORM,
            "spravato_label.dissociation_drug",
            "spravato_label.dissociation_placebo",
        ),
        Row(
            "Recorded as a side effect",
            ASPIRE,
            "canuso2021.dissociation_drug",
            "canuso2021.dissociation_placebo",
        ),
        Row(
            "Recorded as a side effect",
            KETECT,
            "ekstrand2022.dissociation_drug",
            "ekstrand2022.dissociation_ect",
        ),
        Row(
            "On a form for every session",
            "spray, sessions 1 to 8; nobody to compare with",
            "rems_poster2024.dissociation_1_8",
        ),
        Row(
            "Rating scale: more than 4 of 92 points",
            "spray, range over trials; placebo spray",
            "jnj_dissociation.scale_drug",
            "jnj_dissociation.scale_placebo",
        ),
    )
    lowest = min(round(evidence.finding(row.drug).percent) for row in dissociation[:4])
    return [
        View(
            "Dissociation, asked in several ways",
            f"{lowest} to {scale.high:.0f} of 100, by way of asking",
            dissociation,
            experience="Dissociation",
        ),
        View(
            "Same trials, different words",
            "Same people, four words",
            (
                Row(
                    "Dissociation",
                    TRANSFORM,
                    "spravato_label.dissociation_drug",
                    "spravato_label.dissociation_placebo",
                ),
                Row(
                    "Anxiety",
                    TRANSFORM,
                    "spravato_label.anxiety_drug",
                    "spravato_label.anxiety_placebo",
                ),
                Row(
                    "Feeling drunk",
                    TRANSFORM,
                    "spravato_hcp.feeling_drunk_drug",
                    "spravato_hcp.feeling_drunk_placebo",
                ),
                Row(
                    "Euphoric mood",
                    TRANSFORM,
                    "spravato_label.euphoric_mood_drug",
                    "spravato_label.euphoric_mood_placebo",
                ),
            ),
        ),
        View(
            "Euphoria",
            "Euphoria: in few, but more often",
            (
                Row(
                    "Recorded as a side effect",
                    TRANSFORM,
                    "spravato_label.euphoric_mood_drug",
                    "spravato_label.euphoric_mood_placebo",
                ),
                Row(
                    "Recorded as a side effect",
                    ASPIRE,
                    "ionescu2021.euphoric_mood_drug",
                    "ionescu2021.euphoric_mood_placebo",
                ),
                Row(
                    "Recorded as a side effect",
                    KETECT,
                    "ekstrand2022.euphoria_drug",
                    "ekstrand2022.euphoria_ect",
                ),
            ),
            ("Asked of every patient, or rated on a scale:", "no count found."),
            "Euphoria",
        ),
        View(
            "Feeling drunk",
            "Feeling drunk: few, but more often",
            (
                Row(
                    "Recorded as a side effect",
                    TRANSFORM,
                    "spravato_hcp.feeling_drunk_drug",
                    "spravato_hcp.feeling_drunk_placebo",
                ),
                Row(
                    "Recorded as a side effect",
                    ASPIRE,
                    "ionescu2021.feeling_drunk_drug",
                    "ionescu2021.feeling_drunk_placebo",
                ),
                Row(
                    "Recorded in a study, one dose",
                    "spray, healthy volunteers; placebo",
                    "morrison2018.feeling_drunk_drug",
                    "morrison2018.feeling_drunk_placebo",
                ),
            ),
            ("Asked of every patient, or rated on a scale:", "no count found."),
            "Feeling drunk",
        ),
        View(
            "Unreality or changed perception",
            "8 to 100 of 100, by way of asking",
            (
                Row(
                    "Recorded as a side effect",
                    ASPIRE,
                    "ionescu2021.depersonalisation_drug",
                    "ionescu2021.depersonalisation_placebo",
                ),
                Row(
                    "Recorded during one infusion",
                    "infusion, suicidal thoughts; midazolam",
                    "su2023.derealisation_drug",
                    "su2023.derealisation_midazolam",
                ),
                Row(
                    "Told in an interview: changed perception",
                    "infusion, 32 volunteers; nobody to compare with",
                    "sumner2021.perceptual_changes",
                ),
            ),
            experience="Unreality or changed perception",
        ),
        View(
            "Liking the drug",
            "Liking it: no count found",
            lines=(
                (
                    f"{evidence.finding('janssen_abuse_2024.liking').n} people who use several"
                    " drugs recreationally"
                ),
                "liked spray and infusion more than placebo, says",
                "the maker. Its page prints no scores.",
                "",
                (
                    f"{evidence.finding('gutierrez2025.neutral').n} patients on the spray: about"
                    " half put their"
                ),
                "liking at the neutral middle of the scale.",
            ),
        ),
        View(
            "Saying: I feel high",
            "\u201cI feel high\u201d: no count found",
            lines=(
                "We found no trial that asked patients",
                "\u201cDo you feel high?\u201d and counted who said yes.",
                "",
                (
                    f"In interviews most of {evidence.finding('griffiths2021.n_interviewed').n}"
                    " patients at one UK"
                ),
                "service told of an initial \u201chigh\u201d.",
                "",
                "Volunteers rated how high they felt; the next",
                "picture is made from that.",
            ),
        ),
    ]


def ways_of_asking() -> Figure:
    """How many of 100 people had an experience, by word and by way of asking, drug beside
    comparison; with a menu.
    """
    found = {
        name: evidence.finding(f"spravato_label.{name}").percent
        for name in (
            "dissociation_drug",
            "dissociation_placebo",
            "euphoric_mood_drug",
            "euphoric_mood_placebo",
        )
    }
    scale, placebo = (
        evidence.finding(f"jnj_dissociation.scale_{arm}") for arm in ("drug", "placebo")
    )
    finding = (
        f"Dissociation was recorded as a side effect in {found['dissociation_drug']:.0f} of 100"
        f" people on esketamine spray and {found['dissociation_placebo']:.0f} on placebo, but"
        f" {scale.low:.0f} to {scale.high:.0f} of 100 passed a rating scale's threshold, and"
        f" {placebo.low:.0f} to {placebo.high:.0f} of 100 did on placebo, says the maker. Euphoric"
        f" mood was recorded in {found['euphoric_mood_drug']:.0f} of 100 and in"
        f" {found['euphoric_mood_placebo']:.0f} on placebo, in the same trials as the first"
        " figures. No trial that we found counted how many patients said that they felt high."
    )
    return Figure(
        id="ways-of-asking",
        chart=_chart(finding),
        caption=(
            f"{finding} Rows differ in people, drug form and length as well as in the way of"
            " asking: compare the dot and the square within a row; between rows, take the"
            " differences as a warning and not as a measurement."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """Every row of the chart with counts, intervals and sources; each row once."""
    rows = {}
    for view in views():
        for row in view.rows:
            found = evidence.finding(row.drug)
            if row.drug in rows:
                continue
            rows[row.drug] = {
                "Experience": view.experience or row.asked,
                "How": row.asked if view.experience else "Recorded as a side effect",
                "Who": f"{found.population}; {found.timepoint}",
                "On the drug, of 100": _words(row.drug),
                "Compared, of 100": (
                    f"{_words(row.comparator)} ({evidence.finding(row.comparator).intervention})"
                    if row.comparator
                    else "no comparison group"
                ),
                "Source": found.cite.link,
            }
    return pd.DataFrame(rows.values())


def _share(id: str) -> dict[str, float | str]:
    """A finding as numbers of 100: its value, bounds (if any) and whether the bounds are a range
    over trials.
    """
    found = evidence.finding(id)
    if found.interval == "range":
        low, high = found.bounds
        return {"low": low, "high": high, "kind": "range", "text": f"{low:.0f} to {high:.0f}"}
    # Of tens of thousands of people the interval is narrower than the dot, and what it leaves out
    # is not.
    if found.n is None or found.n > 10_000:
        return {
            "value": round(found.percent, 1),
            "low": found.percent,
            "high": found.percent,
            "kind": "count",
            "text": f"{found.percent:.0f} (n = {found.n:,})",
        }
    low, high = risk.wilson(round(found.percent * found.n / 100), found.n)
    low, high = round(100 * low, 1), round(100 * high, 1)
    # Somebody is never rounded down to nobody.
    shown = "under 1" if 0 < found.percent < 0.5 else f"{found.percent:.0f}"
    return {
        "value": round(found.percent, 1),
        "low": low,
        "high": high,
        "kind": "count",
        "text": f"{shown} ({low:.0f} to {high:.0f})",
    }


def _words(id: str) -> str:
    found, share = evidence.finding(id), _share(id)
    counts = f"{found.value:.0f} of {found.n}: " if found.unit == "count" else ""
    return f"{counts}{share['text']}{' over trials' if share['kind'] == 'range' else ''}"


def _rows() -> list[Datum]:
    data: list[Datum] = []
    for view in views():
        data.append({"view": view.name, "y": 12, "head": view.headline})
        for number, row in enumerate(view.rows):
            top = TOP + ROW * number
            data.append({"view": view.name, "y": top, "asked": row.asked, "who": row.who})
            for arm, id, down in (("drug", row.drug, 37), ("compared", row.comparator, 55)):
                if id:
                    data.append({"view": view.name, "y": top + down, "arm": arm, **_share(id)})
        for number, line in enumerate(view.lines):
            data.append(
                {"view": view.name, "y": TOP + ROW * len(view.rows) + 6 + 20 * number, "line": line}
            )
    return data


def _chart(finding: str) -> alt.LayerChart:
    names = [view.name for view in views()]
    height = TOP + ROW * MOST_ROWS
    view = alt.param(
        name="view", value=names[0], bind=alt.binding_select(options=names, name="Show: ")
    )
    shown = alt.Chart().transform_filter("datum.view == view")
    axis = alt.Axis(
        values=[0, 20, 40, 60, 80, 100], title="Of 100 people, how many", gridOpacity=0.6
    )
    scale = alt.Scale(domain=[0, 100], nice=False)

    def x(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    palette = alt.Color(
        "arm:N", scale=alt.Scale(domain=["drug", "compared"], range=[DRUG, COMPARATOR]), legend=None
    )
    shape = alt.Shape(
        "arm:N",
        scale=alt.Scale(domain=["drug", "compared"], range=["circle", "square"]),
        legend=None,
    )
    arms = shown.transform_filter("isValid(datum.arm)")
    words = {"align": "left", "baseline": "middle", "color": INK}

    def text(field: str, down: int = 0, **style: object) -> list[alt.Chart]:
        placed = shown.transform_filter(f"isValid(datum.{field})").transform_calculate(
            y=f"datum.y + {down}"
        )
        return rimmed(placed, words | style, x=alt.value(0), y=y, text=f"{field}:N")

    key = (
        "\u25cf ketamine or esketamine   \u25a0 compared with",
        "Line: 95% interval. Bar without a dot: range over trials",
    )
    keys = alt.Chart(
        alt.InlineData(
            values=[{"y": 34 + 16 * i, "key": line} for i, line in enumerate(key)], name="key"
        )
    )
    right = arms.transform_filter("datum.high <= 65")
    left = arms.transform_filter("datum.high > 65")
    value = {"baseline": "middle", "fontSize": 12, "color": INK}
    layers = [
        arms.transform_filter("datum.kind == 'range'")
        .mark_rule(strokeWidth=9)
        .encode(x("low"), alt.X2("high:Q"), y, palette),
        arms.transform_filter("datum.kind == 'count'")
        .mark_rule(strokeWidth=2.5)
        .encode(x("low"), alt.X2("high:Q"), y, palette),
        arms.transform_filter("datum.kind == 'count'")
        .mark_point(filled=True, size=110, opacity=1)
        .encode(x("value"), y, palette, shape),
        right.mark_text(align="left", dx=9, **value).encode(x("high"), y, text="text:N"),
        left.mark_text(align="right", dx=-9, **value).encode(x("low"), y, text="text:N"),
        *text("head", fontSize=16, fontWeight="bold"),
        *text("asked", fontSize=13, fontWeight="bold"),
        *text("who", down=17, fontSize=11.5, color=MUTED),
        *text("line", fontSize=13),
        keys.mark_text(**words | {"fontSize": 11.5, "color": MUTED}).encode(
            x=alt.value(0), y=y, text="key:N"
        ),
    ]
    return (
        alt.layer(*layers, data=alt.InlineData(values=_rows(), name="asked"))
        .add_params(view)
        .properties(
            width=640, height=height, description=f"Ways of asking about the same drug. {finding}"
        )
    )
