"""The whole course as one manuscript, read from the built pages: what the PDF and the EPUB are made
of.

Scripts and controls are taken out, charts become pictures of their own, quizzes become questions
for paper (:mod:`.paper`), and a link from page to page becomes a link within the manuscript.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import tinyhtml5
import yaml

from ..charts.theme import without_variables
from ..errors import CourseError
from . import paper

Element = ET.Element

SVG = "{http://www.w3.org/2000/svg}"
TITLE = "Does ketamine therapy get you high?"
KEY = "answer-key"
# What a reader in trouble needs comes first, what is looked up comes last.
FIRST, LAST = ["book/crisis", "book/how-to-use"], ["book/glossary", KEY, "book/references"]
FIRST_PART, LAST_PART = "First", "To look things up"
# Pages about the book's web pages themselves.
LEFT_OUT = {"book/lms", "book/my-progress", "book/privacy", "book/downloads", "book/accessibility"}
# The trainer's guide holds the answers; it is printed page by page. Who hosts the course has it on
# a screen.
LEFT_OUT_FOLDERS = ("book/trainers/", "book/hosting/")
DROPPED_TAGS = {"script", "style", "button"}
DROPPED_CLASSES = {
    "headerlink",
    "kc-to-progress",
    "kc-download",
    "kc-controls",
    "kc-narrow",
    "kc-chart-live",
    "kc-chart-note",
    "kc-place",
    "kc-screen-only",
}
ADDRESSES = ("http://", "https://", "mailto:", "tel:", "sms:")


class ManuscriptError(CourseError):
    """The built book lacks something that the manuscript needs."""


@dataclass
class Chapter:
    """One page of the book: its name, title and body, in which every id begins with the chapter's
    own.
    """

    name: str
    title: str
    part: str
    body: Element

    @property
    def id(self) -> str:
        """Short and fit for an address: ``04-does-it-get-you-high``."""
        return chapter_id(self.name)

    @property
    def headings(self) -> list[tuple[str, str]]:
        """The sections of the chapter: id and title."""
        found = []
        for section in self.body.iter("section"):
            heading = section.find("h2")
            if heading is not None and section.get("id"):
                found.append((section.get("id", ""), text_of(heading)))
        return found


@dataclass
class Manuscript:
    """The chapters in reading order, and the charts as SVG by the name under which chapters show
    them.
    """

    chapters: list[Chapter]
    charts: dict[str, str] = field(default_factory=dict)


def chapter_id(name: str) -> str:
    """The id of the chapter made from page ``name``, such as ``notebooks/05-safety``."""
    stem = name.rsplit("/", 1)[-1]
    return f"lesson-{stem}" if re.match(r"\d\d-", stem) else stem


def read(html: Path, contents: Path) -> Manuscript:
    """The manuscript of the book built into ``html``, with the pages that ``contents`` (a
    ``_toc.yml``) lists.

    Raises :class:`ManuscriptError` when a page is missing or a link leads to a place that does not
    exist.
    """
    parts = {
        entry["file"]: part["caption"]
        for part in yaml.safe_load(contents.read_text(encoding="utf-8"))["parts"]
        for entry in part["chapters"]
    }
    parts = {
        name: part
        for name, part in parts.items()
        if name not in LEFT_OUT and not name.startswith(LEFT_OUT_FOLDERS)
    }
    manuscript = Manuscript([])
    keys: list[tuple[str, Element]] = []
    for name, part in parts.items():
        article = _article(html / f"{name}.html")
        section = article.find("section")
        if section is None or next(section.iter("h1"), None) is None:
            raise ManuscriptError(f"'{html / name}.html' holds no section with a title")
        key = next(each(article, "section", "kc-answer-key"), None)
        body = _wrapped("section", section, article)
        chapter = Chapter(
            name, "", FIRST_PART if name in FIRST else LAST_PART if name in LAST else part, body
        )
        _prepare(chapter, manuscript.charts)
        chapter.title = text_of(next(section.iter("h1")))
        manuscript.chapters.append(chapter)
        if key is not None:
            keys.append((chapter.title, key))
    manuscript.chapters.append(_answer_key(keys))
    manuscript.chapters.sort(key=lambda chapter: _place(chapter.name, list(parts)))
    _resolve_links(manuscript, html)
    return manuscript


def text_of(element: Element | None) -> str:
    """The words in an element, on one line."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip() if element is not None else ""


