"""Each lesson as a talk, as ``ketamine-course slides`` writes it.

Slides come from the lesson's notebook, speaker's notes from its trainer's page. Text is never cut:
what doesn't fit on one slide goes on on the next, for a sentence that is left out may be the one
that matters ("no driving until the next day"). A cell tagged ``no-slide`` gives none. Quizzes are
shown one question at a time, charts as in the book. The folder needs no network and may be copied
anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

from .. import language
from ..charts.figure import CHART_MIME
from ..evidence import claim
from ..evidence.show import card
from ..quiz import bank
from ..quiz.definition import define
from ..typing import JSON
from . import assets, charts, lessons, policy, quizzes, reading, third_party, workshop

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("store.js", "host.js", "charts.js", "slides.js")
MOST_ROWS = 8
"""A table with more rows cannot be read from the last row of a room."""
MOST_WORDS = 85
"""Words that a slide of text holds; a paragraph that has more stands alone."""
ROW, ITEM = 9, 6
"""Words whose room a row of a table takes at least, and what a list's item takes beyond its own."""
FEW = 10
"""Fewer words than these before a quiz only announce it."""
SHORT = 45
"""A slide of text with no more words stands in larger type."""

_HEADING = re.compile(r"#+ .*|\*\*[^*\n]+\*\*")
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_PAGE = """<!doctype html>
<html lang="en-GB" data-theme="light" class="kc-js">
<head>
<meta charset="utf-8">
{policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="kc-vega" content="{vega}">
<title>{title}</title>
<link rel="stylesheet" href="{style}">
</head>
<body class="kc-slides">
<main>
{body}
</main>
<aside class="kc-notes" hidden aria-label="Speaker's notes"></aside>
{scripts}
</body>
</html>
"""


@dataclass(frozen=True)
class Slide:
    """One slide: its kind (for the style sheet), its HTML, and the speaker's notes as HTML."""

    kind: str
    html: str
    notes: str = ""


def slides(path: Path, guide: Path) -> list[Slide]:
    """The slides of the lesson at ``path``, with notes from the trainer's page ``guide``."""
    meta = json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"]
    page = guide.read_text(encoding="utf-8")
    steps = {name: html(text) for name, text in _sections(page, "###").items()}
    chapters = {name: html(text) for name, text in _sections(page, "##").items()}
    aims = "".join(f"<li>{escape(aim)}</li>" for aim in meta["objectives"])
    found = [
        Slide(
            "title",
            f'<p class="kc-slide-number">{meta["lesson"]}</p><h1>{escape(meta["title"])}</h1>'
            f"<p>{escape(meta['question'])}</p>{KEYS}",
            chapters["Purpose"],
        ),
        Slide(
            "help",
            HELP,
            "<p>Read out the ground rules. Say where the crisis and support lines are, and who goes"
            " along with somebody who steps out.</p>",
        ),
        Slide(
            "text",
            f"<h2>After this lesson you can</h2><ol>{aims}</ol>",
            chapters["What people may believe, and the data"],
        ),
    ]
    number = 0
    for part in workshop.parts(path):
        notes = steps.get(part.heading, f"<p>{escape(workshop.HOW[part.kind])}</p>")
        if part.kind == "discussion":
            notes += html(page.split("**More prompts**")[1].split("\n## ")[0])
        for slide in _of_part(part, meta["claims"], notes):
            number += 1
            found.append(
                Slide(slide.kind, slide.html.replace("kc-CHART-", f"kc-{number}-"), slide.notes)
            )
    found.append(Slide("help", HELP, chapters["If it gets personal"]))
    return found


KEYS = (
    '<p class="kc-slide-keys">Arrow keys move. N shows your notes, F fills the screen, Esc leaves a'
    " quiz or a slider.</p>"
)
HELP = (
    "<h2>If something here is hard for you</h2><p>Nobody has to tell anything personal. You may"
    ' step out at any time.</p><p class="kc-slide-help"><a href="crisis.html">Crisis and support'
    " lines, by country</a></p><p>This is education, not medical advice.</p>"
)


