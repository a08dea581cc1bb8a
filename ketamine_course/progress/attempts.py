"""One answer to one question, as it is kept, exported and imported. ``publish/static/store.js`` keeps the same."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, StringConstraints, model_validator

from ..quiz.schema import Id, Mode

Code = Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,200}$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Ids = Annotated[list[StrictStr], Field(max_length=20)]
Placed = Annotated[dict[StrictStr, StrictStr], Field(max_length=20)]


class Attempt(BaseModel):
    """An answer, never changed once made. It says what was answered and when, and of whom only a random code."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    attempt_id: Code = Field(description="a code that no other attempt has")
    learner: Code = Field(description="a code that marks answers as one person's")
    quiz: Id = Field(description="the id of a quiz")
    bank_version: int = Field(ge=1, description="the version of the quiz, a whole number")
    item: Id = Field(description="the id of a question")
    response: StrictStr | StrictInt | Number | Ids | Placed = Field(description="an answer to the question")
    score: Number = Field(ge=0, description="points earned")
    max_score: Number = Field(ge=0, description="points there were to earn")
    confidence: Annotated[Number, Field(ge=0, le=1)] | None = Field(description="null, or a number from 0 to 1")
    mode: Mode = Field(description="practice, assessment or predict")
    started: Moment = Field(description="a moment such as 2025-01-31T09:30:00.000Z")
    submitted: Moment = Field(description="a moment such as 2025-01-31T09:30:00.000Z")
    host: Literal["kernel", "static"] = Field(description="kernel or static")

    @model_validator(mode="after")
    def _earned_at_most_what_there_was(self) -> Attempt:
        if self.score > self.max_score:
            raise ValueError(f"score: expected at most the max_score {self.max_score:g}, got {self.score:g}")
        return self
