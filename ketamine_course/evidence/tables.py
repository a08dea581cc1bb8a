"""Reads the evidence tables. Errors name file, row, field and, for an id, the nearest known one."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from ..errors import CourseError, unknown
from .records import Claim, Event, Finding, Jurisdiction, Record, Source, StudyRow, Trial

FOLDER = Path(__file__).parent
Sourced = Finding | Trial | StudyRow | Event | Jurisdiction
"""Rows that name the sources they rest on."""
R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Sourced)


class EvidenceError(CourseError):
    """A table of the evidence base holds something that cannot be right."""


def read(path: Path, record: type[R]) -> dict[str, R]:
    """Rows of a CSV file as records by their id (the first column).

    Raises :class:`EvidenceError` naming file, row, field and what is wrong.
    """
    key = next(iter(record.model_fields))
    rows: dict[str, R] = {}
    with path.open(newline="", encoding="utf-8") as file:
        table = csv.DictReader(file)
        if table.fieldnames != list(record.model_fields):
            raise EvidenceError(
                f"{path.name}: columns are {table.fieldnames}, expected {list(record.model_fields)}"
            )
        for cells in table:
            try:
                row = record.model_validate(cells)
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(str(part) for part in first["loc"]) or "whole row"
                raise EvidenceError(
                    f"{path.name}, row '{cells[key]}' (line {table.line_num}), {field}:"
                    f" {first['msg']}"
                ) from None
            if cells[key] in rows:
                raise EvidenceError(
                    f"{path.name}: id '{cells[key]}' stands twice (line {table.line_num})"
                )
            rows[cells[key]] = row
    return rows


@cache
def sources() -> dict[str, Source]:
    """All sources by key."""
    return read(FOLDER / "sources.csv", Source)


@cache
def findings() -> dict[str, Finding]:
    """All findings by id; each one's source is sure to exist."""
    return _with_sources("findings.csv", Finding)


@cache
def claims() -> dict[str, Claim]:
    """All claims by id; the findings each rests on are sure to exist."""
    rows = read(FOLDER / "claims.csv", Claim)
    for row in rows.values():
        for name in row.findings:
            if name not in findings():
                raise EvidenceError(
                    f"claims.csv, row '{row.id}', findings: {unknown('finding', name, findings())}"
                )
    return rows


@cache
def trials() -> dict[str, Trial]:
    """All randomised comparisons by id."""
    return _with_sources("trials.csv", Trial)


@cache
def study_rows() -> dict[str, StudyRow]:
    """The study rows behind published pooled estimates by id."""
    return _with_sources("forest.csv", StudyRow)


@cache
def jurisdictions() -> dict[str, Jurisdiction]:
    """Legal status by jurisdiction."""
    return _with_sources("jurisdictions.csv", Jurisdiction)


@cache
def timeline() -> dict[str, Event]:
    """Dated events by id."""
    return _with_sources("timeline.csv", Event)


def cited() -> set[str]:
    """Keys of the sources that any table rests on."""
    rows: list[Sourced] = [
        *findings().values(),
        *trials().values(),
        *study_rows().values(),
        *timeline().values(),
        *jurisdictions().values(),
    ]
    return {key for row in rows for key in _source_keys(row)}


def _source_keys(row: Sourced) -> tuple[str, ...]:
    return row.sources if isinstance(row, Jurisdiction) else (row.source,)


def _with_sources(name: str, record: type[S]) -> dict[str, S]:
    rows = read(FOLDER / name, record)
    for id, row in rows.items():
        for key in _source_keys(row):
            if key not in sources():
                raise EvidenceError(
                    f"{name}, row '{id}', source: {unknown('source', key, sources())}"
                )
    return rows
