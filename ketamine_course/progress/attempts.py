r"""One answer to one question, as it is kept, exported and imported.

Columns of a database, of a report's table, and the published JSON Schema are made from it;
``publish/static/store.js`` keeps the same.

Patterns name their characters, for ``\w`` and ``\d`` mean more in Python than in JSON Schema and
in a browser.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from ..quiz.schema import Id, Mode

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")]
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"
Moment = Annotated[str, StringConstraints(pattern=_MOMENT)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Word = Annotated[str, StringConstraints(strict=True, max_length=200)]
Ids = Annotated[list[Word], Field(max_length=20)]
Placed = Annotated[dict[Word, Word], Field(max_length=20)]

_LESSON = r"^[0-9]{2}$"
_READ_SCHEMA = {
    "description": "lessons such as 05, each with a moment such as 2025-01-31T09:30:00.000Z",
    "type": "object",
    "propertyNames": {"pattern": _LESSON},
    "additionalProperties": {"type": "string", "pattern": _MOMENT},
}
# Pydantic alone would state the names by patternProperties, which lets other names pass.
Read = Annotated[
    dict[Annotated[str, StringConstraints(pattern=_LESSON)], Moment], WithJsonSchema(_READ_SCHEMA)
]


class Attempt(BaseModel):
    """An answer, never changed once made.

    It says what was answered and when, and of whom only a random code.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    attempt_id: Code = Field(description="a code that no other attempt has")
    learner: Code = Field(description="a code that marks answers as one person's")
    quiz: Id = Field(description="the id of a quiz")
    # A database's whole numbers go no further.
    bank_version: int = Field(
        ge=1, le=2**31 - 1, description="the version of the quiz, a whole number"
    )
    item: Id = Field(description="the id of a question")
    response: Word | StrictInt | Number | Ids | Placed = Field(
        description="an id, a number, at most 20 ids, or at most 20 cards with their groups"
    )
    score: Number = Field(ge=0, description="points earned, 0 or more")
    max_score: Number = Field(ge=0, description="points there were to earn, 0 or more")
    confidence: Annotated[Number, Field(ge=0, le=1)] | None = Field(
        description="null, or a number from 0 to 1"
    )
    mode: Mode = Field(description="practice, assessment or predict")
    started: Moment = Field(description="a moment such as 2025-01-31T09:30:00.000Z")
    submitted: Moment = Field(description="a moment such as 2025-01-31T09:30:00.000Z")
    host: Literal["kernel", "static"] = Field(description="kernel or static")

    @model_validator(mode="after")
    def _earned_at_most_what_there_was(self) -> Attempt:
        if self.score > self.max_score:
            raise ValueError(
                f"score: expected at most the max_score {self.max_score:g}, got {self.score:g}"
            )
        return self


REPORTED = (
    "attempt_id",
    "learner",
    "quiz",
    "bank_version",
    "item",
    "response",
    "confidence",
    "started",
    "submitted",
)
"""The fields that a report on a room is made from: it marks responses again by today's banks."""


@cache
def json_types() -> dict[str, str]:
    """The JSON type of each field of an attempt; ``any`` for the response, which may have several.

    >>> json_types()["bank_version"], json_types()["confidence"], json_types()["response"]
    ('integer', 'number', 'any')
    """
    types = {}
    for name, field in Attempt.model_json_schema()["properties"].items():
        found = {form["type"] for form in field.get("anyOf", [field])} - {"null"}
        types[name] = found.pop() if len(found) == 1 else "any"
    return types