def _article(path: Path) -> Element:
    if not path.is_file():
        raise ManuscriptError(f"'{path}' is missing; run 'ketamine-course book' first")
    page = tinyhtml5.parse(path.read_text(encoding="utf-8"), namespace_html_elements=False)
    article: Element | None = next(
        (element for element in page.iter("article") if "bd-article" in element.get("class", "")),
        None,
    )
    if article is None:
        raise ManuscriptError(f"'{path}' holds no article")
    return article


def _wrapped(tag: str, section: Element, article: Element) -> Element:
    """``section`` in an element of its own, after the anchors that stand before it."""
    wrapper = Element(tag, {"class": "kc-chapter"})
    for element in article:
        if element is section:
            break
        if element.tag == "span" and element.get("id") and not len(element):
            wrapper.append(element)
    wrapper.append(section)
    section.tail = None
    return wrapper


def _place(name: str, order: list[str]) -> tuple[int, int]:
    if name in FIRST:
        return 0, FIRST.index(name)
    if name in LAST:
        return 2, LAST.index(name)
    return 1, order.index(name)


def _prepare(chapter: Chapter, charts: dict[str, str]) -> None:
    """Make a chapter's body fit for paper: no controls, its charts in ``charts``, its ids its
    own.
    """
    for cell in each(chapter.body, "div", "cell"):
        _drop_call(cell)
    _rewrite(chapter.body, lambda element: _for_paper(element, chapter, charts))
    chapter.body.set("id", chapter.id)
    for element in chapter.body.iter():
        if element is not chapter.body and element.get("id"):
            element.set("id", f"{chapter.id}--{element.get('id')}")
        for attribute in (
            "aria-labelledby",
            "aria-describedby",
            "data-cite",
            "aria-description",
            "target",
            "tabindex",
            "role",
        ):
            element.attrib.pop(attribute, None)


def _drop_call(cell: Element) -> None:
    """Drop imports, and the one line of code that shows a quiz, a chart or claims: on paper they
    say nothing.
    """
    shown = any(
        {"kc-mount", "kc-chart", "kc-explorer-mount", "kc-claim"}
        & set(element.get("class", "").split())
        for element in cell.iter()
    )
    for code in list(each(cell, "div", "cell_input")):
        lines = "".join(code.itertext()).split("\n")
        lines = [
            line for line in lines if line.strip() and not line.startswith(("import ", "from "))
        ]
        if len(lines) <= shown:
            cell.remove(code)


def _rewrite(parent: Element, change: Callable[[Element], list[Element] | None]) -> None:
    """Replace each descendant by what ``change`` makes of it (``None`` keeps it), its following
    text kept.
    """
    for child in list(parent):
        new = change(child)
        if new is None:
            _rewrite(child, change)
            continue
        place = list(parent).index(child)
        parent.remove(child)
        if new:
            new[-1].tail = (new[-1].tail or "") + (child.tail or "")
        elif place:
            parent[place - 1].tail = (parent[place - 1].tail or "") + (child.tail or "")
        else:
            parent.text = (parent.text or "") + (child.tail or "")
        for offset, element in enumerate(new):
            parent.insert(place + offset, element)


def _for_paper(element: Element, chapter: Chapter, charts: dict[str, str]) -> list[Element] | None:
    classes = set(element.get("class", "").split())
    if not isinstance(element.tag, str) or classes & {"kc-mount"}:
        return [_quiz(element, chapter)] if isinstance(element.tag, str) else []
    if element.tag in DROPPED_TAGS or classes & DROPPED_CLASSES:
        return []
    if "kc-opener-number" in classes:
        element.text = f"{element.text} ·"
    if element.tag == "figure" and "kc-chart" in classes:
        return [_chart(element, chapter, charts)]
    if element.tag == "noscript":
        _rewrite(element, lambda child: _for_paper(child, chapter, charts))
        return list(element)
    return None


def _quiz(mount: Element, chapter: Chapter) -> Element:
    script = next(each(mount, "script", "kc-quiz-definition"), None)
    if script is None:
        raise ManuscriptError(
            f"page '{chapter.name}': quiz '{mount.get('data-quiz')}' has no definition"
        )
    return paper.quiz(json.loads(script.text or ""), key=f"#{KEY}")


