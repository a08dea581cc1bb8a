"""A hundred people in a crowd, sorted: who would have responded anyway, who does because of the
drug, who does not.

The same crowd stands for each comparison. It fills from the left column by column, so that its
borders can be read on the line below from 0 to 100, where the 95% interval of the extra people lies
too.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.models import risk

from .figure import Datum, Figure
from .theme import COMPARATOR, DRUG, GRID, INK, MUTED, PAPER

ANYWAY, EXTRA, MAYBE, NOT = (
    "would have anyway",
    "extra with the drug",
    "more with the drug, but it may be chance",
    "did not",
)
ROWS = 5


@dataclass(frozen=True)
class Versus:
    """One entry of the menu: its name, the trial in words, what was counted, and the finding ids of
    both arms.
    """

    name: str
    trial: str
    event: str
    drug: str
    comparator: str
    against: str

    @property
    def comparison(self) -> risk.Comparison:
        """Both groups' counts; to respond is a good thing."""
        return risk.compare(self.drug, self.comparator)


COMPARISONS = (
    Versus(
        "Ketamine v midazolam, 1 day",
        "Murrough 2013, one infusion",
        "responded",
        "murrough2013.response_drug",
        "murrough2013.response_midazolam",
        "midazolam",
    ),
    Versus(
        "Ketamine v midazolam, 2-3 days",
        "Su 2023, one infusion",
        "responded",
        "su2023.response_drug",
        "su2023.response_midazolam",
        "midazolam",
    ),
    Versus(
        "Ketamine v midazolam, 4 weeks",
        "KARMA-Dep 2, up to eight infusions, in hospital",
        "responded",
        "jelovac2025.response_drug",
        "jelovac2025.response_midazolam",
        "midazolam",
    ),
    Versus(
        "Ketamine v saline, both asleep, 1 day",
        "Lii 2023, during anaesthesia for surgery",
        "responded",
        "lii2023.response_drug",
        "lii2023.response_saline",
        "saline",
    ),
    Versus(
        "Esketamine v placebo spray, 2 days",
        "TRANSFORM-1 and -2, each with a new tablet",
        "responded",
        "turkoz2021.day2_drug",
        "turkoz2021.day2_placebo",
        "placebo spray",
    ),
    Versus(
        "Esketamine v placebo spray, 4 weeks",
        "TRANSFORM-1 and -2, each with a new tablet",
        "responded",
        "turkoz2021.response_drug",
        "turkoz2021.response_placebo",
        "placebo spray",
    ),
    Versus(
        "Esketamine v quetiapine, 8 weeks",
        "ESCAPE-TRD, people knew it, raters did not",
        "were in remission",
        "reif2023.remission_drug",
        "reif2023.remission_quetiapine",
        "quetiapine",
    ),
    Versus(
        "Ketamine v ECT, 3 weeks",
        "ELEKT-D, people knew their treatment",
        "responded",
        "anand2023.response_drug",
        "anand2023.response_ect",
        "ECT",
    ),
)
DEFAULT = COMPARISONS[5]


def who_responds() -> Figure:
    """Of 100 people: how many respond anyway and how many more with the drug, with a menu of
    comparisons.
    """
    return Figure(id="who-responds", chart=_chart(), caption=_caption(), table=table())


def table() -> pd.DataFrame:
    """The counts behind :func:`who_responds`, with differences and numbers needed to treat."""
    rows = []
    for versus in COMPARISONS:
        c = versus.comparison
        low, high = c.interval()
        rows.append(
            {
                "Comparison": versus.name,
                "Trial": versus.trial,
                "Counted": versus.event,
                "Drug": f"{c.drug.events} of {c.drug.n}",
                "Comparator": f"{c.comparator.events} of {c.comparator.n}",
                "Difference, of 100 (95% interval)": (
                    f"{100 * c.difference:.1f} ({100 * low:.1f} to {100 * high:.1f})"
                ),
                "Number needed to treat (95% interval)": (
                    _needed(c) or "none: interval includes zero"
                ),
                "Source": evidence.finding(versus.drug).cite.link,
            }
        )
    return pd.DataFrame(rows)


def _needed(c: risk.Comparison) -> str:
    if not c.settled:
        return ""
    low, high = c.number_needed.interval
    return f"{c.number_needed.value:.0f} ({low:.0f} to {high:.0f})"


def _row(versus: Versus) -> Datum:
    c = versus.comparison
    drug, anyway = risk.people(c.drug.risk), risk.people(c.comparator.risk)
    low, high = (100 * bound for bound in c.interval())
    base = 100 * c.comparator.risk
    return {
        "name": versus.name,
        "trial": versus.trial,
        "anyway": anyway,
        "drug": drug,
        # Where the interval includes zero nobody can say that the drug added anyone.
        "more": EXTRA if c.settled else MAYBE,
        "from": round(max(0.0, base + low), 2),
        "to": round(min(100.0, base + high), 2),
        "base": round(base, 2),
        "point": round(100 * c.drug.risk, 2),
        "head": (
            f"With the drug {drug} of 100 {versus.event},\nwith {versus.against} {anyway} of 100."
        ),
        "note": _note(c),
    }


