"""What search engines and previews are told: on the built book, and on a small one that knows its
address.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ConfigError

from ketamine_course.publish import findability

from .conftest import BOOK, NOTEBOOKS, ROOT

ADDRESS = "https://example.org/ketamine"
COURSE = "Does ketamine therapy get you high?"
LESSON = "notebooks/04-does-it-get-you-high"
TOC = f"format: jb-book\nroot: book/index\nchapters:\n  - file: {LESSON}\n  - file: book/glossary\n"


class Head(HTMLParser):
    """A page's title, its described properties, its canonical address and its structured data."""

    def __init__(self, page: Path):
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.canonical: list[str] = []
        self.texts: dict[str, str] = {}
        self._in = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "meta":
            self.meta.setdefault(found.get("name") or found.get("property") or "", []).append(
                found.get("content")
            )
        if tag == "link" and found.get("rel") == "canonical":
            self.canonical.append(found["href"])
        self._in = tag if tag == "title" else found.get("type", "") if tag == "script" else self._in

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in in ("title", "application/ld+json") and self._in not in self.texts:
            self.texts[self._in] = data

    @property
    def data(self) -> dict:
        return json.loads(self.texts["application/ld+json"])


def pages(folder: Path) -> dict[str, Head]:
    """Every page that a reader sees; the folder's own index.html only leads to the first."""
    found = {path.relative_to(folder).as_posix(): Head(path) for path in folder.rglob("*.html")}
    return {name: head for name, head in found.items() if name != "index.html"}


def build(root: Path, address: str) -> None:
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        str(root),
    ]
    subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, "BASE_URL": address}
    )


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages, built by a host that named its address."""
    root = tmp_path_factory.mktemp("hosted")
    for name in ("book", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "_config.yml", root)
    (root / "_toc.yml").write_text(TOC)
    build(root, ADDRESS)
    return root / "_build" / "html"


def test_each_page_has_its_own_title_and_description(book):
    heads = pages(BOOK)
    assert len(heads) >= 24
    told = {name: (head.texts["title"], head.meta["description"]) for name, head in heads.items()}
    assert len({title for title, _ in told.values()}) == len(told)
    assert len({text[0] for _, text in told.values()}) == len(told)
    for name, (title, text) in told.items():
        assert title.endswith(COURSE), name
        assert len(text) == 1 and 50 <= len(text[0]) <= 160 and not text[0].endswith("…"), (
            name,
            text,
        )


def test_previews_name_the_page_the_course_and_the_language(book):
    for name, head in pages(BOOK).items():
        if name == "search.html":
            assert head.meta["robots"] == ["noindex"]
            continue
        assert head.meta["og:title"][0] in head.texts["title"], name
        assert head.meta["og:description"] == head.meta["description"] and head.meta[
            "og:site_name"
        ] == [COURSE], name
        assert (
            head.meta["og:locale"] == ["en_GB"]
            and len(head.meta["og:type"]) == len(head.meta["twitter:card"]) == 1
        ), name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_lesson_is_a_learning_resource(book, path):
    meta = json.loads(path.read_text(encoding="utf-8"))["metadata"]["ketamine_course"]
    data = Head(BOOK / "notebooks" / f"{path.stem}.html").data
    assert (data["@context"], data["@type"], data["name"]) == (
        "https://schema.org",
        "LearningResource",
        meta["title"],
    )
    assert data["position"] == int(meta["lesson"]) and data["teaches"] == meta["objectives"]
    hours, minutes = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", data["timeRequired"]).groups("0")
    assert 60 * int(hours) + int(minutes) == sum(meta["minutes"].values())
    assert data["isPartOf"]["@type"] == "Course" and data["isPartOf"]["name"] == COURSE
    assert (
        data["inLanguage"] == "en-GB"
        and data["isAccessibleForFree"] is True
        and data["license"].startswith("https://creativecommons.org/")
    )
    for field in (
        "description",
        "learningResourceType",
        "interactivityType",
        "educationalUse",
        "educationalLevel",
        "author",
    ):
        assert data[field], field


def test_the_course_has_its_eleven_lessons_in_order(book):
    data = Head(BOOK / "book" / "index.html").data
    assert (
        data["@type"] == "Course"
        and data["provider"]["name"]
        and data["isAccessibleForFree"] is True
    )
    assert [part["position"] for part in data["hasPart"]] == list(range(1, 12))
    for field in (
        "name",
        "description",
        "license",
        "inLanguage",
        "educationalLevel",
        "timeRequired",
        "teaches",
    ):
        assert data[field], field


def test_a_sitemap_lists_each_page_once_at_its_address(hosted):
    root = ET.parse(hosted / "sitemap.xml").getroot()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{space}urlset" and {entry.tag for entry in root} == {f"{space}url"}
    listed = [entry.findtext(f"{space}loc") for entry in root]
    heads = {name: head for name, head in pages(hosted).items() if name != "search.html"}
    assert sorted(listed) == sorted(f"{ADDRESS}/{name}" for name in heads) and len(heads) == 3
    for name, head in heads.items():
        assert head.canonical == head.meta["og:url"] == [f"{ADDRESS}/{name}"]
        assert (
            head.meta["og:image"] == [f"{ADDRESS}/_static/social-card.png"]
            and head.meta["og:image:alt"][0]
        )
        assert head.meta["twitter:card"] == ["summary_large_image"]
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (hosted / "robots.txt").read_text().splitlines()
    assert Head(hosted / "index.html").canonical == [f"{ADDRESS}/book/index.html"]
    assert Head(hosted / f"{LESSON}.html").data["url"] == f"{ADDRESS}/{LESSON}.html"


def test_a_book_that_does_not_know_its_address_names_none(hosted):
    """Built again in the same folder without an address: nothing of the first build stays."""
    root = hosted.parents[1]
    build(root, "")
    assert (
        not (hosted / "sitemap.xml").exists()
        and "Sitemap" not in (hosted / "robots.txt").read_text()
    )
    for name, head in {**pages(hosted), "index.html": Head(hosted / "index.html")}.items():
        assert not head.canonical and not {"og:url", "og:image"} & set(head.meta), name
    assert "url" not in Head(hosted / f"{LESSON}.html").data


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://example.org/", "https://", "https://example.org/?book"]
)
def test_an_address_that_is_none_is_refused(monkeypatch, address):
    monkeypatch.setenv("BASE_URL", address)
    with pytest.raises(ConfigError, match="must be where the book will be"):
        findability.configure(None, SimpleNamespace(html_baseurl=""))