def _of_part(part: workshop.Part, claims: list[str], notes: str) -> Iterator[Slide]:
    text, _, trainers = part.text.partition("**For trainers.**")
    title = re.sub(r" \(\d+ minutes\)$", "", part.heading)
    heading = f"<h2>{escape(title)}</h2>"
    match part.kind:
        case "claim-check":
            for number, each in enumerate(map(claim, claims), start=1):
                title = (
                    f"<h2>Claim {number} of {len(claims)}</h2><p"
                    f" class='kc-slide-claim'>{escape(each.claim)}</p>"
                )
                yield Slide(
                    "claim",
                    f"{title}<details><summary>Show the verdict</summary>{card(each)}</details>",
                    notes,
                )
        case "discussion":
            yield Slide("text", heading + html(text), notes + html(f"**For trainers.** {trainers}"))
        case "group-activity":
            before, _, steps = text.partition("**Steps**")
            yield Slide(
                "text", heading + html(before), notes + html(f"**For trainers.** {trainers}")
            )
            yield Slide(
                "text",
                f"<h2>Steps ({part.activity} minutes)</h2>{html(steps)}",
                notes + html(f"**For trainers.** {trainers}"),
            )
        case "key-points":
            yield Slide("text", heading + html(text), notes)
        case "try-it":
            yield Slide(
                "text",
                f"{heading}<p>In JupyterLab: run the cell, make one small change, run the"
                " check.</p>",
                notes + html(text),
            )
        case _:
            yield from _cells(part, heading, notes)


def _cells(part: workshop.Part, heading: str, notes: str) -> Iterator[Slide]:
    """A part with text, charts and quizzes, cell by cell; the heading stands on each."""
    nothing = {"cell_type": "", "source": ""}
    for before, cell, after in zip(
        [nothing, *part.cells[:-1]], part.cells, [*part.cells[1:], nothing], strict=True
    ):
        source = "".join(cell["source"])
        if "no-slide" in cell["metadata"].get("tags", []):
            continue
        if cell["cell_type"] == "markdown":
            text = re.sub(r"\A## .*\n*", "", source).strip()
            # What only announces a quiz is for the trainer to say.
            announces = "Quiz(" in "".join(after["source"]) and (
                part.kind in ("guess", "quiz") or reading.count_words(text) < FEW
            )
            shown = [] if announces else continued(text)
            if table := _computed_table(after):
                shown = _before_table(text, table)
            whole = html(re.sub("^:::.*$", "", text, flags=re.MULTILINE))
            for content in shown:
                yield Slide(
                    "text",
                    heading + content,
                    f"{notes}<p><strong>The lesson says:</strong></p>{whole}",
                )
            continue
        if before["cell_type"] == "code" and (table := _computed_table(cell)):
            yield Slide("text", heading + table, notes)
        for id, review in re.findall(r'Quiz\("([\w-]+)"(, review=True)?\)', source):
            yield from _questions(id, bool(review), heading, notes)
        for output in cell.get("outputs", []):
            if CHART_MIME in output.get("data", {}):
                # The number that keeps ids apart is filled in once all slides are known.
                figure = charts.chart_html(output["data"][CHART_MIME]).replace("kc-1-", "kc-CHART-")
                caption = output["data"][CHART_MIME]["usermeta"]["kc"]["caption"]
                yield Slide("chart", heading + figure, f"{notes}<p>{escape(caption)}</p>")


def _before_table(text: str, table: str) -> list[str]:
    """What leads to a table, and the table under the whole paragraph that says what its numbers
    are.
    """
    before, _, last = text.rpartition("\n\n")
    if re.match(r"(- |\d+\. |\||#|:::)", last):
        return [*continued(text), table]
    return [*continued(before), html(last) + table]


