"""The results file: answers on their way from one browser or computer to another.

The book writes and reads the same.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ..errors import CourseError
from . import answers, learner
from .attempts import Attempt, Read
from .store import Store, StoreError

FORMAT = "ketamine-course-attempts"
VERSION = 1
NAME = "ketamine-course-answers.json"
# What to do about a file; ``publish/static/results-file.js`` says the same.
AGAIN = "Export it again where the answers were given, and import that file as it is."
ANOTHER = f"Choose the file that an export made, {NAME} unless it was renamed."


class ResultsFileError(CourseError):
    """A file that cannot be imported; the message names the file, the reason and what to do."""


def export_attempts(path: str | Path = NAME) -> int:
    """Write this learner's answers, and which lessons were read, to a results file, replacing it;
    returns how many answers.

    Raises :class:`~ketamine_course.progress.store.StoreError` when they cannot be read and OSError
    when the file cannot be written; a file that stood there before is then unchanged.
    """
    store, code = Store(), learner.code()
    mine = store.attempts(learner=code)
    content = {
        "format": FORMAT,
        "version": VERSION,
        "attempts": [attempt.model_dump() for attempt in mine],
        "read": store.read(code),
    }
    target = Path(path).expanduser()
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1, ensure_ascii=False)
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink()
        raise
    return len(mine)


def import_attempts(path: str | Path, mine: bool = True) -> int:
    """Add the answers in a results file to those kept here; returns how many were new.

    All of them are added or none.

    They become this learner's, so that quizzes show them; with ``mine=False`` they stay their
    learner's, as a trainer wants who collects files. Importing a file twice adds nothing.

    Raises :class:`ResultsFileError` for a file that is damaged, foreign or from a newer version of
    the course, and :class:`~ketamine_course.progress.store.StoreError` when answers cannot be kept;
    nothing stored changes then.
    """
    attempts, lessons = _content(path)
    store = Store()
    if mine and (attempts or lessons):
        try:
            code = learner.keep()
        except OSError as error:
            raise StoreError(f"{learner.folder()} cannot be written ({error.strerror})") from error
        attempts = [attempt.model_copy(update={"learner": code}) for attempt in attempts]
        if lessons:
            store.add_read(code, lessons)
    added = store.add(attempts)
    answers.reload()
    return added


def read(path: str | Path) -> list[Attempt]:
    """The answers in a results file, unchanged. Raises :class:`ResultsFileError`."""
    return _content(path)[0]


def _content(path: str | Path) -> tuple[list[Attempt], dict[str, str]]:
    """The answers in a results file, and when each lesson was read.

    Files made before lessons were marked have answers only.
    """
    path = Path(path).expanduser()

    def refuse(reason: str, remedy: str = AGAIN) -> ResultsFileError:
        return ResultsFileError(
            f"{path.name} was not imported and nothing has changed: {reason}. {remedy}"
        )

    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
    except OSError as error:
        raise refuse(f"it cannot be read ({error.strerror})", ANOTHER) from None
    except (ValueError, RecursionError):
        raise refuse("it is damaged, expected JSON") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise refuse("it is no results file of this course", ANOTHER)
    version = content.get("version")
    if type(version) is not int or version < 1:
        raise refuse("it is damaged, expected a version")
    if version > VERSION:
        raise refuse(
            f"it was written by a newer version of the course (format {version}; this one knows"
            f" {VERSION})",
            "Update this copy of the course first.",
        )
    records = content.get("attempts")
    if not isinstance(records, list):
        raise refuse("it is damaged, expected a list of attempts")
    found = []
    for number, record in enumerate(records, start=1):
        try:
            found.append(Attempt.model_validate(record))
        except ValidationError as error:
            raise refuse(f"it is damaged, answer {number}: {_fault(error.errors()[0])}") from None
    try:
        lessons = _READ.validate_python(content.get("read", {}), strict=True)
    except ValidationError:
        raise refuse(
            f"it is damaged, read: expected {_READ.json_schema()['description']}"
        ) from None
    return found, lessons


_READ: TypeAdapter[dict[str, str]] = TypeAdapter(Read)


def _fault(fault: ErrorDetails) -> str:
    field = str(fault["loc"][0]) if fault["loc"] else ""
    if fault["type"] == "extra_forbidden":
        return f"expected no field '{field}'"
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    if field in Attempt.model_fields:
        return f"{field}: expected {Attempt.model_fields[field].description}"
    return "expected an attempt with its fields"


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")
