"""A monitored session as a clock: what is usual at each minute after the dose, and for which
product.

Every time comes from a finding. Where the sources do not say when something begins, or disagree
about when it ends, the line is dashed and the sentence says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.evidence.records import Bound

from ..errors import InputError
from .figure import Datum, Figure
from .theme import ACCENT, DRUG, INK, MUTED, PAPER

DAY = 24 * 60
STRONGEST, PRESENT, UNSURE, RULE, GIVEN = "strongest", "present", "unsure", "rule", "given"
SPRAY, INFUSION = "Esketamine nasal spray", "Ketamine infusion into a vein"
SLIDER_STEP = 5


@dataclass(frozen=True)
class Line:
    """One line of the clock: bars as (kind, from, to) and sentences as (from, words), in minutes
    after the start.

    ``sources`` are the finding ids that the line rests on, ``told`` is the row's text in the data
    table.
    """

    name: str
    bars: tuple[tuple[str, float, float], ...]
    sentences: tuple[tuple[float, str], ...]
    told: str
    sources: tuple[str, ...]


def minutes(finding_id: str, bound: Bound = "value") -> float:
    """Time of a finding in minutes; ``bound`` is ``value``, ``low`` or ``high``.

    Raises ``ValueError`` for other units.
    """
    finding = evidence.finding(finding_id)
    factors = {"min": 1, "hours": 60}
    if finding.unit not in factors:
        raise InputError(
            f"finding '{finding_id}' is in {finding.unit}, not a time of day: use one in min or"
            " hours"
        )
    return finding.figure(bound) * factors[finding.unit]


def session_clock() -> Figure:
    """A timeline of a monitored session with a slider for the minutes since the dose and a menu of
    products.
    """
    lines = {SPRAY: spray_lines(), INFUSION: infusion_lines()}
    return Figure(id="session-clock", chart=_chart(lines), caption=_caption(), table=table())


def table() -> pd.DataFrame:
    """What the clock shows, line by line, with its sources."""
    rows = []
    for product, lines in ((SPRAY, spray_lines()), (INFUSION, infusion_lines())):
        for line in lines:
            first, second = [
                *dict.fromkeys(evidence.finding(id).cite.link for id in line.sources),
                "",
            ][:2]
            rows.append(
                {
                    "Product": product,
                    "What": line.name,
                    "When": line.told,
                    "Source": first,
                    "And": second,
                }
            )
    return pd.DataFrame(rows)


def spray_lines() -> list[Line]:
    """The clock of the nasal spray; time runs from the first spray."""
    begins, deep, deepest = (
        minutes("jnj_sedation.begins"),
        minutes("jnj_sedation.peak", "low"),
        minutes("jnj_sedation.peak"),
    )
    awake, like_placebo = minutes("jnj_sedation.gone"), minutes("spravato_label.sleepiness_back")
    peak, gone = minutes("jnj_dissociation.peak"), minutes("jnj_dissociation.gone")
    highest, eu, us = (
        minutes("spravato_label.bp_peak"),
        minutes("spravato_eu.bp_lasts"),
        minutes("spravato_label.bp_lasts"),
    )
    slow, clear = minutes("morrison2018.worse"), minutes("morrison2018.back")
    watch = minutes("spravato_label.observe")
    return [
        Line(
            "Dissociation",
            ((UNSURE, 0, peak), (STRONGEST, peak, peak), (PRESENT, peak, gone)),
            (
                (0, f"building up to {_clock(peak)}"),
                *_now(peak, "about its strongest", "wearing off"),
                (gone, "usually gone"),
            ),
            f"strongest at about {_clock(peak)}, usually gone by {_clock(gone)}; the source does"
            " not say when it begins",
            ("jnj_dissociation.peak", "jnj_dissociation.gone"),
        ),
        Line(
            "Sleepiness",
            (
                (PRESENT, begins, deep),
                (STRONGEST, deep, deepest),
                (PRESENT, deepest, awake),
                (UNSURE, awake, like_placebo),
            ),
            (
                (0, f"not yet, begins at about {_clock(begins)}"),
                (begins, "coming on"),
                (deep, "at its deepest"),
                (deepest + 1, "wearing off"),
                (awake, f"mostly gone; one test says {_clock(like_placebo)}"),
                (like_placebo, "gone"),
            ),
            f"begins at about {_clock(begins)}, deepest at {_clock(deep)} to {_clock(deepest)},"
            f" mostly gone by {_clock(awake)}; in healthy volunteers it took {_clock(like_placebo)}"
            " to match placebo",
            (
                "jnj_sedation.begins",
                "jnj_sedation.peak",
                "jnj_sedation.gone",
                "spravato_label.sleepiness_back",
            ),
        ),
        Line(
            "Blood pressure",
            (
                (UNSURE, 0, highest),
                (STRONGEST, highest, highest),
                (PRESENT, highest, eu),
                (UNSURE, eu, us),
            ),
            (
                (0, f"rising, highest at {_clock(highest)}"),
                *_now(highest, "at its highest, measured now", "coming down"),
                (eu, "labels differ on its end"),
                (us, "back to where it was"),
            ),
            f"highest at about {_clock(highest)}; the rise lasts 1 to 2 h in the EU text and about"
            f" {_clock(us)} in the US label",
            ("spravato_label.bp_peak", "spravato_label.bp_lasts", "spravato_eu.bp_lasts"),
        ),
        Line(
            "Thinking tests",
            ((UNSURE, 0, slow), (STRONGEST, slow, slow), (UNSURE, slow, clear)),
            (
                (0, f"worse at {_clock(slow)}, back by {_clock(clear)}"),
                *_now(slow, "worse than on placebo", f"recovering, back by {_clock(clear)}"),
                (clear, "as good as on placebo"),
            ),
            f"in healthy volunteers all five tests were worse at {_clock(slow)}; none differed from"
            f" placebo from {_clock(clear)}",
            ("morrison2018.worse", "morrison2018.back"),
        ),
        Line(
            "Staff watch",
            ((RULE, 0, watch),),
            ((0, f"yes, for at least {_clock(watch)}"), (watch, "ends once the person is stable")),
            f"at least {_clock(watch)}, then until the person is judged stable enough to leave",
            ("spravato_label.observe", "spravato_label_2019.observe"),
        ),
        Line(
            "Driving",
            ((RULE, 0, DAY),),
            ((0, "not until the next day, after sleep"), (DAY, "only after a restful sleep")),
            "not before the next day, after a restful sleep; somebody else takes the person home",
            ("spravato_label_2019.no_driving",),
        ),
    ]


def infusion_lines() -> list[Line]:
    """The clock of a 40-minute infusion of racemic ketamine; time runs from the start of the
    infusion.
    """
    stop = minutes("rivaposse2018.infusion")
    first_hour, most_gone = minutes("acevedodiaz2020.peak"), stop + minutes("acevedodiaz2020.gone")
    absent = stop + minutes("wlodarczyk2021.gone")
    longer = evidence.finding("ekstrand2022.dissociation_long")
    everyone = evidence.finding("wlodarczyk2021.gone").n
    highest, back = minutes("rivaposse2018.bp_peak_time"), stop + minutes("szarmach2020.bp_back")
    no_driving = minutes("ketalar_label_2012.no_driving")
    return [
        Line(
            "The infusion",
            ((GIVEN, 0, stop),),
            ((0, "running"), (stop, "finished")),
            f"runs for {_clock(stop)}",
            ("rivaposse2018.infusion",),
        ),
        Line(
            "Side effects",
            ((STRONGEST, 0, first_hour), (PRESENT, first_hour, most_gone)),
            (
                (0, "strongest in the first hour"),
                (first_hour, "fading"),
                (most_gone, "most are gone"),
            ),
            f"most are strongest within {_clock(first_hour)} and gone two hours after the infusion"
            f" ({_clock(most_gone)})",
            ("acevedodiaz2020.peak", "acevedodiaz2020.gone"),
        ),
        Line(
            "Dissociation",
            ((PRESENT, 0, absent), (UNSURE, absent, DAY)),
            (
                (0, "may come during the infusion"),
                (stop, "fading"),
                (absent, "gone for most, not for all"),
            ),
            f"rated absent in all {everyone} people one hour after the infusion ({_clock(absent)});"
            f" in another trial it outlasted a day in {longer.value:.0f} of {longer.n}",
            ("wlodarczyk2021.gone", "ekstrand2022.dissociation_long"),
        ),
        Line(
            "Blood pressure",
            ((PRESENT, 0, highest), (STRONGEST, highest, highest), (PRESENT, highest, back)),
            (
                (0, f"rising, highest at {_clock(highest)}"),
                *_now(highest, "about its highest", "coming down"),
                (back, "back to where it was"),
            ),
            f"highest at about {_clock(highest)}, back to the start within 1.5 h of the infusion"
            f" ({_clock(back)}) in 49 people",
            ("rivaposse2018.bp_peak_time", "szarmach2020.bp_back"),
        ),
        Line(
            "Staff watch",
            ((UNSURE, 0, most_gone),),
            ((0, "yes; no label sets how long"), (most_gone, "each clinic decides when it ends")),
            "no product label covers ketamine for depression, so each clinic sets its own time",
            ("fda2023.not_approved",),
        ),
        Line(
            "Driving",
            ((RULE, 0, no_driving),),
            (
                (0, f"no, for {_clock(no_driving)} or longer"),
                (no_driving, "only when the clinic agrees"),
            ),
            f"not for {_clock(no_driving)} or longer, as reported by Mayo Clinic; the rule is for"
            " anaesthesia",
            ("ketalar_label_2012.no_driving",),
        ),
    ]


def _now(peak: float, words: str, after: str) -> tuple[tuple[float, str], ...]:
    """The sentence at a peak that the source gives as one time, and the one after it."""
    return (peak, words), (peak + SLIDER_STEP, after)


def _clock(time: float) -> str:
    if time < 90:
        return f"{time:.0f} min"
    if time % 30:
        return f"{time // 60:.0f} h {time % 60:.0f} min"
    return f"{time / 60:g} h"


def _caption() -> str:
    peak, gone, watch = (
        _clock(minutes(f"{id}"))
        for id in ("jnj_dissociation.peak", "jnj_dissociation.gone", "spravato_label.observe")
    )
    return (
        f"With esketamine spray dissociation and blood pressure peak together at about {peak}, most"
        f" of what people feel is over by {gone}, and staff watch for at least {watch}; driving has"
        " to wait until the next day, after a restful sleep. These are usual times, not promises."
        " Time is drawn wider at the start. Peaks and ends of feelings come from the maker's"
        " summaries and small studies, and partly show when somebody measured; for infusions no"
        " product label for depression exists."
    )


def _rows(product: str, lines: list[Line]) -> list[Datum]:
    rows: list[Datum] = []
    for index, line in enumerate(lines):
        for kind, start, end in line.bars:
            rows.append({"product": product, "line": index, "kind": kind, "from": start, "to": end})
        ends = [start for start, _ in line.sentences[1:]] + [DAY + 1]
        for (start, words), end in zip(line.sentences, ends, strict=True):
            rows.append(
                {
                    "product": product,
                    "line": index,
                    "name": line.name,
                    "words": words,
                    "from": start,
                    "to": end,
                }
            )
    return rows


def _chart(lines: dict[str, list[Line]]) -> alt.LayerChart:
    time = alt.param(
        name="time",
        value=minutes("jnj_dissociation.peak"),
        bind=alt.binding_range(min=0, max=DAY, step=SLIDER_STEP, name="Minutes since the dose: "),
    )
    product = alt.param(
        name="product", value=SPRAY, bind=alt.binding_select(options=list(lines), name="Product: ")
    )
    # A log-like scale gives the first two hours the room they need and still reaches the next day.
    scale = alt.Scale(type="symlog", constant=30, domain=[0, DAY], nice=False)
    axis = alt.Axis(
        title="Time since the dose (start drawn wider)",
        values=[0, 40, 90, 240, DAY],
        grid=False,
        labelFlush=True,
        labelOverlap=False,
        labelExpr=(
            f"datum.value == {DAY} ? 'next day' : datum.value < 90 ? datum.value + ' min' :"
            " datum.value / 60 + ' h'"
        ),
    )
    x = alt.X("from:Q", scale=scale, axis=axis)
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.75, 5.6], reverse=True, nice=False))
    shown = alt.Chart().transform_filter("datum.product == product")

    def bars(kind: str) -> alt.Chart:
        return shown.transform_filter(f"datum.kind == '{kind}'").transform_calculate(
            y="datum.line + 0.28"
        )

    looks = (
        (UNSURE, {"strokeWidth": 3, "strokeDash": [3, 4], "color": MUTED}),
        (PRESENT, {"strokeWidth": 4, "color": DRUG}),
        (STRONGEST, {"strokeWidth": 11, "color": DRUG}),
        (GIVEN, {"strokeWidth": 6, "color": MUTED}),
        (RULE, {"strokeWidth": 6, "color": ACCENT}),
    )
    lengths = [bars(kind).mark_rule(**look).encode(x=x, x2="to:Q", y=y) for kind, look in looks]
    # A peak that the source gives as one moment has no length; a diamond marks it.
    peaks = (
        bars(STRONGEST)
        .transform_filter("datum.from == datum.to")
        .mark_point(
            shape="diamond",
            size=190,
            filled=True,
            fill=DRUG,
            stroke=PAPER,
            strokeWidth=1.5,
            opacity=1,
        )
        .encode(x=x, y=y)
    )

    said = shown.transform_filter(
        "isValid(datum.words) && datum.from <= time && time < datum.to"
    ).transform_calculate(y="datum.line - 0.12", said="datum.name + ': ' + datum.words")
    hours = "floor(time / 60) + ' h' + (time % 60 ? ' ' + time % 60 + ' min' : '')"
    clock = alt.Chart(
        alt.InlineData(
            values=[{"key": "Diamond, thick bar: strongest. Dots: unsure."}], name="clock"
        )
    )
    clock = clock.transform_calculate(
        y="-1.45",
        key_y="-1.0",
        now="time",
        top="-0.7",
        end="5.6",
        said=(
            f"(time < 90 ? time + ' minutes' : {hours}) + (product == '{SPRAY}' ? ' after the first"
            " spray' : ' after the infusion began')"
        ),
    )
    words = {"align": "left", "fontSize": 13}
    now = clock.mark_rule(color=INK, strokeWidth=1.5).encode(
        x=alt.X("now:Q", scale=scale), y=alt.Y("top:Q", axis=None), y2="end:Q"
    )
    # The same words twice: first as a halo in the page's colour, so that the moving line never
    # crosses letters.
    halo = said.mark_text(stroke=PAPER, strokeWidth=5, strokeJoin="round", **words).encode(
        x=alt.value(0), y=y, text="said:N"
    )
    sentences = said.mark_text(color=INK, **words).encode(x=alt.value(0), y=y, text="said:N")
    headline = clock.mark_text(align="left", fontSize=15, fontWeight="bold", color=INK).encode(
        x=alt.value(0), y=y, text="said:N"
    )
    key = clock.mark_text(align="left", fontSize=11, color=MUTED).encode(
        x=alt.value(0), y=alt.Y("key_y:Q", axis=None), text="key:N"
    )
    rows = [row for name, group in lines.items() for row in _rows(name, group)]
    return (
        alt.layer(
            now,
            *lengths,
            peaks,
            halo,
            sentences,
            headline,
            key,
            data=alt.InlineData(values=rows, name="lines"),
        )
        .add_params(product, time)
        .properties(width=640, height=390, description=_caption())
    )
