"""Reads many learners' answers into one table: results files, folders of them, or a database."""

from __future__ import annotations

import glob
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from tqdm.auto import tqdm
from tqdm.notebook import tqdm_notebook

from ...errors import CourseError
from .. import files
from ..attempts import REPORTED, Attempt, json_types
from ..store import Store, StoreError

_CHUNK = 200  # files held as records at once; more would cost memory, fewer time
# Codes of one person; one that shares answers with more is somebody's collection of files.
_MOST_CODES = 3
_NAMED = 5  # refused files in an error's one line
# Of answers; a response is JSON text, as a database gives it.
_TYPES: dict[str, type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int32,
    "number": pl.Float64,
    "any": pl.String,
}
_SCHEMA = {name: _TYPES[json_types()[name]] for name in REPORTED}


class NoAnswersError(CourseError):
    """Nothing that could be reported; the message says why."""


@dataclass
class Answers:
    """What was read, and what happened on the way."""

    attempts: pl.DataFrame
    """One row each, with the fields ``attempts.REPORTED``, earliest first."""
    sources: int
    """How many files and databases could be read."""
    refused: list[tuple[str, str]]
    """What could not, with the reason."""
    duplicates: int
    """How many answers were found again."""
    joined: int
    """How many learner codes are another one's, too."""


def read(places: Iterable[str | Path] | str | Path) -> Answers:
    """Every answer in results files, folders (with the folders in them), patterns such as
    ``room/*.json``, or databases.

    A file that is damaged is left out and named in ``refused`` with its reason. The same answer
    found twice counts once. Raises :class:`NoAnswersError` when nothing is left.
    """
    given = [places] if isinstance(places, str | Path) else list(places)
    found, refused = _files(place for place in given if "://" not in str(place))
    frames, sources = [pl.DataFrame(schema=_SCHEMA)], 0
    # A bar for a person who waits, in a terminal or a notebook; none in a pipe, or where it would
    # only flash by.
    watched = sys.stderr.isatty() or issubclass(tqdm, tqdm_notebook)
    hidden = not watched or len(found) <= _CHUNK
    with tqdm(total=len(found), desc="Reading", unit=" files", disable=hidden) as bar:
        for start in range(0, len(found), _CHUNK):
            attempts: list[Attempt] = []
            for path in found[start : start + _CHUNK]:
                try:
                    attempts += files.read(path)
                    sources += 1
                except files.ResultsFileError as error:
                    refused.append((str(path), _reason(error, path)))
                bar.update()
            frames.append(_table(attempts))
    for url in (str(place) for place in given if "://" in str(place)):
        store = Store(url)
        try:
            frames += [
                pl.DataFrame(batch, schema=_SCHEMA, orient="row") for batch in store.batches()
            ]
            sources += 1
        except StoreError as error:
            refused.append((store.kept_in, str(error)))
    answers = pl.concat(frames)
    if answers.is_empty():
        raise NoAnswersError(_nothing(sources, refused))
    merged, joined = _merge(answers)
    return Answers(merged, sources, refused, len(answers) - len(merged), joined)


def _table(attempts: list[Attempt]) -> pl.DataFrame:
    """Answers as a database gives them."""
    columns = {name: [getattr(attempt, name) for attempt in attempts] for name in REPORTED}
    columns["response"] = list(map(json.dumps, columns["response"]))
    return pl.DataFrame(columns, schema=_SCHEMA)


def _files(places: Iterable[str | Path]) -> tuple[list[Path], list[tuple[str, str]]]:
    """The files meant, each once, and what was meant but isn't there."""
    found: dict[Path, None] = {}
    refused = []
    for place in places:
        path = Path(place).expanduser()
        if path.is_dir():
            inside = sorted(path.rglob("*.json"))
        elif path.exists():
            inside = [path]
        else:
            # Path.glob would refuse a pattern from the root of a disk, and take hidden files.
            inside = list(map(Path, sorted(glob.glob(str(path), recursive=True))))  # noqa: PTH207
        inside = [file.resolve() for file in inside if not file.is_dir()]
        if not inside:
            refused.append((str(place), "no results file (.json) is there"))
        found.update(dict.fromkeys(inside))
    return list(found), refused


def _reason(error: files.ResultsFileError, path: Path) -> str:
    return str(error).removeprefix(f"{path.name} was not imported and nothing has changed: ")


def _merge(attempts: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Each answer once, and codes of one person joined; also how many codes were joined to another.

    Importing a file elsewhere keeps the ids of its answers but puts them under the code of that
    place. So two codes that share an answer are one person's, unless one shares with many: then it
    is a collection, whose copies are dropped.
    """
    twice = attempts["attempt_id"].is_duplicated()
    shared = attempts.filter(twice).group_by("attempt_id").agg(pl.col("learner").unique())
    links: dict[str, set[str]] = {}
    for codes in shared["learner"]:
        for code in codes:
            links.setdefault(code, set()).update(codes)
    collections = {code for code, codes in links.items() if len(codes - {code}) > _MOST_CODES}
    person = _people(
        {code: codes - collections for code, codes in links.items() if code not in collections}
    )
    return (
        attempts.sort(pl.col("learner").is_in(collections), "submitted", "learner", "response")
        .unique("attempt_id", keep="first")
        .sort("submitted", "attempt_id")
        .with_columns(pl.col("learner").replace(person))
    ), sum(code != one for code, one in person.items())


def _people(links: dict[str, set[str]]) -> dict[str, str]:
    """One code for all codes that hang together, by code."""
    person: dict[str, str] = {}
    for code in sorted(links):
        waiting = [code]
        while waiting:
            other = waiting.pop()
            if other not in person:
                person[other] = code
                waiting.extend(links[other])
    return person


def _nothing(places: int, refused: list[tuple[str, str]]) -> str:
    if not places and not refused:
        return (
            "No results files were named. Name the files that learners exported, or the folder they"
            " are in."
        )
    if not refused:
        return "There are no answers in what was named."
    listed = " ".join(f"{name}: {reason}" for name, reason in refused[:_NAMED])
    more = ""
    if len(refused) > _NAMED:
        ((commonest, _),) = Counter(reason for _, reason in refused).most_common(1)
        more = f" And {len(refused) - _NAMED:,} more; the commonest reason: {commonest}"
    return f"No answers could be read. Left out: {listed}{more}"
