"""A session of esketamine nasal spray: a published model's curve, the peak its authors print, and
how people differ.

The printed peak comes from the same paper as the model, so that meeting it shows that the model was
copied rightly, not that it is right. The time of the peak comes from the US label.
"""

from __future__ import annotations

from functools import cache

import altair as alt
import numpy as np
import pandas as pd

from ketamine_course import evidence
from ketamine_course.models import nasal_esketamine as nasal
from ketamine_course.models.curves import Array

from .figure import Figure
from .theme import ACCENT, DRUG, INK, MUTED, PAPER

DEVICES = {28: 1, 56: 2, 84: 3}  # mg of a session, by number of devices
LOOKS = {28: [2, 3], 56: [7, 4], 84: [1, 0]}
LAST_MINUTE, HIGHEST = 360, 180
PEOPLE, SEED = 2000, 20260
WITHIN = (5, 95)  # percentiles of the band: nine of ten virtual people
WHEN = "spravato_label_2026.tmax"


def spray_course() -> Figure:
    """Level of esketamine over six hours after 28, 56 or 84 mg; a tick box shows the spread between
    virtual people.
    """
    peaks = {mg: nasal.typical().session(devices).peak()[1] for mg, devices in DEVICES.items()}
    printed = {mg: evidence.finding(f"perezruixo2021.peak_{mg}").value for mg in DEVICES}
    low, high = band(84)[:, peak_row(84)]
    finding = (
        f"By a published model a typical person's level peaks at {peaks[28]:.0f}, {peaks[56]:.0f}"
        f" and {peaks[84]:.0f} ng/mL after 28, 56 and 84 mg of nasal esketamine; its authors print"
        f" {printed[28]:g}, {printed[56]:g} and {printed[84]:g}. Three times the dose gives"
        f" {peaks[84] / peaks[28]:.1f} times the peak. But people differ: when it peaks after 84"
        f" mg, nine of ten virtual people lie between {low:.0f} and {high:.0f}."
    )
    return Figure(
        id="spray-course",
        chart=_chart(f"Curves of esketamine in the blood over six hours. {finding}"),
        caption=(
            f"{finding} Curve and printed peak come from one paper, of which we saw a public copy"
            " of two tables. Esketamine only: do not rank it against the mixture."
        ),
        table=table(),
    )


@cache
def band(mg: int) -> Array:
    """Lower and upper level (2, t) of nine in ten virtual people at :func:`minutes`, by the
    published spread (seeded).
    """
    people = nasal.virtual_people(PEOPLE, np.random.default_rng(SEED))
    return np.percentile(np.maximum(0, people.session(DEVICES[mg])(minutes())), WITHIN, axis=0)


def minutes() -> Array:
    """Minutes at which the band is drawn: closer together while the level moves fast."""
    return np.concatenate(
        [np.arange(0, 60, 5), np.arange(60, 120, 10), np.arange(120, LAST_MINUTE + 1, 30)]
    ).astype(float)


def peak_row(mg: int) -> int:
    """Place in :func:`minutes` that is nearest to the typical person's peak."""
    return int(np.abs(minutes() - nasal.typical().session(DEVICES[mg]).peak()[0]).argmin())


def table() -> pd.DataFrame:
    """Printed and computed peaks of a typical person, and the spread at that time."""
    rows = []
    for mg, devices in DEVICES.items():
        when, peak = nasal.typical().session(devices).peak()
        low, high = band(mg)[:, peak_row(mg)]
        printed = evidence.finding(f"perezruixo2021.peak_{mg}")
        rows.append(
            {
                "Session": f"{mg} mg",
                "Peak printed, ng/mL": printed.value,
                "Peak here, ng/mL": round(peak, 1),
                "Minute": round(when),
                "Nine of ten virtual people": f"{low:.0f} to {high:.0f}",
                "Source": printed.cite.link,
            }
        )
    return pd.DataFrame(rows)


def _chart(description: str) -> alt.LayerChart:
    dose = alt.param(
        name="dose",
        value="84 mg",
        bind=alt.binding_radio(options=[f"{mg} mg" for mg in DEVICES], name="Session: "),
    )
    spread = alt.param(
        name="spread", value=False, bind=alt.binding_checkbox(name="Show how people differ: ")
    )
    return (
        alt.layer(
            _spread(), *_window(), *[layer for mg in DEVICES for layer in _session(mg)], *_words()
        )
        .add_params(dose, spread)
        .properties(width=640, height=330, description=description)
    )


def _x(field: str) -> alt.X:
    axis = alt.Axis(
        values=[0, 30, 60, 120, 180, 240, 300, 360],
        grid=False,
        title="Minutes since the first spray",
        labelFlush=True,
    )
    return alt.X(
        field, type="quantitative", scale=alt.Scale(domain=[0, LAST_MINUTE], nice=False), axis=axis
    )


