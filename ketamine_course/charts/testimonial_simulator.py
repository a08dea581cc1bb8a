"""Everybody's outcomes against the stories one hears: the same hundred people, twice.

The outcomes are one published trial's. The chances of telling are assumptions, set by sliders or
taken from what was estimated for films and follows for a diet; for ketamine treatment nobody has
counted them. Shares are those of :class:`ketamine_course.models.bias.Stories`, written for the
page.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from ketamine_course import evidence
from ketamine_course.models import risk
from ketamine_course.models.bias import Stories

from ..errors import InputError
from .figure import Figure
from .theme import ACCENT, COMPARATOR, GRID, INK, MUTED, PAPER

WELL, BETTER, NOT = "well again", "much better", "not much better"
OUTCOMES = (WELL, BETTER, NOT)
COLUMNS, SEED = 20, 9
OWN, ALIKE, FILMS, DIET = (
    "as the sliders say",
    "everybody alike",
    "as customers reviewed films",
    "as a diet's reviews suggest",
)
SLIDERS = {
    WELL: ("tells_well", 50),
    BETTER: ("tells_better", 30),
    NOT: ("tells_not", 10),
}  # of 100, where the sliders stand first


@dataclass(frozen=True)
class Group:
    """One arm of the trial: its name and the ids of its people in remission and of all who
    responded, of the same n.
    """

    name: str
    remission: str
    response: str

    def shares(self) -> dict[str, float]:
        """Share of people with each outcome, adding up to 1.

        Raises ``ValueError`` when the two counts are not of the same people.
        """
        well, all_better = risk.arm(self.remission), risk.arm(self.response)
        if well.n != all_better.n:
            raise InputError(
                f"{self.remission} counts {well.n} people and {self.response} {all_better.n}: give"
                " counts of the same people"
            )
        return {WELL: well.risk, BETTER: all_better.risk - well.risk, NOT: 1 - all_better.risk}

    def of_hundred(self) -> dict[str, int]:
        """The shares as people of 100 who add up to 100: what is left over goes to the largest
        remainders.
        """
        exact = {name: 100 * share for name, share in self.shares().items()}
        whole = {name: int(share) for name, share in exact.items()}
        for name in sorted(exact, key=lambda name: whole[name] - exact[name])[
            : 100 - sum(whole.values())
        ]:
            whole[name] += 1
        return whole


GROUPS = (
    Group("esketamine spray", "popova2019.remission_drug", "popova2019.response_drug"),
    Group("placebo spray", "popova2019.remission_placebo", "popova2019.response_placebo"),
)


def told() -> dict[str, dict[str, float]]:
    """Chances of telling (0 to 1) by outcome, for every choice but the sliders'.

    Film customers' satisfaction is matched to outcomes by us: satisfied to well again, indifferent
    to much better. The diet's ratio is what turns its trial's share of good outcomes into its
    reviews' share, if reviews are true and reviewers began like the people in the trial.
    """
    reviews, trial = (
        risk.arm("debarra2014.reviewers_10kg").risk,
        risk.arm("debarra2014.trial_10kg").risk,
    )
    ratio = (reviews / (1 - reviews)) / (trial / (1 - trial))
    films = ("chen2015.post_satisfied", "chen2015.post_indifferent", "chen2015.post_unsatisfied")
    return {
        ALIKE: dict.fromkeys(OUTCOMES, 0.3),
        FILMS: {
            name: evidence.finding(id).percent / 100
            for name, id in zip(OUTCOMES, films, strict=True)
        },
        DIET: {WELL: 0.7, BETTER: 0.7, NOT: 0.7 / ratio},
    }


def heard_good(group: Group, chances: dict[str, float]) -> float:
    """Share (0 to 1) of good outcomes among the stories one would hear in the long run."""
    return 1 - Stories(group.shares(), chances).expected()[NOT]


def testimonial_simulator() -> Figure:
    """Of 100 people in a trial, who got better; and of the stories told, how many are good."""
    drug, placebo = GROUPS
    first = {name: start / 100 for name, (_, start) in SLIDERS.items()}
    finding = (
        f"In one trial {_good(drug)} of 100 people given the {drug.name} got well or much better,"
        f" and {_good(placebo)} of 100 given a {placebo.name}. Suppose that {SLIDERS[WELL][1]} of"
        f" 100 people who are {WELL} tell their story, {SLIDERS[BETTER][1]} of 100 who are {BETTER}"
        f" and {SLIDERS[NOT][1]} of 100 who are {NOT}: these are assumptions. Then"
        f" {100 * heard_good(drug, first):.0f} of 100 stories about the drug are good, and"
        f" {100 * heard_good(placebo, first):.0f} of 100 about the placebo."
    )
    return Figure(
        id="testimonial-simulator",
        chart=_chart(
            f"A hundred people as dots and, below them, only those whose story is heard. {finding}"
        ),
        caption=(
            f"{finding} Nobody in this picture lies. Everybody also began a new antidepressant. The"
            " drug's maker ran the trial. Well again: a score of 12 or less on a scale to 60; much"
            " better: the score fell by half or more. Counts follow from a later table, after four"
            " weeks, of people who still had a score. Film customers: we let well again stand for"
            " satisfied, much better for indifferent. Diet: worked out as if all reviews were true"
            " and reviewers had begun like people in the trials."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """Good outcomes per 100 people, then per 100 stories for each published way of telling, for
    both groups.
    """
    drug, placebo = "Good, drug", "Good, placebo"  # short: the table has to fit a phone
    everybody = {"Counted": "of 100 people in the trial", "Who tells": "everybody was asked"}
    rows = [
        everybody
        | {
            drug: _good(GROUPS[0]),
            placebo: _good(GROUPS[1]),
            "Source": evidence.finding(GROUPS[0].response).cite.link,
        }
    ]
    sources = {
        ALIKE: "an assumption",
        FILMS: evidence.source("chen2015").link,
        DIET: evidence.source("debarra2014").link,
    }
    for name, chances in told().items():
        good = [round(100 * heard_good(group, chances)) for group in GROUPS]
        rows.append(
            {
                "Counted": f"of 100 stories, {name}",
                "Who tells": _list(chances),
                drug: good[0],
                placebo: good[1],
                "Source": sources[name],
            }
        )
    return pd.DataFrame(rows)


def _good(group: Group) -> int:
    return risk.people(1 - group.shares()[NOT])


def _list(shares: dict[str, float]) -> str:
    return ", ".join(f"{100 * share:.0f} {name}" for name, share in shares.items())


def _params() -> list[alt.Parameter]:
    names = [group.name for group in GROUPS]
    ways = [OWN, *told()]
    controls = [
        alt.param(
            name="took",
            value=names[0],
            bind=alt.binding_radio(options=names, name="Everybody took the: "),
        ),
        alt.param(
            name="way",
            value=OWN,
            bind=alt.binding_select(options=ways, name="Who tells their story: "),
        ),
    ]
    for outcome, (name, start) in SLIDERS.items():
        label = f"Of 100 people {outcome}, how many tell: "
        controls.append(
            alt.param(
                name=name, value=start, bind=alt.binding_range(min=0, max=100, step=1, name=label)
            )
        )
    presets = {
        way: [round(100 * chance, 2) for chance in chances.values()]
        for way, chances in told().items()
    }
    sliders = ", ".join(name for name, _ in SLIDERS.values())
    shares = {g.name: [round(share, 5) for share in g.shares().values()] for g in GROUPS}
    values = [
        alt.param(name="presets", value=presets),
        alt.param(name="shares", value=shares),
        alt.param(name="told", expr=f"way == '{OWN}' ? [{sliders}] : presets[way]"),
        alt.param(name="share", expr="shares[took]"),
        alt.param(name="loud", expr="share[0] * told[0] + share[1] * told[1]"),
        alt.param(name="all_told", expr="loud + share[2] * told[2]"),
    ]
    return controls + values


def _people() -> alt.InlineData:
    """A hundred people a group: outcome by place in line, and each one's turn to be heard among
    those with that outcome.
    """
    rng = np.random.default_rng(SEED)
    rows = []
    for group in GROUPS:
        turns = [
            ((rng.permutation(n) + 0.5) / n).round(3).tolist() for n in group.of_hundred().values()
        ]
        kinds = [kind for kind, n in enumerate(group.of_hundred().values()) for _ in range(n)]
        rows.append(
            {"group": group.name, "turn": [turn for one in turns for turn in one], "kind": kinds}
        )
    return alt.InlineData(values=rows, name="people")


def _chart(description: str) -> alt.LayerChart:
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-0.6, COLUMNS - 0.4], nice=False))
    y = alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[-0.6, 19.2], reverse=True, nice=False))
    people = (
        alt.Chart()
        .transform_filter("datum.group == took")
        .transform_calculate(i="sequence(0, 100)")
        .transform_flatten(["i", "turn", "kind"])
        .transform_calculate(
            outcome=f"{list(OUTCOMES)}[datum.kind]", heard="100 * datum.turn < told[datum.kind]"
        )
    )
    everybody = people.transform_calculate(
        column=f"datum.i % {COLUMNS}",
        line=f"3.1 + floor(datum.i / {COLUMNS})",
        fill="datum.heard ? datum.outcome : 'silent'",
    )
    stories = (
        people.transform_filter("datum.heard")
        .transform_window(place="row_number()", sort=[alt.SortField("i")])
        .transform_calculate(
            column=f"(datum.place - 1) % {COLUMNS}",
            line=f"12.4 + floor((datum.place - 1) / {COLUMNS})",
            fill="datum.outcome",
        )
    )
    size = alt.expr(f"clamp(pow(0.62 * width / {COLUMNS}, 2), 90, 190)")
    colours = [ACCENT, COMPARATOR, INK]
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=3,
        symbolStrokeWidth=2,
        symbolFillColor="transparent",
        labelLimit=200,
        columnPadding=12,
    )
    shape = alt.Shape(
        "outcome:N",
        scale=alt.Scale(domain=list(OUTCOMES), range=["circle", "diamond", "square"]),
        legend=legend,
    )
    stroke = alt.Stroke(
        "outcome:N", scale=alt.Scale(domain=list(OUTCOMES), range=colours), legend=legend
    )
    fill = alt.Fill(
        "fill:N",
        scale=alt.Scale(domain=["silent", *OUTCOMES], range=[PAPER, *colours]),
        legend=None,
    )
    dots = [
        c.mark_point(size=size, strokeWidth=1.3, opacity=1).encode(x, y, shape, stroke, fill)
        for c in (everybody, stories)
    ]
    heard = (
        people.transform_aggregate(n="sum(heard)", groupby=["kind"])
        .transform_pivot("kind", value="n", groupby=[])
        .transform_calculate(
            good="datum['0'] + datum['1']", all="datum['0'] + datum['1'] + datum['2']"
        )
    )
    words = alt.Chart(alt.InlineData(values=[{}], name="words"))
    of = "format(100 * {}, '.0f') + ' of 100 '"
    top = [
        _words(
            words,
            0,
            "'Everybody: ' + " + of.format("(share[0] + share[1])") + " + 'much better'",
            y,
            big=True,
        ),
        _words(words, 0.95, "'Filled: tells a story that reaches you. Hollow: silent.'", y),
        *_bar(words, 1.9, "share[0] + share[1]", x, y),
        _words(
            words,
            9.2,
            "all_told > 0 ? 'Stories you hear: ' + "
            + of.format("loud / all_told")
            + " + 'are good' : 'You hear no story at all'",
            y,
            big=True,
        ),
        _words(
            heard,
            10.15,
            "'In this picture ' + datum.good + ' of ' + datum.all + ' stories; above: in the long"
            " run.'",
            y,
        ),
        *_bar(words, 11.15, "all_told > 0 ? loud / all_told : 0", x, y),
        _words(
            words,
            18.1,
            "'Assumed: of 100 well again ' + format(told[0], 'd') + ' tell, of 100 much better'",
            y,
        ),
        _words(
            words,
            18.9,
            "format(told[1], 'd') + ', of 100 not much better ' + format(told[2], 'd') + (way =="
            f" '{OWN}' ? '.' : '. The sliders rest.')",
            y,
        ),
    ]
    return (
        alt.layer(*dots, *top, data=_people())
        .add_params(*_params())
        .properties(width=640, height=400, description=description)
    )


def _words(chart: alt.Chart, line: float, text: str, y: alt.Y, big: bool = False) -> alt.Chart:
    style = (
        {"fontSize": 15, "fontWeight": "bold", "color": INK}
        if big
        else {"fontSize": 12, "color": MUTED}
    )
    drawn: alt.Chart = (
        chart.transform_calculate(text=text, line=str(line))
        .mark_text(align="left", **style)
        .encode(x=alt.value(0), y=y, text="text:N")
    )
    return drawn


def _bar(chart: alt.Chart, line: float, share: str, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """A share as a part of the whole width: a rule, not a bar, which JupyterLab's older Vega-Lite
    would drop.
    """
    placed = chart.transform_calculate(
        line=str(line),
        column="-0.4",
        end=f"-0.4 + {COLUMNS - 0.2} * ({share})",
        whole=str(COLUMNS - 0.6),
    )
    return [
        placed.mark_rule(strokeWidth=9, color=GRID, opacity=1).encode(x, y, x2="whole:Q"),
        placed.mark_rule(strokeWidth=9, color=ACCENT, opacity=1).encode(x, y, x2="end:Q"),
    ]
