"""Checks that every figure in a text is traced: a finding of a source linked in that paragraph, or
computed in view.

A *passage* is a paragraph, a list item or a table row. A link's title names the findings it stands
for, as in ``[Bowdle 1998](https://doi.org/... "bowdle1998.linear_range")``; where no link of a
passage has one, any finding of its sources will do. A finding accounts for its value, its bounds
(or standard deviation), its n and, with their units, the numbers in its description ("84 mg"). A
unit beside a number has to be the finding's, and a time needs one; a number of people stands for a
count. "142 of 346" has to be one finding's value and n. A line or table row printed above in the
same part accounts for its numbers where the passage shares words with it.

After "about" a ten may stand for what is at most 5 away; "almost" looks only down, "over" only up.

Exempt are years where prose names one, list numbers, digits inside a name (``CAPS-5``),
denominators of natural frequencies ("of 100"), the level of a 95% interval, lesson numbers, ages in
scenarios and the minutes of activities.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..errors import unknown
from ..typing import JSON
from . import tables
from .records import Finding

# A number that is not part of a word: "CAPS-5", "5-HT" and "2nd" are names, "84 mg" and "177-277"
# hold figures.
NUMBER = re.compile(
    r"(?<![\w.,])(?<![A-Za-z]-)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?!\d|st\b|nd\b|rd\b|th\b|-[A-Z])"
)
SHARE = re.compile(r"(?: (?:to|and|or) [\d.,]+)? of (?:the )?(\d[\d,]*)\b")
ROUND = re.compile(r"10|100|1,000|10,000|100,000|1,000,000")
# A year is written without a comma, stands where prose names one ("in 2019", "Fava 2018", "the
# 1960s", "(US label 2021)"), and counts nothing.
YEAR = re.compile(r"19[5-9]\d|20[0-2]\d")
NAMES_A_YEAR = re.compile(
    r"(\b(in|since|of|from|to|until|by|before|after|between|and|or|at|for|early|mid|late|spring)"
    r"|\b[A-Z][\w'’.&;-]*,?|[(;\x22][^();\d]*[a-z'’.],?|\b\d\d?|\b\d{4},|[-–/(])\s*$"
)
DENOMINATOR = re.compile(r"\b(of|in|per|every|each)\s+$", re.IGNORECASE)
# How far from a rounded ten a figure may be, below and above.
APPROXIMATELY = {
    "about|around|roughly|some|close to": (5, 5),
    "nearly|almost|under|up to": (5, 0),
    "over|more than": (0, 5),
}
COURSE_PART = re.compile(
    r"\b(lessons?|lessons \d\d (and|to)|parts?|cells?|questions?)\s+$", re.IGNORECASE
)
COURSE_MINUTES = re.compile(r"\b\d+([–-]\d+)? min(utes?)?\b")
STEM = 6
"""Letters by which words are told apart, so that singular and plural agree."""
COMMON = frozenset(
    w[:STEM]
    for w in [
        "with",
        "from",
        "people",
        "that",
        "were",
        "have",
        "than",
        "this",
        "interval",
        "each",
        "number",
        "source",
        "other",
        "table",
        "data",
    ]
)
OWN_UNIT = {
    "percent": "%",
    "count": "%",
    "ng/mL": "ng",
    "mg/kg": "mg",
    "percentage_points": "points",
    "ratio": "times",
    "odds_ratio": "times",
    "risk_ratio": "times",
    "hazard_ratio": "times",
    "hours": "h",
    "days": "d",
    "weeks": "wk",
    "months": "mo",
    "years": "y",
}
TIMES = {"s", "min", "h", "d", "wk", "mo", "y"}
COUNTED = {"people", "times", "studies"}
UNITLESS = {"", *COUNTED}
GLANCE = 8  # rows
UNITS = {
    "s": "s|sec(ond)?s?",
    "mg": "mg",
    "kg": "kg",
    "ng": "ng",
    "mL": "ml",
    "mmHg": "mmhg",
    "%": "%|percent",
    "min": "min(ute)?s?",
    "h": "h|hrs?|hours?",
    "d": "days?",
    "wk": "weeks?",
    "mo": "months?",
    "y": "y|years?",
    "cm": "cm",
    "points": "points?",
    "km/h": "km",
    "times": "times|doses|sessions|infusions",
    "people": "people|patients|adults|volunteers|participants|users|students|men|women|others",
    "studies": "stud(y|ies)|trials|rows",
}
LEVEL = re.compile(r"\s*%\s*(confidence |prediction )?interval", re.IGNORECASE)
AGE = re.compile(r"-year-old|\s+years? old\b", re.IGNORECASE)


@dataclass(frozen=True)
class Printed:
    """A line or a table row that a code cell printed: what it is about (nothing in particular
    without words), and its numbers.
    """

    words: frozenset[str]
    numbers: frozenset[float]

    def concerns(self, about: frozenset[str]) -> bool:
        """Whether a text with the words ``about`` can be speaking of this: two words in common, or
        its only one, or it has none.
        """
        return len(self.words & about) >= min(2, len(self.words))


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item or table row: where it stands, its text, and its links with their
    titles.
    """

    place: str
    text: str
    links: tuple[tuple[str, str], ...] = ()
    printed: tuple[Printed, ...] = ()


