"""Whether a version may be released, and what would be uploaded."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from zipfile import ZipFile

_SECTION = re.compile(
    r"^## \[(?P<version>[^\]]+)\](?P<date>[^\n]*)\n(?P<text>.*?)(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
_DAY = re.compile(r" - \d{4}-\d\d-\d\d")


def problems(root: Path) -> list[str]:
    """What speaks against releasing the checkout ``root`` as it is, each in one line with its
    remedy.
    """
    version = str(tomllib.loads(_text(root, "pyproject.toml"))["project"]["version"])
    return [
        *_citation(root, version),
        *_changelog(root, version),
        *_git(root, version),
        *_built(root, version),
    ]


def build(root: Path, out: Path) -> tuple[Path, Path]:
    """Sdist and wheel of the checkout ``root``, the wheel made from the sdist, in the folder
    ``out``.

    Made from a copy of what git knows or would add, so that leftovers of earlier builds stay out.
    Raises :class:`subprocess.CalledProcessError`, whose ``stderr`` says why it failed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        for name in _run(root, "git", "ls-files", "-z", "-c", "-o", "--exclude-standard").split(
            "\0"
        ):
            if (root / name).is_file():
                copy = Path(scratch, name)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / name, copy)
        here = ("--no-build-isolation", "--python", sys.executable, "--out-dir", str(out))
        _run(root, sys.executable, "-m", "uv", "build", "--quiet", *here, scratch)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return sdist, wheel


def _citation(root: Path, version: str) -> Iterator[str]:
    stated = re.findall(r"^version: *[\"']?([^\s\"']+)", _text(root, "CITATION.cff"), re.MULTILINE)
    if stated != [version]:
        yield (
            f"CITATION.cff says version {' and '.join(stated) or 'nothing'}, pyproject.toml says"
            f" {version}: make them one"
        )


def _changelog(root: Path, version: str) -> Iterator[str]:
    sections = {each["version"]: each for each in _SECTION.finditer(_text(root, "CHANGELOG.md"))}
    if version not in sections:
        yield f"CHANGELOG.md has no section for {version}: write '## [{version}] - YYYY-MM-DD'"
        return
    if not _DAY.fullmatch(sections[version]["date"].rstrip()):
        yield f"CHANGELOG.md gives {version} no day: write '## [{version}] - YYYY-MM-DD'"
    if "\n- " not in "\n" + sections[version]["text"]:
        yield f"CHANGELOG.md lists no change in {version}: say what is new"


def _git(root: Path, version: str) -> Iterator[str]:
    if changed := _run(root, "git", "status", "--porcelain").splitlines():
        yield f"{len(changed)} files are not as committed, such as {changed[0][3:]}: commit them"
    here = _run(root, "git", "tag", "--points-at", "HEAD", "--list", "v*").split()
    if here and f"v{version}" not in here:
        yield f"this commit is tagged {here[0]}, its version is {version}: correct one of them"
    elif not here and _run(root, "git", "tag", "--list", f"v{version}").strip():
        yield f"v{version} is the tag of another commit: raise the version in pyproject.toml"


def _built(root: Path, version: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as out:
        try:
            files = build(root, Path(out))
        except subprocess.CalledProcessError as error:
            why = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
            yield f"wheel and sdist can't be built ({why.strip()}): correct pyproject.toml"
            return
        for path in files:
            yield from (f"{path.name}: {fault}" for fault in faults(metadata(path), version))


def metadata(path: Path) -> bytes:
    """The metadata in a wheel or sdist, as the package index reads it."""
    if path.suffix == ".whl":
        with ZipFile(path) as wheel:
            return wheel.read(
                next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
            )
    with tarfile.open(path) as sdist:
        member = sdist.extractfile(f"{path.name.removesuffix('.tar.gz')}/PKG-INFO")
        assert member is not None
        return member.read()


def faults(raw: bytes, version: str) -> list[str]:
    """What the package index would refuse in ``raw`` metadata, or show badly."""
    from packaging.metadata import Metadata

    try:
        Metadata.from_email(raw, validate=True)
        found = []
    except ExceptionGroup as group:
        found = [str(error) for error in group.exceptions]
    fields: Message = BytesParser().parsebytes(raw)
    if fields["Version"] != version:
        found.append(f"is of version {fields['Version']}, expected {version}")
    if fields["Description-Content-Type"] != "text/markdown" or not fields.get_payload():
        found.append("has no description in Markdown; name README.md as 'readme'")
    return found


def _text(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def _run(root: Path, *command: str) -> str:
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
