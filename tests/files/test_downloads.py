"""The book's downloads page: its links lead to files, and what is missing is not linked."""

from __future__ import annotations

import re

from ketamine_course.publish import epub, offline, pdf
from ketamine_course.publish.downloads import copy, downloads_html

from .conftest import BUILD, ROOT

PAGE = BUILD / "html" / "book" / "downloads.html"


def test_the_built_page_links_both_and_every_notebook():
    links = re.findall(
        r'<a href="(\.\./(?:downloads|_sources)/[^"]+)" download', PAGE.read_text(encoding="utf-8")
    )
    assert {f"../downloads/{pdf.FILE.name}", f"../downloads/{epub.FILE.name}"} < set(links), (
        "run 'make site'"
    )
    assert len(links) == 2 + 11
    for link in links:
        assert (PAGE.parent / link).is_file(), link


def test_the_linked_files_are_the_ones_that_were_made():
    for file in (pdf.FILE, epub.FILE):
        assert (BUILD / "html" / "downloads" / file.name).read_bytes() == (
            BUILD / file
        ).read_bytes()


def test_a_phone_does_not_keep_them():
    assert not [path for path in offline.kept(BUILD / "html") if path.suffix in (".pdf", ".epub")]


def test_what_is_missing_is_not_linked_but_named_with_its_command(tmp_path):
    (tmp_path / "epub").mkdir()
    (tmp_path / epub.FILE).write_bytes(b"x" * 1_500_000)
    page = downloads_html(tmp_path, ROOT / "notebooks")
    assert f'href="../downloads/{epub.FILE.name}" download>EPUB</a> (1.5 MB)' in page
    assert pdf.FILE.name not in page and "make pdf" in page
    (tmp_path / "html").mkdir()
    copy(tmp_path, tmp_path / "html")
    assert [path.name for path in (tmp_path / "html").rglob("*.*")] == [epub.FILE.name]