def _computed_table(cell: JSON) -> str:
    """The table that a cell computed, if it can be read from the last row of a room; without styles
    of its own.
    """
    for output in cell.get("outputs", []):
        found = re.search(
            r'<table [^>]*class="dataframe">.*</table>',
            "".join(output.get("data", {}).get("text/html", "")),
            flags=re.DOTALL,
        )
        if found and found[0].count("<tr") <= MOST_ROWS + 1:
            return re.sub(r' (style|border)="[^"]*"', "", found[0])
    return ""


def _questions(id: str, review: bool, heading: str, notes: str) -> Iterator[Slide]:
    """One slide for each question; a test is left to people's own devices, for it is taken in one
    go and alone.
    """
    found = bank.load(id)
    if found.mode == "assessment":
        yield Slide(
            "text",
            f"{heading}<p>Open this lesson on your own device and answer the {len(found.items)}"
            " questions there. Nobody sees your answers.</p>",
            notes,
        )
        return
    definition = define(found, review)
    for item in definition["items"]:
        title = "<h2>Your guess, and the evidence</h2>" if review else heading
        yield Slide("quiz", title + quizzes.quiz_html({**definition, "items": [item]}), notes)


def html(markdown: str) -> str:
    """Markdown as HTML; links into the book lose their target, for a folder of slides travels
    alone.
    """
    markdown = _without_notes(markdown)
    markdown = re.sub(r"\[([^\]]+)\]\([^)]*crisis\.md[^)]*\)", r"[\1](crisis.html)", markdown)
    markdown = re.sub(r"\[([^\]]+)\]\((?!https?:|crisis\.html|tel:)[^)]*\)", r"\1", markdown)
    return re.sub(
        r'(<a href="http[^"]*")(?: title="[^"]*")?',
        r'\1 target="_blank" rel="noopener noreferrer"',
        _MARKDOWN.render(markdown),
    )


def _without_notes(markdown: str) -> str:
    """Notes as plain paragraphs, other directives left out."""
    notes = re.sub(
        r":::\{(?:note|tip|important|warning|caution|danger)\}\n(.*?)\n:::",
        r"\1",
        markdown,
        flags=re.DOTALL,
    )
    return re.sub(r":::\{\w+\}.*?:::", "", notes, flags=re.DOTALL)


def continued(markdown: str) -> list[str]:
    """A text cell as HTML for one slide, or for more where one can't hold it; none of its
    paragraphs is cut.

    A table with more rows than a room can read is left out.
    """
    slides: list[list[str]] = []
    room = 0
    for block in _blocks(markdown):
        words = _room(block)
        if not slides or words > room:
            slides.append([])
            room = MOST_WORDS
        slides[-1].append(block)
        room -= words
    return [html("\n\n".join(blocks)) for blocks in slides]


def _blocks(markdown: str) -> list[str]:
    """What has to stay together: a paragraph, a list or table with the words that lead to it, a
    heading with what follows.
    """
    found: list[str] = []
    leads = False
    for block in re.split(r"\n{2,}", _without_notes(markdown).strip()):
        if not block or (block.startswith("|") and block.count("\n") > MOST_ROWS):
            continue
        if leads:
            found[-1] += f"\n\n{block}"
        else:
            found.append(block)
        # A few words say little without what follows.
        leads = block.rstrip("*_").endswith(":") or _room(block) < FEW
    # A heading over nothing but a chart stands on no slide of its own.
    return [block for block in found if not _HEADING.fullmatch(block)]


def _room(block: str) -> int:
    """The words of a block, those that its rows and items would have room for included."""
    rows = block.count("\n|")
    items = len(re.findall(r"^(?:- |\d+\. )", block, flags=re.MULTILINE))
    plain = re.sub(r"\]\([^)]*\)", "]", block)
    return max(reading.count_words(plain), ROW * rows) + ITEM * items


