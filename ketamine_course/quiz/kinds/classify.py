"""Sort cards into named groups."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from ...typing import JSON
from .base import Explained, Id, Item, Named, Pick, by_id, distinct, ids, net, start_order


class Group(Named):
    """A pile that cards are sorted into."""


class GroupedCard(Explained):
    """A card of a ``classify`` item."""

    group: Id = Field(description="the id of the group this card belongs to")


class Cards(Item):
    """Any kind that is answered by moving cards, all of them."""

    @classmethod
    def parts(cls, item: JSON) -> list[JSON]:
        return list(item["cards"])

    @classmethod
    def taught(cls, item: JSON) -> list[str]:
        pairs = zip(cls.solution(item), item["cards"], strict=True)
        return [f"{answer}. {card['feedback']}" for answer, card in pairs]


class Classify(Cards):
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
        distinct("group", self.groups)
        distinct("card", self.cards)
        known = [group.id for group in self.groups]
        for card in self.cards:
            if card.group not in known:
                raise ValueError(
                    f"cards: card '{card.id}' names group '{card.group}', expected one of {known}"
                )
        return self

    def own(self) -> JSON:
        return {**super().own(), "start": start_order(self.id, [card.id for card in self.cards])}

    @classmethod
    def expected(cls, item: JSON) -> str:
        return f"cards {ids(item['cards'])} each in one of {ids(item['groups'])}"

    @classmethod
    def fits(cls, item: JSON, response: Any) -> bool:
        return (
            isinstance(response, dict)
            and bool(response)
            and set(response) <= set(ids(item["cards"]))
            and all(group in ids(item["groups"]) for group in response.values())
        )

    @classmethod
    def credit(cls, item: JSON, response: Any) -> float:
        """Cards in their group minus cards in another, over all cards."""
        cards = by_id(item["cards"])
        right = sum(cards[id]["group"] == group for id, group in response.items())
        return net(right, len(response), len(cards))

    @classmethod
    def solution(cls, item: JSON) -> list[str]:
        groups = by_id(item["groups"])
        return [f"{card['text']}: {groups[card['group']]['text']}" for card in item["cards"]]

    @classmethod
    def picks(cls, item: JSON) -> list[Pick]:
        texts = zip(ids(item["cards"]), cls.solution(item), strict=True)
        return [(id, text, True) for id, text in texts]

    @classmethod
    def picked(cls, item: JSON, response: Any) -> list[bool]:
        return [response.get(card["id"]) == card["group"] for card in item["cards"]]
