"""What a quiz bank may say: its form, checked field by field, and published as JSON Schema.

Whether ids in it exist (findings, claims) is checked in :mod:`ketamine_course.quiz.bank`; here only
the form counts, so that an editor can check it too. ``ketamine-course schema``
rewrites the published file.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from ..typing import JSON

SCHEMA_FILE = Path(__file__).parent / "bank.schema.json"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
FindingId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.[a-z0-9_.]+$")]
ClaimId = Annotated[str, StringConstraints(pattern=r"^c\d\d$")]
# YAML takes an unquoted 03.2 for a number; trainers should not have to know.
Lesson = Annotated[
    str,
    StringConstraints(pattern=r"^\d\d$"),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\d\d$"}),
]
Objective = Annotated[
    str,
    StringConstraints(pattern=r"^\d\d\.[1-9]$"),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"^\d\d\.[1-9]$"}),
]
Mode = Literal["practice", "assessment", "predict"]
Credit = Literal["full", "half", "none"]
CREDIT: dict[str, float] = {"full": 1.0, "half": 0.5, "none": 0.0}


def slug(text: str) -> str:
    """The id that an option, card or group gets from its text: ``In care`` becomes ``in-care``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].rstrip("-")


class Part(BaseModel):
    """Any part of a bank: no field but the named ones."""

    model_config = ConfigDict(extra="forbid")