@dataclass(frozen=True)
class Untraced:
    """A figure that no linked source and no output accounts for."""

    passage: Passage
    number: str
    nearest: tuple[Finding, ...]

    def __str__(self) -> str:
        known = (
            "; ".join(f"{f.id} = {f.value:g} {f.unit}" for f in self.nearest)
            or "none: the passage links no known source"
        )
        return (
            f"{self.passage.place}: '{self.number}' is not traced in:"
            f" {self.passage.text.strip()!r}. Closest findings: {known}"
        )


def untraced(passage: Passage, findings: Iterable[Finding]) -> list[Untraced]:
    """Figures of ``passage`` that are neither among ``findings`` nor computed in view."""
    findings = list(findings)
    near = [line.numbers for line in passage.printed if line.concerns(words(passage.text))]
    missing = []
    for match in figures_in(passage):
        if not _traced(match, findings, near):
            shown = _value(match[0])
            nearest = sorted(
                findings, key=lambda f: min(abs(figure - shown) for figure in figures_of(f))
            )[:3]
            missing.append(Untraced(passage, match[0], tuple(nearest)))
    return missing


def _traced(match: re.Match[str], findings: list[Finding], near: list[frozenset[float]]) -> bool:
    """Whether one of ``findings`` or of the lines printed ``near`` accounts for a number."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    shown, unit, slack = _value(match[0]), _unit(after), _slack(before)
    share = SHARE.match(after)
    whole = _value(share[1]) if share else 0
    if share and not ROUND.fullmatch(share[1]):
        return any((shown, whole) == (f.value, f.n) for f in findings) or any(
            {shown, whole} <= line for line in near
        )
    if any(_rounded(match[0], line, slack) for line in near):
        return True
    if share:
        return any(
            _rounded(match[0], {x * whole / 100 for x in shares_of(f)}, slack) for f in findings
        )
    # Rounded to a single digit a figure says too little to be recognised, but for shares.
    whole_digit = len(match[0]) == 1 and not slack
    return any(
        (
            _rounded(match[0], figures_of(f), slack)
            and _counts(f, unit)
            and (not whole_digit or shown in figures_of(f) or bool(shares_of(f)))
        )
        or (shown == f.n and unit in UNITLESS)
        or (unit and (shown, unit) in described(f))
        for f in findings
    )


def figures_in(passage: Passage) -> list[re.Match[str]]:
    """The numbers of a passage that have to be traced."""
    text = passage.text
    return [
        m for m in NUMBER.finditer(text) if not _exempt(m[0], text[: m.start()], text[m.end() :])
    ]


def linked_findings(passage: Passage) -> list[Finding]:
    """Findings that the links of ``passage`` stand for: those that titles name or, where no link
    has one, all of the sources.

    Beside a link with a title, one without a title vouches for words only, not for figures.

    Raises :class:`.EvidenceError` when a title names something that is no finding of the linked
    source.
    """
    found: dict[str, Finding] = {}
    titled = any(title for _, title in passage.links)
    for link, title in passage.links:
        own = {
            f.id: f
            for key in _keys().get(_address(link), ())
            for f in tables.findings().values()
            if f.source == key
        }
        named = [id.strip() for id in title.split(";") if id.strip()]
        for id in named:
            if id not in own:
                raise tables.EvidenceError(
                    f"{passage.place}: {unknown('finding', id, own, place=link)}"
                )
        if named:
            found |= {id: own[id] for id in named}
        elif not titled:
            found |= own
    return list(found.values())


@cache
def _keys() -> dict[str, list[str]]:
    """Keys of the sources by address (editions of a label can share one)."""
    keys: dict[str, list[str]] = {}
    for source in tables.sources().values():
        keys.setdefault(_address(source.link), []).append(source.key)
    return keys


def figures_of(finding: Finding) -> set[float]:
    """A finding's value, bounds (or standard deviation), and a count of n people as percentage."""
    bounds = {abs(x) for x in (finding.value, finding.low, finding.high) if x is not None}
    if finding.interval == "sd" and finding.high is not None:
        bounds.add(finding.high - finding.value)
    return bounds | shares_of(finding)


