"""Does feeling it go with getting better?

Published correlations with their intervals, and what each would mean for 100 people.

An interval that a paper does not print is worked out from its printed p-value; one that cannot be
worked out is not drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import altair as alt
import pandas as pd

from ketamine_course import evidence

from ..errors import InputError
from .figure import Datum, Figure
from .parts import rimmed
from .theme import DRUG, INK, MUTED, PAPER

ROW, TOP = 66, 118  # pixels: height of a row, and of what stands above the rows
NORMAL = NormalDist()


@dataclass(frozen=True)
class Link:
    """One published link between how strong the experience was and how people did afterwards.

    ``r`` is the finding of a correlation, ``p`` of its p-value. Without ``r`` (only a slope is
    printed) it is worked out from p and the number of people. With neither there is ``words``
    instead of a dot. A negative r means "stronger experience, fewer symptoms", as in the papers.
    """

    name: str
    who: str
    r: str = ""
    p: str = ""
    words: str = ""
    source: str = ""

    @property
    def value(self) -> float | None:
        """The correlation, printed or worked out; ``None`` when neither is possible."""
        if self.r:
            return evidence.finding(self.r).value
        if self.p:
            found = evidence.finding(self.p)
            assert found.n is not None
            return -math.tanh(_z(found.value) / math.sqrt(found.n - 3))
        return None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95% interval by Fisher's z, from the p-value: the standard error is atanh(r) / z(p)."""
        if self.value is None or not self.p:
            return None
        middle = math.atanh(self.value)
        half = NORMAL.inv_cdf(0.975) * abs(middle) / _z(evidence.finding(self.p).value)
        return math.tanh(middle - half), math.tanh(middle + half)

    @property
    def cite(self) -> evidence.Source:
        """The source of the figures, or of the words where no figure is printed."""
        return (
            evidence.source(self.source) if self.source else evidence.finding(self.r or self.p).cite
        )


def links() -> list[Link]:
    """The links drawn, strongest first."""
    return [
        Link(
            "Infusion, one week later",
            "inpatients, one US institute",
            "luckenbaugh2014.r_day7",
            "luckenbaugh2014.p_day7",
        ),
        Link(
            "Infusion, about four hours later",
            "the same inpatients",
            "luckenbaugh2014.r_230min",
            "luckenbaugh2014.p_230min",
        ),
        Link(
            "23 papers on ketamine together",
            "471 people; no interval seen, second-hand",
            "dahan2024.r_ketamine",
        ),
        Link(
            "Spray, next day",
            "576 people, placebo included; r worked out here",
            "",
            "garciaromeu2023.p_day2",
        ),
        Link(
            "Spray, next day and after four weeks",
            "one of these two trials",
            words="\u201cclose to zero\u201d; the number is not printed",
            source="chen2022",
        ),
    ]


def feeling_and_recovery() -> Figure:
    """Published correlations of experience and improvement, with a menu that says what each would
    mean for 100 people.
    """
    day7, _, pooled, spray, _ = links()
    assert (
        day7.value is not None
        and day7.interval is not None
        and spray.value is not None
        and pooled.value is not None
    )
    low, high = day7.interval
    finding = (
        f"After infusions people with stronger dissociation improved more (r = {day7.value:.2f}"
        f" after a week, 95% interval {low:.2f} to {high:.2f}); pooled over 23 papers r was"
        f" {pooled.value:.2f}. After the spray the link was {spray.value:.2f} in two trials, too"
        " small to matter, and close to zero in one of them. No link here is strong enough to tell"
        " from what one person felt whether that person will get better."
    )
    return Figure(
        id="feeling-and-recovery",
        chart=_chart(finding),
        caption=(
            f"{finding} A link is not a cause: people who feel the drug may also know that they got"
            " it. Intervals, and the r of the two spray trials (drug and placebo groups together,"
            " with the treatment held equal), are worked out here from printed p-values; the"
            " read-out supposes that scores are spread in a bell shape."
        ),
        table=table(),
    )


def table() -> pd.DataFrame:
    """The links with intervals, shared variation and what they would mean for 100 people, with
    sources.
    """
    rows = []
    for link in links():
        r, interval = link.value, link.interval
        rows.append(
            {
                "Link": link.name,
                "Who": link.who,
                "r": link.words if r is None else f"{r:.2f}",
                "95% interval": _span(interval) if interval else "not known",
                "Differences that go together (r squared)": (
                    "" if r is None else f"{100 * r * r:.0f}%"
                ),
                (
                    "Of 100 who felt it more than the middle person,"
                    " did better than the middle person"
                ): "" if r is None else better_of_100(r),
                "Source": link.cite.link,
            }
        )
    return pd.DataFrame(rows)


