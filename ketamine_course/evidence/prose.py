"""Checks that every figure in a text is traced: a finding of a source linked in that paragraph, or computed in view.

A *passage* is a paragraph, a list item or a table row. Exempt are years, list numbers, digits inside a name
(``CAPS-5``), denominators of natural frequencies ("of 100"), the level of an interval ("95% interval"), lesson
numbers and ages in scenarios.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from markdown_it import MarkdownIt

from . import tables
from .records import Finding

NUMBER = re.compile(r"(?<![\w.,/])(?<![A-Za-z]-)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\d|st\b|nd\b|rd\b|th\b|-[A-Z])")
APPROXIMATELY = re.compile(r"\b(about|around|roughly|nearly|almost|over|under|some|more than|up to|close to)\s+$", re.I)
EXEMPT_BEFORE = re.compile(r"\b(lessons?|parts?|cells?|questions?|lessons? \d\d (and|to)|(of|in|per|out of|for every|each) (the )?(?=1[0,]*\b))\s*$", re.I)
EXEMPT_AFTER = re.compile(r"^(\s*%\s*(confidence |prediction )?interval|-year-old|\s+years? old\b)", re.I)


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
            for place, words, links in _passages(text):
                yield Passage(f"{path.name}, cell {index}{place}", words, links, frozenset(computed))


def page_passages(path: Path) -> Iterator[Passage]:
    """Passages of a Markdown page of the book."""
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.S)
    for place, words, links in _passages(text):
        yield Passage(f"{path.name}{place}", words, links)


def _passages(markdown: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    row: list[tuple[str, tuple[str, ...]]] | None = None
    item: list[tuple[str, tuple[str, ...]]] | None = None
    line = 0
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        line = token.map[0] + 1 if token.map else line
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield f", line {line}", " | ".join(t for t, _ in row), tuple(link for _, links in row for link in links)
            row = None
        elif token.type == "list_item_open":
            item = []
        elif token.type == "list_item_close" and item is not None:
            yield f", line {line}", " ".join(t for t, _ in item), tuple(link for _, links in item for link in links)
            item = None
        elif token.type == "fence" and token.info.startswith("{"):
            yield from _passages(token.content)
        elif token.type == "inline":
            words = "".join(child.content if child.type in ("text", "code_inline") else " " for child in token.children or [] if child.type in ("text", "code_inline", "softbreak", "hardbreak"))
            links = tuple(str(child.attrGet("href")) for child in token.children or [] if child.type == "link_open")
            if row is not None:
                row.append((words, links))
            elif item is not None:
                item.append((words, links))
            else:
                yield f", line {line}", words, links


def _printed(output: dict) -> set[float]:
    data = output.get("data", {})
    texts = ["".join(output.get("text", ""))] + ["".join(data.get(mime, "")) for mime in ("text/plain", "text/markdown")]
    if "application/vnd.ketamine-course.quiz+json" not in data:
        texts.append(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", "".join(data.get("text/html", "")), flags=re.S)))
    return numbers_in(" ".join(texts))


def _exempt(number: str, before: str, after: str) -> bool:
    is_year = re.fullmatch(r"(19|20)\d\d", number) is not None
    denominator = re.fullmatch(r"1[0,]+", number) and re.search(r"\b(of|in|per|out of|for every|each|every)\s+$", before)
    return bool(is_year or denominator or EXEMPT_BEFORE.search(before) or EXEMPT_AFTER.search(after))


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
