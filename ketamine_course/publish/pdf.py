"""The course as one PDF, as ``ketamine-course pdf`` writes it.

WeasyPrint sets the manuscript with ``static/print.css``: it needs no browser, keeps charts as
vectors and makes the page numbers of the contents, bookmarks and tags.
"""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

from ..errors import MissingToolError
from . import manuscript
from .assets import STATIC
from .manuscript import Chapter, Manuscript

REFERENCES = (
    "Every source the course rests on, by kind of study, with the lessons that cite it. The web"
    " book and the EPUB also say what each is cited for."
)
FILE = Path("pdf") / "does-ketamine-therapy-get-you-high.pdf"
NEEDED = (
    "The PDF needs the Pango libraries. On Debian or Ubuntu: apt-get install libpango-1.0-0"
    " libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: brew install pango"
)


def write(build: Path, root: Path) -> Path:
    """Write the PDF of the book built into ``build``/html to ``build``/pdf; ``root`` holds contents
    and logo.
    """
    try:
        from weasyprint import HTML  # only here: the rest of the course needs no Pango
    except OSError as error:
        raise MissingToolError(f"{NEEDED} ({error})") from None
    text = document(
        manuscript.read(build / "html", root / "_toc.yml"),
        (root / "book" / "_static" / "logo.svg").read_text(encoding="utf-8"),
    )
    target = build / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    HTML(string=text).write_pdf(
        target, pdf_variant="pdf/ua-1", stylesheets=[str(STATIC / "print.css")]
    )
    return target


def document(found: Manuscript, logo: str) -> str:
    """The whole course as one HTML document: cover, imprint, contents, chapters."""
    for chapter in found.chapters:
        for image in chapter.body.iter("img"):
            name = image.get("src", "").removeprefix("charts/")
            if name in found.charts:
                image.set("src", _data(found.charts[name]))
    chapters = "".join(_body(chapter) for chapter in found.chapters)
    return (
        '<!doctype html><html lang="en-GB"><head><meta'
        f' charset="utf-8"><title>{escape(manuscript.TITLE)}</title>'
        '<meta name="author" content="the ketamine-course authors">'
        '<meta name="description" content="A course on one question, answered with evidence.'
        ' Education, not medical advice.">'
        '<meta name="keywords" content="ketamine, esketamine, depression, evidence, course"></head>'
        f"<body>{_cover(logo)}{_imprint()}{_contents(found)}{chapters}</body></html>"
    )


def _cover(logo: str) -> str:
    return (
        f'<section class="cover"><img class="cover-logo" src="{_data(logo)}" alt=""><p'
        f' class="cover-title">{escape(manuscript.TITLE)}</p><p class="cover-subtitle">A course in'
        " eleven lessons that answers the question with evidence</p><p"
        ' class="cover-note">Education, not medical advice.<br>If you need help now, turn to <a'
        ' href="#crisis">crisis and support lines</a> on page <a class="page"'
        ' href="#crisis"></a>.</p><p class="cover-licence">By the ketamine-course authors. Text,'
        " pictures and quizzes: CC BY 4.0. Code: MIT.</p></section>"
    )


def _imprint() -> str:
    return (
        '<section class="imprint"><h1 class="quiet">About this copy</h1><p>This is the whole'
        " course on paper. Each figure links to the source it was read in, and each claim has a"
        " verdict and a certainty.</p><p>Charts stand here as they are first shown. In the web"
        " book most of them can be changed, quizzes mark themselves, and a table under each chart"
        " holds its data. The references there also say what each source is cited for.</p><p>The"
        f' answers to all quizzes are in the <a href="#{manuscript.KEY}">answer key</a> on page <a'
        f' class="page" href="#{manuscript.KEY}"></a>.</p><p>You may copy, share and change text,'
        " pictures and quizzes if you name the source: <a"
        ' href="https://creativecommons.org/licenses/by/4.0/">Creative Commons Attribution'
        " 4.0</a>. The code is under the MIT licence.</p></section>"
    )


def _contents(found: Manuscript) -> str:
    parts: dict[str, list[Chapter]] = {}
    for chapter in found.chapters:
        parts.setdefault(chapter.part, []).append(chapter)
    lists = "".join(
        f'<p class="contents-part">{escape(part)}</p>'
        f"<ol>{''.join(map(_contents_entry, chapters))}</ol>"
        for part, chapters in parts.items()
    )
    return f'<nav class="contents" id="contents"><h1>Contents</h1>{lists}</nav>'


def _contents_entry(chapter: Chapter) -> str:
    sections = ""
    if chapter.part == "Lessons":
        links = (f"<li>{_contents_link(*heading)}</li>" for heading in chapter.headings)
        sections = f"<ol>{''.join(links)}</ol>"
    return (
        f'<li class="contents-chapter">{_contents_link(chapter.id, chapter.title)}{sections}</li>'
    )


def _contents_link(id: str, title: str) -> str:
    return f'<a href="#{id}">{escape(title)}</a>'


def _body(chapter: Chapter) -> str:
    for details in [*manuscript.each(chapter.body, "details", "kc-chart-data")]:
        details.clear()  # the web book has them, as the imprint says
        details.tag = "span"
    if chapter.name == "book/references":
        next(chapter.body.iter("p")).text = REFERENCES
        for entry in chapter.body.iter("li"):
            for details in entry.findall("details"):
                entry.remove(details)
    for details in chapter.body.iter("details"):
        details.set("open", "")
    return ET.tostring(chapter.body, encoding="unicode", method="html")


def _data(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
