"""The standard infusion over four hours by three published models, with the one measured peak that
we found.

All three see the same dose in the same person. The sliders change how long the infusion lasts,
between two lengths that were really given, and the minute at which the three are read.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from ketamine_course import evidence
from ketamine_course.models.curves import vega_infusion
from ketamine_course.models.pharmacokinetics import (
    PUBLISHED,
    REFERENCE_WEIGHT,
    STANDARD,
    Dose,
    PublishedModel,
)

from .figure import Figure
from .theme import ACCENT, COMPARATOR, DRUG, INK, MUTED, PAPER

# Colour, dash and the shape that reads the line: no line is told apart by colour alone.
LOOKS = {
    "clements1981": ("Clements", ACCENT, [1, 0], "circle"),
    "stanpumpr": ("Domino, as coded", COMPARATOR, [7, 4], "square"),
    "noppers2011": ("Noppers, S-form", DRUG, [2, 3], "triangle-up"),
}
OBSERVED = "zanos2018.peak_infusion"
SLOW = "rasmussen2013.infusion_minutes"
LAST_MINUTE, HIGHEST = 240, 330
READ = (20, 40, 60, 120, 240)


def infusion_course() -> Figure:
    """Levels in ng/mL over minutes, 0.5 mg/kg for 70 kg, by three models; sliders for the
    infusion's length and the minute read.
    """
    finding = _finding()
    return Figure(
        id="infusion-course",
        chart=_chart(f"Three curves of ketamine in the blood over four hours. {finding}"),
        caption=(
            f"{finding} Noppers's curve treats the whole dose as S-form. Diamond: the one measured"
            " peak we found, passed on by a review."
        ),
        table=table(),
    )


def level(model: PublishedModel, minute: float, length: float | None = None) -> float:
    """A model's level in ng/mL at a minute of the standard dose, infused over ``length`` minutes
    (the usual length without it).
    """
    dose = STANDARD.for_weight(REFERENCE_WEIGHT)
    given = Dose(dose.mg, dose.minutes if length is None else length)
    return float(np.squeeze(model.for_weight().concentration(minute, [given])))


def table() -> pd.DataFrame:
    """The three curves at five minutes of the usual infusion, and their peaks when it is given
    slowly.
    """
    slow = evidence.finding(SLOW).value
    rows = []
    for id, (name, *_look) in LOOKS.items():
        model = PUBLISHED[id]
        levels = {f"At {minute} min": round(level(model, minute)) for minute in READ}
        rows.append(
            {
                "Model": name,
                "Form": model.form,
                **levels,
                f"Peak over {slow:.0f} min": round(level(model, slow, slow)),
                "Source": model.source.link,
            }
        )
    measured = evidence.finding(OBSERVED)
    rows.append(
        {
            "Model": "Measured, as reported by a review",
            "Form": "racemate",
            f"At {STANDARD.minutes:.0f} min": round(measured.value),
            "Source": measured.cite.link,
        }
    )
    given = evidence.finding(SLOW)
    rows.append(
        {"Model": "The slow infusion was given in", "Form": "racemate", "Source": given.cite.link}
    )
    return pd.DataFrame(rows).astype(object).where(lambda frame: frame.notna(), "")


def _finding() -> str:
    slow = evidence.finding(SLOW).value
    fast = {id: level(PUBLISHED[id], STANDARD.minutes) for id in LOOKS}
    hour = {id: level(PUBLISHED[id], 60) for id in LOOKS}
    late = {id: level(PUBLISHED[id], slow, slow) for id in LOOKS}
    return (
        f"The same infusion ({STANDARD.label}) peaks at {min(fast.values()):.0f},"
        f" {fast['stanpumpr']:.0f} or {max(fast.values()):.0f} ng/mL, depending on the model."
        " Twenty minutes after its end the order has turned: the model with the lowest peak,"
        f" Clements, has most left ({hour['clements1981']:.0f}; the others"
        f" {hour['noppers2011']:.0f} and {hour['stanpumpr']:.0f}). Given over {slow:.0f} minutes"
        f" instead, all peaks are lower and nearer to each other ({late['clements1981']:.0f},"
        f" {late['stanpumpr']:.0f} and {late['noppers2011']:.0f})."
    )


def formula(id: str, time: str = "datum.minutes") -> str:
    """A model's level as a Vega expression of ``time`` and of the parameter ``length``."""
    dose = STANDARD.for_weight(REFERENCE_WEIGHT).mg
    return vega_infusion(PUBLISHED[id].for_weight().body().bolus(), f"{dose:g}", "length", time)


def _chart(description: str) -> alt.LayerChart:
    quick, slow = STANDARD.minutes, evidence.finding(SLOW).value
    length = alt.param(
        name="length",
        value=quick,
        bind=alt.binding_range(min=quick, max=slow, step=5, name="The infusion lasts (minutes): "),
    )
    read = alt.param(
        name="read",
        value=quick,
        bind=alt.binding_range(
            min=0, max=LAST_MINUTE, step=5, name="Read the level at (minutes): "
        ),
    )
    layers = [_given(), _marker()]
    for number, id in enumerate(LOOKS):
        layers += _model(id, number)
    return (
        alt.layer(*layers, *_measured(), *_heading())
        .add_params(length, read)
        .properties(width=640, height=360, description=description)
    )


