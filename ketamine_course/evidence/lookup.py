"""Finds figures by words and by what stands behind them, and tells each in the words that the
evidence explorer shows.

The explorer's script follows the same rule; a test asks both the same questions.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ..errors import InputError, did_you_mean
from ..typing import JSON
from . import bibliography, tables
from .abbreviations import expand_abbreviations
from .records import Finding

SEEN = {
    "label": "In a label or another official text",
    "fulltext": "In the full text",
    "abstract": "In the abstract only",
    "secondary": "In another publication that reports it",
}
UNUSED = "none"
"""Stands where a lesson could: figures that no verdict rests on."""

_BEFORE = {
    "risk_ratio": "risk ratio",
    "odds_ratio": "odds ratio",
    "hazard_ratio": "hazard ratio",
    "ratio": "ratio",
    "correlation_r": "correlation",
    "smd": "standardised mean difference",
    "risk_difference": "risk difference",
    "nnt": "number needed to treat",
    "USD": "US$",
    "GBP": "£",
    "AUD": "A$",
    "EUR": "€",
}
_AFTER = {
    "percent": "%",
    "percentage_points": " percentage points",
    "1/min": " per minute",
    "1/h": " per hour",
    "per_million": " per million",
    "g/day": " g a day",
}
_TIMES = {"hours", "days", "weeks", "months", "years", "points", "percentage_points"}
_NAMED = {"count", "year", "other", *_BEFORE}
_INTERVALS = {
    "ci95": "95% interval {} to {}",
    "range": "range {} to {}",
    "iqr": "the middle half: {} to {}",
    "sd": "one standard deviation either side: {} to {}",
    "se": "one standard error either side: {} to {}",
}
_APOSTROPHES = re.compile("[‘’ʼ`´]")
_QUOTES = re.compile('[-‐‑‒–—−"“”„«»]')
_WORD = re.compile(r"[^\W_]|[%$£€]")
# What a search looks through, besides the source.
_SEARCHED = ("id", "statement", "figure", "who", "given", "against", "what", "when")


def search(words: str = "", lesson: int | str = "", kind: str = "", seen: str = "") -> list[str]:
    """Ids of the findings in which every one of ``words`` stands, those behind a verdict first.

    Case and accents make no difference. ``lesson`` keeps what the verdicts of a lesson rest on
    (``"none"``: what no verdict rests on), ``kind`` a kind of source such as ``rct``, ``seen`` how
    closely it was read. Raises ValueError, naming the choices, for a lesson, kind or way of seeing
    that there is none of.
    """
    lesson = f"{lesson:02}" if isinstance(lesson, int) else lesson
    _one_of("lesson", lesson, [*lessons(), UNUSED])
    _one_of("kind", kind, list(bibliography.DESIGNS))
    _one_of("seen", seen, list(SEEN))
    found = everything()
    wanted = words_of(words)

    def fits(row: JSON) -> bool:
        own = {found["claims"][id]["lesson"] for id in row["claims"]}
        return (
            (not lesson or (lesson in own if lesson != UNUSED else not own))
            and (not kind or found["sources"][row["source"]]["kind"] == kind)
            and (not seen or row["seen"] == seen)
            and all(word in _haystacks()[row["id"]] for word in wanted)
        )

    return [row["id"] for row in found["findings"] if fits(row)]


def normalised(text: str) -> str:
    """``text`` in small letters without accents, with spaces for hyphens and quotation marks and
    one kind of apostrophe.

    So ``side-effects`` finds "side effects", and a telephone's ``O’Brien`` finds "O'Brien".
    """
    parts = unicodedata.normalize("NFKD", text)
    plain = "".join(
        letter for letter in parts if not unicodedata.category(letter).startswith("M")
    ).lower()
    return _QUOTES.sub(" ", _APOSTROPHES.sub("'", plain))


def words_of(text: str) -> list[str]:
    """The words of a search, normalised; what has no letter, digit or sign of a unit, such as a
    lone dash, is none.
    """
    return [word for word in normalised(text).split() if _WORD.search(word)]


def figure(finding: Finding) -> str:
    """A finding's figure with unit and interval, such as ``142 of 346 (41%)``; empty where it is a
    statement or a telephone number.
    """
    if "(a statement, coded as 1)" in finding.measure or finding.measure.startswith("telephone"):
        return ""
    before, after = (
        _BEFORE.get(finding.unit, ""),
        _AFTER.get(finding.unit, "" if finding.unit in _NAMED else f" {finding.unit}"),
    )
    before += " " if before.isascii() and before.islower() else ""
    after = after.removesuffix("s") if finding.value == 1 and finding.unit in _TIMES else after
    if finding.unit == "count" and finding.n and finding.n != finding.value:
        text = f"{finding.value:,.10g} of {finding.n:,} ({_share(finding.percent)}%)"
    elif finding.unit == "year":
        text = f"{finding.value:.0f}"
    else:
        text = f"{before}{finding.value:,.10g}{after}"
    if finding.low is not None and finding.high is not None:
        ends = _INTERVALS[finding.interval].format(f"{finding.low:,.10g}", f"{finding.high:,.10g}")
        text += f" ({ends}{after.rstrip() if after == '%' else ''})"
    return text[:1].upper() + text[1:] if before.strip().islower() else text


def lessons() -> list[str]:
    """Lessons that have claims, as two digits."""
    return sorted({f"{claim.section:02}" for claim in tables.claims().values()})


@cache
def everything() -> JSON:
    """All findings, sources and claims as the explorer shows them: plain JSON, findings behind a
    verdict first.
    """
    behind: dict[str, list[str]] = {}
    for claim in tables.claims().values():
        for id in claim.findings:
            behind.setdefault(id, []).append(claim.id)
    rows = sorted(tables.findings().values(), key=lambda f: (behind.get(f.id, ["z"]), f.id))
    return {
        "kinds": {
            kind: name
            for kind, name in bibliography.DESIGNS.items()
            if any(s.type == kind for s in tables.sources().values())
        },
        "seen": SEEN,
        "lessons": lessons(),
        "claims": {
            c.id: {
                "lesson": f"{c.section:02}",
                "claim": c.claim,
                "verdict": c.verdict,
                "certainty": c.certainty,
            }
            for c in tables.claims().values()
        },
        "sources": {
            s.key: {
                "label": s.label,
                "reference": s.reference,
                "url": s.link,
                "kind": s.type,
                "one": bibliography.ONE[s.type],
                "uses": _uses(s.key),
            }
            for s in sorted(tables.sources().values(), key=lambda s: (s.authors.casefold(), s.year))
        },
        "findings": [_row(f, behind.get(f.id, [])) for f in rows],
    }


def _row(f: Finding, claims: list[str]) -> JSON:
    return {
        "id": f.id,
        "source": f.source,
        "statement": f.statement,
        "figure": figure(f),
        "n": f.n,
        "who": expand_abbreviations(f.population),
        "given": expand_abbreviations(f.intervention),
        "against": expand_abbreviations(f.comparator),
        "what": expand_abbreviations(f.measure),
        "when": expand_abbreviations(f.timepoint),
        "where": f.locator,
        "seen": f.seen,
        "claims": claims,
    }


def _uses(key: str) -> list[str]:
    """What the tables without figures take from a source."""
    return [
        *(f"{row.date}: {row.event}" for row in tables.timeline().values() if row.source == key),
        *(
            f"The law and its practice: {row.jurisdiction}"
            for row in tables.jurisdictions().values()
            if key in row.sources
        ),
    ]


@cache
def _haystacks() -> dict[str, str]:
    found = everything()
    texts = {}
    for row in found["findings"]:
        source = found["sources"][row["source"]]
        texts[row["id"]] = normalised(
            " ".join(
                [
                    *(row[name] for name in _SEARCHED),
                    source["label"],
                    source["reference"],
                    source["one"],
                    *row["claims"],
                ]
            )
        )
    return texts


def _share(percent: float) -> str:
    return f"{round(percent, 1 if percent < 10 else 0):.10g}"


def _one_of(name: str, value: str, choices: list[str]) -> None:
    if value and value not in choices:
        raise InputError(f"There is no {name} '{value}'. {did_you_mean(value, choices)}")
