"""Icon arrays: of 100 people given the drug, how many had an effect, and of 100 given the
comparator?

Drug and comparator stand above each other with the same denominator. Icons that the drug added have
a shape of their own, and an effect whose interval holds zero shows no such icons: nobody can say
that the drug added any.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.models import risk

from ..errors import InputError, did_you_mean
from .figure import Datum, Figure
from .theme import COMPARATOR, DRUG, INK, MUTED, PAPER

COLUMNS = 20
HAD, ADDED, DID_NOT = "had it", "had it: the extra with the drug", "did not have it"


@dataclass(frozen=True)
class Effect:
    """One entry of the menu: a name in plain words and the stem of its two finding ids."""

    name: str
    stem: str

    @property
    def comparison(self) -> risk.Comparison:
        """Both groups' counts; the effect is a harm."""
        return risk.compare(f"{self.stem}_drug", f"{self.stem}_placebo")


@dataclass(frozen=True)
class Trials:
    """Trials that one source pooled; two such groups are never pooled here."""

    title: str
    people: str
    default: str
    effects: tuple[Effect, ...]


TRIALS = {
    "transform": Trials(
        "TRANSFORM-1 and -2",
        "adults under 65 with treatment-resistant depression, over four weeks",
        "Dissociation",
        (
            Effect("Dissociation", "spravato_label.dissociation"),
            Effect("Dizziness", "spravato_label.dizziness"),
            Effect("Nausea", "spravato_hcp.nausea"),
            Effect("Spinning (vertigo)", "spravato_hcp.vertigo"),
            Effect("Sedation", "spravato_label.sedation"),
            Effect("Headache", "spravato_label.headache"),
            Effect("Altered taste", "spravato_label.altered_taste"),
            Effect("Numbness", "spravato_label.numbness"),
            Effect("Anxiety", "spravato_label.anxiety"),
            Effect("Lethargy", "spravato_label.lethargy"),
            Effect("Blood pressure increased", "spravato_hcp.bp_increased"),
            Effect("Vomiting", "spravato_hcp.vomiting"),
            Effect("Insomnia", "spravato_label.insomnia"),
            Effect("Feeling drunk", "spravato_hcp.feeling_drunk"),
            Effect("Slurred speech", "spravato_label.slurred_speech"),
            Effect("Euphoric mood", "spravato_label.euphoric_mood"),
            Effect("Frequent urination", "spravato_label.frequent_urination"),
            Effect("Mental impairment", "spravato_label.mental_impairment"),
        ),
    ),
    "aspire": Trials(
        "ASPIRE I and II",
        "adults with depression and acute suicidal thoughts, first in hospital, over four weeks",
        "Dizziness",
        (
            Effect("Dizziness", "canuso2021.dizziness"),
            Effect("Dissociation", "canuso2021.dissociation"),
            Effect("Nausea", "canuso2021.nausea"),
            Effect("Sleepiness", "canuso2021.somnolence"),
            Effect("Headache", "canuso2021.headache"),
            Effect("Vomiting", "canuso2021.vomiting"),
            Effect("Blood pressure increased", "canuso2021.bp_increased"),
            Effect("Sedation", "canuso2021.sedation"),
        ),
    ),
}


def icon_array(trials: str = "transform") -> Figure:
    """Side effects of esketamine against a placebo spray out of 100, with a menu of effects.

    ``trials`` is ``"transform"`` (the US label's table) or ``"aspire"``. Raises ``ValueError`` for
    others.
    """
    if trials not in TRIALS:
        raise InputError(f"There are no trials '{trials}'. {did_you_mean(trials, TRIALS)}")
    group = TRIALS[trials]
    rows = [row for effect in group.effects for row in _arms(effect)]
    chosen = next(effect for effect in group.effects if effect.name == group.default)
    return Figure(
        id=f"icon-array-{trials}",
        chart=_chart(group, rows, _finding(group, chosen)),
        caption=_caption(group, chosen),
        table=table(trials),
    )


def table(trials: str = "transform") -> pd.DataFrame:
    """The counts behind :func:`icon_array`: one row per effect, both arms, difference and number
    needed to harm.
    """
    rows = []
    for effect in TRIALS[trials].effects:
        c = effect.comparison
        low, high = c.interval()
        rows.append(
            {
                "Effect": effect.name,
                "Esketamine": f"{c.drug.events} of {c.drug.n}",
                "Placebo spray": f"{c.comparator.events} of {c.comparator.n}",
                "Esketamine, of 100": round(100 * c.drug.risk, 1),
                "Placebo, of 100": round(100 * c.comparator.risk, 1),
                "Difference, of 100 (95% interval)": (
                    f"{100 * c.difference:.1f} ({100 * low:.1f} to {100 * high:.1f})"
                ),
                "Number needed to harm (95% interval)": _nnh(c) or "none: interval includes zero",
                "Source": evidence.finding(f"{effect.stem}_drug").cite.link,
            }
        )
    return pd.DataFrame(rows)


def _arms(effect: Effect) -> list[Datum]:
    c = effect.comparison
    drug, placebo = risk.people(c.drug.risk), risk.people(c.comparator.risk)
    shared = min(drug, placebo) if c.settled else drug
    first = {"effect": effect.name, "note": _note(c), "top": 1.3, "had": drug, "shared": shared}
    second = {"effect": effect.name, "top": 8.4, "had": placebo, "shared": placebo}
    return [
        first | _headline("Esketamine spray", c.drug),
        second | _headline("Placebo spray", c.comparator),
    ]


