"""The study rows behind published pooled estimates, so that a pool can be worked out again."""

from __future__ import annotations

from functools import cache

from pydantic import Field, field_validator

from .records import Record, Seen
from .tables import FOLDER, UnknownId, read


class StudyRow(Record):
    """One trial as a published meta-analysis entered it: group sizes, means and standard deviations.

    ``study`` is the label in that analysis and not a source of this course: the numbers are what ``source`` used, right or
    wrong. ``remark`` says what is odd about them.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")
    source: str
    study: str
    outcome: str
    setting: str
    days: int | None = None
    n_drug: int = Field(ge=1)
    mean_drug: float
    sd_drug: float = Field(gt=0)
    n_control: int = Field(ge=1)
    mean_control: float
    sd_control: float = Field(gt=0)
    remark: str = ""
    locator: str = Field(min_length=2)
    seen: Seen

    @field_validator("days", mode="before")
    @classmethod
    def _blank_is_absent(cls, cell: object) -> object:
        return None if cell == "" else cell


@cache
def _table() -> dict[str, StudyRow]:
    return read(FOLDER / "forest.csv", StudyRow)


def study_rows(source: str, outcome: str = "depression") -> list[StudyRow]:
    """The rows that a published pool of ``outcome`` was made of. Raises :class:`.UnknownId` when there are none."""
    found = [row for row in _table().values() if (row.source, row.outcome) == (source, outcome)]
    if not found:
        known = sorted({f"{row.source} {row.outcome}" for row in _table().values()})
        raise UnknownId("pool with study rows", f"{source} {outcome}", known)
    return found