def better_of_100(r: float) -> int:
    """Of 100 people above the middle in experience, how many are above the middle in improvement,
    if both are bell-shaped.

    ``r`` is negative when a stronger experience goes with fewer symptoms. Raises ``ValueError``
    outside -1 to 1.
    """
    if not -1 <= r <= 1:
        raise InputError(f"a correlation of {r} is not possible: it lies between -1 and 1")
    return round(100 * (0.5 + math.asin(-r) / math.pi))


def _z(p: float) -> float:
    return NORMAL.inv_cdf(1 - p / 2)


def _span(interval: tuple[float, float]) -> str:
    """Both ends with two decimals; an end that rounds to nothing says so without a sign."""
    low, high = ("0" if abs(bound) < 0.005 else f"{bound:.2f}" for bound in interval)
    return f"{low} to {high}"


def _rows() -> list[Datum]:
    data = []
    for number, link in enumerate(links()):
        top, r, interval = TOP + ROW * number, link.value, link.interval
        row = {
            "link": link.name,
            "y": top,
            "who": link.who,
            "words": link.words,
            "first": "",
            "second": "",
            "third": "",
        }
        if r is None:
            row |= {
                "first": "No number is printed, so none is given.",
                "second": "The paper says: close to zero, not significant.",
            }
        else:
            more = better_of_100(r)
            row |= {
                "r": round(r, 3),
                "text": f"{r:.2f}",
                "first": f"Of 100 who felt it more: {more}",
                "second": f"Of 100 who felt it less: {100 - more}",
            }
            row["third"] = "No interval was seen."
            if interval:
                low, high = interval
                row |= {
                    "low": round(low, 3),
                    "high": round(high, 3),
                    "text": f"{r:.2f} ({_span(interval)})",
                }
                fewest, most = better_of_100(high), better_of_100(low)
                row["third"] = (
                    f"By the interval: {fewest} to {most}, and {100 - most} to {100 - fewest}."
                )
        data.append(row)
    return data


def _chart(finding: str) -> alt.LayerChart:
    names = [link.name for link in links()]
    height = TOP + ROW * len(names)
    chosen = alt.param(
        name="chosen", value=names[0], bind=alt.binding_select(options=names, name="Read out: ")
    )
    base = alt.Chart()
    axis = alt.Axis(
        values=[-0.6, -0.4, -0.2, 0, 0.2],
        format=".1f",
        title="\u2190 stronger experience, better outcome | worse \u2192",
        grid=False,
    )
    scale = alt.Scale(domain=[-0.75, 0.3], nice=False, zero=False)

    def x(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    at_dot = base.transform_calculate(y="datum.y + 46")
    dots = at_dot.transform_filter("isValid(datum.r)")
    picked = base.transform_filter("datum.link == chosen")
    words = {"align": "left", "baseline": "middle", "color": INK}

    def text(chart: alt.Chart, field: str, at: str, **style: object) -> list[alt.Chart]:
        placed = chart.transform_calculate(y=at)
        return rimmed(placed, words | style, x=alt.value(12), y=y, text=f"{field}:N")

    zero = alt.Chart(
        alt.InlineData(values=[{"zero": 0, "y": TOP - 12, "end": height}], name="zero")
    )
    title = alt.Chart(
        alt.InlineData(values=[{"y": 12, "title": "Better than the middle person:"}], name="title")
    )
    layers = [
        zero.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(x("zero"), y=y, y2="end:Q"),
        picked.transform_calculate(top="datum.y - 10", y="datum.y + 56")
        .mark_rule(color=DRUG, strokeWidth=4)
        .encode(x=alt.value(2), y=y, y2="top:Q"),
        dots.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2.5, color=DRUG)
        .encode(x("low"), alt.X2("high:Q"), y),
        dots.transform_filter("isValid(datum.low)")
        .mark_point(filled=True, size=120, opacity=1, color=DRUG)
        .encode(x("r"), y),
        dots.transform_filter("!isValid(datum.low)")
        .mark_point(filled=True, size=110, opacity=1, fill=PAPER, stroke=DRUG, strokeWidth=2.5)
        .encode(x("r"), y),
        *text(base, "link", "datum.y", fontSize=13, fontWeight="bold"),
        *text(base, "who", "datum.y + 16", fontSize=11.5, color=MUTED),
        *text(base, "words", "datum.y + 40", fontSize=12.5),
        dots.mark_text(align="center", dy=-13, fontSize=12, color=INK).encode(
            x("r"), y, text="text:N"
        ),
        *text(title, "title", "datum.y", fontSize=15, fontWeight="bold"),
        *text(picked, "first", "36", fontSize=13),
        *text(picked, "second", "56", fontSize=13),
        *text(picked, "third", "76", fontSize=12, color=MUTED),
    ]
    return (
        alt.layer(*layers, data=alt.InlineData(values=_rows(), name="links"))
        .add_params(chosen)
        .properties(
            width=640,
            height=height,
            description=f"Links between experience and improvement. {finding}",
        )
    )
