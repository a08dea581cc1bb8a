"""One right answer among several."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from ...typing import JSON
from .base import Explained, Item, Pick, by_id, distinct, ids


class Option(Explained):
    """An answer of a ``choice`` or ``multiple`` item."""

    correct: bool = Field(default=False, description="true or false")


class Options(Item):
    """Any kind that is answered by choosing among options."""

    @classmethod
    def expected(cls, item: JSON) -> str:
        return f"one of {ids(item['options'])}"

    @classmethod
    def fits(cls, item: JSON, response: Any) -> bool:
        return response in ids(item["options"])

    @classmethod
    def parts(cls, item: JSON) -> list[JSON]:
        return list(item["options"])

    @classmethod
    def solution(cls, item: JSON) -> list[str]:
        return [option["text"] for option in cls.reasons(item)]

    @classmethod
    def reasons(cls, item: JSON) -> list[JSON]:
        return [option for option in item["options"] if option.get("correct")]

    @classmethod
    def others(cls, item: JSON) -> list[JSON]:
        return [option for option in item["options"] if not option.get("correct")]

    @classmethod
    def picks(cls, item: JSON) -> list[Pick]:
        return [(part["id"], part["text"], part.get("correct")) for part in item["options"]]

    @classmethod
    def picked(cls, item: JSON, response: Any) -> list[bool]:
        return [response == option["id"] for option in item["options"]]


class Choice(Options):
    """One right answer among several."""

    type: Literal["choice"]
    options: list[Option] = Field(
        min_length=2, max_length=12, description="a list of two to twelve options"
    )

    @model_validator(mode="after")
    def _one_right(self) -> Choice:
        distinct("option", self.options)
        right = sum(option.correct for option in self.options)
        if right != 1:
            raise ValueError(f"options: expected exactly one with 'correct: true', found {right}")
        return self

    @classmethod
    def credit(cls, item: JSON, response: Any) -> float:
        """All or nothing."""
        return float(by_id(item["options"])[response]["correct"])
