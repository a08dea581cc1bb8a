"""Who is learning: a random code in a small file, so that answers of one person stay together
without a name.
"""

from __future__ import annotations

import os
import re
import time
import uuid
from functools import cache
from pathlib import Path

import platformdirs

from ..errors import InputError

VARIABLE = "KETAMINE_COURSE_LEARNER"
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,200}")


def folder() -> Path:
    """The folder in which answers and the learner's code are kept unless told otherwise; it need
    not exist.
    """
    return Path(platformdirs.user_data_dir("ketamine-course", appauthor=False))


def code() -> str:
    """The learner's code, without writing anything: from the environment, the file, or one made for
    this process.

    Raises ValueError when the environment names one that cannot be a code.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not _CODE.fullmatch(named):
            raise InputError(
                f"{VARIABLE} is {named!r}; expected 1 to 200 of the characters a-z, A-Z, 0-9 ."
                " : _ -"
            )
        return named
    return _kept(folder() / "learner") or _made(folder())


def keep() -> str:
    """The learner's code, written down so that the next kernel finds it.

    Raises OSError when it cannot be.
    """
    if os.environ.get(VARIABLE):
        return code()
    path = folder() / "learner"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_made(folder()) + "\n")
    except FileExistsError:
        # Another kernel may have made the file a moment ago and still be writing.
        for _ in range(20):
            if found := _kept(path):
                return found
            time.sleep(0.01)
        path.write_text(_made(folder()) + "\n", encoding="utf-8")
    return _made(folder())


def forget() -> None:
    """Remove the learner's code, so that the next answers are marked with a new one.

    Raises OSError.
    """
    (folder() / "learner").unlink(missing_ok=True)
    _made.cache_clear()


@cache
def _made(_folder: Path) -> str:
    return str(uuid.uuid4())


def _kept(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return text if _CODE.fullmatch(text) else ""