def _y(field: str) -> alt.Y:
    axis = alt.Axis(
        values=[0, 50, 100, 150],
        title="Esketamine in blood, ng/mL",
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=-22,
        titleY=-8,
    )
    return alt.Y(
        field, type="quantitative", scale=alt.Scale(domain=[0, HIGHEST], nice=False), axis=axis
    )


def _spread() -> alt.Chart:
    rows = [
        {"mg": f"{mg} mg", "minutes": minute, "low": round(low, 1), "high": round(high, 1)}
        for mg in DEVICES
        for minute, low, high in zip(minutes().tolist(), *band(mg).tolist(), strict=True)
    ]
    shown = alt.Chart(alt.InlineData(values=rows, name="spread_data")).transform_filter(
        "spread && datum.mg == dose"
    )
    drawn: alt.Chart = shown.mark_area(color=DRUG, opacity=0.2).encode(
        _x("minutes"), _y("low"), y2="high:Q"
    )
    return drawn


def _window() -> list[alt.Chart]:
    """When the US label expects the peak: so many minutes after the last spray of the session."""
    low, high = evidence.finding(WHEN).bounds
    pause = evidence.finding(nasal.PAUSE).value
    rows = [
        {
            "mg": f"{mg} mg",
            "from": (n - 1) * pause + low,
            "to": (n - 1) * pause + high,
            "floor": 4,
            "said": "label: peak in this time",
        }
        for mg, n in DEVICES.items()
    ]
    shown = alt.Chart(alt.InlineData(values=rows, name="label_window")).transform_filter(
        "datum.mg == dose"
    )
    return [
        shown.mark_rule(strokeWidth=8, color=ACCENT).encode(
            _x("from"), alt.X2("to:Q"), _y("floor")
        ),
        shown.mark_text(align="left", baseline="middle", dx=6, fontSize=12, color=INK).encode(
            _x("to"), _y("floor"), text="said:N"
        ),
    ]


def _session(mg: int) -> list[alt.Chart]:
    curve = nasal.typical().session(DEVICES[mg])
    when, _ = curve.peak()
    data = alt.sequence(0, LAST_MINUTE + 1, 3, as_="minutes")
    line = alt.Chart(data).transform_calculate(level=curve.vega(), chosen=f"dose == '{mg} mg'")
    look = {"color": DRUG, "strokeDash": LOOKS[mg]}
    printed = evidence.finding(f"perezruixo2021.peak_{mg}").value
    at = alt.Chart(
        alt.InlineData(
            values=[
                {"minute": round(when, 1), "level": printed, "said": f"{printed:g} by the authors"}
            ],
            name=f"peak_{mg}",
        )
    )
    named = at.transform_filter(f"dose == '{mg} mg'")
    words = {"align": "left", "baseline": "bottom", "dx": 9, "dy": -3, "fontSize": 12.5}
    return [
        line.transform_filter("!datum.chosen")
        .mark_line(**look, strokeWidth=1.3, opacity=0.6)
        .encode(_x("minutes"), _y("level")),
        line.transform_filter("datum.chosen")
        .mark_line(**look, strokeWidth=3)
        .encode(_x("minutes"), _y("level")),
        at.mark_point(
            shape="diamond",
            filled=True,
            fill=INK,
            stroke=PAPER,
            strokeWidth=1.5,
            size=130,
            opacity=1,
        ).encode(_x("minute"), _y("level")),
        named.mark_text(**words, stroke=PAPER, strokeWidth=4).encode(
            _x("minute"), _y("level"), text="said:N"
        ),
        named.mark_text(**words, color=INK).encode(_x("minute"), _y("level"), text="said:N"),
    ]


def _words() -> list[alt.Chart]:
    rows = []
    for mg, devices in DEVICES.items():
        when, peak = nasal.typical().session(devices).peak()
        low, high = band(mg)[:, peak_row(mg)]
        rows.append(
            {
                "mg": f"{mg} mg",
                "said": f"{mg} mg: peak {peak:.0f} at minute {when:.0f}",
                "range": f"nine of ten people at that minute: {low:.0f} to {high:.0f}",
            }
        )
    shown = alt.Chart(alt.InlineData(values=rows, name="words")).transform_filter(
        "datum.mg == dose"
    )
    return [
        shown.mark_text(
            align="left", baseline="middle", fontSize=14, fontWeight="bold", color=INK
        ).encode(x=alt.value(8), y=alt.value(8), text="said:N"),
        shown.transform_filter("spread")
        .mark_text(align="left", baseline="middle", fontSize=12.5, color=MUTED)
        .encode(x=alt.value(8), y=alt.value(28), text="range:N"),
    ]
