"""A map of the article: which claims does it make where, and how many of them stand as they are?

Every claim is one ring, in a row for its section. The chosen section's claims are spelled out
below. Verdicts stay hidden until the reader asks for them, so that nobody is told before having
thought.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import get_args

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.evidence.records import Verdict
from ketamine_course.evidence.show import SYMBOLS

from .figure import Datum, Figure
from .theme import ACCENT, CAUTION, COMPARATOR, DRUG, GRID, INK, MUTED

SECTIONS = {
    1: "Introduction",
    2: "What is ketamine?",
    3: "Therapy vs recreation",
    4: "Does it get you high?",
    5: "Safety, side effects",
    6: "Efficacy",
    7: "Law and ethics",
    8: "Alternatives",
    9: "Personal stories",
    10: "Resources",
    11: "Conclusion",
}
# The sign tells verdicts apart; the colour only helps to find it again.
COLOURS = {
    "supported": ACCENT,
    "partly supported": ACCENT,
    "overstated": DRUG,
    "contradicted": CAUTION,
    "unsettled": MUTED,
    "value judgement": COMPARATOR,
}
PHONE, WIDE, FROM = (
    42,
    76,
    610,
)  # characters to a line, and the pixels from which the wide lines fit
FIRST = 4  # the section that asks the question of the course
ROW, LINE, GAP = 26, 17, 10  # pixels
MAP_TOP, WORDS_TOP = 106, 412
INDENT, RINGS, STEP = 30, 172, 28


def claim_map() -> Figure:
    """The article's claims by section, with a menu of sections and a box to show the verdicts."""
    claims = list(evidence.claims())
    return Figure(
        id="claim-map", chart=_chart(claims), caption=_caption(claims), table=table(claims)
    )


def table(claims: list[evidence.Claim]) -> pd.DataFrame:
    """The claims behind :func:`claim_map`, one row each; the verdicts stand in it for those who
    can't tick a box.
    """
    rows = [
        {
            "Section": menu_name(c.section),
            "Claim": f"{number(c)}. {c.claim}",
            "Verdict": c.verdict,
            "Certainty": c.certainty,
            "Reasons and sources": f"Claim check of lesson {c.section:02}",
        }
        for c in claims
    ]
    return pd.DataFrame(rows)


def number(claim: evidence.Claim) -> int:
    """A claim's number on the map, from 1."""
    return int(claim.id.removeprefix("c"))


def menu_name(section: int) -> str:
    """A section as the menu calls it, such as ``3. Therapy vs recreation``."""
    return f"{section}. {SECTIONS[section]}"


def _most(claims: list[evidence.Claim]) -> str:
    """Which sections claim most, in words."""
    count = Counter(c.section for c in claims)
    most = max(count.values())
    *names, last = [f"“{SECTIONS[section]}”" for section, n in count.items() if n == most]
    return f"most of all, {most} each, under {', '.join(names)} and {last}"


def _caption(claims: list[evidence.Claim]) -> str:
    return (
        f"The article makes {len(claims)} claims in {len(SECTIONS)} sections, {_most(claims)}. Each"
        " ring is one claim. Choose a section to read its claims. The box shows the verdicts, also"
        " those you have not thought about yet. The table below shows them too: keep it closed"
        " until you want them."
    )


def _rings(claims: list[evidence.Claim]) -> list[Datum]:
    """One row per claim: where its ring stands, and its words with the pixels they begin at."""
    rows = []
    for section in SECTIONS:
        top = 0
        for place, c in enumerate(c for c in claims if c.section == section):
            lines = textwrap.wrap(c.claim, PHONE)
            rows.append(
                {
                    "section": menu_name(section),
                    "row": section - 1,
                    "place": place,
                    "number": number(c),
                    "verdict": c.verdict,
                    "sign": SYMBOLS[c.verdict],
                    "said": f"{c.verdict.capitalize()}; certainty: {c.certainty}",
                    "top": top,
                    "phone": "\n".join(lines),
                    "wide": "\n".join(textwrap.wrap(c.claim, WIDE)),
                    "rows_phone": len(lines),
                    "rows_wide": len(textwrap.wrap(c.claim, WIDE)),
                }
            )
            top += _room(c)
    return rows


def _key(claims: list[evidence.Claim]) -> list[Datum]:
    """The six verdicts, in three rows of two, with how many claims got each."""
    count = Counter(c.verdict for c in claims)
    return [
        {
            "verdict": v,
            "sign": SYMBOLS[v],
            "name": v.capitalize(),
            "count": count[v],
            "column": i // 3,
            "line": i % 3,
        }
        for i, v in enumerate(get_args(Verdict))
    ]


def _height(claims: list[evidence.Claim]) -> int:
    """Room for the longest section's words on a phone."""
    return WORDS_TOP + max(
        sum(_room(c) for c in claims if c.section == section) for section in SECTIONS
    )


def _room(claim: evidence.Claim) -> int:
    """Pixels that a claim's words and its verdict take up on a phone."""
    return (len(textwrap.wrap(claim.claim, PHONE)) + 1) * LINE + GAP