def _headline(name: str, arm: risk.Arm) -> dict[str, str]:
    low, high = arm.interval()
    return {
        "head": f"{name}: {_of_hundred(arm)}",
        "counts": (
            f"{arm.events} of {arm.n} people; 95% interval {100 * low:.0f} to {100 * high:.0f}"
            " of 100"
        ),
    }


def _of_hundred(arm: risk.Arm) -> str:
    people = risk.people(arm.risk)
    return "fewer than 1 of 100" if arm.events and not people else f"{people} of 100"


def _nnh(c: risk.Comparison) -> str:
    if not c.settled:
        return ""
    low, high = c.number_needed.interval
    return f"{c.number_needed.value:.0f} ({low:.0f} to {high:.0f})"


def _note(c: risk.Comparison) -> str:
    """The difference and the number needed to harm in lines short enough for a phone."""
    low, high = (_short(100 * abs(bound)) for bound in c.interval())
    if c.settled:
        every = f"{c.number_needed.value:.0f}"
        least, most = c.number_needed.interval
        return (
            f"Difference: {100 * c.difference:.0f} more of 100 ({low} to {high}).\n"
            f"One extra person for every {every} treated:\n"
            f"number needed to harm {every}, 95% interval {least:.0f} to {most:.0f}."
        )
    change = f"{abs(100 * c.difference):.0f} {'more' if c.difference > 0 else 'fewer'} of 100"
    change = "none" if change.startswith("0 ") else change
    return (
        f"Difference: {change}, but the interval runs\n"
        f"from {low} fewer to {high} more and so includes zero:\n"
        "no number needed to harm can be given."
    )


def _short(number: float) -> str:
    """Whole numbers, but one decimal below 1 so that a small number does not turn into nothing."""
    return f"{number:.0f}" if number >= 1 else f"{number:.1f}"


def _finding(group: Trials, effect: Effect) -> str:
    c = effect.comparison
    return (
        f"{effect.name} in {group.title} ({group.people}): recorded in {_of_hundred(c.drug)} people"
        f" given esketamine and {_of_hundred(c.comparator)} given a placebo spray;"
        f" {c.number_needed.words()}."
    )


def _caption(group: Trials, effect: Effect) -> str:
    open_ended = [e.name.lower() for e in group.effects if not e.comparison.settled]
    return (
        f"{_finding(group, effect)} Everybody also took an antidepressant, and the placebo group"
        f" had effects too. For {len(open_ended)} of the {len(group.effects)} effects"
        f" ({', '.join(open_ended)}) the interval includes zero: the trials cannot tell whether the"
        " drug adds to them, so no number needed to harm is given."
    )


def _chart(group: Trials, rows: list[Datum], description: str) -> alt.LayerChart:
    effect = alt.param(
        name="effect",
        value=group.default,
        bind=alt.binding_select(options=[e.name for e in group.effects], name="Effect: "),
    )
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-0.6, COLUMNS - 0.4], nice=False))
    y = alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[-0.6, 18.6], reverse=True, nice=False))
    left = alt.value(0)

    arms = alt.Chart().transform_filter("datum.effect == effect")
    once = arms.transform_filter("isValid(datum.note)")
    icons = (
        arms.transform_calculate(i="sequence(0, 100)")
        .transform_flatten(["i"])
        .transform_calculate(
            column=f"datum.i % {COLUMNS}",
            line=f"datum.top + 1.9 + floor(datum.i / {COLUMNS})",
            state=(
                f"datum.i < datum.shared ? '{HAD}' : datum.i < datum.had ? '{ADDED}' : '{DID_NOT}'"
            ),
        )
    )
    states = [HAD, ADDED, DID_NOT]
    # Icons grow with the page, but never beyond the fixed height of their line.
    size = alt.expr(f"clamp(pow(0.62 * width / {COLUMNS}, 2), 90, 200)")
    looks = {
        alt.Shape: ["circle", "diamond", "circle"],
        alt.Fill: [COMPARATOR, DRUG, PAPER],
        alt.Stroke: [COMPARATOR, DRUG, MUTED],
    }
    legend = alt.Legend(
        title=None, columns=1, orient="top", symbolStrokeWidth=1.2, rowPadding=3, labelLimit=300
    )
    marks = icons.mark_point(size=size, filled=True, strokeWidth=1.2, opacity=1).encode(
        x,
        y,
        *(
            channel("state:N", scale=alt.Scale(domain=states, range=look), legend=legend)
            for channel, look in looks.items()
        ),
    )
    name = once.transform_calculate(line="0").mark_text(align="left", fontSize=17, color=INK)
    heads = arms.transform_calculate(line="datum.top").mark_text(
        align="left", fontSize=15, fontWeight="bold", color=INK
    )
    counts = arms.transform_calculate(line="datum.top + 0.95").mark_text(
        align="left", fontSize=11, color=MUTED
    )
    note = once.transform_calculate(line="15.8").mark_text(
        align="left", baseline="top", fontSize=13, lineBreak="\n", lineHeight=17, color=INK
    )
    return (
        alt.layer(
            marks,
            name.encode(x=left, y=y, text="effect:N"),
            heads.encode(x=left, y=y, text="head:N"),
            counts.encode(x=left, y=y, text="counts:N"),
            note.encode(x=left, y=y, text="note:N"),
            data=alt.InlineData(values=rows, name="arms"),
        )
        .add_params(effect)
        .properties(width=640, height=365, description=description)
    )
