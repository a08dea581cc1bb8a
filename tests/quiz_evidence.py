"""Made-up evidence and banks, so that tests of the quiz do not change whenever a lesson does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ketamine_course.evidence import Claim, Finding, Source, tables
from ketamine_course.quiz import bank
from ketamine_course.quiz.definition import define

BANKS = Path(__file__).parent / "fixtures" / "banks"
SOURCES = [
    Source(
        key="made2001",
        type="rct",
        authors="Made U; Up I; Three P",
        year=2001,
        title="Made up",
        doi="10.1000/made.1",
    ),
    Source(
        key="made2002",
        type="web",
        authors="Else S",
        year=2002,
        title="Made up, too",
        url="https://example.org/b?a=1&c=2",
    ),
]
_TRIAL: dict[str, Any] = {
    "source": "made2001",
    "population": "adults",
    "intervention": "a drug",
    "measure": "floating",
    "locator": "table 1",
    "seen": "label",
}
FINDINGS = [
    Finding(
        id="made2001.count",
        n=346,
        value=142,
        low=125,
        high=160,
        interval="ci95",
        unit="count",
        statement="So many of the people given the drug were recorded as floating.",
        **_TRIAL,
    ),
    Finding(
        id="made2001.rare",
        n=346,
        value=15,
        unit="count",
        statement="So many were recorded as sinking.",
        **_TRIAL,
    ),
    Finding(
        **{**_TRIAL, "source": "made2002"},
        id="made2002.number",
        n=1020,
        value=90,
        unit="min",
        statement="It lasted so many minutes on average.",
    ),
    Finding(
        **_TRIAL,
        id="made2001.begun",
        value=1998,
        unit="year",
        statement="The trial began in this year.",
    ),
]
CLAIM = Claim(
    id="c01",
    section=1,
    claim="Floating is common.",
    verdict="supported",
    certainty="low",
    why="It was counted once. It was not counted twice.",
    findings="made2001.count",
)


@contextmanager
def made_up_evidence() -> Iterator[None]:
    """Only the made-up evidence exists meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "sources", lambda: {source.key: source for source in SOURCES})
        patch.setattr(tables, "findings", lambda: {finding.id: finding for finding in FINDINGS})
        patch.setattr(tables, "claims", lambda: {CLAIM.id: CLAIM})
        yield


def definition(id: str, review: bool = False) -> dict[str, Any]:
    """The definition of a made-up quiz."""
    with made_up_evidence():
        return define(bank.load(id, BANKS), review)
