"""Reads many learners' answers into one table: results files, folders of them, or a database."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import polars as pl
from msgspec import Meta
from tqdm import tqdm

from ...quiz import bank
from .. import files
from ..store import Store, StoreError

_CHUNK = 200  # files held as records at once; more would cost memory, fewer time
_MOST_CODES = 3  # codes of one person; one that shares answers with more is somebody's collection of files

_Code = Annotated[str, Meta(pattern=r"^[\w.:-]{1,200}\Z")]
_Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}\Z")]
_Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z\Z")]
_Points = Annotated[float, Meta(ge=0)]
_Ids = Annotated[list[str], Meta(max_length=20)]
_Placed = Annotated[dict[str, str], Meta(max_length=20)]


class _Attempt(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """An :class:`~ketamine_course.progress.attempts.Attempt`, checked ten times as fast. A test holds the two together."""

    attempt_id: _Code
    learner: _Code
    quiz: _Id
    bank_version: Annotated[int, Meta(ge=1)]
    item: _Id
    response: str | int | float | _Ids | _Placed
    score: _Points
    max_score: _Points
    confidence: Annotated[float, Meta(ge=0, le=1)] | None
    mode: Literal["practice", "assessment", "predict"]
    started: _Moment
    submitted: _Moment
    host: Literal["kernel", "static"]


class _File(msgspec.Struct):
    format: Literal["ketamine-course-attempts"]
    version: Literal[1]
    attempts: list[_Attempt]


_decode_file = msgspec.json.Decoder(_File).decode
_encode = msgspec.json.Encoder(order="sorted").encode
_SCHEMA = {
    "source": pl.Int32, "attempt_id": pl.String, "learner": pl.String, "quiz": pl.String, "bank_version": pl.Int32, "item": pl.String,
    "response": pl.String, "confidence": pl.Float64, "started": pl.String, "submitted": pl.String,
}  # fmt: skip


class NoAnswers(ValueError):
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
    """Every answer in results files, folders (with the folders in them), patterns such as ``room/*.json``, or databases.

    A file that is damaged is left out and named in ``refused`` with its reason. The same answer found twice counts once.
    Raises :class:`NoAnswers` when nothing is left.
    """
    given = [places] if isinstance(places, str | Path) else list(places)
    databases = [str(place) for place in given if "://" in str(place)]
    found, refused = _files(place for place in given if "://" not in str(place))
    frames = []
    # A bar for a person who waits, and nothing in a pipe (None), nor where it would only flash by.
    with tqdm(total=len(found), desc="Reading", unit=" files", disable=None if len(found) > _CHUNK else True) as bar:
        for start in range(0, len(found), _CHUNK):
            frames.append(_frame(_records(found, start, refused)))
            bar.update(min(_CHUNK, len(found) - start))
    for number, url in enumerate(databases):
        store = Store(url)
        try:
            # One quiz after the other, so that a large database is never in memory as a whole.
            for quiz in bank.ids():
                frames.append(_frame((len(found) + number, attempt) for attempt in store.attempts(quiz)))
        except StoreError as error:
            refused.append((store.kept_in, str(error)))
    attempts = pl.concat(frames) if frames else pl.DataFrame(schema=_SCHEMA)
    if attempts.is_empty():
        raise NoAnswers(_nothing(len(found) + len(databases), refused))
    merged, joined = _merge(attempts)
    return Answers(merged, len(found) + len(databases) - len(refused), refused, len(attempts) - len(merged), joined)


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
            inside = [Path(name) for name in sorted(glob.glob(str(path), recursive=True)) if Path(name).is_file()]
        if not inside:
            refused.append((str(place), "no results file (.json) is there"))
        found.update((file.resolve(), None) for file in inside)
    return list(found), refused


def _records(found: list[Path], start: int, refused: list[tuple[str, str]]) -> Iterator[tuple[int, _Attempt]]:
    for number, path in enumerate(found[start : start + _CHUNK], start=start):
        try:
            records = _decoded(path)
        except files.ResultsFileError as error:
            refused.append((str(path), str(error).removeprefix(f"{path.name} was not imported and nothing has changed: ")))
            continue
        for record in records:
            yield number, record


def _decoded(path: Path) -> list:
    try:
        content = _decode_file(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
        if all(attempt.score <= attempt.max_score for attempt in content.attempts):
            return content.attempts
    except (OSError, msgspec.DecodeError, RecursionError):
        pass
    # The reader that imports use decides, and has the words for what is wrong.
    return files.read(path)


def _frame(records: Iterable[tuple[int, _Attempt]]) -> pl.DataFrame:
    rows = list(records)
    return pl.DataFrame(
        {
            "source": [number for number, _ in rows],
            "attempt_id": [a.attempt_id for _, a in rows],
            "learner": [a.learner for _, a in rows],
            "quiz": [a.quiz for _, a in rows],
            "bank_version": [min(a.bank_version, 2**31 - 1) for _, a in rows],
            "item": [a.item for _, a in rows],
            "response": [_encode(a.response).decode() for _, a in rows],
            "confidence": [a.confidence for _, a in rows],
            "started": [a.started for _, a in rows],
            # Without the Z, text sorts as time does, with and without fractions of a second.
            "submitted": [a.submitted[:-1] for _, a in rows],
        },
        schema=_SCHEMA,
    )


def _merge(attempts: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Each answer once, and codes of one person joined; also how many codes were joined to another.

    Importing a file elsewhere keeps the ids of its answers but puts them under the code of that place. So two codes that
    share an answer are one person's, unless one shares with many: then it is a collection, whose copies are dropped.
    """
    pairs = attempts.select("attempt_id", "learner").unique()
    shared = pairs.filter(pl.col("attempt_id").is_duplicated())
    codes = shared.group_by("attempt_id").agg(pl.col("learner").unique())
    links: dict[str, set[str]] = {}
    for group in set(map(tuple, (sorted(group) for group in codes["learner"]))):
        for code in group:
            links.setdefault(code, set()).update(other for other in group if other != code)
    collections = {code for code, others in links.items() if len(others) > _MOST_CODES}
    person = _people({code: others - collections for code, others in links.items() if code not in collections})
    attempts = attempts.sort(pl.col("learner").is_in(list(collections)), "submitted", "source", maintain_order=True)
    attempts = attempts.unique("attempt_id", keep="first", maintain_order=True)
    if person:
        attempts = attempts.with_columns(pl.col("learner").replace(person))
    return attempts.sort("submitted", "attempt_id"), sum(code != one for code, one in person.items())


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
        return "No results files were named. Name the files that learners exported, or the folder they are in."
    if not refused:
        return f"The {places} named file(s) or database(s) hold no answers."
    reasons = Counter(reason for _, reason in refused)
    listed = "\n".join(f"  {name}: {reason}" for name, reason in refused[:20])
    more = f"\n  and {len(refused) - 20} more; the commonest reason: {reasons.most_common(1)[0][0]}" if len(refused) > 20 else ""
    return f"No answers could be read. Left out:\n{listed}{more}"
