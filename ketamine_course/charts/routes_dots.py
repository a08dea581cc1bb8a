"""How much of a dose reaches the blood as ketamine, by the way it is taken: one dot for each study.

Ranges are drawn only where a source gives one, and the label says which kind it is. S-ketamine
alone is hollow.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence

from .figure import Datum, Figure
from .theme import DRUG, GRID, INK, PAPER

BOTH, MIXTURE, SINGLE = "both", "mixture", "S-form"
ROW, HEAD = 38, 20  # pixels per study and above the first
SPREADS = {
    "sd": "standard deviation",
    "se": "standard error",
    "range": "over three doses",
    "ci95": "95% interval",
}


@dataclass(frozen=True)
class Study:
    """One dot: the route in plain words, the finding it is, and the form that was given."""

    route: str
    id: str
    form: str

    @property
    def finding(self) -> evidence.Finding:
        """Share of the dose that reaches the blood, in percent."""
        return evidence.finding(self.id)

    @property
    def people(self) -> str:
        """Who and how many, short enough for a phone."""
        found = self.finding
        who = "children" if "children" in found.population else "people"
        return f"{found.n} {who}" if found.n else "US label"

    @property
    def text(self) -> str:
        """Route, share and people, as the dot is labelled."""
        return f"{self.route}: {self.finding.value:.0f}% ({self.people})"


STUDIES = (
    Study("Breathed in as mist, at most", "jonkman2017.inh_f", SINGLE),
    Study("Nose, 56 mg spray", "perezruixo2021.f_56", SINGLE),
    Study("Nose, 84 mg spray", "perezruixo2021.f_84", SINGLE),
    Study("Nose", "malinovsky1996.f_nasal", MIXTURE),
    Study("Nose, spray", "spravato_label_2026.f_nasal", SINGLE),
    Study("Nose, spray", "yanagihara2003.f_nasal", MIXTURE),
    Study("Nose, another study", "phar2669_2022.f_nasal", MIXTURE),
    Study("Under the tongue, tablet", "yanagihara2003.f_sl", MIXTURE),
    Study("Under the tongue, wafer", "rolan2013.f_sl", MIXTURE),
    Study("Film in the mouth", "simons2022a.otf_f", SINGLE),
    Study("Rectum, suppository", "yanagihara2003.f_rectal", MIXTURE),
    Study("Swallowed, tablet", "yanagihara2003.f_tablet", MIXTURE),
    Study("Swallowed slow tablet, its R-half", "hasan2021.f_r", MIXTURE),
    Study("Swallowed slow tablet, its S-half", "hasan2021.f_s", MIXTURE),
    Study("Swallowed", "fanta2015.oral_f", SINGLE),
)


def routes_dots() -> Figure:
    """Bioavailability in percent by route, one dot per study, with a choice of form."""
    low = min(study.finding.value for study in STUDIES)
    odd, *nose = sorted(study.finding.value for study in STUDIES if study.route.startswith("Nose"))
    swallowed = [study.finding.value for study in STUDIES if study.route.startswith("Swallowed")]
    finding = (
        "Of a dose into a vein everything reaches the blood. Through the nose studies disagree:"
        f" {min(nose):.0f} to {max(nose):.0f}% in most, {odd:.0f}% in one. Swallowed, only"
        f" {low:.0f} to {max(swallowed):.0f}% does, because gut and liver change most of it first."
    )
    return Figure(
        id="routes-dots",
        chart=_chart(f"Dots from 0 to 100% for {len(STUDIES)} studies. {finding}"),
        caption=(
            f"{finding} Most studies are small: four dots come from the same three volunteers."
            " Hollow: S-form alone. Lines: the spread a source gives, of different kinds (see the"
            " table)."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """The dots with who was studied, which form, and what kind of spread is drawn."""
    rows = []
    for study in STUDIES:
        found = study.finding
        spread = (
            f"{found.low:g} to {found.high:g} ({SPREADS[found.interval]})"
            if found.low is not None
            else ""
        )
        rows.append(
            {
                "Route": study.route,
                "Form": study.form,
                "Reaches the blood, %": found.value,
                "Spread": spread,
                "Who": found.population,
                "People": found.n or "",
                "Source": found.cite.link,
            }
        )
    return pd.DataFrame(rows)


def _chart(description: str) -> alt.LayerChart:
    form = alt.param(
        name="form",
        value=BOTH,
        bind=alt.binding_radio(options=[BOTH, MIXTURE, SINGLE], name="Form: "),
    )
    rows = [_vein(), *map(_row, STUDIES)]
    height = HEAD + ROW * len(rows)
    numbered = (
        alt.Chart()
        .transform_calculate(
            shown=f"form == '{BOTH}' || datum.form == form || datum.form == '{BOTH}'", zero="0"
        )
        .transform_window(place="row_number()")
        .transform_calculate(dot=f"datum.place * {ROW} - 4", label=f"datum.place * {ROW} - 19")
    )
    # The other form stays in its place, faint, so that rows can be compared.
    faint = alt.condition("datum.shown", alt.value(1), alt.value(0.22))
    axis = alt.Axis(
        values=[0, 25, 50, 75, 100],
        grid=True,
        title="Reaches the blood unchanged, % of the dose",
        labelFlush=True,
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)
    y = alt.Y("dot:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    words = numbered.encode(
        x=alt.value(2), y=alt.Y("label:Q", axis=None), text="said:N", opacity=faint
    )
    text = {"align": "left", "baseline": "middle", "fontSize": 12.5}
    single, mixture = (
        numbered.transform_filter(f"datum.form {sign} '{SINGLE}'") for sign in ("==", "!=")
    )
    spread = numbered.transform_filter("isValid(datum.low)").mark_rule(color=DRUG, strokeWidth=5)
    return (
        alt.layer(
            numbered.mark_rule(color=GRID, strokeWidth=1).encode(
                alt.X("zero:Q"), alt.X2("value:Q"), y
            ),
            spread.encode(
                alt.X("low:Q"),
                alt.X2("high:Q"),
                y,
                opacity=alt.condition("datum.shown", alt.value(0.5), alt.value(0.12)),
            ),
            mixture.mark_point(filled=True, fill=DRUG, size=110).encode(x, y, opacity=faint),
            single.mark_point(
                filled=True, fill=PAPER, stroke=DRUG, strokeWidth=2.5, size=95
            ).encode(x, y, opacity=faint),
            words.mark_text(**text, stroke=PAPER, strokeWidth=4),
            words.mark_text(**text, color=INK),
            data=alt.InlineData(values=rows, name="studies"),
        )
        .add_params(form)
        .properties(width=640, height=height, description=description)
    )


def _vein() -> Datum:
    """Bioavailability is measured against a dose into a vein, which counts as 100% by
    definition.
    """
    return {"said": "Into a vein: 100% by definition", "form": BOTH, "value": 100}


def _row(study: Study) -> Datum:
    found = study.finding
    row = {"said": study.text, "form": study.form, "value": found.value}
    return row if found.low is None else row | {"low": found.low, "high": found.high}
