"""What a source, a finding and a claim are: the rows of the evidence tables, typed and checked.

Every number the course shows is a :class:`Finding` or is computed from findings in view.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

SourceType = Literal[
    "rct", "meta_analysis", "systematic_review", "cohort", "pk_study", "qualitative", "survey",
    "review", "guideline", "label", "regulator", "law", "case_report", "dataset", "web",
]
Unit = Literal[
    "percent", "count", "ng/mL", "umol/L", "mg", "mg/kg", "min", "hours", "days", "weeks", "months", "years",
    "mmHg", "L", "L/h", "1/min", "1/h", "L/kg", "mL/min/kg", "points", "smd", "risk_ratio", "odds_ratio",
    "hazard_ratio", "risk_difference", "percentage_points", "correlation_r", "ratio", "year", "nnt",
    "USD", "GBP", "AUD", "EUR", "per_million", "g/day", "other",
]  # fmt: skip
Interval = Literal["", "ci95", "range", "sd", "se", "iqr"]
Verdict = Literal[
    "supported", "partly supported", "overstated", "contradicted", "unsettled", "value judgement"
]
Certainty = Literal["high", "moderate", "low", "very low"]
Seen = Literal["label", "fulltext", "abstract", "secondary"]


class Record(BaseModel):
    """A row of a table: unchangeable, with no column but the named ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Record):
    """Something that can be cited: a paper, a label, a regulator's page, a law."""

    key: str = Field(pattern=r"^[a-z0-9_]+$")
    type: SourceType
    authors: str = Field(min_length=2)
    year: int = Field(ge=1900, le=2100)
    title: str = Field(min_length=4)
    container: str = ""
    doi: str = Field(default="", pattern=r"^(10\.\d{4,9}/\S+)?$")
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")

    @model_validator(mode="after")
    def _has_an_address(self) -> Source:
        if not (self.doi or self.url):
            raise ValueError("a source needs a doi or a url")
        return self

    @property
    def link(self) -> str:
        """Where to read it: the DOI's address or, where there is none, the URL."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def label(self) -> str:
        """Short name for a running text, for example ``Bowdle et al. 1998``."""
        names = [re.sub(r"\s+[A-Z]{1,4}$", "", name.strip()) for name in self.authors.split(";")]
        lead = names[0] if len(names) == 1 else f"{names[0]} & {names[1]}"
        return f"{names[0]} et al. {self.year}" if len(names) > 2 or names[-1] == "et al." else f"{lead} {self.year}"

    @property
    def reference(self) -> str:
        """Full reference in one line, without the link."""
        parts = [f"{self.authors} ({self.year}).", f"{self.title.rstrip('.')}."]
        return " ".join([*parts, f"{self.container.rstrip('.')}."] if self.container else parts)


class Finding(Record):
    """One figure: what was measured, in whom, against what, and where it stands in its source.

    ``value``, ``low`` and ``high`` are in ``unit``; with ``unit="count"`` the value is how many of ``n``
    people (an arm's events). ``interval`` says what ``low`` and ``high`` are.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_.]+$")
    source: str
    population: str
    intervention: str
    comparator: str = ""
    measure: str
    timepoint: str = ""
    n: int | None = Field(default=None, ge=0)
    value: float
    low: float | None = None
    high: float | None = None
    interval: Interval = ""
    unit: Unit
    locator: str = Field(min_length=2)
    statement: str = Field(min_length=10)
    seen: Seen

    @field_validator("n", "low", "high", mode="before")
    @classmethod
    def _blank_is_absent(cls, cell: object) -> object:
        return None if cell == "" else cell

    @model_validator(mode="after")
    def _figures_agree(self) -> Finding:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high come together")
        if self.low is not None and not self.interval:
            raise ValueError("interval must say what low and high are")
        if self.interval in ("ci95", "range", "iqr") and self.low is not None:
            if not self.low <= self.value <= self.high:
                raise ValueError(f"value {self.value} lies outside {self.low} to {self.high}")
        if self.unit == "percent":
            for figure in (self.value, self.low, self.high):
                if figure is not None and not 0 <= figure <= 100:
                    raise ValueError(f"a percentage lies between 0 and 100, not {figure}")
        if self.unit == "count" and self.n is not None and not 0 <= self.value <= self.n:
            raise ValueError(f"a count of {self.value} does not fit n = {self.n}")
        return self

    @property
    def percent(self) -> float:
        """Share of people in percent, from a percentage or from a count of ``n``."""
        if self.unit == "percent":
            return self.value
        if self.unit == "count" and self.n:
            return 100 * self.value / self.n
        raise ValueError(f"finding '{self.id}' is in {self.unit}, so it has no percentage")

    @property
    def cite(self) -> Source:
        """The source this figure stands in."""
        from . import source

        return source(self.source)


class Claim(Record):
    """A claim of the source article in our words, and what the evidence says of it."""

    id: str = Field(pattern=r"^c\d\d$")
    section: int = Field(ge=1, le=11)
    claim: str
    verdict: Verdict
    certainty: Certainty
    why: str = Field(min_length=30)
    findings: tuple[str, ...]

    @field_validator("findings", mode="before")
    @classmethod
    def _split(cls, cell: object) -> object:
        return tuple(part.strip() for part in cell.split(";") if part.strip()) if isinstance(cell, str) else cell
