"""Up to four treatment steps (STAR*D): of 100 people who began, how many got well, by three ways of
counting.

The rates per step are the same in the first two ways. They differ in what they make of people who
did not go on to the next step: counted as they were, or as if they had stayed and had the same luck
as those who did.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence

from ..errors import InputError
from .figure import Datum, Figure
from .theme import ACCENT, GRID, INK, MUTED, PAPER

STEPS = (1, 2, 3, 4)
WELL, ON, LEFT, REST = "got well", "goes on", "did not go on", "not well or not known"
PUBLISHED, COUNTED, REANALYSED = "published", "counted", "reanalysed"
RULES = {
    PUBLISHED: "As first published: as if nobody had left",
    COUNTED: "Only people seen to get well",
    REANALYSED: "As reanalysed by the first plan (only the total was seen)",
}
ROW, HEAD = 62, 46  # pixels per bar, and above the first


@dataclass(frozen=True)
class Stage:
    """Where 100 people stand after a step.

    ``well`` adds up over the steps; shares are of those who began (0 to 1).
    """

    step: int
    well: float
    on: float
    left: float


def remission(step: int) -> float:
    """Share of those treated in a step who got well in it (0 to 1)."""
    return evidence.finding(f"rush2006.remission_step{step}").value / 100


def entered(step: int) -> int:
    """How many people the sources name as having entered a step."""
    people = evidence.finding(f"rush2006.remission_step{step}").n
    if people is None:
        raise InputError(f"step {step} has no number of people who entered it")
    return people


def as_published() -> list[Stage]:
    """Everybody who is not well takes the next step, with the luck of those who really took it."""
    stages, ill = [], 1.0
    for step in STEPS:
        ill *= 1 - remission(step)
        stages.append(Stage(step, 1 - ill, ill, 0))
    return stages


def as_counted() -> list[Stage]:
    """People who did not go on to the next step stay where they were: not seen to get well."""
    began, stages, well, left = entered(1), [], 0.0, 0.0
    for step in STEPS:
        got_well = remission(step) * entered(step)
        going = entered(step + 1) if step < STEPS[-1] else entered(step) - got_well
        well += got_well / began
        left += (entered(step) - got_well - going) / began
        stages.append(Stage(step, well, going / began, max(0.0, left)))
    return stages


def treatment_steps() -> Figure:
    """Bars of 100 people after each treatment step, with a choice of three ways of counting."""
    first, last, total = (
        as_published()[-1],
        as_counted()[-1],
        evidence.finding("pigott2023.cumulative_remission").value,
    )
    finding = (
        f"After up to four treatment steps {100 * first.well:.0f} of 100 people were well as first"
        f" published, as if nobody had left. Only {100 * last.well:.0f} of 100 were seen to get"
        f" well; {100 * last.left:.0f} were not well and did not go on to a next step. A reanalysis"
        f" that keeps to the first plan puts it at {total:.0f} of 100; the two teams dispute it."
    )
    return Figure(
        id="treatment-steps",
        chart=_chart(finding),
        caption=(
            f"{finding} About {100 * as_counted()[0].well:.0f} of 100 were well after the first"
            " step by both of the first two ways. There was no placebo group, so some would have"
            " got well anyway. The middle way is our own sum from the published rates and numbers."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """What the bars show: of 100 people who began, by way of counting and step."""
    rows = []
    for rule, stages in ((PUBLISHED, as_published()), (COUNTED, as_counted())):
        for s in stages:
            source = evidence.finding(f"rush2006.remission_step{s.step}").cite.link
            rows.append(
                {
                    "Counted": RULES[rule],
                    "After step": s.step,
                    "Well": f"{100 * s.well:.1f}",
                    "Not well": f"{100 * s.on:.1f}",
                    "Did not go on": f"{100 * s.left:.1f}",
                    "Source": source,
                }
            )
    found = evidence.finding("pigott2023.cumulative_remission")
    rows.append(
        {
            "Counted": RULES[REANALYSED],
            "After step": 4,
            "Well": f"{found.value:g}",
            "Not well": "",
            "Did not go on": "",
            "Source": found.cite.link,
        }
    )
    return pd.DataFrame(rows)


def _data() -> list[Datum]:
    rows = []
    for rule, stages in ((PUBLISHED, as_published()), (COUNTED, as_counted())):
        for s in stages:
            counts = [100 * s.well, 100 * s.on, 100 * s.left]
            after = "not well after all" if s.step == STEPS[-1] else f"go on to step {s.step + 1}"
            words = f"{counts[0]:.0f} well, {counts[1]:.0f} {after}" + (
                f", {counts[2]:.0f} did not go on" if s.left else ""
            )
            rows += _bar(rule, s.step, f"After step {s.step}", counts, (WELL, ON, LEFT), words)
    # Of the reanalysis only the total was seen, so it is shown beside the totals of the other two
    # ways.
    published, counted = as_published()[-1], as_counted()[-1]
    total = evidence.finding("pigott2023.cumulative_remission").value
    rows += _bar(
        REANALYSED,
        2,
        "For comparison: as first published",
        [100 * published.well, 100 * published.on],
        (WELL, ON),
        f"{100 * published.well:.0f} well, {100 * published.on:.0f} not well after all",
    )
    rows += _bar(
        REANALYSED,
        3,
        "For comparison: seen to get well",
        [100 * counted.well, 100 * (1 - counted.well)],
        (WELL, REST),
        f"{100 * counted.well:.0f} well, {100 * (1 - counted.well):.0f} not well or not known",
    )
    return rows + _bar(
        REANALYSED,
        4,
        "As reanalysed, after up to four steps",
        [total, 100 - total],
        (WELL, REST),
        f"{total:.0f} well, {100 - total:.0f} not well or not known",
    )


def _bar(
    rule: str, step: int, head: str, counts: list[float], states: tuple[str, ...], text: str
) -> list[Datum]:
    parts: list[Datum] = [{"rule": rule, "row": step, "head": head, "text": text}]
    at = 0.0
    for count, state in zip(counts, states, strict=True):
        if count:
            parts.append(
                {
                    "rule": rule,
                    "row": step,
                    "state": state,
                    "from": round(at, 1),
                    "to": round(at + count, 1),
                    "n": f"{count:.0f}" if count > 4 else "",
                }
            )
        at += count
    return parts


def _chart(description: str) -> alt.LayerChart:
    menu = alt.binding_radio(options=list(RULES), labels=list(RULES.values()), name="Counted: ")
    rule = alt.param(name="counting", value=PUBLISHED, bind=menu)
    height = HEAD + ROW * len(STEPS)
    # One scale for all, in people across and in steps down.
    x = alt.X(
        "from:Q",
        axis=alt.Axis(values=[0, 25, 50, 75, 100], grid=False, title="Of 100 people who began"),
        scale=alt.Scale(domain=[0, 100], nice=False),
    )
    y = alt.Y(
        "row:Q",
        axis=None,
        scale=alt.Scale(domain=[0.95 - HEAD / ROW, 4.5], reverse=True, nice=False, zero=False),
    )
    chosen = alt.Chart().transform_filter("datum.rule == counting")
    parts, words = (
        chosen.transform_filter("isValid(datum.state)"),
        chosen.transform_filter("isValid(datum.head)"),
    )
    states = [WELL, ON, LEFT, REST]
    colour = alt.Color(
        "state:N", legend=None, scale=alt.Scale(domain=states, range=[ACCENT, MUTED, GRID, GRID])
    )
    left = {"align": "left", "baseline": "middle"}
    middle = parts.transform_calculate(mid="(datum.from + datum.to) / 2")
    dark = "datum.state == 'got well' || datum.state == 'goes on'"
    number = {"fontSize": 13, "fontWeight": "bold", "baseline": "middle", "dy": 13}
    titles = [{"rule": id, "row": 0, "title": name} for id, name in RULES.items()]
    title = chosen.transform_filter("isValid(datum.title)")
    return (
        alt.layer(
            # A thick rule, not a bar: JupyterLab's older Vega-Lite draws no bar whose other axis is
            # a number too.
            parts.mark_rule(strokeWidth=24, yOffset=13).encode(x, alt.X2("to:Q"), y, colour),
            parts.mark_rule(strokeWidth=24, yOffset=13, color=PAPER)
            .transform_calculate(end="datum.to - 0.35")
            .encode(alt.X("end:Q"), alt.X2("to:Q"), y),
            middle.transform_filter(dark)
            .mark_text(color=PAPER, **number)
            .encode(alt.X("mid:Q"), y, text="n:N"),
            middle.transform_filter(f"!({dark})")
            .mark_text(color=INK, **number)
            .encode(alt.X("mid:Q"), y, text="n:N"),
            words.mark_text(fontSize=13, fontWeight="bold", color=INK, dy=-23, **left).encode(
                x=alt.value(0), y=y, text="head:N"
            ),
            words.mark_text(fontSize=11.5, color=INK, dy=-8, **left).encode(
                x=alt.value(0), y=y, text="text:N"
            ),
            title.mark_text(fontSize=13.5, color=MUTED, **left).encode(
                x=alt.value(0), y=alt.value(10), text="title:N"
            ),
            data=alt.InlineData(values=_data() + titles, name="people"),
        )
        .add_params(rule)
        .properties(width=640, height=height, description=description)
    )