def _x(field: str) -> alt.X:
    axis = alt.Axis(
        values=[0, 40, 60, 120, 180, 240],
        grid=False,
        title="Minutes since the infusion began",
        labelFlush=True,
        labelOverlap=False,
    )
    return alt.X(
        field, type="quantitative", scale=alt.Scale(domain=[0, LAST_MINUTE], nice=False), axis=axis
    )


def _y(field: str) -> alt.Y:
    axis = alt.Axis(
        values=[0, 50, 100, 150, 200, 250],
        title="Ketamine in blood, ng/mL",
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=-22,
        titleY=-8,
    )
    return alt.Y(
        field, type="quantitative", scale=alt.Scale(domain=[0, HIGHEST], nice=False), axis=axis
    )


def _one(name: str, **values: object) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[values or {"one": 1}], name=name))


def _given() -> alt.Chart:
    """How long the drug runs in: a thick line on the floor of the chart."""
    drawn: alt.Chart = (
        _one("given", zero=0)
        .transform_calculate(end="length")
        .mark_rule(strokeWidth=9, color=MUTED, opacity=0.55)
        .encode(_x("zero"), alt.X2("end:Q"), _y("zero"))
    )
    return drawn


def _marker() -> alt.Chart:
    """The minute read, up to the highest of the three points, so that the line never crosses the
    words.
    """
    line = _one("marker", low=0).transform_calculate(now="read", high=f"max({_levels()})")
    drawn: alt.Chart = line.mark_rule(color=INK, strokeDash=[4, 3]).encode(
        _x("now"), _y("low"), y2="high:Q"
    )
    return drawn


def _levels() -> str:
    """The three levels at the minute read, as arguments of a Vega function."""
    return ", ".join(formula(id, "read") for id in LOOKS)


def _model(id: str, number: int) -> list[alt.Chart]:
    name, colour, dash, shape = LOOKS[id]
    minutes = alt.sequence(0, LAST_MINUTE + 1, 2, as_="minutes")
    line = (
        alt.Chart(minutes)
        .transform_calculate(level=formula(id))
        .mark_line(color=colour, strokeDash=dash, strokeWidth=2.5, clip=True)
    )
    now = _one(f"now-{number}").transform_calculate(
        now="read",
        level=formula(id, "read"),
        said=f"'{name}: ' + format({formula(id, 'read')}, '.0f')",
    )
    top, across = 52 + 22 * number, {"expr": "width - 165"}
    return [
        line.encode(_x("minutes"), _y("level")),
        now.mark_point(
            shape=shape,
            filled=True,
            fill=colour,
            stroke=PAPER,
            strokeWidth=1.5,
            size=130,
            opacity=1,
        ).encode(_x("now"), _y("level")),
        now.mark_point(shape=shape, filled=True, fill=colour, size=110, opacity=1).encode(
            x=alt.value(across), y=alt.value(top)
        ),
        now.mark_text(align="left", baseline="middle", dx=12, fontSize=13, color=INK).encode(
            x=alt.value(across), y=alt.value(top), text="said:N"
        ),
    ]


def _measured() -> list[alt.Chart]:
    found = evidence.finding(OBSERVED).value
    point = _one(
        "measured", minute=STANDARD.minutes, level=found, said=f"measured: {found:.0f}"
    ).transform_filter(f"length == {STANDARD.minutes:g}")
    words = {"align": "left", "baseline": "middle", "dx": 11, "fontSize": 12.5}
    rim = point.mark_text(**words, stroke=PAPER, strokeWidth=4).encode(
        _x("minute"), _y("level"), text="said:N"
    )
    return [
        point.mark_point(
            shape="diamond",
            filled=True,
            fill=INK,
            stroke=PAPER,
            strokeWidth=1.5,
            size=170,
            opacity=1,
        ).encode(_x("minute"), _y("level")),
        rim,
        point.mark_text(**words, color=INK).encode(_x("minute"), _y("level"), text="said:N"),
    ]


def _heading() -> list[alt.Chart]:
    # The difference of the rounded figures that are shown, so that nobody finds it off by one.
    words = _one("heading").transform_calculate(
        said="'Minute ' + read + ' of an infusion over ' + length",
        gap=f"'they differ by up to ' + (round(max({_levels()})) - round(min({_levels()})))",
    )
    left = {"align": "left", "baseline": "middle", "color": INK}
    return [
        words.mark_text(**left, fontSize=15, fontWeight="bold").encode(
            x=alt.value(8), y=alt.value(8), text="said:N"
        ),
        words.mark_text(**left, fontSize=12.5).encode(
            x=alt.value({"expr": "width - 174"}), y=alt.value(120), text="gap:N"
        ),
    ]
