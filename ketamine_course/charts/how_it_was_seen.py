"""How closely did we look, and at what kind of source?

A circle for each kind and each way of seeing, by number of findings.
"""

from __future__ import annotations

from collections import Counter

import altair as alt
import pandas as pd

from ketamine_course.evidence import bibliography, lookup, tables

from .figure import Figure
from .theme import ACCENT, DRUG, GRID, INK, MUTED

ALL, BEHIND = "All", "Behind any verdict"
COLUMNS = {
    "fulltext": "Full text",
    "label": "Official",
    "abstract": "Abstract",
    "secondary": "Second hand",
}
LINE = 42
"""Pixels between two kinds of source."""


def how_it_was_seen() -> Figure:
    """Counts of findings by kind of source and by how closely it was read, with a menu of
    lessons.
    """
    return Figure(id="how-it-was-seen", chart=_chart(), caption=_caption(), table=table())


def table() -> pd.DataFrame:
    """Number of findings for each kind of source, by how closely it was read, and of those the
    number behind verdicts.
    """
    every, behind = counts()[ALL], counts()[BEHIND]
    rows = []
    for kind in _kinds():
        own = {name: every[kind, seen] for seen, name in COLUMNS.items()}
        rows.append(
            {
                "Kind of source": bibliography.DESIGNS[kind],
                **own,
                "In all": sum(own.values()),
                "Behind verdicts": sum(behind[kind, seen] for seen in COLUMNS),
            }
        )
    return pd.DataFrame(rows)


def counts() -> dict[str, Counter[tuple[str, str]]]:
    """Number of findings by (kind of source, how it was seen) for each entry of the menu."""
    found = lookup.everything()
    entries: dict[str, Counter[tuple[str, str]]] = {
        ALL: Counter(),
        BEHIND: Counter(),
        **{_entry(lesson): Counter() for lesson in lookup.lessons()},
    }
    for row in found["findings"]:
        cell = (found["sources"][row["source"]]["kind"], row["seen"])
        lessons = {found["claims"][id]["lesson"] for id in row["claims"]}
        for entry in [ALL, *([BEHIND] if lessons else []), *map(_entry, lessons)]:
            entries[entry][cell] += 1
    return entries


def _entry(lesson: str) -> str:
    return f"Behind the verdicts of lesson {lesson}"


def _kinds() -> list[str]:
    """Kinds of source, the one with most findings first."""
    each: Counter[str] = Counter(finding.cite.type for finding in tables.findings().values())
    return sorted(each, key=lambda kind: (-each[kind], kind))


def _sums(cells: Counter[tuple[str, str]]) -> dict[str, int]:
    return {seen: sum(n for (_, own), n in cells.items() if own == seen) for seen in COLUMNS}


def _caption() -> str:
    all_, behind = _sums(counts()[ALL]), _sums(counts()[BEHIND])
    total, verdicts = sum(all_.values()), sum(behind.values())
    return (
        f"Of the {total} figures in the course's tables, {all_['fulltext']} were read in the full"
        f" text and {all_['label']} in a label or another official text. {all_['abstract']} were"
        f" read in the abstract only, and {all_['secondary']} in another publication that reports"
        f" them. Verdicts rest on {verdicts} of them: {behind['fulltext']} from a full text,"
        f" {behind['label']} from an official text, {behind['abstract']} from an abstract,"
        f" {behind['secondary']} second hand."
    )


def _chart() -> alt.LayerChart:
    entries = counts()
    kinds = _kinds()
    cells = [
        {"in": place, "seen": list(COLUMNS).index(seen), "kind": kinds.index(kind), "n": n}
        for place, own in enumerate(entries.values())
        for (kind, seen), n in sorted(own.items())
    ]
    heads = [
        {"in": place, "seen": column, "name": COLUMNS[seen], "n": n}
        for place, own in enumerate(entries.values())
        for column, (seen, n) in enumerate(_sums(own).items())
    ]
    names = [
        {"kind": place, "name": bibliography.DESIGNS[kind]} for place, kind in enumerate(kinds)
    ]
    menu = alt.binding_select(
        options=list(range(len(entries))), labels=list(entries), name="Figures: "
    )
    chosen = alt.param(name="behind", value=0, bind=menu)
    largest = max(cell["n"] for cell in cells)
    across = alt.Scale(domain=[-0.5, len(COLUMNS) - 0.5], nice=False)
    down = alt.Scale(domain=[-1.6, len(kinds) - 0.3], reverse=True, nice=False)
    x, y = alt.X("seen:Q", axis=None, scale=across), alt.Y("kind:Q", axis=None, scale=down)
    # Even a single figure is large enough to tell a circle from a diamond; the number beside it is
    # exact.
    size = alt.Size("n:Q", scale=alt.Scale(domain=[0, largest], range=[24, 700]), legend=None)

    # Circles stand left of their number, both close to the middle of the column.
    dots = alt.Chart(alt.InlineData(values=cells, name="cells")).transform_filter(
        "datum['in'] == behind"
    )
    dots = dots.transform_calculate(kind="datum.kind + 0.12", close="datum.seen < 2")
    grid = alt.Chart(alt.InlineData(values=names, name="kinds"))
    head = (
        alt.Chart(alt.InlineData(values=heads, name="heads"))
        .transform_filter("datum['in'] == behind")
        .transform_calculate(kind="-1.25", low="-0.85")
    )
    left = alt.value(0)
    return (
        alt.layer(
            grid.transform_calculate(kind="datum.kind - 0.55")
            .mark_rule(color=GRID)
            .encode(x=left, x2=alt.value("width"), y=y),
            grid.transform_calculate(kind="datum.kind - 0.32")
            .mark_text(align="left", fontSize=12, color=INK)
            .encode(x=left, y=y, text="name:N"),
            dots.mark_point(filled=True, opacity=1, xOffset=-12).encode(
                x,
                y,
                size,
                color=alt.Color(
                    "close:N",
                    scale=alt.Scale(domain=[True, False], range=[ACCENT, DRUG]),
                    legend=None,
                ),
                shape=alt.Shape(
                    "close:N",
                    scale=alt.Scale(domain=[True, False], range=["circle", "diamond"]),
                    legend=None,
                ),
            ),
            dots.mark_text(align="left", dx=8, fontSize=12, color=INK).encode(x, y, text="n:Q"),
            head.mark_text(fontSize=12, fontWeight="bold", color=INK).encode(x, y, text="name:N"),
            head.mark_text(fontSize=12, color=MUTED).encode(
                x, y=alt.Y("low:Q", axis=None, scale=down), text="n:Q"
            ),
        )
        .add_params(chosen)
        .properties(width=640, height=LINE * (len(kinds) + 1), description=_caption())
    )