def _sections(page: str, level: str) -> dict[str, str]:
    """Text by heading of one level; a section ends at the next heading of its own or a higher
    level.
    """
    parts = re.split(rf"^(#{{1,{len(level)}}}) (.*)$", page, flags=re.MULTILINE)
    return {
        title.strip(): text
        for hashes, title, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
        if hashes == level
    }


def page(found: list[Slide], title: str, files: dict[str, assets.Bundle]) -> str:
    """The slides of one lesson as a page."""
    sections = []
    for number, slide in enumerate(found, start=1):
        note = f'<template class="kc-slide-notes">{slide.notes}</template>'
        place = f'<p class="kc-slide-place" aria-hidden="true">{number} / {len(found)}</p>'
        words = reading.count_words(re.sub(r"<[^>]+>", " ", slide.html))
        short = (
            " kc-slide-short"
            if slide.kind in ("text", "help", "claim")
            and "<table" not in slide.html
            and words <= SHORT
            else ""
        )
        sections.append(
            f'<section class="kc-slide kc-slide-{slide.kind}{short}" id="s{number}" tabindex="-1"'
            f' aria-label="Slide {number} of {len(found)}"><div class="kc-stage"><div'
            f' class="kc-slide-content">{slide.html}</div>{place}</div>{note}</section>'
        )
    scripts = "".join(
        f'<script defer src="{files[name].name}"></script>' for name in ("quiz", "slides")
    )
    return _PAGE.format(
        policy=policy.meta(),
        vega=files["vega"].name,
        title=escape(title),
        style=files["style"].name,
        body=policy.allowed("\n".join(sections)),
        scripts=scripts,
    )


def write(root: Path, folder: Path) -> list[Path]:
    """Write every lesson's slides, their contents and the help lines into ``folder``; returns the
    lessons' files.
    """
    book = assets.bundles(root / "book" / "_static")
    style = book["style"].text + (STATIC / "slides.css").read_text(encoding="utf-8")
    script = language.classic_script() + "\n".join(
        (STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS
    )
    files = {
        "style": assets.Bundle("slides.css", style),
        "slides": assets.Bundle("slides.js", script),
        "quiz": book["quiz"],
        "vega": book["vega"],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for file in files.values():
        (folder / file.name).write_text(file.text, encoding="utf-8")
    third_party.write(folder)
    written = []
    for lesson in lessons.lessons(root / "notebooks"):
        made = slides(
            root / "notebooks" / f"{lesson.stem}.ipynb",
            root / "book" / "trainers" / f"lesson-{lesson.number}.md",
        )
        written.append(folder / f"{lesson.stem}.html")
        written[-1].write_text(
            page(made, f"{lesson.number} · {lesson.title}", files), encoding="utf-8"
        )
    contents = "".join(
        f'<li><a href="{file.name}">{escape(lesson.number)} · {escape(lesson.title)}</a></li>'
        for file, lesson in zip(written, lessons.lessons(root / "notebooks"), strict=True)
    )
    _plain(
        folder / "index.html",
        "Slides",
        f"<h1>Slides</h1><ol class='kc-slide-list'>{contents}</ol>{KEYS}<p><a"
        " href='crisis.html'>Crisis and support lines</a></p>",
        files,
    )
    crisis = re.sub(
        r"\A---\n.*?\n---\n",
        "",
        (root / "book" / "crisis.md").read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    lines = re.sub(r"^\([\w-]+\)=$", "", crisis, flags=re.MULTILINE)
    _plain(
        folder / "crisis.html",
        "Crisis and support lines",
        _MARKDOWN.render(re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]*\)", r"\1", lines)),
        files,
    )
    return written


def _plain(path: Path, title: str, body: str, files: dict[str, assets.Bundle]) -> None:
    text = _PAGE.format(
        policy=policy.meta(),
        vega="",
        title=title,
        style=files["style"].name,
        body=f'<div class="kc-slides-page">{body}</div>',
        scripts="",
    )
    path.write_text(text, encoding="utf-8")
