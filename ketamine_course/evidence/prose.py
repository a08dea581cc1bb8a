"""Checks that every figure in a text is traced: a finding of a source linked in that paragraph, or computed in view.

A *passage* is a paragraph, a list item or a table row. Exempt are years, list numbers, digits inside a name
(``CAPS-5``), denominators of natural frequencies ("of 100"), the level of an interval ("95% interval"), lesson
numbers, ages in scenarios and the minutes of activities.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from . import tables
from .records import Finding

# A number that is not part of a word: "CAPS-5", "5-HT" and "2nd" are names, "84 mg" and "177-277" hold figures.
NUMBER = re.compile(
    r"(?<![\w.,])(?<![A-Za-z]-)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\d|st\b|nd\b|rd\b|th\b|-[A-Z])"
)
YEAR = re.compile(r"(19|20)\d\d")
DENOMINATOR = re.compile(r"\b(of|in|per|every|each)\s+$", re.I)
APPROXIMATELY = re.compile(r"\b(about|around|roughly|nearly|almost|over|under|some|more than|up to|close to)\s+$", re.I)
COURSE_PART = re.compile(r"\b(lessons?|lessons \d\d (and|to)|parts?|cells?|questions?)\s+$", re.I)
COURSE_MINUTES = re.compile(r"\b\d+([–-]\d+)? min(utes?)?\b")
NOT_A_FIGURE_AFTER = re.compile(r"(\s*%\s*(confidence |prediction )?interval|-year-old|\s+years? old\b)", re.I)


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item or table row: where it stands, its text and the addresses it links."""

    place: str
    text: str
    links: tuple[str, ...] = ()
    computed: frozenset[float] = frozenset()


@dataclass(frozen=True)
class Untraced:
    """A figure that no linked source and no output accounts for."""

    passage: Passage
    number: str
    nearest: tuple[Finding, ...]

    def __str__(self) -> str:
        known = "; ".join(f"{f.id} = {f.value:g} {f.unit}" for f in self.nearest) or "none: the passage links no known source"
        return f"{self.passage.place}: '{self.number}' is not traced in: {self.passage.text.strip()!r}. Closest findings: {known}"


def untraced(passage: Passage, findings: Iterable[Finding]) -> list[Untraced]:
    """Figures of ``passage`` that are neither among ``findings`` nor computed in view."""
    findings = list(findings)
    known = {figure for f in findings for figure in figures_of(f)} | passage.computed
    missing = []
    for match in NUMBER.finditer(passage.text):
        before, after = passage.text[: match.start()], passage.text[match.end() :]
        if _exempt(match[0], before, after) or _known(match[0], known, bool(APPROXIMATELY.search(before))):
            continue
        shown = _value(match[0])
        nearest = sorted(findings, key=lambda f: min(abs(figure - shown) for figure in figures_of(f)))[:3]
        missing.append(Untraced(passage, match[0], tuple(nearest)))
    return missing


def linked_findings(passage: Passage) -> list[Finding]:
    """Findings of the sources that ``passage`` links."""
    keys = {s.key for s in tables.sources().values() if _address(s.link) in {_address(link) for link in passage.links}}
    return [f for f in tables.findings().values() if f.source in keys]


def figures_of(finding: Finding) -> set[float]:
    """Every figure a finding stands for: value, bounds, n, percentage of a count, and those in its description."""
    figures = {abs(x) for x in (finding.value, finding.low, finding.high, finding.n) if x is not None}
    if finding.unit == "count" and finding.n:
        figures.add(100 * finding.value / finding.n)
    described = " ".join((finding.population, finding.intervention, finding.comparator, finding.measure, finding.timepoint))
    return figures | numbers_in(described)


def numbers_in(text: str) -> set[float]:
    """All numbers that stand in ``text``."""
    return {_value(match) for match in re.findall(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text)}


def notebook_passages(path: Path) -> Iterator[Passage]:
    """Passages of a notebook's prose; a figure printed above in the same H2 section counts as computed in view."""
    computed: set[float] = set()
    for index, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            computed |= {number for output in cell["outputs"] for number in _printed(output)}
        elif cell["cell_type"] == "markdown" and not {"opening", "sources"} & set(cell["metadata"].get("tags", [])):
            if re.search(r"^## ", text, re.M):
                computed = set()
            if {"group-activity", "try-it", "discussion"} & set(cell["metadata"].get("tags", [])):
                text = COURSE_MINUTES.sub("", text)
            for place, words, links in _passages(text):
                yield Passage(f"{path.name}, cell {index}{place}", words, links, frozenset(computed))


def page_passages(path: Path) -> Iterator[Passage]:
    """Passages of a Markdown page of the book."""
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.S)
    for place, words, links in _passages(text):
        yield Passage(f"{path.name}{place}", words, links)


def _passages(markdown: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Place, words and links of every passage; the innermost table row or list item around a text is its passage."""
    around: list[list[Token]] = []
    line = 0
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        line = token.map[0] + 1 if token.map else line
        if token.type in ("tr_open", "list_item_open"):
            around.append([])
        elif token.type in ("tr_close", "list_item_close"):
            yield f", line {line}", *_words_and_links(around.pop())
        elif token.type == "fence" and token.info.startswith("{"):
            yield from _passages(token.content)
        elif token.type == "inline":
            if around:
                around[-1].append(token)
            else:
                yield f", line {line}", *_words_and_links([token])


def _words_and_links(tokens: list[Token]) -> tuple[str, tuple[str, ...]]:
    children = [child for token in tokens for child in [*(token.children or []), Token("softbreak", "br", 0)]]
    words = (child.content if child.type in ("text", "code_inline") else " " for child in children if child.nesting == 0)
    links = (str(child.attrGet("href")) for child in children if child.type == "link_open")
    return re.sub(r"  +", " ", "".join(words)).strip(), tuple(links)


def _printed(output: dict) -> set[float]:
    data = output.get("data", {})
    texts = ["".join(output.get("text", ""))] + ["".join(data.get(mime, "")) for mime in ("text/plain", "text/markdown")]
    if "application/vnd.ketamine-course.quiz+json" not in data:
        texts.append(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", "".join(data.get("text/html", "")), flags=re.S)))
    return numbers_in(" ".join(texts))


def _exempt(number: str, before: str, after: str) -> bool:
    return bool(
        YEAR.fullmatch(number)
        or (re.fullmatch(r"1[0,]+", number) and DENOMINATOR.search(before))
        or COURSE_PART.search(before)
        or NOT_A_FIGURE_AFTER.match(after)
    )


def _known(number: str, known: set[float], approximately: bool) -> bool:
    shown, decimals = _value(number), len(number.partition(".")[2])
    slack = 0.5 * 10**-decimals + 1e-9
    if approximately and shown >= 10 and shown % 10 == 0:
        slack = 5
    return any(abs(figure - shown) <= slack for figure in known)


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _address(link: str) -> str:
    return link.lower().removeprefix("http://").removeprefix("https://").rstrip("/")
