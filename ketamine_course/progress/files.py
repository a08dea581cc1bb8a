"""The results file: answers on their way from one browser or computer to another.

The book writes and reads the same.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, StrictInt, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json

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


class _ResultsFile(BaseModel):
    format: Annotated[str, Field(pattern=f"^{FORMAT}$")]
    version: Annotated[StrictInt, Field(ge=VERSION, le=VERSION)]
    attempts: list[Attempt]
    read: Read = Field(default_factory=dict)


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
    content = _content(path)
    attempts, lessons = content.attempts, content.read
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
    return _content(path).attempts


def _content(path: str | Path) -> _ResultsFile:
    """What is in a results file. Raises :class:`ResultsFileError`, which has words for a fault."""
    path = Path(path).expanduser()
    try:
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        return _ResultsFile.model_validate(from_json(content, allow_inf_nan=False))
    except OSError as error:
        raise _refused(path, f"it cannot be read ({error.strerror})", ANOTHER) from None
    except ValueError:  # no JSON, or no results file
        return _explained(path)


def _refused(path: Path, reason: str, remedy: str = AGAIN) -> ResultsFileError:
    return ResultsFileError(
        f"{path.name} was not imported and nothing has changed: {reason}. {remedy}"
    )


def _explained(path: Path) -> _ResultsFile:
    """Look again, step by step, at a file that was found faulty, to say in words what is wrong.

    It decides: Python's JSON takes a little more, such as half of a character's two codes.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _refused(path, "it is damaged, expected JSON") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _refused(path, "it is no results file of this course", ANOTHER)
    version = content.get("version")
    if type(version) is not int or version < 1:
        raise _refused(path, "it is damaged, expected a version")
    if version > VERSION:
        raise _refused(
            path,
            f"it was written by a newer version of the course (format {version}; this one knows"
            f" {VERSION})",
            "Update this copy of the course first.",
        )
    if not isinstance(content.get("attempts"), list):
        raise _refused(path, "it is damaged, expected a list of attempts")
    for number, record in enumerate(content["attempts"], start=1):
        try:
            Attempt.model_validate(record)
        except ValidationError as error:
            reason = f"it is damaged, answer {number}: {_fault(error.errors()[0])}"
            raise _refused(path, reason) from None
    try:
        return _ResultsFile.model_validate(content)
    except ValidationError:
        expected = TypeAdapter(Read).json_schema()["description"]
        raise _refused(path, f"it is damaged, read: expected {expected}") from None


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
