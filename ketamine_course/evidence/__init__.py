"""Evidence tables: sources, findings and claims, each figure with the place it was seen.

>>> from ketamine_course import evidence
>>> found = evidence.finding("spravato_label.dissociation_drug")
>>> found.value, found.n, round(found.percent)
(142.0, 346, 41)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..errors import UnknownIdError, unknown
from . import lookup, tables
from .records import Claim, Event, Finding, Jurisdiction, Record, Source, StudyRow, Trial
from .show import Claims
from .tables import EvidenceError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Claim",
    "Claims",
    "Event",
    "EvidenceError",
    "Finding",
    "Jurisdiction",
    "Source",
    "StudyRow",
    "Trial",
    "UnknownIdError",
    "claim",
    "claims",
    "finding",
    "findings_table",
    "jurisdictions_table",
    "search",
    "source",
    "sources_table",
    "study_rows",
    "timeline_table",
    "trials_table",
]


def finding(id: str) -> Finding:
    """The finding with this id. Raises :class:`UnknownIdError`, which names the nearest ids."""
    try:
        return tables.findings()[id]
    except KeyError:
        raise unknown(
            "finding", id, tables.findings(), otherwise="evidence.search() finds it."
        ) from None


def source(key: str) -> Source:
    """The source with this key. Raises :class:`UnknownIdError`, which names the nearest keys."""
    try:
        return tables.sources()[key]
    except KeyError:
        raise unknown(
            "source", key, tables.sources(), otherwise="evidence.sources_table() lists all."
        ) from None


def claim(id: str) -> Claim:
    """The claim with this id, such as ``c10``. Raises :class:`UnknownIdError`."""
    try:
        return tables.claims()[id]
    except KeyError:
        raise unknown("claim", id, tables.claims()) from None


def claims(section: int | None = None) -> Claims:
    """The examined claims of one section of the article (1-11), or all; shown as cards in a
    notebook.
    """
    return Claims(c for c in tables.claims().values() if section in (None, c.section))


def findings_table(ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Findings as a data frame, one row each, in the order of ``ids`` (all findings without it)."""
    return _frame(tables.findings() if ids is None else {id: finding(id) for id in ids}, Finding)


def search(words: str = "", lesson: int | str = "", kind: str = "", seen: str = "") -> pd.DataFrame:
    """Findings in which every one of ``words`` stands, as a data frame: the evidence explorer in
    one line of Python.

    ``lesson``, ``kind`` and ``seen`` narrow it down, see :func:`.lookup.search`, which raises
    ValueError for unknown ones.
    """
    return findings_table(lookup.search(words, lesson, kind, seen))


def study_rows(source: str, outcome: str = "depression") -> list[StudyRow]:
    """The rows that a published pool of ``outcome`` was made of.

    Raises :class:`UnknownIdError` when there are none.
    """
    found = [
        row
        for row in tables.study_rows().values()
        if (row.source, row.outcome) == (source, outcome)
    ]
    if not found:
        known = sorted({f"{row.source} {row.outcome}" for row in tables.study_rows().values()})
        raise unknown("pool with study rows", f"{source} {outcome}", known)
    return found


def sources_table() -> pd.DataFrame:
    """Sources as a data frame, one row each."""
    return _frame(tables.sources(), Source)


def trials_table() -> pd.DataFrame:
    """Randomised comparisons as a data frame, one row each; pool only within the panel
    ``response``.
    """
    return _frame(tables.trials(), Trial)


def jurisdictions_table() -> pd.DataFrame:
    """Legal status as a data frame, one row per jurisdiction, each as of its own date."""
    return _frame(tables.jurisdictions(), Jurisdiction)


def timeline_table() -> pd.DataFrame:
    """Dated events as a data frame, one row each."""
    return _frame(tables.timeline(), Event)


def _frame(rows: Mapping[str, Record], record: type[Record]) -> pd.DataFrame:
    from .frame import EvidenceFrame

    columns = list(record.model_fields)
    return EvidenceFrame([row.model_dump() for row in rows.values()], columns=columns).set_index(
        columns[0]
    )
