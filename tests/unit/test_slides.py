"""Slides are cut from lessons at whole sentences, and every text cell that is cut stands whole in
the notes.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ketamine_course.publish import slides, workshop

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_sentences_end_neither_in_bold_words_nor_in_a_link():
    text = (
        "**Ask: how? In whom?** Always. In 12 of 100 ([Who 2020. A page](https://x.org/a.b))."
        " *Then* rest."
    )
    assert slides.sentences(text) == [
        "**Ask: how? In whom?**",
        "Always.",
        "In 12 of 100 ([Who 2020. A page](https://x.org/a.b)).",
        "*Then* rest.",
    ]


def test_a_computed_table_stands_under_all_that_says_what_its_numbers_are():
    lesson = next(path for path in LESSONS if path.name.startswith("02"))
    found = [
        slide.html
        for slide in slides.slides(lesson, ROOT / "book" / "trainers" / "lesson-02.md")
        if "dataframe" in slide.html
    ]
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
    found = slides.slides(path, guide)
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