def _chart(claims: list[evidence.Claim]) -> alt.LayerChart:
    names = [menu_name(section) for section in SECTIONS]
    section = alt.param(
        name="section",
        value=names[FIRST - 1],
        bind=alt.binding_select(options=names, name="Section: "),
    )
    verdicts = alt.param(
        name="verdicts", value=False, bind=alt.binding_checkbox(name="Show the verdicts: ")
    )
    stand = sum(c.verdict == "supported" for c in claims)
    asked, answered = (
        f"{len(claims)} claims: how many stand as they are?",
        f"{stand} of {len(claims)} claims stand as they are.",
    )

    x, y = alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)
    colour = alt.Stroke(
        "verdict:N",
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=None,
    )
    at_left = {"align": "left", "baseline": "middle"}

    head = (
        alt.Chart(alt.InlineData(values=[{"y": 10}], name="head"))
        .transform_calculate(said=f"verdicts ? '{answered}' : '{asked}'")
        .mark_text(**at_left, fontSize=14, fontWeight="bold", color=INK)
        .encode(x=alt.value(0), y=y, text="said:N")
    )
    key = alt.Chart(alt.InlineData(values=_key(claims), name="key")).transform_calculate(
        x="10 + datum.column * 156",
        y="38 + datum.line * 22",
        said="verdicts ? datum.name + ': ' + datum.count : datum.name",
    )
    sections = alt.Chart(
        alt.InlineData(
            values=[{"name": name, "row": row} for row, name in enumerate(names)], name="sections"
        )
    ).transform_calculate(x="0", y=f"{MAP_TOP} + (datum.row + 0.5) * {ROW}", said="datum.name")
    # A rule as thick as a row, for JupyterLab drops bars between two such axes; unclipped it would
    # push the picture to the right.
    band = (
        sections.transform_filter("datum.name == section")
        .mark_rule(stroke=GRID, strokeWidth=ROW - 1, opacity=0.5, clip=True)
        .encode(x=alt.value(0), x2=alt.value("width"), y=y)
    )
    rings = alt.Chart().transform_calculate(
        x=f"{RINGS} + datum.place * clamp(width / 12, {STEP}, 44) + 10",
        y=f"{MAP_TOP} + (datum.row + 0.5) * {ROW}",
    )
    chosen = alt.Chart().transform_filter("datum.section == section")
    words = chosen.transform_calculate(
        x=f"{INDENT}",
        y=f"{WORDS_TOP} + datum.top",
        said=f"width > {FROM} ? datum.wide : datum.phone",
    )
    verdict = chosen.transform_calculate(
        x=f"{INDENT}",
        y=(
            f"{WORDS_TOP} + datum.top + {LINE} * (width > {FROM} ? datum.rows_wide :"
            " datum.rows_phone)"
        ),
    ).transform_filter("verdicts")
    numbers = chosen.transform_calculate(
        x="0", y=f"{WORDS_TOP} + datum.top", said="datum.number + '.'"
    )
    above = {"align": "left", "baseline": "top", "color": INK}
    ring = {"shape": "circle", "size": 430, "filled": False, "opacity": 1}
    return (
        alt.layer(
            head,
            band,
            key.mark_point(**ring | {"size": 300}, strokeWidth=2).encode(x, y, colour),
            key.mark_text(fontSize=12, color=INK).encode(x, y, text="sign:N"),
            key.mark_text(**at_left, dx=16, fontSize=12, color=INK).encode(x, y, text="said:N"),
            sections.transform_filter("datum.name != section")
            .mark_text(**at_left, fontSize=12, color=INK)
            .encode(x, y, text="said:N"),
            sections.transform_filter("datum.name == section")
            .mark_text(**at_left, fontSize=12, fontWeight="bold", color=INK)
            .encode(x, y, text="said:N"),
            rings.transform_filter("!verdicts")
            .mark_point(**ring, strokeWidth=1.5, stroke=MUTED)
            .encode(x, y),
            rings.transform_filter("verdicts")
            .mark_point(**ring, strokeWidth=2.5)
            .encode(x, y, colour),
            rings.transform_calculate(said="verdicts ? datum.sign : datum.number")
            .mark_text(fontSize=12, color=INK)
            .encode(x, y, text="said:N"),
            numbers.mark_text(**above, fontSize=13, fontWeight="bold").encode(x, y, text="said:N"),
            words.mark_text(**above, fontSize=13, lineBreak="\n", lineHeight=LINE).encode(
                x, y, text="said:N"
            ),
            verdict.mark_text(**above, fontSize=13).encode(x, y, text="sign:N"),
            verdict.mark_text(**above, dx=18, fontSize=13, fontWeight="bold").encode(
                x, y, text="said:N"
            ),
            data=alt.InlineData(values=_rings(claims), name="claims"),
        )
        .add_params(section, verdicts)
        .properties(width=640, height=_height(claims), description=_description(claims))
    )


def _description(claims: list[evidence.Claim]) -> str:
    first = " ".join(f"{number(c)}. {c.claim}" for c in claims if c.section == FIRST)
    return (
        f"Map of the article's {len(claims)} claims in {len(SECTIONS)} sections, {_most(claims)}."
        f" Verdicts are hidden until the box is ticked. Shown in words, under “{SECTIONS[FIRST]}”:"
        f" {first}"
    )