def _chart(figure: Element, chapter: Chapter, charts: dict[str, str]) -> Element:
    """The figure with its widest picture as a file of its own, and what readers of the live one
    could set.
    """
    picture = next(each(figure, "div", "kc-chart-picture"), None)
    svg = next((div.find(f"{SVG}svg") for div in each(figure, "div", "kc-wide")), None)
    if picture is None or svg is None:
        raise ManuscriptError(
            f"page '{chapter.name}': chart '{figure.get('data-chart')}' has no picture"
        )
    name = f"{chapter.id}-{figure.get('data-chart')}.svg"
    while name in charts:
        name = name.replace(".svg", "-again.svg")
    charts[name] = _svg_file(svg)
    width, height = (
        str(round(float(size))) for size in (svg.get("width", ""), svg.get("height", ""))
    )
    new = Element("figure", {"class": "kc-chart", "data-chart": figure.get("data-chart", "")})
    ET.SubElement(
        new,
        "img",
        {
            "src": f"charts/{name}",
            "alt": picture.get("aria-label", ""),
            "width": width,
            "height": height,
        },
    )
    caption = ET.SubElement(new, "figcaption")
    ET.SubElement(caption, "p").text = text_of(figure.find("figcaption"))
    names = [
        name for control in each(figure, "div", "kc-control") if (name := _control_name(control))
    ]
    if names:
        ET.SubElement(
            caption, "p", {"class": "kc-live-note"}
        ).text = f"In the web book you can change: {'; '.join(names)}."
    table = figure.find("details")
    if table is not None:
        caption.append(table)
    return new


def _svg_file(svg: Element) -> str:
    """An SVG of a page as the text of a file of its own, which no style sheet colours."""
    for element in svg.iter():
        element.tag = element.tag.removeprefix(SVG)
    svg.attrib = {
        name: value for name, value in svg.attrib.items() if name in ("width", "height", "viewBox")
    }
    svg.set("xmlns", SVG[1:-1])
    svg.tail = None
    return without_variables(ET.tostring(svg, encoding="unicode"))


def _control_name(control: Element) -> str:
    legend = next(control.iter("legend"), None)
    return text_of(legend if legend is not None else next(control.iter("label"), None))


def _answer_key(keys: list[tuple[str, Element]]) -> Chapter:
    """The keys that end the lessons, as one chapter; a quiz that two lessons show is answered
    once.
    """
    body = Element("section", {"class": "kc-chapter"})
    chapter = Chapter(KEY, "Answer key", LAST_PART, body)
    section = ET.SubElement(body, "section")
    ET.SubElement(section, "h1").text = chapter.title
    ET.SubElement(
        section, "p"
    ).text = "Right answers with their reasons and sources, lesson by lesson."
    seen: set[str] = set()
    for number, (title, key) in enumerate(keys, start=1):
        part = ET.SubElement(section, "section", {"id": f"key-{number}", "class": "kc-answer-key"})
        ET.SubElement(part, "h2").text = title
        for quiz in key.findall("section"):
            if quiz.get("data-key") not in seen:
                seen.add(quiz.get("data-key", ""))
                quiz.set("id", f"quiz-{quiz.get('data-key')}")
                part.append(quiz)
    _prepare(chapter, {})
    return chapter


def _resolve_links(manuscript: Manuscript, html: Path) -> None:
    """Turn links between pages into links within the manuscript; a link to what is not in it
    becomes plain text.
    """
    ids = {
        id
        for chapter in manuscript.chapters
        for element in chapter.body.iter()
        if (id := element.get("id"))
    }
    names = {chapter.name for chapter in manuscript.chapters}
    for chapter in manuscript.chapters:
        for link in list(chapter.body.iter("a")):
            address = link.get("href", "")
            if address.startswith("#") and address[1:] in ids:
                continue
            if address.startswith(ADDRESSES):
                link.set(
                    "href", quote(address, safe="%/:=&?~#+!$,;'@()*")
                )  # some DOIs hold < and >
                continue
            target = _target(address, chapter.name, names)
            if target is None:
                link.tag = "span"
                for attribute in ("href", "download", "title"):
                    link.attrib.pop(attribute, None)
            elif target in ids:
                link.set("href", f"#{target}")
            else:
                raise ManuscriptError(
                    f"page '{chapter.name}': the link '{address}' leads to no place in the"
                    " manuscript"
                )


def _target(address: str, page: str, names: set[str]) -> str | None:
    """The id that a link on ``page`` leads to, or ``None`` when the manuscript does not hold its
    page.
    """
    split = urlsplit(address)
    name = (
        posixpath.normpath(posixpath.join(posixpath.dirname(page), split.path)).removesuffix(
            ".html"
        )
        if split.path
        else page
    )
    if name not in names:
        return None
    return f"{chapter_id(name)}--{split.fragment}" if split.fragment else chapter_id(name)


def each(body: Element, tag: str, css_class: str) -> Iterator[Element]:
    """The elements of a kind and class within ``body``."""
    return (element for element in body.iter(tag) if css_class in element.get("class", "").split())
