"""All verdicts in one picture: how many of the article's claims stand, and how sure is that?"""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import get_args

import altair as alt
import pandas as pd

from ketamine_course import evidence
from ketamine_course.evidence.records import Certainty, Verdict

from .figure import Datum, Figure
from .theme import ACCENT, CAUTION, INK, MUTED, PAPER

COLUMNS = 13  # the longest row
LINE = 46  # characters that fit a phone
FILL = {"high": 1.0, "moderate": 0.55, "low": 0.22, "very low": 0.0}
MEANING = {
    "supported": "the evidence says so",
    "partly supported": "true within limits",
    "overstated": "some truth, but less than it says",
    "contradicted": "the evidence says otherwise",
    "unsettled": "nobody can say yet",
    "value judgement": "not a matter of evidence alone",
}


def verdicts() -> Figure:
    """All claims as numbered squares, in rows by verdict or by certainty; one claim at a time is
    spelled out below.
    """
    found = list(evidence.claims())
    return Figure(
        id="verdicts",
        chart=_chart(found, _finding(found)),
        caption=_caption(found),
        table=table(found),
    )


def table(claims: list[evidence.Claim]) -> pd.DataFrame:
    """The claims with their verdicts, one row each, numbered as in the chart."""
    rows = [
        {
            "Number": number(c),
            "Claim": c.claim,
            "Lesson": f"{c.section:02}",
            "Verdict": c.verdict,
            "Certainty": c.certainty,
        }
        for c in claims
    ]
    return pd.DataFrame(rows)


def number(claim: evidence.Claim) -> int:
    """A claim's number in the picture, 1 to 36."""
    return int(claim.id.removeprefix("c"))


def _finding(claims: list[evidence.Claim]) -> str:
    by = Counter(c.verdict for c in claims)
    sure = sum(c.verdict == "supported" and c.certainty == "high" for c in claims)
    parts = ", ".join(
        f"{by[verdict]} {verdict}"
        for verdict in get_args(Verdict)
        if verdict not in ("supported", "value judgement")
    )
    return (
        f"Of {len(claims)} claims {by['supported']} are supported as they stand, {sure} of them"
        f" with high certainty. The others: {parts}, and {by['value judgement']} are value"
        " judgements."
    )


def _caption(claims: list[evidence.Claim]) -> str:
    return (
        f"{_finding(claims)} Each square is one claim of the article; the fuller it is, the more"
        " certain the verdict. Move the slider to read a claim. These are our verdicts: lesson by"
        " lesson, the claim checks give the reasons."
    )


def _rows(claims: list[evidence.Claim]) -> list[Datum]:
    verdict_rows, certainty_rows = list(get_args(Verdict)), list(get_args(Certainty))
    rows = []
    for c in sorted(claims, key=lambda c: (certainty_rows.index(c.certainty), c.id)):
        lines = textwrap.wrap(f"{number(c)}. {c.claim}", LINE)
        rows.append(
            {
                "n": number(c),
                "verdict": verdict_rows.index(c.verdict),
                "certainty": certainty_rows.index(c.certainty),
                "fill": FILL[c.certainty],
                "words": "\n".join(
                    [
                        *lines,
                        (
                            f"Lesson {c.section:02}. {c.verdict.capitalize()}; certainty:"
                            f" {c.certainty}."
                        ),
                    ]
                ),
            }
        )
    for by in ("verdict", "certainty"):
        seen: Counter[object] = Counter()
        for row in sorted(rows, key=lambda row: (row["certainty"], row["verdict"], row["n"])):
            row[f"{by}_place"] = seen[row[by]]
            seen[row[by]] += 1
    return rows


def _heads(claims: list[evidence.Claim]) -> list[Datum]:
    heads = []
    for row, verdict in enumerate(get_args(Verdict)):
        count = sum(c.verdict == verdict for c in claims)
        heads.append(
            {
                "by": "verdict",
                "row": row,
                "head": f"{verdict.capitalize()}: {count}",
                "meaning": MEANING[verdict],
            }
        )
    for row, certainty in enumerate(get_args(Certainty)):
        count = sum(c.certainty == certainty for c in claims)
        heads.append(
            {
                "by": "certainty",
                "row": row,
                "head": f"{certainty.capitalize()} certainty: {count}",
                "meaning": "",
            }
        )
    return heads


def _chart(claims: list[evidence.Claim], description: str) -> alt.LayerChart:
    by = alt.param(
        name="by",
        value="verdict",
        bind=alt.binding_radio(options=["verdict", "certainty"], name="Rows by: "),
    )
    chosen = alt.param(
        name="chosen",
        value=10,
        bind=alt.binding_range(min=1, max=len(claims), step=1, name="Claim number: "),
    )
    x = alt.X("place:Q", axis=None, scale=alt.Scale(domain=[-0.5, COLUMNS - 0.5], nice=False))
    y = alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[-0.2, 15.6], reverse=True, nice=False))

    squares = alt.Chart().transform_calculate(
        place="by == 'verdict' ? datum.verdict_place : datum.certainty_place",
        line="(by == 'verdict' ? datum.verdict : datum.certainty) * 2 + 1.2",
    )
    # Squares grow with the page, but never beyond the height of their row.
    side = alt.expr(f"pow(clamp(0.86 * width / {COLUMNS}, 18, 30), 2)")
    box = squares.mark_square(
        size=side, opacity=1, stroke=ACCENT, strokeWidth=1.5, fill=ACCENT
    ).encode(x, y, fillOpacity=alt.FillOpacity("fill:Q", scale=None, legend=None))
    ring = squares.transform_filter("datum.n == chosen").mark_square(
        size=alt.expr(f"pow(clamp(0.86 * width / {COLUMNS}, 18, 30) + 5, 2)"),
        filled=False,
        opacity=1,
        stroke=CAUTION,
        strokeWidth=3,
    )
    dark, light = (
        squares.transform_filter("datum.fill < 1"),
        squares.transform_filter("datum.fill == 1"),
    )
    heads = (
        alt.Chart(alt.InlineData(values=_heads(claims), name="rows"))
        .transform_filter("datum.by == by")
        .transform_calculate(line="datum.row * 2 + 0.2")
    )
    words = squares.transform_filter("datum.n == chosen").transform_calculate(line="12.7")
    left = alt.value(0)
    return (
        alt.layer(
            box,
            ring.encode(x, y),
            dark.mark_text(fontSize=11, color=INK).encode(x, y, text="n:Q"),
            light.mark_text(fontSize=11, color=PAPER, fontWeight="bold").encode(x, y, text="n:Q"),
            heads.mark_text(align="left", fontSize=13, fontWeight="bold", color=INK).encode(
                x=left, y=y, text="head:N"
            ),
            heads.mark_text(align="right", fontSize=11, color=MUTED).encode(
                x=alt.value("width"), y=y, text="meaning:N"
            ),
            words.mark_text(
                align="left", baseline="top", fontSize=13, lineBreak="\n", lineHeight=18, color=INK
            ).encode(x=left, y=y, text="words:N"),
            data=alt.InlineData(values=_rows(claims), name="claims"),
        )
        .add_params(by, chosen)
        .properties(width=640, height=470, description=description)
    )
