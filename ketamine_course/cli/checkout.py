"""What commands share that work on a copy of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ..errors import CourseError

BUILD = Path("_build")
BOOK = BUILD / "html"


def root() -> Path:
    """The current folder, when it is that of the course's repository.

    Raises :class:`CourseError` otherwise.
    """
    here = Path()
    if not all((here / name).exists() for name in ("_toc.yml", "notebooks", "book")):
        raise CourseError(
            f"works on a copy of the course's repository, and {here.resolve()} is none; change to"
            " the folder that holds _toc.yml, or get the course with git clone"
        )
    return here


def built(folder: Path) -> Path:
    """``folder``, when a built book is in it. Raises :class:`CourseError` otherwise."""
    if not (folder / "index.html").is_file():
        raise CourseError(f"'{folder}' holds no index.html; run 'ketamine-course book' first")
    return folder


def run(*words: str, **environment: str) -> None:
    """Run Python with ``words`` as its command line, as if it had been typed here.

    ``environment`` adds to what it inherits. Raises :class:`CourseError` when it fails.
    """
    _run([sys.executable, *words], environment)


def program(name: str, *words: str) -> None:
    """Run a program that is installed beside this Python.

    Raises :class:`CourseError` when it is missing or fails.
    """
    found = shutil.which(name, path=Path(sys.executable).parent)
    if not found:
        raise CourseError(f"needs the program '{name}': pip install -r requirements.txt")
    _run([found, *words], {})


def _run(command: list[str], environment: dict[str, str]) -> None:
    child = subprocess.Popen(command, env={**os.environ, **environment})
    while True:
        try:
            status = child.wait()
            break
        except KeyboardInterrupt:
            continue  # it was told too, and may want to ask whether that was meant
    if status:
        raise CourseError(f"failed (status {status}); the lines above say why")


def size(path: Path) -> str:
    """How large a file is, in words."""
    return f"{path.stat().st_size / 1e6:.1f} MB"
