"""Select all that apply."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, model_validator

from ...typing import JSON
from .base import by_id, distinct, ids, is_distinct, net
from .choice import Option, Options


class Several(Options):
    """Any kind that is answered by choosing some of its options."""

    @classmethod
    def expected(cls, item: JSON) -> str:
        return f"some of {ids(item['options'])}"

    @classmethod
    def fits(cls, item: JSON, response: Any) -> bool:
        return bool(
            is_distinct(response) and response and set(response) <= set(ids(item["options"]))
        )

    @classmethod
    def credit(cls, item: JSON, response: Any) -> float:
        """Right options chosen minus wrong ones, over all that are right."""
        options = by_id(item["options"])
        right = sum(options[id]["correct"] for id in response)
        return net(right, len(response), len(cls.reasons(item)))

    @classmethod
    def question(cls, item: JSON) -> str:
        prompt = str(item["prompt"])
        if re.search("(select|choose) all", prompt, re.IGNORECASE):
            return prompt
        return f"{prompt} (choose all that apply)"

    @classmethod
    def picked(cls, item: JSON, response: Any) -> list[bool]:
        return [option["id"] in response for option in item["options"]]


class Multiple(Several):
    """Select all that apply."""

    type: Literal["multiple"]
    options: list[Option] = Field(
        min_length=2, max_length=12, description="a list of two to twelve options"
    )

    @model_validator(mode="after")
    def _some_right(self) -> Multiple:
        distinct("option", self.options)
        if not any(option.correct for option in self.options):
            raise ValueError("options: expected at least one with 'correct: true', found 0")
        return self
