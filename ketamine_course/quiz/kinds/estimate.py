"""Guess a number; it is then shown beside the evidence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, model_validator

from ... import evidence
from ...errors import UnknownIdError
from ...typing import JSON
from .base import FindingId, Item, Part, Pick, Text, Where, number

CREDIT: dict[str, float] = {"full": 1.0, "half": 0.5, "none": 0.0}
INTERVALS = {
    "ci95": "95% confidence interval {low} to {high}",
    "range": "range {low} to {high}",
    "iqr": "the middle half lay between {low} and {high}",
    "sd": "one standard deviation either side: {low} to {high}",
    "se": "one standard error either side: {low} to {high}",
}


class Range(Part):
    """Guesses up to and including ``to`` (from the end of the range before) and what they earn."""

    to: float = Field(description="a number, the upper end of this range", allow_inf_nan=False)
    credit: Literal["full", "half", "none"] = Field(description="full, half or none")
    feedback: Text = Field(description="a plain text that teaches, shown for a guess in this range")
    findings: list[FindingId] = Field(
        default=[], description="a list of finding ids, such as [source_key.slug]"
    )

    def definition(self) -> JSON:
        return {**super().definition(), "credit": CREDIT[self.credit]}


class Estimate(Item):
    """Guess a number; it is then shown beside the evidence."""

    type: Literal["estimate"]
    minimum: float = Field(description="a number, the lowest guess", allow_inf_nan=False)
    maximum: float = Field(description="a number above the minimum", allow_inf_nan=False)
    step: float = Field(default=1, gt=0, description="a number above 0", allow_inf_nan=False)
    unit: Text = Field(description="what is counted, such as: of 100 people")
    input: Literal["slider", "box"] = Field(default="slider", description="slider or box")
    answer: FindingId = Field(description="the id of the finding that is the truth shown")
    ranges: list[Range] = Field(
        min_length=2, description="a list of ranges that end at the maximum"
    )

    @model_validator(mode="after")
    def _ranges_cover(self) -> Estimate:
        if self.minimum >= self.maximum:
            raise ValueError(
                f"maximum: expected a number above the minimum {self.minimum:g}, got"
                f" {self.maximum:g}"
            )
        ends = [part.to for part in self.ranges]
        for place, (before, end) in enumerate(
            zip([self.minimum, *ends], ends, strict=False), start=1
        ):
            if end <= before:
                raise ValueError(
                    f"ranges[{place}].to: expected a number above {before:g}, got {end:g}"
                )
        if ends[-1] != self.maximum:
            raise ValueError(
                f"ranges[{len(ends)}].to: expected the maximum {self.maximum:g}, so that the ranges"
                f" cover {self.minimum:g} to {self.maximum:g}; got {ends[-1]:g}"
            )
        return self

    def own(self) -> JSON:
        own = {**super().own(), "evidence": self._evidence()}
        del own["answer"]
        return own

    def cited(self) -> list[str]:
        return [self.answer, *self.findings]

    def cited_at(self) -> Iterator[tuple[Where, str]]:
        yield ("answer",), self.answer
        yield from super().cited_at()

    def faults(self) -> Iterator[tuple[Where, str]]:
        """The truth must lie on the scale, in a range that earns full credit."""
        try:
            value = truth(evidence.finding(self.answer))
        except UnknownIdError:
            return  # already named among the findings
        if not self.minimum <= value <= self.maximum:
            yield (
                ("answer",),
                (
                    f"expected a finding from {self.minimum:g} to {self.maximum:g}, this one is"
                    f" {value:g}"
                ),
            )
            return
        place, part = next((n, part) for n, part in enumerate(self.ranges) if value <= part.to)
        if part.credit != "full":
            yield (
                ("ranges", place, "credit"),
                (
                    f"expected full, because the evidence ({value:g}) lies in this range; got"
                    f" {part.credit}"
                ),
            )

    def _evidence(self) -> JSON:
        """The truth beside which a guess is shown, in figures (for the number line) and in
        words.
        """
        finding = evidence.finding(self.answer)
        counted = finding.unit == "count" and bool(finding.n)
        per = 100 / finding.n if counted and finding.n else 1
        low, high = (None if end is None else end * per for end in (finding.low, finding.high))
        value = truth(finding)
        shown = _figure(value, computed=counted, year=finding.unit == "year")
        details = []
        if counted:
            details.append(f"{finding.value:,.0f} of {finding.n:,} people")
        elif finding.n:
            details.append(f"n = {finding.n:,}")
        if finding.interval and low is not None and high is not None:
            ends = {
                name: _figure(end, computed=counted) for name, end in (("low", low), ("high", high))
            }
            details.append(INTERVALS[finding.interval].format(**ends))
        return {
            "value": _rounded(value),
            "low": _rounded(low),
            "high": _rounded(high),
            "figure": shown,
            "text": f"{shown} {self.unit}" + (f" ({'; '.join(details)})" if details else ""),
            "statement": finding.statement,
        }

    @classmethod
    def expected(cls, item: JSON) -> str:
        return f"a number from {item['minimum']:g} to {item['maximum']:g}"

    @classmethod
    def fits(cls, item: JSON, response: Any) -> bool:
        is_number = isinstance(response, int | float) and not isinstance(response, bool)
        return is_number and item["minimum"] <= response <= item["maximum"]

    @classmethod
    def credit(cls, item: JSON, response: Any) -> float:
        """What the range that the guess lies in earns."""
        return float(next(part for part in item["ranges"] if response <= part["to"])["credit"])

    @classmethod
    def parts(cls, item: JSON) -> list[JSON]:
        return list(item["ranges"])

    @classmethod
    def solution(cls, item: JSON) -> list[str]:
        return [item["evidence"]["text"]]

    @classmethod
    def reasons(cls, item: JSON) -> list[JSON]:
        return [part for part in item["ranges"] if part["credit"] == 1][:1]

    @classmethod
    def taught(cls, item: JSON) -> list[str]:
        return [*cls.solution(item), item["evidence"]["statement"]]

    @classmethod
    def question(cls, item: JSON) -> str:
        scale = f"{number(item['minimum'])} to {number(item['maximum'])}"
        return f"{item['prompt']} (a number from {scale}, {item['unit']})"

    @classmethod
    def picks(cls, item: JSON) -> list[Pick]:
        found: list[Pick] = []
        start = None
        for part in item["ranges"]:
            name = f"up to {part['to']:,g} {item['unit']}"
            if start is not None:
                name = f"above {start:,g}, {name}"
            start = part["to"]
            found.append((f"to-{start:g}", name, part["credit"] == 1))
        return found

    @classmethod
    def picked(cls, item: JSON, response: Any) -> list[bool]:
        ends = [part["to"] for part in item["ranges"]]
        return [
            start < response <= end for start, end in zip([-math.inf, *ends], ends, strict=False)
        ]


def truth(finding: evidence.Finding) -> float:
    """The figure an estimate is compared with: a count out of n people as a percentage, else the
    value.
    """
    return finding.percent if finding.unit == "count" and finding.n else finding.value


def spans(item: JSON) -> list[tuple[float, float, JSON]]:
    """Each range of an estimate with its two ends; a guess on a shared end belongs to the lower
    range.
    """
    ends = [item["minimum"], *(part["to"] for part in item["ranges"])]
    return list(zip(ends, ends[1:], item["ranges"], strict=False))


def _figure(value: float, computed: bool = False, year: bool = False) -> str:
    """A figure for reading.

    Computed shares keep one decimal below ten and none above it; others stay as published.
    """
    if year:
        return f"{value:.0f}"
    if computed:
        value = round(value, 1 if abs(value) < 10 else 0)
    return f"{value:,.10g}"


def _rounded(value: float | None) -> float | None:
    # Enough for a number line; longer fractions would only make stored notebooks noisy.
    return None if value is None else round(value, 4)
