"""A version is released only when everything says the same, and what is uploaded can be used."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ketamine_course.publish import release

FILES = {
    "pyproject.toml": """
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"
[project]
name = "small"
version = "1.2.0"
readme = "README.md"
[tool.setuptools]
py-modules = ["small"]
""",
    "CITATION.cff": "cff-version: 1.2.0\nversion: 1.2.0\n",
    "CHANGELOG.md": "# Changelog\n\n## [1.2.0] - 2026-12-24\n\n- New.\n\n## [1.1.0] - 2026-01-01\n",
    "README.md": "# Small\n",
    "small.py": "",
}


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "A version", "--allow-empty")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that may be released."""
    git(tmp_path, "init", "-q")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    commit(tmp_path)
    return tmp_path


def changed(name: str, before: str, after: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        assert before in FILES[name]
        (root / name).write_text(FILES[name].replace(before, after), encoding="utf-8")
        commit(root)

    return change


def tagged_elsewhere(root: Path) -> None:
    git(root, "tag", "v1.2.0")
    commit(root)


@pytest.mark.parametrize("tag", ["", "v1.2.0"])
def test_a_version_that_is_one_version_is_ready(project: Path, tag: str):
    if tag:
        git(project, "tag", tag)
    assert release.problems(project) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            changed("CITATION.cff", "\nversion: 1.2.0", "\nversion: 1.1.0"),
            "CITATION.cff says version 1.1.0",
        ),
        (changed("CITATION.cff", "\nversion: 1.2.0", ""), "CITATION.cff says version nothing"),
        (changed("CHANGELOG.md", "[1.2.0]", "[Unreleased]"), "no section for 1.2.0"),
        (changed("CHANGELOG.md", " - 2026-12-24", " - in preparation"), "gives 1.2.0 no day"),
        (changed("CHANGELOG.md", "- New.", ""), "lists no change in 1.2.0"),
        (changed("pyproject.toml", 'readme = "README.md"', ""), "has no description"),
        (changed("pyproject.toml", "py-modules", "modules"), "can't be built"),
        (lambda root: (root / "new.txt").touch(), "not as committed, such as new.txt"),
        (lambda root: git(root, "tag", "v1.1.9"), "this commit is tagged v1.1.9"),
        (tagged_elsewhere, "v1.2.0 is the tag of another commit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_speaks_against_a_release_is_said(
    project: Path, change: Callable[[Path], None], said: str
):
    change(project)
    found = release.problems(project)
    assert found and all(said in line for line in found), found


def test_what_the_package_index_would_refuse_is_named():
    described = b"Description-Content-Type: text/markdown\n\nText"
    head = b"Metadata-Version: 2.4\nName: small\nVersion: 1.2.0\n"
    assert release.faults(head + described, "1.2.0") == []
    (fault,) = release.faults(head + b"License-Expression: Mine\n" + described, "1.2.0")
    assert "license-expression" in fault.lower()


def test_leftovers_of_an_earlier_build_stay_out(project: Path, tmp_path_factory):
    (project / ".gitignore").write_text("build/\n")
    (project / "build" / "lib").mkdir(parents=True)
    (project / "build" / "lib" / "old.py").touch()
    _, wheel = release.build(project, tmp_path_factory.mktemp("out"))
    assert b"old" not in wheel.read_bytes()
