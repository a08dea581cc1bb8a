"""Non-medical use of ketamine in the past year, as different surveys found it: whom one asks
decides.

Every share is one finding; none has an interval in the pages that were read. Shapes tell how the
people were found.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from ketamine_course import evidence

from .figure import Figure
from .theme import ACCENT, CAUTION, COMPARATOR, DRUG, GRID, INK, MUTED

HOMES, YOUNG, NIGHT, ONLINE, HAIR = (
    "the general public",
    "young people",
    "people at the club door",
    "online volunteers",
    "hair instead of answers",
)
SHAPES = {HOMES: "circle", YOUNG: "triangle-up", NIGHT: "diamond", ONLINE: "square", HAIR: "cross"}
COLOURS = {HOMES: COMPARATOR, YOUNG: ACCENT, NIGHT: DRUG, ONLINE: MUTED, HAIR: CAUTION}
EVERYBODY = "all of them"
ROW = 41  # pixels
ICON = 110


@dataclass(frozen=True)
class Survey:
    """One share: who was asked in few words, how they were found, and the finding."""

    who: str
    how: str
    group: str
    finding: str

    @property
    def share(self) -> float:
        """People of 100, as a percentage."""
        return evidence.finding(self.finding).percent

    @property
    def said(self) -> str:
        """The share in words: one decimal below ten, whole above."""
        return f"{self.share:.1f} of 100"


SURVEYS = (
    Survey("US adults, 2022", "household survey", HOMES, "yang2025.adults_2022"),
    Survey(
        "Australia, from 14 years, 2022-23",
        "household survey",
        HOMES,
        "aihw_ndshs_2023.recent_2023",
    ),
    Survey(
        "US students in grade 12, 2022",
        "school survey, as Drug Policy Facts quotes it",
        YOUNG,
        "miech2023.grade12",
    ),
    Survey(
        "England and Wales, 16-24, 2023/24",
        "household survey",
        YOUNG,
        "uk_pq_86956.csew_young_2024",
    ),
    Survey("Australia, 20-29, 2022-23", "household survey", YOUNG, "aihw_ndshs_2023.twenties_2023"),
    Survey(
        "Online drug survey, 2017-18",
        "130,761 people who chose to answer",
        ONLINE,
        "barrios2025.past_year",
    ),
    Survey(
        "Nightclubs, New York, 2017",
        "674 adults, clubs drawn at random",
        NIGHT,
        "palamar2025nyc.past_year_2017",
    ),
    Survey(
        "Nightclubs, New York, 2024",
        "911 adults, clubs drawn at random",
        NIGHT,
        "palamar2025nyc.past_year",
    ),
    Survey(
        "New York parties, 2019: said so",
        "adults at the door, as the university reports",
        NIGHT,
        "nyu_hair_2020.said",
    ),
    Survey(
        "The same parties: found in hair",
        "141 samples tested; some may not have known",
        HAIR,
        "nyu_hair_2020.hair",
    ),
)


def who_was_asked() -> Figure:
    """A line for every survey from none to its share of people, with a menu that picks out one kind
    of people.
    """
    return Figure(id="who-was-asked", chart=_chart(), caption=_caption(), table=table())


def table() -> pd.DataFrame:
    """The shares behind :func:`who_was_asked`, one row per survey, in people of 100."""
    rows = []
    for s in SURVEYS:
        f = evidence.finding(s.finding)
        rows.append(
            {
                "Who was asked": s.who,
                "How they were found": s.how,
                "Used in the past year, of 100": round(s.share, 2),
                "Group": s.group,
                "Source": f.cite.link,
            }
        )
    return pd.DataFrame(rows)


def span(group: str = EVERYBODY) -> tuple[float, float]:
    """Smallest and largest share of a group of surveys, of 100 people."""
    shares = [s.share for s in SURVEYS if group in (EVERYBODY, s.group)]
    return min(shares), max(shares)


def _caption() -> str:
    low, high = span()
    return (
        f"Depending on who was asked, and how, from {low:.1f} to {high:.1f} of 100 people had"
        " ketamine in the past year: fewest among the general public, asked at home, many more at"
        " the doors of New York nightclubs, most when hair was tested instead of asking. None of"
        " these is wrong. Each is the answer for its own people and way of asking. The pages we"
        " read give no intervals."
    )


def _headline(group: str) -> str:
    low, high = (f"{share:.1f}" for share in span(group))
    return f"{group[0].upper()}{group[1:]}: {low if low == high else f'{low} to {high}'} of 100"


def _chart() -> alt.LayerChart:
    rows = [
        {
            "line": i,
            "who": s.who,
            "how": s.how,
            "group": s.group,
            "share": round(s.share, 2),
            "said": s.said,
        }
        for i, s in enumerate(SURVEYS)
    ]
    groups = [EVERYBODY, *SHAPES]
    menu = alt.binding_select(options=groups, name="Look at: ")
    surveys = alt.Chart().transform_calculate(
        y="datum.line + 0.42",
        who_y="datum.line - 0.2",
        how_y="datum.line + 0.13",
        zero="0",
        on=f"group == '{EVERYBODY}' || group == datum.group",
    )
    scale = alt.Scale(domain=[-1.35, len(SURVEYS) - 0.2], reverse=True, nice=False)
    y, who_y, how_y = (
        alt.Y(f"{name}:Q", axis=None, scale=scale) for name in ("y", "who_y", "how_y")
    )
    axis = alt.Axis(
        title="People of 100 who had ketamine in the past year",
        values=[0, 10, 20, 30, 40],
        grid=False,
    )
    across = alt.Scale(domain=[0, 41], nice=False)
    kinds = list(SHAPES)
    colour = alt.Color(
        "group:N", scale=alt.Scale(domain=kinds, range=list(COLOURS.values())), legend=None
    )
    chosen, others = surveys.transform_filter("datum.on"), surveys.transform_filter("!datum.on")
    head = alt.Chart(
        alt.InlineData(
            values=[{"for": g, "text": _headline(g), "line": -1.0} for g in groups], name="heads"
        )
    )
    left, right = alt.value(0), alt.value(alt.ExprRef("width"))

    def words(chart: alt.Chart, ink: str) -> list[alt.Chart]:
        return [
            chart.mark_text(align="left", fontSize=13, color=ink).encode(
                x=left, y=who_y, text="who:N"
            ),
            chart.mark_text(align="right", fontSize=13, fontWeight="bold", color=ink).encode(
                x=right, y=who_y, text="said:N"
            ),
            chart.mark_text(align="left", fontSize=11, color=MUTED).encode(
                x=left, y=how_y, text="how:N"
            ),
        ]

    x, x2 = alt.X("zero:Q", scale=across, axis=axis), "share:Q"
    return (
        alt.layer(
            others.mark_rule(strokeWidth=2, color=GRID).encode(x=x, x2=x2, y=y),
            chosen.mark_rule(strokeWidth=4).encode(x=x, x2=x2, y=y, color=colour),
            chosen.mark_point(size=ICON, opacity=1, filled=True).encode(
                x=alt.X(x2, scale=across),
                y=y,
                color=colour,
                shape=alt.Shape(
                    "group:N",
                    scale=alt.Scale(domain=kinds, range=list(SHAPES.values())),
                    legend=None,
                ),
            ),
            *words(chosen, INK),
            *words(others, MUTED),
            head.transform_filter("datum.for == group")
            .mark_text(align="left", fontSize=14, fontWeight="bold", color=INK)
            .encode(x=left, y=alt.Y("line:Q", scale=scale, axis=None), text="text:N"),
            data=alt.InlineData(values=rows, name="surveys"),
        )
        .add_params(alt.param(name="group", value=EVERYBODY, bind=menu))
        .properties(width=640, height=ROW * (len(SURVEYS) + 1), description=_caption())
    )
