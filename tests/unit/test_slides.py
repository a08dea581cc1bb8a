"""Slides say all that a lesson's text says, and every text cell stands whole in the notes."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ketamine_course.publish import reading, slides, workshop

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


MUST = re.compile(
    r"\b(must|mustn't|never|until|not|don't|can't|cannot|no|nobody|call|at once|only|unless|before)"
    r"\b",
    re.IGNORECASE,
)
DIFFERENT = ("try-it", "claim-check", "discussion", "group-activity", "guess", "quiz")
"""Parts of which a slide shows something else, or what a trainer says."""


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def told(path: Path) -> list[str]:
    """The paragraphs and items of a lesson's text, as a slide would write them."""
    found = []
    for part in workshop.parts(path):
        for cell in part.cells:
            if part.kind in DIFFERENT or cell["cell_type"] != "markdown":
                continue
            text = re.sub(
                r"\A## .*\n*|^\|.*$|:::.*", "", "".join(cell["source"]), flags=re.MULTILINE
            )
            found += map(
                plain, re.findall(r"<(?:p|li)>.*?</(?:p|li)>", slides.html(text), re.DOTALL)
            )
    return [text for text in found if reading.count_words(text) >= slides.FEW]


@cache
def made(path: Path) -> list[slides.Slide]:
    return slides.slides(path, ROOT / "book" / "trainers" / f"lesson-{path.name[:2]}.md")


def shown(path: Path) -> str:
    return " ".join(plain(slide.html) for slide in made(path))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_paragraph_of_a_lesson_is_cut_on_its_slides(path):
    """A rule, a warning or a null result is often the last sentence."""
    text = shown(path)
    assert [paragraph for paragraph in told(path) if paragraph not in text] == []


def test_every_sentence_of_the_safety_lesson_that_forbids_or_bids_is_on_a_slide():
    lesson = next(path for path in LESSONS if path.name.startswith("05"))
    text = shown(lesson)
    bids = [s for each in told(lesson) for s in re.split(r"(?<=[.!?]) ", each) if MUST.search(s)]
    assert any("until the next day" in sentence for sentence in bids)
    assert any("call your emergency number" in sentence for sentence in bids)
    assert [sentence for sentence in bids if sentence not in text] == []


def test_what_does_not_fit_goes_on_and_what_leads_to_a_list_stays_with_it():
    long = " ".join(["word"] * (slides.MOST_WORDS - 10))
    first, second = slides.continued(f"{long}\n\nThree things:\n\n- one\n- two\n- never three")
    assert "Three things" not in first
    assert "Three things" in second and "never three" in second


def test_a_note_is_on_a_slide():
    assert "emergency" in slides.continued(":::{note}\nCall your emergency number.\n:::")[0]


def test_a_computed_table_stands_under_all_that_says_what_its_numbers_are():
    lesson = next(path for path in LESSONS if path.name.startswith("02"))
    found = [slide.html for slide in made(lesson) if "dataframe" in slide.html]
    assert len(found) == 1 and "all turned into hours" in found[0] and "Intensive care" in found[0]
    assert "style=" not in found[0], "the pages' policy takes no styles in elements"


class Balance(HTMLParser):
    """Whether elements close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("br", "input", "hr", "img", "meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_slides_of_a_lesson_hold_its_parts_and_the_trainers_notes(path):
    guide = ROOT / "book" / "trainers" / f"lesson-{path.name[:2]}.md"
    found = made(path)
    for slide in found:
        for text in (slide.notes, slide.html if slide.kind in ("text", "title", "help") else ""):
            balance = Balance()
            balance.feed(text)
            assert balance.open == [], text
    headings = " ".join(re.findall(r"<h2>(.*?)</h2>", " ".join(slide.html for slide in found)))
    assert all(
        part.heading.split(" (")[0].split(":")[0].replace('"', "&quot;").replace("'", "&#x27;")
        in headings
        for part in workshop.parts(path)
        if part.kind != "claim-check"
    )
    assert all(slide.notes for slide in found)
    assert not any(":::" in slide.html + slide.notes for slide in found), (
        "Markdown of a note reached a slide"
    )
    words = [
        len(re.sub(r"<[^>]+>", " ", re.sub(r"<h2>.*?</h2>", "", slide.html)).split())
        for slide in found
        if slide.kind == "text"
    ]
    assert min(words) >= 5
    steps = slides._sections(guide.read_text(encoding="utf-8"), "###")
    assert steps and all(
        any(slides.html(step).strip()[:60] in slide.notes for slide in found)
        for step in steps.values()
    )