def shares_of(finding: Finding) -> set[float]:
    """A finding's figures as percentages; empty when it has none."""
    if finding.unit == "percent":
        return {x for x in (finding.value, finding.low, finding.high) if x is not None}
    return {100 * finding.value / finding.n} if finding.unit == "count" and finding.n else set()


def described(finding: Finding) -> set[tuple[float, str]]:
    """The numbers in a finding's description, each with the word it counts: ``(84.0, "mg")``."""
    text = " ; ".join(
        (
            finding.population,
            finding.intervention,
            finding.comparator,
            finding.measure,
            finding.timepoint,
        )
    )
    return {(_value(match[0]), _unit(text[match.end() :])) for match in NUMBER.finditer(text)}


def words(text: str) -> frozenset[str]:
    """What a text is about: the stems of its longer words."""
    return frozenset(word[:STEM] for word in re.findall(r"[a-z]{4,}", text.lower())) - COMMON


def numbers_in(text: str) -> frozenset[float]:
    """All numbers that stand in ``text``."""
    return frozenset(
        _value(match) for match in re.findall(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text)
    )


def notebook_passages(path: Path) -> Iterator[Passage]:
    """Passages of a notebook's prose; a figure printed above in the same H2 section counts as
    computed in view.
    """
    printed: tuple[Printed, ...] = ()
    for index, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            printed += tuple(line for output in cell["outputs"] for line in _printed(output))
        elif cell["cell_type"] == "markdown" and not {"opening", "sources"} & set(
            cell["metadata"].get("tags", [])
        ):
            if re.search(r"^## ", text, re.MULTILINE):
                printed = ()
            if {"group-activity", "try-it", "discussion"} & set(cell["metadata"].get("tags", [])):
                text = COURSE_MINUTES.sub("", text)
            for place, read, links in _passages(text):
                yield Passage(f"{path.name}, cell {index}{place}", read, links, printed)


def page_passages(path: Path) -> Iterator[Passage]:
    """Passages of a Markdown page of the book."""
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for place, read, links in _passages(text):
        yield Passage(f"{path.name}{place}", read, links)


