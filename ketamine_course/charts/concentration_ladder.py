"""The concentration ladder: what has been seen at which level of ketamine, and a published infusion
moving through it.

All rungs stand on one logarithmic axis. Rungs of the racemate (both mirror forms together, as in an
infusion) are drawn solid; those of S-ketamine alone, which cannot be ranked against them one to
one, are drawn hollow.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.evidence.records import Bound
from ketamine_course.models.pharmacokinetics import PUBLISHED, STANDARD, nanograms_per_ml

from .figure import Figure
from .parts import rimmed
from .theme import ACCENT, COMPARATOR, DRUG, INK, MUTED, PAPER

LOWEST, HIGHEST = 10, 4000  # ng/mL, ends of the axis
ROW, HEAD = 42, 2.1  # pixels per rung; height of the heading in rungs
LAST_MINUTE = 240
MODELS = ("clements1981", "stanpumpr", "noppers2011")  # those made from adults
RISING, FALLING = (5, 40), (60, 120, 240)  # minutes marked along the axis
WHERE = {"care": DRUG, "study": ACCENT, "outside": COMPARATOR}


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: a finding or several, in words short enough for a phone.

    ``kind`` is ``range`` (a bar between the finding's bounds), ``spread`` (the same, stated as plus
    or minus) or ``points``. ``where`` is ``care``, ``study`` or ``outside``.
    """

    name: str
    findings: tuple[str, ...]
    kind: str
    where: str
    measured: str = "plasma"
    form: str = "racemate"
    extra: str = ""

    def level(self, id: str, bound: Bound = "value") -> float:
        """A finding's value or bound in ng/mL."""
        found = evidence.finding(id)
        number = found.figure(bound)
        return nanograms_per_ml(number) if found.unit == "umol/L" else number

    @property
    def low(self) -> float:
        """Lowest level of the rung in ng/mL."""
        return min(
            self.level(id, "value" if self.kind == "points" else "low") for id in self.findings
        )

    @property
    def high(self) -> float:
        """Highest level of the rung in ng/mL."""
        return max(
            self.level(id, "value" if self.kind == "points" else "high") for id in self.findings
        )

    @property
    def points(self) -> list[float]:
        """Levels drawn as points, in ng/mL; none for a range or a spread."""
        return [self.level(id) for id in self.findings] if self.kind == "points" else []

    @property
    def numbers(self) -> str:
        """The rung's levels in ng/mL as text."""
        if self.kind == "points":
            return ", ".join(f"{level:.3g}" for level in self.points)
        if self.kind == "spread":
            middle = self.level(self.findings[0])
            return f"{middle:.0f} ± {self.high - middle:.0f}"
        return f"{self.low:.0f}-{self.high:.0f}{self.extra}"

    @property
    def label(self) -> str:
        """The rung's name and levels, as written beside it."""
        return f"{self.name}: {self.numbers}"


class InfusionPeaks(Rung):
    """The peak of the standard infusion, one point per published model."""

    @property
    def points(self) -> list[float]:
        """The models' peaks in ng/mL."""
        return [PUBLISHED[id].peak() for id in MODELS]

    @property
    def low(self) -> float:
        """The lowest of the models' peaks in ng/mL."""
        return min(self.points)

    @property
    def high(self) -> float:
        """The highest of the models' peaks in ng/mL."""
        return max(self.points)

    @property
    def numbers(self) -> str:
        """The models' peaks in ng/mL as text; (S) where the form is S-ketamine."""
        return ", ".join(
            f"{PUBLISHED[id].peak():.0f}" + (" (S)" if PUBLISHED[id].form == "S-ketamine" else "")
            for id in MODELS
        )


def rungs() -> list[Rung]:
    """The ladder from its lowest step to its highest."""
    drivers = "lucuta2024.median"
    return [
        Rung(
            "Driving limit in blood, England and Wales",
            ("uk_drug_driving_2014.limit",),
            "points",
            "outside",
            "blood",
        ),
        Rung(
            "Nasal spray peaks, S-form only",
            tuple(f"perezruixo2021.peak_{mg}" for mg in (28, 56, 84)),
            "points",
            "care",
            form="S-ketamine",
        ),
        Rung("Pain relief described", ("zanos2018.analgesia",), "range", "study"),
        Rung("Volunteers' ratings climb", ("bowdle1998.linear_range",), "range", "study"),
        InfusionPeaks(
            "Infusion's peak, by model",
            tuple(f"{id}.v1" for id in MODELS),
            "points",
            "care",
            form="racemate; (S): S-ketamine",
        ),
        Rung(
            "Drivers stopped by police",
            (drivers,),
            "range",
            "outside",
            extra=f", median {evidence.finding(drivers).value:.0f}",
        ),
        Rung("Waking from anaesthesia", ("idvall1979.waking",), "spread", "care"),
        Rung("Anaesthesia", ("idvall1979.anaesthesia",), "spread", "care"),
    ]