class Named(Part):
    """A part with a text and an id, which defaults to a slug of the text."""

    id: Id = Field(
        default="",
        description="a short name of a-z, 0-9 and hyphens; made from the text if left out",
    )
    text: Text = Field(description="a plain text")

    @model_validator(mode="before")
    @classmethod
    def _id_from_text(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("id") and isinstance(data.get("text"), str):
            return {**data, "id": slug(data["text"]) or "x"}
        return data


class Explained(Named):
    """A named part that teaches: with feedback and, where needed, findings of its own."""

    feedback: Text = Field(
        description="a plain text that teaches, shown once this has been answered"
    )
    findings: list[FindingId] = Field(
        default=[], description="a list of finding ids, such as [source_key.slug]"
    )


class Option(Explained):
    """An answer of a ``choice`` or ``multiple`` item."""

    correct: bool = Field(default=False, description="true or false")


class SurveyOption(Explained):
    """An answer that is neither right nor wrong."""


class Group(Named):
    """A pile that cards are sorted into."""


class GroupedCard(Explained):
    """A card of a ``classify`` item."""

    group: Id = Field(description="the id of the group this card belongs to")


class OrderedCard(Explained):
    """A card of an ``order`` item; its place in the list is its right place."""


class Range(Part):
    """Guesses up to and including ``to`` (from the end of the range before) and what they earn."""

    to: float = Field(description="a number, the upper end of this range", allow_inf_nan=False)
    credit: Credit = Field(description="full, half or none")
    feedback: Text = Field(description="a plain text that teaches, shown for a guess in this range")
    findings: list[FindingId] = Field(
        default=[], description="a list of finding ids, such as [source_key.slug]"
    )


class Item(Part):
    """What every question has."""

    id: Id = Field(description="a short name of a-z, 0-9 and hyphens, used once in this quiz")
    objective: Objective = Field(
        description='the lesson and the number of its objective, such as "03.2"'
    )
    claims: list[ClaimId] = Field(
        default=[], description="a list of the claims it tests, such as [c09]"
    )
    findings: list[FindingId] = Field(
        default=[], description="a list of finding ids, such as [source_key.slug]"
    )
    source: Text | None = Field(
        default=None,
        description="where the answer stands, in words; for local quizzes, which need no findings",
    )
    prompt: Text = Field(description="a plain text, one or two sentences")
    hint: Text | None = Field(default=None, description="a plain text")
    explanation: Text | None = Field(
        default=None, description="a plain text, shown after any answer"
    )


class Choice(Item):
    """One right answer among several."""

    type: Literal["choice"]
    options: list[Option] = Field(
        min_length=2, max_length=12, description="a list of two to twelve options"
    )

    @model_validator(mode="after")
    def _one_right(self) -> Choice:
        _distinct("option", self.options)
        right = sum(option.correct for option in self.options)
        if right != 1:
            raise ValueError(f"options: expected exactly one with 'correct: true', found {right}")
        return self


class Multiple(Item):
    """Select all that apply."""

    type: Literal["multiple"]
    options: list[Option] = Field(
        min_length=2, max_length=12, description="a list of two to twelve options"
    )

    @model_validator(mode="after")
    def _some_right(self) -> Multiple:
        _distinct("option", self.options)
        if not any(option.correct for option in self.options):
            raise ValueError("options: expected at least one with 'correct: true', found 0")
        return self


class Classify(Item):
    """Sort cards into named groups."""

    type: Literal["classify"]
    groups: list[Group] = Field(
        min_length=2, max_length=6, description="a list of two to six groups"
    )
    cards: list[GroupedCard] = Field(
        min_length=2, max_length=12, description="a list of two to twelve cards"
    )

    @model_validator(mode="after")
    def _groups_exist(self) -> Classify:
        _distinct("group", self.groups)
        _distinct("card", self.cards)
        known = [group.id for group in self.groups]
        for card in self.cards:
            if card.group not in known:
                raise ValueError(
                    f"cards: card '{card.id}' names group '{card.group}', expected one of {known}"
                )
        return self


class Order(Item):
    """Put cards in order."""

    type: Literal["order"]
    start: Text = Field(alias="from", description="a word for the first end, such as earliest")
    end: Text = Field(alias="to", description="a word for the last end, such as latest")
    cards: list[OrderedCard] = Field(
        min_length=3, max_length=10, description="a list of three to ten cards in the right order"
    )

    @model_validator(mode="after")
    def _cards_differ(self) -> Order:
        _distinct("card", self.cards)
        return self


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
        for number, (before, end) in enumerate(
            zip([self.minimum, *ends], ends, strict=False), start=1
        ):
            if end <= before:
                raise ValueError(
                    f"ranges[{number}].to: expected a number above {before:g}, got {end:g}"
                )
        if ends[-1] != self.maximum:
            raise ValueError(
                f"ranges[{len(ends)}].to: expected the maximum {self.maximum:g}, so that the ranges"
                f" cover {self.minimum:g} to {self.maximum:g}; got {ends[-1]:g}"
            )
        return self


class Survey(Item):
    """A question without a right answer, never graded."""

    type: Literal["survey"]
    options: list[SurveyOption] = Field(
        min_length=2, max_length=12, description="a list of two to twelve options"
    )

    @model_validator(mode="after")
    def _options_differ(self) -> Survey:
        _distinct("option", self.options)
        return self


AnyItem = Annotated[
    Choice | Multiple | Classify | Order | Estimate | Survey, Field(discriminator="type")
]


class Bank(Part):
    """One quiz."""

    id: Id = Field(description="the file's name without .yaml")
    version: int = Field(
        ge=1, description="a whole number, raised when a question changes its meaning"
    )
    title: Text = Field(description="a plain text")
    lesson: Lesson = Field(description='two digits, such as "03"')
    mode: Mode = Field(description="practice, assessment or predict")
    confidence: bool = Field(default=False, description="true or false")
    objectives: dict[Objective, Text] = Field(
        default={}, description='objectives in words by number, such as "03.2": Compare doses'
    )
    items: list[AnyItem] = Field(min_length=1, description="a list of at least one question")

    @model_validator(mode="after")
    def _items_differ(self) -> Bank:
        _distinct("item", self.items)
        return self


def _distinct(kind: str, parts: Iterable[Named | Item]) -> None:
    """Raise ValueError for an id that occurs twice among ``parts``."""
    seen: set[str] = set()
    for part in parts:
        if part.id in seen:
            raise ValueError(f"{kind}s: expected different ids, '{part.id}' stands twice")
        seen.add(part.id)


def json_schema() -> JSON:
    """The form of a bank as JSON Schema, for editors that complete and check YAML."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made from schema.py by: ketamine-course schema",
        **Bank.model_json_schema(by_alias=True),
    }


def schema_text() -> str:
    """The JSON Schema as it stands in the file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
