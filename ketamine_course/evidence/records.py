"""What a source, a finding and a claim are: the rows of the evidence tables, typed and checked.

Every number the course shows is a :class:`Finding` or is computed from findings in view.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ..errors import InputError

SourceType = Literal[
    "rct",
    "meta_analysis",
    "systematic_review",
    "cohort",
    "pk_study",
    "qualitative",
    "survey",
    "review",
    "guideline",
    "label",
    "regulator",
    "law",
    "case_report",
    "dataset",
    "web",
]
Unit = Literal[
    "percent",
    "count",
    "ng/mL",
    "umol/L",
    "mg",
    "mg/kg",
    "min",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "mmHg",
    "L",
    "L/h",
    "1/min",
    "1/h",
    "L/kg",
    "mL/min/kg",
    "points",
    "smd",
    "risk_ratio",
    "odds_ratio",
    "hazard_ratio",
    "risk_difference",
    "percentage_points",
    "correlation_r",
    "ratio",
    "year",
    "nnt",
    "USD",
    "GBP",
    "AUD",
    "EUR",
    "per_million",
    "g/day",
    "other",
]
Interval = Literal["", "ci95", "range", "sd", "se", "iqr"]
Verdict = Literal[
    "supported", "partly supported", "overstated", "contradicted", "unsettled", "value judgement"
]
Certainty = Literal["high", "moderate", "low", "very low"]
Seen = Literal["label", "fulltext", "abstract", "secondary"]
Bound = Literal["value", "low", "high"]
"""Which of a finding's figures is meant."""

_ESCAPED = {ord(character): f"%{ord(character):02X}" for character in '<>"\\^`{|}'}


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
        """Where to read it: the DOI's address or, where there is none, the URL; what ends an
        address in HTML or Markdown is escaped.
        """
        return (f"https://doi.org/{self.doi}" if self.doi else self.url).translate(_ESCAPED)

    @property
    def label(self) -> str:
        """Short name for a running text, for example ``Bowdle et al. 1998``."""
        names = [re.sub(r"\s+[A-Z]{1,4}$", "", name.strip()) for name in self.authors.split(";")]
        if len(names) > 2 or names[-1] == "et al.":
            return f"{names[0]} et al. {self.year}"
        return f"{' & '.join(names)} {self.year}"

    @property
    def reference(self) -> str:
        """Full reference in one line, without the link."""
        authors = self.authors.replace("; et al.", ", et al.")
        parts = [f"{authors} ({self.year}).", f"{self.title.rstrip('.')}."]
        return " ".join([*parts, f"{self.container.rstrip('.')}."] if self.container else parts)


class Finding(Record):
    """One figure: what was measured, in whom, against what, and where it stands in its source.

    ``value``, ``low`` and ``high`` are in ``unit``; with ``unit="count"`` the value is how many of
    ``n`` people (an arm's events). ``interval`` says what ``low`` and ``high`` are.
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
        if (
            self.interval in ("ci95", "range", "iqr")
            and self.low is not None
            and self.high is not None
            and not self.low <= self.value <= self.high
        ):
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
        raise InputError(f"finding '{self.id}' is in {self.unit}, so it has no percentage")

    def figure(self, bound: Bound) -> float:
        """The finding's value, or an end of its interval, in ``unit``.

        Raises ``ValueError`` for an end of a finding that has none.
        """
        return self.value if bound == "value" else self.bounds[bound == "high"]

    @property
    def bounds(self) -> tuple[float, float]:
        """``low`` and ``high`` in ``unit``. Raises ``ValueError`` for a finding without them."""
        if self.low is None or self.high is None:
            raise InputError(f"finding '{self.id}' has no low and high: use one with an interval")
        return self.low, self.high

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
        return (
            tuple(part.strip() for part in cell.split(";") if part.strip())
            if isinstance(cell, str)
            else cell
        )


class StudyRow(Record):
    """One trial as a published meta-analysis entered it: group sizes, means and standard
    deviations.

    ``study`` is the label in that analysis and not a source of this course: the numbers are what
    ``source`` used, right or wrong. ``remark`` says what is odd about them.
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


class Trial(Record):
    """Two arms of a randomised comparison, in one outcome at one time.

    ``events`` are people with the outcome (responders or remitters; in panel ``relapse`` relapses)
    of ``n``; means and SDs are in points of ``scale``, changes or end scores by ``mean_kind``;
    ``md`` is drug minus control, negative favouring the drug, with its 95% interval. ``panel``
    names the rows that may be drawn together; only ``response`` may be pooled.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    source: str
    label: str
    panel: Literal[
        "response",
        "response_by_dose",
        "remission_by_dose",
        "remission",
        "response_early",
        "masked_course",
        "pool",
        "crossover",
        "ect",
        "active",
        "relapse",
        "suicidality",
        "ptsd",
        "score",
    ]
    condition: str
    design: str
    drug: str
    route: str
    dose: str
    comparator: str
    outcome: str
    scale: str
    timepoint_days: float | None
    n_drug: int | None
    events_drug: int | None
    n_control: int | None
    events_control: int | None
    mean_drug: float | None
    sd_drug: float | None
    mean_control: float | None
    sd_control: float | None
    mean_kind: Literal["", "change", "end"]
    md: float | None
    md_low: float | None
    md_high: float | None
    derived: bool
    note: str

    @field_validator(
        "timepoint_days",
        "n_drug",
        "events_drug",
        "n_control",
        "events_control",
        "mean_drug",
        "sd_drug",
        "mean_control",
        "sd_control",
        "md",
        "md_low",
        "md_high",
        mode="before",
    )
    @classmethod
    def _blank_is_absent(cls, cell: object) -> object:
        return None if cell == "" else cell

    @model_validator(mode="after")
    def _counts_fit(self) -> Trial:
        for events, n in ((self.events_drug, self.n_drug), (self.events_control, self.n_control)):
            if events is not None and (n is None or not 0 <= events <= n):
                raise ValueError(f"{events} events do not fit n = {n}")
        if (
            self.md is not None
            and self.md_low is not None
            and not self.md_low <= self.md <= (self.md_high or self.md)
        ):
            raise ValueError(f"md {self.md} lies outside {self.md_low} to {self.md_high}")
        return self


class Jurisdiction(Record):
    """What the law and the payers of one country or union say, as of a date (``YYYY``, ``YYYY-MM``
    or ``YYYY-MM-DD``).
    """

    id: str = Field(pattern=r"^[a-z]{2,8}$")
    jurisdiction: str
    ketamine_control: str
    racemic_licensed_for: str
    racemic_for_depression: str
    esketamine_spray: str
    esketamine_year: str = Field(pattern=r"^(\d{4})?$")
    public_funding: str
    rules: str
    as_of: str = Field(pattern=r"^\d{4}(-\d\d){0,2}$")
    sources: tuple[str, ...] = Field(min_length=1)
    note: str

    @field_validator("sources", mode="before")
    @classmethod
    def _split(cls, cell: object) -> object:
        return (
            tuple(part.strip() for part in cell.split(";") if part.strip())
            if isinstance(cell, str)
            else cell
        )


class Event(Record):
    """Something that happened in pharmacology, medicine or law, dated as exactly as it was
    confirmed.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    date: str = Field(pattern=r"^\d{4}(-\d\d){0,2}$")
    topic: Literal["pharmacology", "medicine", "law"]
    place: str
    event: str
    source: str
    note: str
