"""What every kind of question shares: the fields of a bank, and what may depend on the kind.

An instance is a question of a bank. Methods of the class take an item of a definition, as notebooks
and pages hold it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from ... import evidence
from ...typing import JSON

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
FindingId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.[a-z0-9_.]+$")]
ClaimId = Annotated[str, StringConstraints(pattern=r"^c\d\d$")]
# YAML takes an unquoted 03.2 for a number; trainers should not have to know.
Objective = Annotated[
    str,
    StringConstraints(pattern=r"^\d\d\.[1-9]$"),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"^\d\d\.[1-9]$"}),
]
Where = tuple[str | int, ...]  # a place in a bank, such as ("items", 2, "prompt")
Pick = tuple[str, str, bool | None]  # what could be picked: id, words, and whether it is right


def slug(text: str) -> str:
    """The id that an option, card or group gets from its text: ``In care`` becomes ``in-care``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].rstrip("-")


class Part(BaseModel):
    """Any part of a bank: no field but the named ones."""

    model_config = ConfigDict(extra="forbid")

    def definition(self) -> JSON:
        """The part as a definition holds it, with sources in place of its findings."""
        plain = self.model_dump(exclude={"findings"})
        cited = getattr(self, "findings", None)
        return plain if cited is None else {**plain, "sources": sources(cited)}


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


class Item(Part):
    """What every question has."""

    graded: ClassVar[bool] = True
    joint: ClassVar[str] = "; "
    """What stands between the pieces of the right answer."""

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

    # A question of a bank

    def definition(self) -> JSON:
        """The question as plain data, with its sources resolved."""
        in_words = [{"label": self.source, "url": ""}] if self.source else []
        return {
            "id": self.id,
            "type": self.type,  # type: ignore[attr-defined]  # each kind has its own literal
            "objective": self.objective,
            "claims": self.claims,
            "prompt": self.prompt,
            "hint": self.hint,
            "explanation": self.explanation,
            "sources": sources(self.cited()) + in_words,
            **self.own(),
        }

    def own(self) -> JSON:
        """What the definition of this kind has besides: its own fields."""
        names = [name for name in type(self).model_fields if name not in Item.model_fields]
        fields = {name: getattr(self, name) for name in names if name != "type"}
        return {
            name: [part.definition() for part in value] if isinstance(value, list) else value
            for name, value in fields.items()
        }

    def cited(self) -> list[str]:
        """The findings that it rests on as a whole."""
        return self.findings

    def cited_at(self) -> Iterator[tuple[Where, str]]:
        """Every finding id in it, with its place."""
        for index, id in enumerate(self.findings):
            yield ("findings", index), id
        for name, field in type(self).model_fields.items():
            parts = getattr(self, name)
            for number, part in enumerate(parts if isinstance(parts, list) else []):
                for index, id in enumerate(getattr(part, "findings", [])):
                    yield (field.alias or name, number, "findings", index), id

    def faults(self) -> Iterator[tuple[Where, str]]:
        """What is well-formed but does not fit the evidence: the place, and what was expected."""
        if not (self.findings or self.source):
            yield (
                ("findings",),
                "is missing, expected a list of finding ids or, in a local quiz, 'source' in words",
            )

    # An item of a definition

    @classmethod
    def expected(cls, item: JSON) -> str:
        """What a response to it would be."""
        raise NotImplementedError

    @classmethod
    def fits(cls, item: JSON, response: Any) -> bool:
        """Whether ``response`` can be an answer to it."""
        raise NotImplementedError

    @classmethod
    def credit(cls, item: JSON, response: Any) -> float:
        """What a fitting response earns, right minus wrong, of at most 1; may be below zero."""
        raise NotImplementedError

    @classmethod
    def parts(cls, item: JSON) -> list[JSON]:
        """What it is answered with: its options, cards or ranges."""
        raise NotImplementedError

    @classmethod
    def solution(cls, item: JSON) -> list[str]:
        """The right answer in words, one line a piece; none where there is no right answer."""
        raise NotImplementedError

    @classmethod
    def reasons(cls, item: JSON) -> list[JSON]:
        """The parts whose feedback says why the right answer is right."""
        return cls.parts(item)

    @classmethod
    def others(cls, item: JSON) -> list[JSON]:
        """The parts whose feedback says why they are not right."""
        return []

    @classmethod
    def taught(cls, item: JSON) -> list[str]:
        """What to read after any answer where feedback cannot be given part by part."""
        return []

    @classmethod
    def question(cls, item: JSON) -> str:
        """The prompt with what a page would show around it, in one text."""
        return str(item["prompt"])

    @classmethod
    def picks(cls, item: JSON) -> list[Pick]:
        """What could be picked, for counting who did."""
        return []

    @classmethod
    def picked(cls, item: JSON, response: Any) -> list[bool]:
        """Which of the picks a response picks."""
        return []


def distinct(kind: str, parts: Iterable[Named | Item]) -> None:
    """Raise ValueError for an id that occurs twice among ``parts``."""
    seen: set[str] = set()
    for part in parts:
        if part.id in seen:
            raise ValueError(f"{kind}s: expected different ids, '{part.id}' stands twice")
        seen.add(part.id)


def sources(finding_ids: Iterable[str]) -> list[JSON]:
    """Where findings stand, each source once: ``[{"label": ..., "url": ...}]``."""
    cited = {finding.source: finding.cite for finding in map(evidence.finding, finding_ids)}
    return [{"label": source.label, "url": source.link} for source in cited.values()]


def start_order(item_id: str, ids: list[str]) -> list[str]:
    """The order in which cards are first shown: shuffled, the same for everyone, and never the
    given one.
    """
    mixed = sorted(ids, key=lambda id: hashlib.sha256(f"{item_id}/{id}".encode()).hexdigest())
    return mixed if mixed != ids else [*mixed[1:], mixed[0]]


def as_shown(item: JSON) -> list[JSON]:
    """The cards of an item in the order in which they are first shown."""
    cards = by_id(item["cards"])
    return [cards[id] for id in item["start"]]


def net(right: int, given: int, there: int) -> float:
    """Right minus wrong, of those ``given``, over all ``there`` was to get right."""
    return (right - (given - right)) / there


def ids(parts: list[JSON]) -> list[str]:
    """The ids of parts of a definition."""
    return [part["id"] for part in parts]


def by_id(parts: list[JSON]) -> dict[str, JSON]:
    """Parts of a definition by id."""
    return {part["id"]: part for part in parts}


def is_distinct(response: Any) -> bool:
    """Whether it is a list of different texts."""
    return (
        isinstance(response, list)
        and all(isinstance(entry, str) for entry in response)
        and len(set(response)) == len(response)
    )


def number(value: float) -> str:
    """A number as XML and readers want it: no exponent, no trailing zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