def _passages(markdown: str) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Place, words and links of every passage; the innermost table row or list item around a text
    is its passage.
    """
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


def _words_and_links(tokens: list[Token]) -> tuple[str, tuple[tuple[str, str], ...]]:
    children = [
        child
        for token in tokens
        for child in [*(token.children or []), Token("softbreak", "br", 0)]
    ]
    words = (
        child.content if child.type in ("text", "code_inline") else " "
        for child in children
        if child.nesting == 0
    )
    links = (
        (str(child.attrGet("href")), str(child.attrGet("title") or ""))
        for child in children
        if child.type == "link_open"
    )
    return re.sub(r"  +", " ", "".join(words)).strip(), tuple(links)


def _printed(output: JSON) -> Iterator[Printed]:
    data = output.get("data", {})
    html = (
        ""
        if "application/vnd.ketamine-course.quiz+json" in data
        else "".join(data.get("text/html", ""))
    )
    html = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        for row in rows:
            cells = [_plain(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
            label = next((cell for cell in cells if words(cell)), "")
            # A small table is taken in at a glance; of a long one a text speaks row by row.
            yield Printed(
                words(label) if len(rows) > GLANCE else frozenset(), numbers_in(" ".join(cells))
            )
    text = (
        _plain(re.sub(r"<table.*?</table>", "", html, flags=re.DOTALL))
        if html
        else "".join(data.get("text/plain", "")) + "".join(output.get("text", ""))
    )
    for line in re.split(r"\n|(?<=[.;:])\s", text):
        yield Printed(words(line), numbers_in(line))


def _counts(finding: Finding, unit: str) -> bool:
    """Whether a number with this unit beside it can be the finding's: a time needs its unit,
    nothing may have another's.
    """
    own = OWN_UNIT.get(finding.unit, finding.unit)
    if own in TIMES or unit in TIMES:
        return unit == own
    if unit in COUNTED and finding.unit == "count":
        return True
    return unit in ("", own) or finding.unit == "other"


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def _unit(after: str) -> str:
    """The unit a number counts, or "": in "56 or 84 mg" both count "mg"."""
    found = re.match(r"(?:\s*(?:[-–/]|to|or|and|,)?\s*[\d.,]+)*\s*(%|[A-Za-z]+)", after)
    word = found[1].lower() if found else ""
    return next((unit for unit in UNITS if re.fullmatch(UNITS[unit], word)), "")


def _exempt(number: str, before: str, after: str) -> bool:
    return bool(
        _is_year(number, before, after)
        or (ROUND.fullmatch(number) and DENOMINATOR.search(before) and _unit(after) in UNITLESS)
        or COURSE_PART.search(before)
        or (number == "95" and LEVEL.match(after))
        or AGE.match(after)
    )


def _is_year(number: str, before: str, after: str) -> bool:
    if not YEAR.fullmatch(number) or SHARE.match(after) or _slack(before):
        return False
    is_named = NAMES_A_YEAR.search(before) and not _unit(re.split("[,;)]", after)[0])
    return after.startswith("s") or bool(is_named)


def _slack(before: str) -> tuple[int, int] | None:
    """What the words before a number allow beside it, below and above; None without such words."""
    for words_, slack in APPROXIMATELY.items():
        if re.search(rf"\b({words_})\s+$", before, re.IGNORECASE):
            return slack
    return None


def _rounded(number: str, figures: Iterable[float], slack: tuple[int, int] | None) -> bool:
    """Whether ``number`` is one of ``figures`` at the decimals it shows; a rounded ten will do
    after "about".
    """
    shown, decimals = _value(number), len(number.partition(".")[2])
    if slack and shown >= 10 and shown % 10 == 0:
        return any(-slack[0] <= figure - shown <= slack[1] for figure in figures)
    return any(abs(figure - shown) <= 0.5 * 10**-decimals + 1e-9 for figure in figures)


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _address(link: str) -> str:
    return link.lower().removeprefix("http://").removeprefix("https://").rstrip("/")
