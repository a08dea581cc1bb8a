"""The course as an EPUB 3, as ``ketamine-course epub`` writes it.

Assembled from the same manuscript as the PDF, with nothing but the standard library; ``epubcheck``
accepts it.
"""

from __future__ import annotations

import os
import time
import zipfile
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

import vl_convert

from . import manuscript
from .assets import STATIC
from .manuscript import Chapter, Manuscript

FILE = Path("epub") / "does-ketamine-therapy-get-you-high.epub"
IDENTIFIER = "urn:uuid:6f1f5d0e-6d6b-5c3e-9b57-0d4f3c1c9a11"  # the same for every edition
COVER = (1200, 1800)
XHTML = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html'
    ' xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en-GB"'
    ' xml:lang="en-GB"><head><meta charset="utf-8"/><title>{title}</title><link rel="stylesheet"'
    ' href="style.css"/></head><body>{body}</body></html>\n'
)
CONTAINER = (
    '<?xml version="1.0"?>\n<container version="1.0"'
    ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile'
    ' full-path="EPUB/package.opf"'
    ' media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
MEDIA = {
    ".xhtml": "application/xhtml+xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".css": "text/css",
}
SUMMARY = (
    "Text with headings and a linked table of contents. Each chart has a text alternative that"
    " states what it shows, and its data as a table. Quizzes are questions in text with links to an"
    " answer key. No sound, no video, nothing flashes, no scripts."
)
# What XHTML in an EPUB may not carry, although web pages do.
OBSOLETE = ("border", "align", "valign")


def write(build: Path, root: Path) -> Path:
    """Write the EPUB of the book built into ``build``/html to ``build``/epub; ``root`` holds
    contents and logo.
    """
    found = manuscript.read(build / "html", root / "_toc.yml")
    logo = (root / "book" / "_static" / "logo.svg").read_text(encoding="utf-8")
    target = build / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    content = files(found, logo)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        # Its place and its being stored as it is tell readers what kind of file this is.
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        for name, data in {
            "META-INF/container.xml": CONTAINER,
            "EPUB/package.opf": package(found, list(content)),
            **{f"EPUB/{n}": d for n, d in content.items()},
        }.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target


def files(found: Manuscript, logo: str) -> dict[str, str | bytes]:
    """What the EPUB shows, by file name in reading order."""
    home = {
        id: chapter.id
        for chapter in found.chapters
        for element in chapter.body.iter()
        if (id := element.get("id"))
    }
    return {
        "cover.xhtml": XHTML.format(
            title=escape(manuscript.TITLE),
            body=(
                '<section epub:type="cover" class="cover"><img src="cover.png"'
                f' alt="{escape(manuscript.TITLE)}"/></section>'
            ),
        ),
        "about.xhtml": XHTML.format(title="About this copy", body=_about()),
        "nav.xhtml": XHTML.format(title="Contents", body=_navigation(found)),
        **{f"{chapter.id}.xhtml": _chapter(chapter, home) for chapter in found.chapters},
        **{f"charts/{name}": svg for name, svg in found.charts.items()},
        "cover.png": vl_convert.svg_to_png(_cover(logo)),
        "style.css": (STATIC / "epub.css").read_text(encoding="utf-8"),
    }


def package(found: Manuscript, names: list[str]) -> str:
    """The package document: metadata, every file, the reading order."""
    properties = {"nav.xhtml": ' properties="nav"', "cover.png": ' properties="cover-image"'}
    items = "".join(
        f'<item id="{_item(name)}" href="{name}"'
        f' media-type="{MEDIA[Path(name).suffix]}"{properties.get(name, "")}/>'
        for name in names
    )
    spine = "".join(
        f'<itemref idref="{_item(name)}"/>' for name in names if name.endswith(".xhtml")
    )
    modified = time.strftime(
        "%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))
    )
    access = {
        "accessMode": ["textual", "visual"],
        "accessModeSufficient": ["textual"],
        "accessibilityFeature": [
            "alternativeText",
            "structuralNavigation",
            "tableOfContents",
            "readingOrder",
            "displayTransformability",
        ],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": [SUMMARY],
    }
    accessibility = "".join(
        f'<meta property="schema:{name}">{escape(value)}</meta>'
        for name, values in access.items()
        for value in values
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf"'
        ' version="3.0" unique-identifier="id" xml:lang="en-GB">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">{IDENTIFIER}</dc:identifier>'
        f"<dc:title>{escape(manuscript.TITLE)}</dc:title><dc:language>en-GB</dc:language>"
        "<dc:creator>the ketamine-course"
        " authors</dc:creator><dc:subject>Ketamine</dc:subject><dc:subject>Depression</dc:subject>"
        "<dc:description>A course in eleven lessons that answers the question with evidence."
        " Education, not medical advice.</dc:description>"
        "<dc:rights>Text, pictures and quizzes: CC BY 4.0"
        " (https://creativecommons.org/licenses/by/4.0/)</dc:rights>"
        f'<meta property="dcterms:modified">{modified}</meta>{accessibility}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>\n"
    )


def _item(name: str) -> str:
    return "f-" + name.replace("/", "-").replace(".", "-")


def _about() -> str:
    return (
        "<section><h1>About this copy</h1><p>This is the whole course as an e-book. It is"
        " education, not medical advice. "
        'If you need help now, turn to the <a href="crisis.xhtml">crisis and support lines</a>.</p>'
        "<p>Each figure links to the source it was read in, and each claim has a verdict and a"
        " certainty. Charts stand here as they are first shown; "
        "in the web book most of them can be changed, and quizzes mark themselves. "
        f'The answers to all quizzes are in the <a href="{manuscript.KEY}.xhtml">answer'
        " key</a>.</p>"
        "<p>By the ketamine-course authors. You may copy, share and change text, pictures and"
        " quizzes if you name the source "
        '(<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>). The code is under'
        " the MIT licence.</p></section>"
    )


def _navigation(found: Manuscript) -> str:
    entries = "".join(_entry(chapter) for chapter in found.chapters)
    about = '<li><a href="about.xhtml">About this copy</a></li>'
    landmarks = (
        '<li><a epub:type="bodymatter" href="lesson-01-introduction.xhtml">Lesson 01</a></li><li><a'
        ' epub:type="toc" href="nav.xhtml">Contents</a></li>'
    )
    return (
        '<nav epub:type="toc" role="doc-toc"'
        f' id="toc"><h1>Contents</h1><ol>{about}{entries}</ol></nav><nav epub:type="landmarks"'
        f' hidden="hidden"><h2>Landmarks</h2><ol>{landmarks}</ol></nav>'
    )


def _entry(chapter: Chapter) -> str:
    sections = "".join(
        f'<li><a href="{chapter.id}.xhtml#{id}">{escape(title)}</a></li>'
        for id, title in chapter.headings
    )
    inner = f"<ol>{sections}</ol>" if sections and chapter.part == "Lessons" else ""
    return f'<li><a href="{chapter.id}.xhtml">{escape(chapter.title)}</a>{inner}</li>'


def _chapter(chapter: Chapter, home: dict[str, str]) -> str:
    for element in chapter.body.iter():
        for attribute in OBSOLETE:
            element.attrib.pop(attribute, None)
        target = element.get("href", "").removeprefix("#")
        if element.get("href", "").startswith("sms:"):
            del element.attrib["href"]  # no scheme that e-book readers know
        if element.tag == "a" and target in home:
            element.set(
                "href", f"{home[target]}.xhtml" + ("" if target == home[target] else f"#{target}")
            )
    return XHTML.format(
        title=escape(chapter.title),
        body=ET.tostring(chapter.body, encoding="unicode", method="xml"),
    )


def _cover(logo: str) -> str:
    """The cover as SVG: the question and the mark of the course."""
    width, height = COVER
    mark = logo[logo.index(">") + 1 : logo.rindex("</svg>")]
    lines = "".join(
        f'<text x="120" y="{800 + 140 * number}">{line}</text>'
        for number, line in enumerate(("Does ketamine", "therapy get", "you high?"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0'
        f' {width} {height}"><rect width="100%" height="100%" fill="#0f4f58"/><circle cx="240"'
        f' cy="330" r="130" fill="#fff"/><g transform="translate(150,240) scale(4.5)">{mark}</g><g'
        ' font-family="Liberation Sans, Helvetica, Arial, sans-serif" fill="#fff"><g'
        f' font-size="124" font-weight="bold">{lines}</g><text x="120" y="1230" font-size="44"'
        ' fill="#d8eef0">A course in eleven lessons</text><text x="120" y="1292" font-size="44"'
        ' fill="#d8eef0">that answers with evidence</text><rect x="120" y="1590" width="960"'
        ' height="4" fill="#ffb36b"/><text x="120" y="1660" font-size="34">Education, not medical'
        " advice</text></g></svg>"
    )
