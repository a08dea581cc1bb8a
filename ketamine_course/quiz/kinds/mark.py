"""Mark the sentences of a short text that mislead."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from ...typing import JSON
from .base import Text, distinct
from .choice import Option
from .multiple import Several


class Sentence(Option):
    """A sentence of the text in a ``mark`` item."""

    correct: bool = Field(default=False, alias="misleading", description="true or false")


class Mark(Several):
    """Mark the sentences of a short text that mislead."""

    joint = " "

    type: Literal["mark"]
    heading: Text = Field(description="what the text is, such as: An advert, made up by us")
    options: list[Sentence] = Field(
        alias="sentences",
        min_length=3,
        max_length=12,
        description="a list of three to twelve sentences in the order of the text",
    )

    @model_validator(mode="after")
    def _some_mislead(self) -> Mark:
        distinct("sentence", self.options)
        if not any(sentence.correct for sentence in self.options):
            raise ValueError("sentences: expected at least one with 'misleading: true', found 0")
        return self

    @classmethod
    def question(cls, item: JSON) -> str:
        return f"{item['prompt']} ({item['heading']}; choose all that mislead)"
