"""The references page: every source, what it is cited for, and which lessons cite it; and notes on
citation links.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import escape, unescape
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ..evidence import Source, bibliography, tables
from . import notebooks

DOWNLOADS = {"references.bib": bibliography.bibtex, "references.json": bibliography.csl_json}
_EXTERNAL = re.compile(r'<a class="reference external" href="([^"]+)"(?: title="([^"]*)")?')


class References(SphinxDirective):
    """``{kc-references}``: all sources by design, each with its findings and the lessons that cite
    it.
    """

    def run(self) -> list[nodes.Node]:
        """The list as raw HTML; a section for each design."""
        folder = Path(self.env.app.confdir) / "notebooks"
        self.env.note_reread()  # it depends on the tables and on every notebook
        return [nodes.raw("", references_html(cited_in(folder)), format="html")]


def cited_in(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Lessons (page, name) by the key of each source they cite."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        lesson = notebook.metadata.get("ketamine_course")
        if lesson:
            for source in notebooks.cited(notebook):
                found[source.key].append(
                    (f"../notebooks/{path.stem}.html", f"Lesson {lesson['lesson']}")
                )
    return found


def references_html(lessons: dict[str, list[tuple[str, str]]]) -> str:
    """All sources, grouped by design, as escaped HTML."""
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in sorted(tables.sources().values(), key=lambda s: (s.authors.casefold(), s.year)):
        groups[source.type].append(source)
    entries = {
        kind: "".join(_entry(source, lessons.get(source.key, [])) for source in group)
        for kind, group in groups.items()
    }
    sections = (
        f'<section id="{kind}"><h2>{name}</h2>'
        f'<ul class="kc-references">{entries[kind]}</ul></section>'
        for kind, name in bibliography.DESIGNS.items()
        if kind in entries
    )
    links = " · ".join(f'<a href="../_static/{name}" download>{name}</a>' for name in DOWNLOADS)
    return (
        f"<p>{len(tables.sources())} sources.<span class='kc-screen-only'> For a reference manager:"
        f" {links}</span></p>{''.join(sections)}"
    )


def _entry(source: Source, lessons: list[tuple[str, str]]) -> str:
    statements = cited_for(source.key)
    listed = "".join(f"<li>{escape(text)}</li>" for text in statements)
    facts = f"<details><summary>Cited for ({len(statements)})</summary><ul>{listed}</ul></details>"
    back = ", ".join(f'<a href="{page}">{name}</a>' for page, name in lessons)
    where = f' <span class="kc-cited-in">In: {back}</span>' if back else ""
    address = f'<a href="{escape(source.link)}">{escape(source.doi or source.link)}</a>'
    return f'<li id="source-{source.key}">{escape(source.reference)} {address}{where}{facts}</li>'


def cited_for(key: str) -> list[str]:
    """What the tables take from a source, in words: findings, comparisons, dates, the law of
    places.
    """
    return [
        *(row.statement for row in tables.findings().values() if row.source == key),
        *(
            f"Arms of {row.label}: {row.outcome}."
            for row in tables.trials().values()
            if row.source == key
        ),
        *(f"{row.date}: {row.event}." for row in tables.timeline().values() if row.source == key),
        *(
            f"The law and its practice: {row.jurisdiction}."
            for row in tables.jurisdictions().values()
            if key in row.sources
        ),
    ]


def write_downloads(folder: Path) -> None:
    """Write the files for reference managers into ``folder``."""
    for name, form in DOWNLOADS.items():
        (folder / name).write_text(form(tables.sources().values()), encoding="utf-8")


def annotated(body: str) -> str:
    """A page's HTML with author, year, design and n on each link to a source, shown on hover and
    focus.

    A link's title, which names its findings, becomes their n; without one it is the largest n of
    the source.
    """
    sources = {notebooks.address(source.link): source for source in tables.sources().values()}

    def note(match: re.Match[str]) -> str:
        whole: str = match[0]
        source = sources.get(notebooks.address(unescape(match[1])))
        if not source:
            return whole
        text = escape(
            describe(
                source, [id.strip() for id in unescape(match[2] or "").split(";") if id.strip()]
            )
        )
        return (
            f'<a class="reference external kc-cite" href="{match[1]}" data-cite="{text}"'
            f' aria-description="{text}"'
        )

    return _EXTERNAL.sub(note, body)


def describe(source: Source, ids: list[str]) -> str:
    """A citation in a few words: label, design and number of people behind the named findings (all
    without any).
    """
    rows = [
        row
        for row in tables.findings().values()
        if row.source == source.key and (not ids or row.id in ids)
    ]
    most = max((row.n or 0 for row in rows), default=0)
    return f"{source.label} · {bibliography.ONE[source.type]}" + (
        f" · n = {most:,}" if most else ""
    )
