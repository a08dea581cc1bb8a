"""A session minute by minute: what a model says of "drug high", beside what was measured in people.

The model turns a published blood level into a rating by a published C50. It is right about the peak
after an infusion and wrong about the end, so the times that were measured stand below it, and the
curve turns pale where people had got over it.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from ketamine_course import evidence
from ketamine_course.models import concentration_effect as effect
from ketamine_course.models import nasal_esketamine
from ketamine_course.models.curves import Curve
from ketamine_course.models.pharmacokinetics import PUBLISHED, STANDARD, Form

from .figure import Datum, Figure
from .parts import rimmed
from .session_clock import minutes
from .theme import ACCENT, DRUG, INK, MUTED, PAPER

LAST, STEP = 240, 4  # minutes
HEAD, FLOOR = (
    126,
    -46,
)  # percent of the largest rating: ends of the drawing above and below the curve
STEEPNESS = {"1, the course's assumption": 1.0, "2, another assumption": 2.0}


@dataclass(frozen=True)
class Session:
    """A published protocol: its blood curve, and when the feeling was measured to be strongest and
    over (minutes).

    ``strongest`` is one time or the end of a window that begins at 0 (``window``). ``measured`` are
    the findings.
    """

    name: str
    plasma: Curve
    form: Form
    strongest: float
    over: float
    window: bool
    told: tuple[str, str]
    measured: tuple[str, ...]


def sessions() -> list[Session]:
    """The infusion and the two doses of the spray, in the order of the menu."""
    stop = STANDARD.minutes
    infusion = Session(
        f"Infusion, {STANDARD.label}",
        PUBLISHED["clements1981"].curve(),
        PUBLISHED["clements1981"].form,
        minutes("acevedodiaz2020.peak"),
        stop + minutes("acevedodiaz2020.gone"),
        True,
        (
            "Measured: most effects peak in the first hour,",
            "most gone two hours after the infusion",
        ),
        ("acevedodiaz2020.peak", "acevedodiaz2020.gone"),
    )
    peak, over = minutes("jnj_dissociation.peak"), minutes("jnj_dissociation.gone")
    sprays = [
        Session(
            f"Esketamine spray, {28 * devices} mg",
            nasal_esketamine.typical().session(devices),
            "S-ketamine",
            peak,
            over,
            False,
            (
                f"Measured dissociation: strongest at {peak:.0f} min,",
                f"generally gone by {over:.0f} min, says the maker",
            ),
            ("jnj_dissociation.peak", "jnj_dissociation.gone"),
        )
        for devices in (2, 3)
    ]
    return [infusion, *sprays]


def feeling_over_time() -> Figure:
    """The model's "drug high" and pain relief over a session, with the measured time course below;
    menu, slider and steepness.
    """
    infusion, *_, spray = sessions()
    high, strong = (effect.felt(s.plasma, s.form).course(25) for s in (infusion, spray))
    assert high is not None and strong is not None
    finding = (
        "After the standard infusion the model's drug high is greatest at minute"
        f" {high.peak_minute:.0f}, a few minutes after the drip stops, at about half of the largest"
        f" rating ({high.peak:.0f}%); after 84 mg of spray at minute {strong.peak_minute:.0f}"
        f" ({strong.peak:.0f}%). Most measured effects of an infusion were strongest within the"
        f" first hour and gone two hours after it (minute {infusion.over:.0f}); dissociation after"
        f" the spray was strongest at minute {spray.strongest:.0f} and generally gone by minute"
        f" {spray.over:.0f}. The model keeps the feeling too long."
    )
    return Figure(
        id="feeling-over-time",
        chart=_chart(finding),
        caption=(
            f"{finding} Its C50 comes from 20 volunteers with a film of S-ketamine in the mouth,"
            " and 100% is the model's largest rating, not the number of people. High and"
            " dissociation are two things. Published doses only; nothing here is a dose for"
            " anybody."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """Every session: the model's peak and end for both steepnesses, and what was measured, with
    sources.
    """
    rows = []
    for session in sessions():
        for label, steepness in STEEPNESS.items():
            course = effect.felt(session.plasma, session.form, steepness=steepness).course(25)
            assert course is not None
            links = [
                evidence.finding(id).cite.link
                for id in (effect.DRUG_HIGH.finding, session.measured[0])
            ]
            rows.append(
                {
                    "Session": session.name,
                    "Steepness": label,
                    "Model: strongest at minute": (
                        f"{course.peak_minute:.0f} ({course.peak:.0f}% of the largest rating)"
                    ),
                    "Model: above a quarter of the largest": (
                        f"minute {course.from_minute:.0f} to {course.to_minute:.0f}"
                    ),
                    "Measured: strongest": (
                        f"{'by' if session.window else 'at'} minute {session.strongest:.0f}"
                    ),
                    "Measured: over": f"minute {session.over:.0f}",
                    "Source of the model": links[0],
                    "Source": links[1],
                }
            )
    return pd.DataFrame(rows)


def _curves() -> list[Datum]:
    """S-ketamine at the effect site in ng/mL for every session, each point once; effects are worked
    out on the page.
    """
    times = np.arange(0, LAST + STEP, STEP)
    data = []
    for session in sessions():
        site = effect.effect_site(effect.as_s_ketamine(session.plasma, session.form))
        data += [
            {"session": session.name, "m": int(m), "c": round(float(c), 2)}
            for m, c in zip(times, site(times), strict=True)
        ]
    return data


def _chart(finding: str) -> alt.LayerChart:
    names = [session.name for session in sessions()]
    labels = list(STEEPNESS)
    params = [
        alt.param(
            name="session",
            value=names[0],
            bind=alt.binding_select(options=names, name="Published session: "),
        ),
        alt.param(
            name="minute",
            value=40,
            bind=alt.binding_range(min=0, max=LAST, step=STEP, name="Minutes since the start: "),
        ),
        alt.param(
            name="steep",
            value=STEEPNESS[labels[0]],
            bind=alt.binding_radio(
                options=list(STEEPNESS.values()), labels=labels, name="Steepness of the curve: "
            ),
        ),
    ]
    ticks = [0, 40, 60, 90, 120, 160, 200, 240]
    x_axis = alt.Axis(
        values=ticks, title="Minutes since the start of the session", grid=False, labelOverlap=False
    )
    y_axis = alt.Axis(
        values=[0, 25, 50, 75, 100], title=None, labelExpr="datum.value + '%'", gridOpacity=0.6
    )
    y_scale = alt.Scale(domain=[FLOOR, HEAD], nice=False, zero=False)

    def x(field: str) -> alt.X:
        return alt.X(
            field, type="quantitative", scale=alt.Scale(domain=[0, LAST], nice=False), axis=x_axis
        )

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative", scale=y_scale, axis=y_axis)

    models = {
        "high": effect.DRUG_HIGH,
        "least": effect.PAIN_RELIEF_HIGH,
        "most": effect.PAIN_RELIEF_LOW,
    }
    # Rounded C50s keep the expressions short; the figures shown are whole percents.
    level = {
        name: f"100 * pow(datum.c, steep) / (pow({model.c50:.2f}, steep) + pow(datum.c, steep))"
        for name, model in models.items()
    }
    curve = alt.Chart()
    before, after = (
        curve.transform_filter(f"datum.m < datum.over + {STEP}"),
        curve.transform_filter("datum.m >= datum.over"),
    )
    now = curve.transform_filter("datum.m == minute").transform_calculate(
        first="'Minute ' + datum.m + ': drug high ' + format(datum.high, '.0f') + '%'",
        second=(
            "'of the largest rating' + (datum.m > datum.over ? '. In people: usually over' : ';"
            " pain relief ' + format(datum.least, '.0f') + ' to ' + format(datum.most, '.0f') +"
            " '%')"
        ),
        top="105",
        low=f"{FLOOR}",
        y1="121",
        y2="111",
    )
    words = {"align": "left", "baseline": "middle", "color": INK}
    small = {**words, "fontSize": 12}
    named = [
        (64, "high", "left", -16, "drug high, by the model"),
        (96, "most", "left", -9, "pain relief, by the model"),
    ]
    names_at = [
        part
        for at, field, align, up, text in named
        for part in rimmed(
            curve.transform_filter(f"datum.m == {at}"),
            {**small, "align": align, "dy": up, "color": MUTED},
            x=x("m"),
            y=y(field),
            text=alt.value(text),
        )
    ]
    modelled = [
        curve.mark_area(color=ACCENT, opacity=0.3).encode(x("m"), y("least"), y2="most:Q"),
        before.mark_line(color=DRUG, strokeWidth=3).encode(x("m"), y("high")),
        after.mark_line(color=DRUG, strokeWidth=2, strokeDash=[2, 5]).encode(x("m"), y("high")),
        now.mark_rule(color=INK, strokeWidth=1.5).encode(x("m"), y("top"), y2="low:Q"),
        now.mark_point(filled=True, size=110, fill=DRUG, stroke=PAPER, opacity=1).encode(
            x("m"), y("high")
        ),
        *names_at,
        *rimmed(
            now,
            {**words, "fontSize": 14, "fontWeight": "bold"},
            x=alt.value(0),
            y=y("y1"),
            text="first:N",
        ),
        *rimmed(now, {**words, "fontSize": 12.5}, x=alt.value(0), y=y("y2"), text="second:N"),
    ]
    seen = alt.Chart()
    dotted = seen.transform_calculate(y="95")
    one_time = seen.transform_filter("datum.from == datum.strongest")
    measured = [
        seen.mark_rule(strokeWidth=3, color=DRUG).encode(x("from"), alt.X2("over:Q"), y("bar")),
        seen.transform_filter("datum.from < datum.strongest")
        .mark_rule(strokeWidth=10, color=DRUG)
        .encode(x("from"), alt.X2("strongest:Q"), y("bar")),
        one_time.mark_point(
            shape="diamond", size=200, filled=True, fill=DRUG, stroke=PAPER, opacity=1
        ).encode(x("strongest"), y("bar")),
        seen.mark_tick(orient="vertical", thickness=3, size=18, color=DRUG).encode(
            x("over"), y("bar")
        ),
        *rimmed(
            dotted,
            {**small, "align": "right", "color": MUTED},
            x=alt.value("width"),
            y=y("y"),
            text=alt.value("dotted: people were over it"),
        ),
        *rimmed(seen, small, x=alt.value(0), y=y("y1"), text="told:N"),
        *rimmed(seen, small, x=alt.value(0), y=y("y2"), text="told2:N"),
    ]
    picked = "datum.session == session"
    times = {s.name: s.over for s in sessions()}
    return (
        alt.layer(
            alt.layer(*modelled, data=alt.NamedData(name="site"))
            .transform_filter(picked)
            .transform_calculate(**level, over=f"({_lookup(times)})"),
            alt.layer(*measured, data=alt.NamedData(name="measured"))
            .transform_filter(picked)
            .transform_calculate(bar="-15", y1="-28", y2="-37"),
        )
        .add_params(*params)
        .properties(
            width=640,
            height=400,
            datasets={"site": _curves(), "measured": _measured()},
            description=f"The feeling over a session, by a model and as measured. {finding}",
        )
    )


def _measured() -> list[Datum]:
    """What was measured in people: when the feeling was strongest and when it was over, in
    minutes.
    """
    return [
        {
            "session": s.name,
            "strongest": s.strongest,
            "from": 0 if s.window else s.strongest,
            "over": s.over,
            "told": s.told[0],
            "told2": s.told[1],
        }
        for s in sessions()
    ]


def _lookup(values: dict[str, float]) -> str:
    return " : ".join(
        [*(f"session == '{name}' ? {value:g}" for name, value in values.items()), "0"]
    )
