"""Reads many learners' answers into one table: results files, folders of them, or a database."""

from __future__ import annotations

import glob
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from tqdm.auto import tqdm
from tqdm.notebook import tqdm_notebook

from ...errors import CourseError
from .. import files
from ..attempts import REPORTED, Attempt, json_types
from ..store import Row, Store, StoreError

_CHUNK = 200  # files held as records at once; more would cost memory, fewer time
_LATEST = 2**31 - 1  # the highest version of a quiz that a table takes
# Codes of one person; one that shares answers with more is somebody's collection of files.
_MOST_CODES = 3
# Of answers; a response is JSON text, as a database gives it.
_TYPES: dict[str, type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int32,
    "number": pl.Float64,
    "any": pl.String,
}
_SCHEMA: dict[str, type[pl.DataType]] = {
    "source": pl.Int32,
    **{name: _TYPES[json_types()[name]] for name in REPORTED},
}


class NoAnswersError(CourseError):
    """Nothing that could be reported; the message says why."""


@dataclass
class Answers:
    """What was read: ``attempts`` as a table, one row each, and what happened on the way."""

    attempts: pl.DataFrame
    sources: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    duplicates: int = 0
    joined: int = 0


def read(places: Iterable[str | Path] | str | Path) -> Answers:
    """Every answer in results files, folders (with the folders in them), patterns such as
    ``room/*.json``, or databases.

    A file that is damaged is left out and named in ``refused`` with its reason. The same answer
    found twice counts once. Raises :class:`NoAnswersError` when nothing is left.
    """
    given = [places] if isinstance(places, str | Path) else list(places)
    databases = [str(place) for place in given if "://" in str(place)]
    found, refused = _files(place for place in given if "://" not in str(place))
    frames = [pl.DataFrame(schema=_SCHEMA)]
    # A bar for a person who waits, in a terminal or a notebook; none in a pipe, or where it would
    # only flash by.
    watched = sys.stderr.isatty() or issubclass(tqdm, tqdm_notebook)
    with tqdm(
        total=len(found), desc="Reading", unit=" files", disable=not watched or len(found) <= _CHUNK
    ) as bar:
        for start in range(0, len(found), _CHUNK):
            frames.append(_frame(found, start, refused))
            bar.update(min(_CHUNK, len(found) - start))
    attempts = pl.concat(frames)
    for number, url in enumerate(databases, start=len(found)):
        store = Store(url)
        try:
            attempts = pl.concat([attempts, *(_rows(batch, number) for batch in store.batches())])
        except StoreError as error:
            refused.append((store.kept_in, str(error)))
    if attempts.is_empty():
        raise NoAnswersError(_nothing(len(found) + len(databases), refused))
    merged, joined = _merge(attempts.drop("started"))
    return Answers(
        merged,
        len(found) + len(databases) - len(refused),
        refused,
        len(attempts) - len(merged),
        joined,
    )


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
            names = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207
            inside = [Path(name) for name in names if Path(name).is_file()]
        if not inside:
            refused.append((str(place), "no results file (.json) is there"))
        found.update((file.resolve(), None) for file in inside)
    return list(found), refused


def _frame(found: list[Path], start: int, refused: list[tuple[str, str]]) -> pl.DataFrame:
    """The answers in some of the files, from the one at ``start`` on."""
    sources: list[int] = []
    attempts: list[Attempt] = []
    for number, path in enumerate(found[start : start + _CHUNK], start=start):
        try:
            own = files.read(path)
        except files.ResultsFileError as error:
            refused.append((str(path), _reason(error, path)))
        else:
            sources += [number] * len(own)
            attempts += own
    columns = {name: [getattr(attempt, name) for attempt in attempts] for name in REPORTED}
    columns["response"] = list(map(json.dumps, columns["response"]))
    columns["bank_version"] = [min(version, _LATEST) for version in columns["bank_version"]]
    return pl.DataFrame({"source": sources, **columns}, schema=_SCHEMA)


def _reason(error: files.ResultsFileError, path: Path) -> str:
    return str(error).removeprefix(f"{path.name} was not imported and nothing has changed: ")


def _rows(batch: list[Row], number: int) -> pl.DataFrame:
    """Answers of a database, which were checked when they were kept."""
    rows = [(number, *row) for row in batch]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _merge(attempts: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Each answer once, and codes of one person joined; also how many codes were joined to another.

    Importing a file elsewhere keeps the ids of its answers but puts them under the code of that
    place. So two codes that share an answer are one person's, unless one shares with many: then it
    is a collection, whose copies are dropped.
    """
    attempts = attempts.sort("submitted", maintain_order=True)
    twice = attempts["attempt_id"].is_duplicated()
    if not twice.any():
        return attempts, 0
    shared = attempts.filter(twice).select("attempt_id", "learner").unique()
    codes = shared.group_by("attempt_id").agg(pl.col("learner").unique())
    links: dict[str, set[str]] = {}
    for group in set(map(tuple, (sorted(group) for group in codes["learner"]))):
        for code in group:
            links.setdefault(code, set()).update(other for other in group if other != code)
    collections = {code for code, others in links.items() if len(others) > _MOST_CODES}
    person = _people(
        {code: others - collections for code, others in links.items() if code not in collections}
    )
    copies = (
        attempts.filter(twice)
        .sort(pl.col("learner").is_in(list(collections)), maintain_order=True)
        .unique("attempt_id", keep="first")
    )
    attempts = pl.concat([attempts.filter(~twice), copies]).sort("submitted", "attempt_id")
    if person:
        attempts = attempts.with_columns(pl.col("learner").replace(person))
    return attempts, sum(code != one for code, one in person.items())


def _people(links: dict[str, set[str]]) -> dict[str, str]:
    """One code for all codes that hang together, by code."""
    person: dict[str, str] = {}
    for code in sorted(links):
        waiting = [code]
        while waiting:
            other = waiting.pop()
            if other not in person:
                person[other] = code
                waiting.extend(links.get(other, ()))
    return person


def _nothing(places: int, refused: list[tuple[str, str]]) -> str:
    if not places and not refused:
        return (
            "No results files were named. Name the files that learners exported, or the folder they"
            " are in."
        )
    if not refused:
        return f"The {places} named file(s) or database(s) hold no answers."
    reasons = Counter(reason for _, reason in refused)
    listed = "\n".join(f"  {name}: {reason}" for name, reason in refused[:20])
    more = (
        f"\n  and {len(refused) - 20} more; the commonest reason: {reasons.most_common(1)[0][0]}"
        if len(refused) > 20
        else ""
    )
    return f"No answers could be read. Left out:\n{listed}{more}"