def concentration_ladder() -> Figure:
    """Levels of ketamine in blood, from a legal driving limit to anaesthesia, with a published
    infusion among them.

    Levels in ng/mL, on a logarithmic axis. The menu chooses the model of the standard infusion for
    70 kg, the slider the minute.
    """
    steps = rungs()
    clements, domino, noppers = (PUBLISHED[id].peak() for id in MODELS)
    ratings, drivers, asleep = steps[3], steps[5], steps[7]
    finding = (
        f"The standard infusion ({STANDARD.label}) peaks at {clements:.0f} to {domino:.0f} ng/mL by"
        f" models of the mixture given in clinics, and at {noppers:.0f} by a model of the S-form,"
        " as if the whole dose were S-form. That is at the top of, or just above, the levels at"
        f" which volunteers' ratings of unusual experiences were seen to climb ({ratings.numbers};"
        " no higher level was tried), inside the range of eight drivers stopped by police"
        f" ({drivers.low:.0f} to {drivers.high:.0f}; all had taken something else too), and far"
        f" below anaesthesia (about {asleep.level(asleep.findings[0]):.0f}, with nitrous oxide)."
    )
    return Figure(
        id="concentration-ladder",
        chart=_chart(
            steps, f"Ladder of ketamine levels in blood on one logarithmic axis. {finding}"
        ),
        caption=(
            f"{finding} A blood level alone cannot tell care from non-medical use. Hollow:"
            " S-ketamine alone, which cannot be ranked one to one against the mixture. Orange:"
            " care; green: studies; blue: outside care."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """The ladder as a table, with who was measured and where each level stands."""
    rows = []
    for rung in rungs():
        first = evidence.finding(rung.findings[0])
        modelled = isinstance(rung, InfusionPeaks)
        rows.append(
            {
                "What": rung.name,
                "Level, ng/mL": rung.numbers,
                "Form": rung.form,
                "Measured in": rung.measured,
                "Who": (
                    "models of a person of 70 kg"
                    if modelled
                    else first.population + (f" (n = {first.n})" if first.n else "")
                ),
                "Seen": "computed here" if modelled else first.seen,
                "Source": (
                    evidence.finding(STANDARD.dose if modelled else rung.findings[0]).cite.link
                ),
            }
        )
    return pd.DataFrame(rows)


def _now() -> str:
    """The chosen model's level at the chosen minute: the model's own formula, written for the
    page.
    """
    return (
        "".join(f"model == '{id}' ? {PUBLISHED[id].curve().vega('minute')} : " for id in MODELS)
        + "0"
    )


def _chart(steps: list[Rung], description: str) -> alt.LayerChart:
    labels = [f"{PUBLISHED[id].label} ({PUBLISHED[id].form})" for id in MODELS]
    menu = alt.binding_select(
        options=list(MODELS), labels=labels, name="Published model of the infusion: "
    )
    slider = alt.binding_range(
        min=0, max=LAST_MINUTE, step=2, name="Minutes since the infusion began: "
    )
    params = [
        alt.param(name="model", value=MODELS[0], bind=menu),
        alt.param(name="minute", value=STANDARD.minutes, bind=slider),
        alt.param(name="now", expr=_now()),
        alt.param(name="mixture", value={id: PUBLISHED[id].form == "racemate" for id in MODELS}),
    ]
    rows = HEAD + len(steps)
    return (
        alt.layer(*_marker(rows), *_rungs(steps, rows), *_minutes(rows), *_heading())
        .add_params(*params)
        .properties(width=640, height=ROW * rows, description=description)
    )


def _x(field: str) -> alt.X:
    scale = alt.Scale(type="log", domain=[LOWEST, HIGHEST], nice=False, clamp=True)
    axis = alt.Axis(
        values=[10, 30, 100, 300, 1000, 3000],
        format="~d",
        title="Ketamine, ng/mL (each mark is about three times the last)",
    )
    return alt.X(field, type="quantitative", scale=scale, axis=axis)


def _y(field: str, rows: float) -> alt.Y:
    return alt.Y(
        field,
        type="quantitative",
        scale=alt.Scale(domain=[rows, 0], nice=False, zero=False),
        axis=None,
    )


def _marker(rows: float) -> list[alt.Chart]:
    line = alt.Chart(alt.Data(values=[{"top": HEAD - 0.35, "bottom": rows}])).transform_calculate(
        level=f"max(now, {LOWEST})"
    )
    rule = line.mark_rule(color=INK, strokeWidth=2, strokeDash=[5, 3]).encode(
        _x("level"), y=_y("top", rows), y2="bottom:Q"
    )
    head = line.mark_point(
        shape="triangle-down", filled=True, size=130, color=INK, opacity=1
    ).encode(_x("level"), y=_y("top", rows))
    return [rule, head]


def _rungs(steps: list[Rung], rows: float) -> list[alt.Chart]:
    data, levels = [], []
    for number, rung in enumerate(steps):
        place = {"label": HEAD + number + 0.25, "bar": HEAD + number + 0.66, "where": rung.where}
        limit = rung.measured == "blood"
        data.append(
            place
            | {
                "text": rung.label,
                "low": round(rung.low, 1),
                "high": round(rung.high, 1),
                "kind": "limit" if limit else rung.kind,
            }
        )
        forms = (
            [PUBLISHED[id].form for id in MODELS]
            if isinstance(rung, InfusionPeaks)
            else [rung.form] * len(rung.points)
        )
        levels += [
            place
            | {
                "level": round(level, 1),
                "mark": "hollow" if form == "S-ketamine" else "solid",
            }
            for level, form in zip(rung.points, forms, strict=True)
        ]
        if rung.extra or rung.kind == "spread":
            levels.append(
                place | {"level": round(rung.level(rung.findings[0]), 1), "mark": "middle"}
            )
    palette = alt.Scale(domain=list(WHERE), range=list(WHERE.values()))
    colour, outline = (
        alt.Color("where:N", scale=palette, legend=None),
        alt.Stroke("where:N", scale=palette, legend=None),
    )
    base, points = alt.Chart(alt.Data(values=data)), alt.Chart(alt.Data(values=levels))
    bars = base.transform_filter("datum.kind == 'range' || datum.kind == 'spread'")
    inside = bars.transform_filter("mixture[model] && now >= datum.low && now <= datum.high")
    above = base.transform_filter("datum.kind == 'limit' && now > datum.high")
    middle = {"baseline": "middle", "color": INK}
    return [
        # A thick rule, not a bar: JupyterLab's older Vega-Lite draws no bar whose other axis is a
        # number too.
        bars.mark_rule(strokeWidth=12, opacity=0.85).encode(
            _x("low"), alt.X2("high:Q"), _y("bar", rows), colour
        ),
        points.transform_filter("datum.mark == 'middle'")
        .mark_tick(orient="vertical", thickness=3, size=20, color=INK, opacity=1)
        .encode(_x("level"), _y("bar", rows)),
        points.transform_filter("datum.mark == 'solid'")
        .mark_point(filled=True, size=90, opacity=1)
        .encode(_x("level"), _y("bar", rows), colour),
        points.transform_filter("datum.mark == 'hollow'")
        .mark_point(filled=True, fill=PAPER, size=80, strokeWidth=2.5, opacity=1)
        .encode(_x("level"), _y("bar", rows), outline),
        *rimmed(
            base,
            middle | {"fontSize": 12.5, "align": "left"},
            x=alt.value(2),
            y=_y("label", rows),
            text="text:N",
        ),
        *rimmed(
            inside,
            middle | {"fontWeight": "bold", "align": "right", "dx": -6},
            x=_x("low"),
            y=_y("bar", rows),
            text=alt.value("inside \u2192"),
        ),
        *rimmed(
            above,
            middle | {"fontWeight": "bold", "align": "left", "dx": 10},
            x=_x("high"),
            y=_y("bar", rows),
            text=alt.value("\u2190 now above it"),
        ),
    ]


def _minutes(rows: float) -> list[alt.Chart]:
    """The infusion's course as minutes written along the axis: one line on the way up, one on the
    way down.
    """
    data = [
        {
            "model": id,
            "level": round(float(PUBLISHED[id].infusion(minute)), 1),
            "row": row,
            "minute": str(minute),
        }
        for id in MODELS
        for row, minutes in ((0.82, RISING), (1.3, FALLING))
        for minute in minutes
    ]
    words = [
        {"row": 0.82, "text": "minutes, going up"},
        {"row": 1.3, "text": "minutes, going down"},
    ]
    small = {"baseline": "middle", "color": MUTED, "fontSize": 11.5}
    course = (
        alt.Chart(alt.Data(values=data)).transform_filter("datum.model == model").mark_text(**small)
    )
    ends = alt.Chart(alt.Data(values=words)).mark_text(align="right", dx=-2, **small)
    return [
        course.encode(_x("level"), _y("row", rows), text="minute:N"),
        ends.encode(x=alt.value("width"), y=_y("row", rows), text="text:N"),
    ]


def _heading() -> list[alt.Chart]:
    amount = "(now > 0 && now < 1 ? 'under 1' : format(now, '.0f')) + ' ng/mL'"
    note = f"(now < {LOWEST} ? ', left of the scale' : mixture[model] ? '' : ' if all were S-form')"
    words = alt.Chart(alt.Data(values=[{}])).transform_calculate(
        text=f"'Minute ' + minute + ': ' + {amount} + {note}"
    )
    return [
        words.mark_text(
            align="left", baseline="middle", fontSize=16, fontWeight="bold", color=INK
        ).encode(x=alt.value(2), y=alt.value(12), text="text:N")
    ]
