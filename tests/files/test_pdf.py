"""What a reader of the PDF would miss: a lesson, a question, an answer, a chart, a page number that
is right.
"""

from __future__ import annotations

import re

import pypdf
import pytest

from ketamine_course.publish import manuscript
from ketamine_course.publish.lessons import lessons

from .conftest import ROOT


@pytest.fixture(scope="module")
def reader(pdf_file):
    return pypdf.PdfReader(pdf_file)


@pytest.fixture(scope="module")
def pages(reader) -> list[str]:
    return [squeezed(page.extract_text()) for page in reader.pages]


@pytest.fixture(scope="module")
def bookmarks(reader) -> dict[str, int]:
    return {
        entry.title: reader.get_destination_page_number(entry)
        for entry in reader.outline
        if not isinstance(entry, list)
    }


def squeezed(text: str) -> str:
    """Text without spaces and line ends, which a PDF sets as it likes, and without hyphens, which
    it adds.
    """
    return re.sub(r"[\s\-\u00ad\u2010]+", "", text)


def titles() -> list[str]:
    return [f"{lesson.number} · {lesson.title}" for lesson in lessons(ROOT / "notebooks")]


def test_every_lesson_has_a_bookmark_and_the_contents_name_its_page(pages, bookmarks):
    contents = "".join(pages[bookmarks["Contents"] : bookmarks["Crisis and support lines"]])
    assert len(titles()) == 11
    for title in [*titles(), "Answer key", "Glossary", "References"]:
        assert re.search(
            rf"{re.escape(squeezed(title))}\.*{bookmarks[title] + 1}(?!\d\.)", contents
        ), f"'{title}' is not on page {bookmarks[title] + 1} in the contents"
        assert squeezed(title) in pages[bookmarks[title]]


def test_sections_are_bookmarked_below_their_lesson(reader):
    first = reader.outline.index(
        next(
            entry
            for entry in reader.outline
            if not isinstance(entry, list) and entry.title == titles()[3]
        )
    )
    assert {"Guess first", "Claim check", "Quiz", "Sources"} <= {
        entry.title for entry in reader.outline[first + 1] if not isinstance(entry, list)
    }


def test_help_comes_before_the_lessons(pages, bookmarks):
    assert bookmarks["Crisis and support lines"] < bookmarks[titles()[0]]
    assert (
        "notmedicaladvice" in pages[0]
        and f"onpage{bookmarks['Crisis and support lines'] + 1}" in pages[0]
    )


def test_every_question_is_asked_and_every_answer_given(pages, bookmarks, definitions):
    asked = _unnumbered("".join(pages[: bookmarks["Answer key"]]))
    key = _unnumbered("".join(pages[bookmarks["Answer key"] : bookmarks["References"]]))
    questions = [
        item
        for definition in definitions
        if definition["view"] == "ask"
        for item in definition["items"]
    ]
    assert len(questions) > 100
    for item in questions:
        prompt = _unnumbered(item["prompt"])
        assert prompt in asked, f"not asked: {item['prompt']}"
        assert prompt in key, f"not answered: {item['prompt']}"
        for option in item.get("options", []):
            assert _unnumbered(option["text"]) in asked, f"no box for: {option['text']}"
            if option.get("correct"):
                assert _unnumbered(option["feedback"]) in key, f"no reason for: {option['text']}"


def _unnumbered(text: str) -> str:
    """Letters alone: a text that goes on overleaf has page number and running head in its
    middle.
    """
    text = squeezed(text)
    heads = "|".join(re.escape(squeezed(title)) for title in [*titles(), "Answer key"])
    text = re.sub(
        rf"{re.escape(squeezed(manuscript.TITLE))}(?:{heads})|\d+(?={re.escape(squeezed(manuscript.TITLE))})",
        "",
        text,
    )
    return re.sub(r"[^a-zA-Z]", "", text)


def test_every_chart_is_there_with_its_caption(pages, charts):
    text = _unnumbered("".join(pages))
    assert len(charts) > 20
    for chart in charts:
        assert _unnumbered(chart["caption"]) in text, f"chart '{chart['id']}' has lost its caption"


def test_nothing_is_a_raster(reader):
    rasters = [
        f"page {number}: {name}"
        for number, page in enumerate(reader.pages, start=1)
        for name in _rasters(page.get("/Resources", {}))
    ]
    assert rasters == []


def _rasters(resources):
    for name, form in resources.get_object().get("/XObject", {}).get_object().items():
        if form.get_object()["/Subtype"] == "/Image":
            yield name
        yield from _rasters(form.get_object().get("/Resources", pypdf.generic.DictionaryObject()))


def test_every_chart_is_tagged_with_its_description(reader, charts):
    described = {
        squeezed(str(value)) for value in _alternatives(reader.trailer["/Root"]["/StructTreeRoot"])
    }
    missing = [chart["id"] for chart in charts if squeezed(chart["description"]) not in described]
    assert missing == []


def _alternatives(root):
    """Alternative texts of a tagged PDF."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += [child for child in node if not isinstance(child, int | float)]
        elif isinstance(node, dict) and id(node) not in seen:
            seen.add(id(node))
            if "/Alt" in node:
                yield node["/Alt"]
            if "/K" in node and not isinstance(node["/K"], int):
                waiting.append(node["/K"])


def test_fonts_are_embedded(reader):
    fonts = {
        font["/BaseFont"]: font
        for page in reader.pages
        for font in _fonts(page.get("/Resources", {}))
    }
    assert len(fonts) >= 3
    for name, font in fonts.items():
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(
            inner["/FontDescriptor"].get_object()
        ), f"{name} is not embedded"


def _fonts(resources):
    resources = resources.get_object()
    yield from (font.get_object() for font in resources.get("/Font", {}).get_object().values())
    for form in resources.get("/XObject", {}).get_object().values():
        yield from _fonts(form.get_object().get("/Resources", pypdf.generic.DictionaryObject()))


def test_links_within_lead_somewhere_and_no_link_to_the_web_book_is_left(reader):
    names, within = set(reader.named_destinations), 0
    for number, page in enumerate(reader.pages, start=1):
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            if "/A" in link and "/URI" in link["/A"]:
                assert link["/A"]["/URI"].startswith(manuscript.ADDRESSES), (
                    f"page {number}: {link['/A']['/URI']}"
                )
                continue
            target = link.get("/Dest") or link["/A"]["/D"]
            assert not isinstance(target, str) or target in names, (
                f"page {number}: a link leads nowhere ({target})"
            )
            within += 1
    assert within > 300


def test_it_says_what_it_is_and_in_which_language(reader):
    assert reader.metadata.title == manuscript.TITLE
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
