"""What a quiz bank may say: its form, checked field by field, and published as JSON Schema.

Whether ids in it exist (findings, claims) is checked in :mod:`ketamine_course.quiz.bank`; here only
the form counts, so that an editor can check it too. ``ketamine-course schema``
rewrites the published file. The questions' own fields stand in :mod:`ketamine_course.quiz.kinds`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, WithJsonSchema, model_validator

from ..typing import JSON
from .kinds import AnyItem
from .kinds.base import Id, Item, Objective, Part, Text, distinct

__all__ = ["AnyItem", "Bank", "Id", "Item", "Mode", "json_schema", "schema_text"]

SCHEMA_FILE = Path(__file__).parent / "bank.schema.json"

# YAML takes an unquoted 03 for a number; trainers should not have to know.
Lesson = Annotated[
    str,
    StringConstraints(pattern=r"^\d\d$"),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\d\d$"}),
]
Mode = Literal["practice", "assessment", "predict"]


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
        distinct("item", self.items)
        return self


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