def _note(c: risk.Comparison) -> str:
    low, high = (100 * bound for bound in c.interval())
    if c.settled:
        least, most = c.number_needed.interval
        return (
            f"Extra: {100 * c.difference:.0f} of 100 (95% interval {low:.0f} to {high:.0f}).\nAbout"
            f" {c.number_needed.value:.0f} people are treated for one extra\n(number needed to"
            f" treat, 95% interval {least:.0f} to {most:.0f})."
        )
    return (
        f"Difference: {100 * c.difference:.0f} of 100, but the interval runs\nfrom {-low:.0f} fewer"
        f" to {high:.0f} more and so includes zero:\nit may be chance, and no number needed is"
        " given."
    )


def _caption() -> str:
    c = DEFAULT.comparison
    open_ended = [v.name for v in COMPARISONS if not v.comparison.settled]
    return (
        f"Four weeks of esketamine with a new antidepressant: {risk.people(c.drug.risk)} of 100"
        " people responded; with a placebo spray and a new antidepressant"
        f" {risk.people(c.comparator.risk)} of 100 did. So about {c.number_needed.value:.0f} people"
        f" are treated for one extra. In {len(open_ended)} of the {len(COMPARISONS)} comparisons"
        f" ({'; '.join(open_ended)}) the interval includes zero. The comparisons are of different"
        " people, drugs, days and scales: read each by itself and do not rank them. Counts in some"
        " trials are derived from printed percentages or told second-hand. In ESCAPE-TRD the event"
        " is remission, a higher bar."
    )


def _chart() -> alt.LayerChart:
    versus = alt.param(
        name="versus",
        value=DEFAULT.name,
        bind=alt.binding_select(options=[v.name for v in COMPARISONS], name="Comparison: "),
    )
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 100], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 330], reverse=True, nice=False))
    left = alt.value(0)
    one = alt.Chart().transform_filter("datum.name == versus")
    people = (
        one.transform_calculate(i="sequence(0, 100)")
        .transform_flatten(["i"])
        .transform_calculate(
            x=f"(floor(datum.i / {ROWS}) + 0.5) * {ROWS}",
            y=f"108 + 22 * (datum.i % {ROWS})",
            state=(
                f"datum.i < datum.anyway ? '{ANYWAY}' : datum.i < datum.drug ? datum.more : '{NOT}'"
            ),
        )
    )
    states = [ANYWAY, EXTRA, MAYBE, NOT]
    looks = {
        alt.Shape: ["square", "diamond", "diamond", "circle"],
        alt.Fill: [COMPARATOR, DRUG, PAPER, PAPER],
        alt.Stroke: [COMPARATOR, DRUG, DRUG, MUTED],
    }
    size = alt.expr("clamp(pow(0.031 * width, 2), 80, 210)")
    legend = alt.Legend(
        title=None, orient="bottom", columns=1, symbolStrokeWidth=1.2, labelLimit=300
    )
    crowd = people.mark_point(size=size, filled=True, strokeWidth=1.2, opacity=1).encode(
        x,
        y,
        *(
            channel("state:N", scale=alt.Scale(domain=states, range=look), legend=legend)
            for channel, look in looks.items()
        ),
    )

    def words(field: str, down: float, **look: object) -> alt.Chart:
        text = one.transform_calculate(y=str(down)).mark_text(
            align="left", baseline="top", lineBreak="\n", color=INK, **look
        )
        drawn: alt.Chart = text.encode(x=left, y=y, text=f"{field}:N")
        return drawn

    ticks = alt.Chart().transform_filter("isValid(datum.tick)").transform_calculate(x="datum.tick")
    scale = [
        ticks.transform_calculate(y="209", end="217")
        .mark_rule(color=MUTED)
        .encode(x=x, y=y, y2="end:Q"),
        ticks.transform_calculate(y="227")
        .mark_text(
            fontSize=11,
            color=MUTED,
            align=alt.expr("datum.x == 0 ? 'left' : datum.x == 100 ? 'right' : 'center'"),
        )
        .encode(x, y, text="label:N"),
        one.transform_calculate(y="213", a="0", b="100")
        .mark_rule(color=GRID)
        .encode(x=alt.X("a:Q", axis=None), x2="b:Q", y=y),
    ]
    interval = one.transform_calculate(y="245")
    whisker = [
        interval.mark_rule(color=DRUG, strokeWidth=3).encode(
            x=alt.X("from:Q", axis=None), x2="to:Q", y=y
        ),
        interval.mark_point(
            shape="diamond", size=110, filled=True, fill=DRUG, stroke=PAPER, opacity=1
        ).encode(x=alt.X("point:Q", axis=None), y=y),
        one.transform_calculate(y="98", end="255")
        .mark_rule(color=COMPARATOR, strokeDash=[4, 3], strokeWidth=1.5)
        .encode(x=alt.X("base:Q", axis=None), y=y, y2="end:Q"),
    ]
    data = [_row(v) for v in COMPARISONS] + [
        {"tick": t, "label": str(t)} for t in (0, 20, 40, 60, 80, 100)
    ]
    return (
        alt.layer(
            crowd,
            *scale,
            *whisker,
            words("name", 0, fontSize=15, fontWeight="bold"),
            words("trial", 22, fontSize=12),
            words("head", 46, fontSize=14, lineHeight=19),
            words("note", 266, fontSize=13, lineHeight=18),
            data=alt.InlineData(values=data, name="comparisons"),
        )
        .add_params(versus)
        .properties(width=640, height=330, description=_caption())
    )
