"""A question without a right answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from .base import Explained, Where, distinct
from .choice import Options


class SurveyOption(Explained):
    """An answer that is neither right nor wrong."""


class Survey(Options):
    """A question without a right answer, never graded."""

    graded = False

    type: Literal["survey"]
    options: list[SurveyOption] = Field(
        min_length=2, max_length=12, description="a list of two to twelve options"
    )

    @model_validator(mode="after")
    def _options_differ(self) -> Survey:
        distinct("option", self.options)
        return self

    def faults(self) -> Iterator[tuple[Where, str]]:
        """None: an opinion rests on no finding."""
        yield from ()
