"""What is known: sources, findings and claims, each figure with the place it was seen.

>>> from ketamine_course import evidence
>>> evidence.finding("spravato_label.dissociation_drug").percent  # doctest: +SKIP
41.04...
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import tables
from .records import Claim, Finding, Source
from .show import Claims
from .tables import EvidenceError, UnknownId

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Claim", "Claims", "EvidenceError", "Finding", "Source", "UnknownId",
    "claim", "claims", "finding", "findings_table", "source", "sources_table",
]  # fmt: skip


def finding(id: str) -> Finding:
    """The finding with this id. Raises :class:`UnknownId`, which names the nearest ids."""
    try:
        return tables.findings()[id]
    except KeyError:
        raise UnknownId("finding", id, list(tables.findings())) from None


def source(key: str) -> Source:
    """The source with this key. Raises :class:`UnknownId`, which names the nearest keys."""
    try:
        return tables.sources()[key]
    except KeyError:
        raise UnknownId("source", key, list(tables.sources())) from None


def claim(id: str) -> Claim:
    """The claim with this id, such as ``c10``. Raises :class:`UnknownId`."""
    try:
        return tables.claims()[id]
    except KeyError:
        raise UnknownId("claim", id, list(tables.claims())) from None


def claims(section: int | None = None) -> Claims:
    """The examined claims of one section of the article (1-11), or all; shown as cards in a notebook."""
    return Claims(c for c in tables.claims().values() if section in (None, c.section))


def findings_table(ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Findings as a data frame, one row each, in the order of ``ids`` (all findings without it)."""
    import pandas as pd

    # What was measured is a sentence; pandas would cut it after 50 characters.
    pd.set_option("display.max_colwidth", None)
    chosen = tables.findings().values() if ids is None else [finding(id) for id in ids]
    frame = pd.DataFrame([row.model_dump() for row in chosen], columns=list(Finding.model_fields))
    return frame.set_index("id")


def sources_table() -> pd.DataFrame:
    """Sources as a data frame, one row each."""
    import pandas as pd

    rows = [row.model_dump() for row in tables.sources().values()]
    return pd.DataFrame(rows, columns=list(Source.model_fields)).set_index("key")
