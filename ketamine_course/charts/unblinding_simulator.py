"""What guessing could do: trials of a drug that does nothing, in people who can tell what they got
and hope.

Nothing here is data on ketamine but the published difference that a menu sets beside the simulated
ones, and the size of that trial. How many guess right and how much hope adds are assumptions that
the reader sets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from ketamine_course import evidence
from ketamine_course.errors import InputError
from ketamine_course.evidence import tables
from ketamine_course.models.bias import Unblinding
from ketamine_course.models.curves import Array

from .figure import Datum, Figure
from .theme import COMPARATOR, DRUG, INK, MUTED, PAPER

TRIALS, SEED = 100, 6
DEFAULT_HOPE = 5
STACK = 29  # the highest pile of dots that has room


@dataclass(frozen=True)
class Guessing:
    """A preset: how many of 100 guess their treatment right, drug group and control group."""

    name: str
    right_on_drug: float
    right_on_control: float


HIDDEN = Guessing("Nobody can tell (50 and 50)", 0.5, 0.5)
SOME = Guessing("Some can tell (70 and 60)", 0.7, 0.6)
EVERYBODY = Guessing("Everybody knows (100 and 100)", 1, 1)
PUBLISHED = {
    "Murrough 2013, v midazolam, 1 day": "murrough2013_response",
    "KARMA-Dep 2, v midazolam, 4 weeks": "jelovac2025_response",
    "TRANSFORM-2, v placebo spray, 4 weeks": "popova2019_response",
    "Lii 2023, under anaesthesia, 1-3 days": "lii2023_response",
}
DEFAULT_TRIAL = "TRANSFORM-2, v placebo spray, 4 weeks"


def guesses() -> list[Guessing]:
    """The presets, one of them as published for trials of another drug, MDMA."""
    drug, control = (
        evidence.finding(f"mittr2024.guess_{arm}").value for arm in ("drug", "placebo")
    )
    return [
        HIDDEN,
        SOME,
        Guessing(f"As in MDMA trials ({drug:.0f} and {control:.0f})", drug / 100, control / 100),
        EVERYBODY,
    ]


def spread() -> float:
    """How much people's changes differ from each other, in points: the two groups of one large
    trial, put together.
    """
    arms = [evidence.finding(f"ionescu2021.chg_{arm}") for arm in ("drug", "placebo")]
    return math.sqrt(sum((arm.bounds[1] - arm.value) ** 2 for arm in arms) / len(arms))


class Difference(NamedTuple):
    """A published difference in points, above zero where the drug did better, with its interval.

    ``people`` per group would make a trial of two equal groups as precise; ``source`` is its key.
    """

    points: float
    low: float
    high: float
    people: int
    source: str


def published(name: str) -> Difference:
    """The difference that a trial of :data:`PUBLISHED` found.

    Raises ``ValueError`` for a trial whose difference or group sizes are not in the tables.
    """
    trial = tables.trials()[PUBLISHED[name]]
    if (
        trial.md is None
        or trial.md_low is None
        or trial.md_high is None
        or not trial.n_drug
        or not trial.n_control
    ):
        raise InputError(
            f"trial '{trial.id}' has no difference in points with the sizes of its groups: set"
            " another one beside the simulated trials"
        )
    people = round(2 / (1 / trial.n_drug + 1 / trial.n_control))
    return Difference(-trial.md, -trial.md_high, -trial.md_low, people, trial.source)


def simulated(guessing: Guessing, hope: float, people_per_group: int) -> Array:
    """Differences in points, (100,), found by trials of a drug without any effect; ``hope`` in
    points. Always the same draw.
    """
    sd = spread()
    model = Unblinding.from_right_guesses(
        0, hope / sd, guessing.right_on_drug, guessing.right_on_control
    )
    return sd * model.simulate(people_per_group, TRIALS, np.random.default_rng(SEED))


def unblinding_simulator() -> Figure:
    """A hundred trials without any drug effect, beside a published difference: set who guesses
    right and what hope adds.
    """
    return Figure(id="unblinding-simulator", chart=_chart(), caption=_caption(), table=table())


def table() -> pd.DataFrame:
    """What guessing adds on average at the default hope, and how many of the simulated trials reach
    the published difference.
    """
    rows = []
    for name in PUBLISHED:
        trial = published(name)
        for guessing in guesses():
            found = simulated(guessing, DEFAULT_HOPE, trial.people)
            model = Unblinding.from_right_guesses(
                0, DEFAULT_HOPE, guessing.right_on_drug, guessing.right_on_control
            )
            rows.append(
                {
                    "Set beside": name,
                    "Published, points better (95% interval)": (
                        f"{trial.points:.2f} ({trial.low:.2f} to {trial.high:.2f})"
                    ),
                    "People per simulated group": trial.people,
                    "Assumed: who guesses right": guessing.name,
                    "Assumed: points added by hope": DEFAULT_HOPE,
                    "Guessing adds on average, points": round(model.added, 2),
                    "Simulated trials that reach it, of 100": int(
                        (np.round(found, 2) >= trial.points).sum()
                    ),
                    "Source": evidence.source(trial.source).link,
                }
            )
    return pd.DataFrame(rows)


def _rows() -> list[Datum]:
    """Per published trial: its difference, and for 100 simulated trials the chance part and the
    share that guessing shifts.
    """
    rows = []
    sd = spread()
    for name in PUBLISHED:
        points, low, high, size, _ = published(name)
        row: Datum = {
            "name": name,
            "published": points,
            "low": low,
            "high": high,
            "people": size,
            "chance": _rounded(simulated(HIDDEN, 0, size)),
        }
        for number, guessing in enumerate(guesses()):
            # The same draw with and without hope: what differs is who believes, and the difference
            # grows in step with hope.
            row[f"shift{number}"] = _rounded(
                (simulated(guessing, sd, size) - simulated(guessing, 0, size)) / sd, 3
            )
        rows.append(row)
    return rows


def _rounded(numbers: Array, digits: int = 2) -> list[float]:
    return [round(float(x), digits) for x in numbers]


def _caption() -> str:
    usual = guesses()[2]
    trial = published(DEFAULT_TRIAL)
    model = Unblinding.from_right_guesses(
        0, DEFAULT_HOPE, usual.right_on_drug, usual.right_on_control
    )
    found = simulated(usual, DEFAULT_HOPE, trial.people)
    reach = int((np.round(found, 2) >= trial.points).sum())
    return (
        f"Suppose a drug does nothing, {100 * usual.right_on_drug:.0f} and"
        f" {100 * usual.right_on_control:.0f} of 100 people guess their group right, and believing"
        f" in the drug adds {DEFAULT_HOPE} points. Then guessing adds {model.added:.2f} points in"
        f" the long run, and {reach} of 100 trials drawn here reach the {trial.points:.1f} points"
        " of TRANSFORM-2. This shows what could be, not what is: how much hope adds is an"
        " assumption (we found no ketamine trial that measured it), and people also guess right"
        " because they got better. Simulated trials have the size of the published one; people's"
        f" changes are assumed to spread by {spread():.1f} points, as in ASPIRE II."
    )


def _chart() -> alt.LayerChart:
    names = [guessing.name for guessing in guesses()]
    beside = alt.param(
        name="beside",
        value=DEFAULT_TRIAL,
        bind=alt.binding_select(options=list(PUBLISHED), name="Set beside: "),
    )
    guess = alt.param(
        name="guess",
        value=2,
        bind=alt.binding_select(
            options=list(range(len(names))),
            labels=names,
            name="Who guesses right (drug and control, of 100): ",
        ),
    )
    hope = alt.param(
        name="hope",
        value=DEFAULT_HOPE,
        bind=alt.binding_range(min=0, max=10, step=1, name="Assumed: points that believing adds "),
    )
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[-10, 20], nice=False, clamp=True),
        axis=alt.Axis(
            title="Points better in the drug group",
            values=[-10, -5, 0, 5, 10, 15, 20],
            grid=False,
            labelFlush=True,
        ),
    )
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, STACK + 13.4], nice=False))
    one = alt.Chart().transform_filter("datum.name == beside")
    shifts = (
        " : ".join(f"guess == {i} ? datum.shift{i}" for i in range(len(names))) + " : datum.shift0"
    )
    trials = (
        one.transform_calculate(shift=shifts)
        .transform_flatten(["chance", "shift"])
        .transform_calculate(found="round(100 * (datum.chance + hope * datum.shift)) / 100")
        .transform_calculate(reaches="datum.found >= datum.published", x="floor(datum.found) + 0.5")
        .transform_window(pile="row_number()", groupby=["x"], sort=[alt.SortField("found")])
        .transform_calculate(y="datum.pile - 0.3")
    )
    size = alt.expr("clamp(pow(0.028 * width, 2), 45, 110)")

    def dots(reaches: bool) -> alt.Chart:
        look = (
            {"shape": "diamond", "fill": DRUG, "stroke": DRUG}
            if reaches
            else {"shape": "circle", "fill": PAPER, "stroke": COMPARATOR}
        )
        rows = trials.transform_filter("datum.reaches" if reaches else "!datum.reaches")
        drawn: alt.Chart = rows.mark_point(
            size=size, filled=True, strokeWidth=1.3, opacity=1, **look
        ).encode(x, y)
        return drawn

    def line(at: str, low: float, high: float, **look: object) -> alt.Chart:
        rows = one.transform_calculate(x=at, y=str(low), top=str(high))
        drawn: alt.Chart = rows.mark_rule(**look).encode(x=x, y=y, y2="top:Q")
        return drawn

    summary = (
        one.transform_calculate(shift=shifts)
        .transform_flatten(["chance", "shift"])
        .transform_calculate(found="round(100 * (datum.chance + hope * datum.shift)) / 100")
        .transform_calculate(reached="datum.found >= datum.published ? 1 : 0")
        .transform_aggregate(
            reached="sum(reached)",
            mean="mean(found)",
            published="min(published)",
            people="min(people)",
            low="min(low)",
            high="max(high)",
        )
        .transform_calculate(
            said="datum.reached + ' of 100 trials with no drug effect'",
            then="'reach the published ' + format(datum.published, '.1f') + ' (diamonds).'",
            more=(
                "'Simulated: ' + format(datum.mean, '.1f') + ' points on average, groups of ' +"
                " datum.people + '.'"
            ),
            told=(
                "'Published: 95% interval ' + format(datum.low, '.1f') + ' to ' +"
                " format(datum.high, '.1f') + ' points.'"
            ),
        )
    )

    def words(field: str, height: float, **look: object) -> alt.Chart:
        drawn: alt.Chart = (
            summary.transform_calculate(y=str(height))
            .mark_text(align="left", **look)
            .encode(x=alt.value(0), y=y, text=f"{field}:N")
        )
        return drawn

    label = one.transform_calculate(x="datum.published", y=f"{STACK} + 2.6", said="'published'")
    zero = one.transform_calculate(x="0", y=f"{STACK}", said="'no difference'")
    heading = {"fontSize": 14, "fontWeight": "bold", "color": INK}
    return (
        alt.layer(
            line("0", 0, STACK + 1, color=MUTED, strokeWidth=1),
            line("datum.published", 0, STACK + 1.6, color=INK, strokeWidth=2, strokeDash=[6, 4]),
            dots(False),
            dots(True),
            words("said", STACK + 12.4, **heading),
            words("then", STACK + 10, **heading),
            words("more", STACK + 7, fontSize=12, color=MUTED),
            words("told", STACK + 5, fontSize=12, color=MUTED),
            label.mark_text(fontSize=12, color=INK).encode(x=x, y=y, text="said:N"),
            zero.mark_text(fontSize=11, color=MUTED, align="right", dx=-4).encode(
                x=x, y=y, text="said:N"
            ),
            data=alt.InlineData(values=_rows(), name="trials"),
        )
        .add_params(guess, hope, beside)
        .properties(width=640, height=380, description=_caption())
    )
