"""The files that ``make site`` makes, and what they must hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ketamine_course.publish import epub, pdf

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "_build"


def made(file: Path) -> Path:
    """A file below ``_build``; fails, with the command to run, when it is missing."""
    path = BUILD / file
    assert path.is_file(), f"'{path}' is missing; run 'make site'"
    return path


@pytest.fixture(scope="session")
def pdf_file() -> Path:
    """The course as a PDF."""
    return made(pdf.FILE)


@pytest.fixture(scope="session")
def epub_file() -> Path:
    """The course as an EPUB."""
    return made(epub.FILE)


@pytest.fixture(scope="session")
def definitions() -> list[dict]:
    """Every quiz that the lessons show, as the notebooks store it."""
    found = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                data = output.get("data", {}).get("application/vnd.ketamine-course.quiz+json")
                if data:
                    found.append(data)
    return found


@pytest.fixture(scope="session")
def charts() -> list[dict]:
    """Every chart that the lessons show: id, caption and description."""
    found = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                for kind, spec in output.get("data", {}).items():
                    if "vegalite" in kind:
                        found.append({**spec["usermeta"]["kc"], "description": spec["description"]})
    return found
