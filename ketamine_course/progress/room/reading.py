"""Reads many learners' answers into one table: results files, folders of them, or a database."""

from __future__ import annotations

import glob
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import polars as pl
from msgspec import Meta
from tqdm.auto import tqdm
from tqdm.notebook import tqdm_notebook

from ...errors import CourseError
from .. import files
from ..store import Row, Store, StoreError

_CHUNK = 200  # files held as records at once; more would cost memory, fewer time
_MOST_CODES = (
    3  # codes of one person; one that shares answers with more is somebody's collection of files
)


class _Attempt(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """An :class:`~ketamine_course.progress.attempts.Attempt` as it stands in a file.

    What its texts hold is checked later, for all files at once, which takes a fifth of the time.
    """

    attempt_id: str
    learner: str
    quiz: str
    bank_version: Annotated[int, Meta(ge=1)]
    item: str
    response: msgspec.Raw
    score: Annotated[float, Meta(ge=0)]
    max_score: Annotated[float, Meta(ge=0)]
    confidence: Annotated[float, Meta(ge=0, le=1)] | None
    mode: Literal["practice", "assessment", "predict"]
    started: str
    submitted: str
    host: Literal["kernel", "static"]


class _File(msgspec.Struct):
    format: Literal["ketamine-course-attempts"]
    version: Literal[1]
    attempts: list[_Attempt]


_decode_file = msgspec.json.Decoder(_File).decode
_Word = Annotated[str, Meta(max_length=200)]
_Ids = Annotated[list[_Word], Meta(max_length=20)]
_Placed = Annotated[dict[_Word, _Word], Meta(max_length=20)]
_decode_response = msgspec.json.Decoder(_Word | int | float | _Ids | _Placed).decode
# Plainer than the model's patterns, and so quicker; what they don't know is left to the reader that
# imports use.
_CODE, _MOMENT = (
    r"^[A-Za-z0-9_.:-]+$",
    r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9](\.[0-9]+)?Z$",
)
_TEXTS = {
    "attempt_id": (_CODE, 200),
    "learner": (_CODE, 200),
    "quiz": (r"^[a-z0-9][a-z0-9-]*$", 64),
    "item": (r"^[a-z0-9][a-z0-9-]*$", 64),
    "started": (_MOMENT, 27),
    "submitted": (_MOMENT, 27),
}
_SCHEMA = {
    "source": pl.Int32,
    "attempt_id": pl.String,
    "learner": pl.String,
    "quiz": pl.String,
    "bank_version": pl.Int32,
    "item": pl.String,
    "response": pl.String,
    "confidence": pl.Float64,
    "started": pl.String,
    "submitted": pl.String,
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
    attempts = _sound(pl.concat(frames), found, refused)
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
    rows: list[_Attempt] = []
    for number, path in enumerate(found[start : start + _CHUNK], start=start):
        try:
            own = _decoded(path)
        except files.ResultsFileError as error:
            refused.append((str(path), _reason(error, path)))
            continue
        sources += [number] * len(own)
        rows += own
    return pl.DataFrame(
        {
            "source": sources,
            "attempt_id": [a.attempt_id for a in rows],
            "learner": [a.learner for a in rows],
            "quiz": [a.quiz for a in rows],
            "bank_version": [min(a.bank_version, 2**31 - 1) for a in rows],
            "item": [a.item for a in rows],
            "response": [str(a.response, "utf-8") for a in rows],
            "confidence": [a.confidence for a in rows],
            "started": [a.started for a in rows],
            "submitted": [a.submitted for a in rows],
        },
        schema=_SCHEMA,
    )


def _decoded(path: Path) -> list[_Attempt]:
    try:
        content = _decode_file(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
        if all(attempt.score <= attempt.max_score for attempt in content.attempts):
            return content.attempts
    except (OSError, msgspec.DecodeError, RecursionError):
        pass
    # The reader that imports use decides, and has the words for what is wrong. If it finds nothing
    # wrong, its word counts.
    return [
        msgspec.convert(
            {
                **attempt.model_dump(),
                "response": msgspec.Raw(msgspec.json.encode(attempt.response)),
            },
            _Attempt,
        )
        for attempt in files.read(path)
    ]


def _sound(
    attempts: pl.DataFrame, found: list[Path], refused: list[tuple[str, str]]
) -> pl.DataFrame:
    """The answers of files in which every text is as it should be; the other files are refused with
    the reason.
    """
    bad: set[int] = set()
    for column, (pattern, longest) in _TEXTS.items():
        # Few different ones in most columns: each is looked at once.
        texts = attempts[column].unique()
        odd = texts.filter(~texts.str.contains(pattern) | (texts.str.len_chars() > longest))
        if len(odd):
            bad.update(attempts.filter(pl.col(column).is_in(odd.implode()))["source"])
    misfits = [
        response for response in attempts["response"].unique() if not _can_be_a_response(response)
    ]
    if misfits:
        bad.update(attempts.filter(pl.col("response").is_in(misfits))["source"])
    for number in sorted(bad):
        try:
            files.read(found[number])
        except files.ResultsFileError as error:
            refused.append((str(found[number]), _reason(error, found[number])))
        else:
            bad.discard(number)
    return attempts.filter(~pl.col("source").is_in(list(bad))) if bad else attempts


def _can_be_a_response(text: str) -> bool:
    try:
        _decode_response(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _reason(error: files.ResultsFileError, path: Path) -> str:
    return str(error).removeprefix(f"{path.name} was not imported and nothing has changed: ")


def _rows(batch: list[Row], number: int) -> pl.DataFrame:
    """Answers of a database, which were checked when they were kept."""
    columns = [
        "attempt_id",
        "learner",
        "quiz",
        "bank_version",
        "item",
        "response",
        "confidence",
        "started",
        "submitted",
    ]
    schema = {name: _SCHEMA[name] for name in columns}
    return pl.DataFrame(batch, schema=schema, orient="row").select(
        pl.lit(number, dtype=pl.Int32).alias("source"), *columns
    )


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
