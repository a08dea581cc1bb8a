"""Put cards in order."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Literal

from pydantic import Field, model_validator

from ...typing import JSON
from .base import Explained, Text, distinct, ids, is_distinct, net, start_order
from .classify import Cards


class OrderedCard(Explained):
    """A card of an ``order`` item; its place in the list is its right place."""


class Order(Cards):
    """Put cards in order."""

    joint = " → "

    type: Literal["order"]
    start: Text = Field(alias="from", description="a word for the first end, such as earliest")
    end: Text = Field(alias="to", description="a word for the last end, such as latest")
    cards: list[OrderedCard] = Field(
        min_length=3, max_length=10, description="a list of three to ten cards in the right order"
    )

    @model_validator(mode="after")
    def _cards_differ(self) -> Order:
        distinct("card", self.cards)
        return self

    def own(self) -> JSON:
        own = super().own()
        ends = {"from": own.pop("start"), "to": own.pop("end")}
        return {**ends, **own, "start": start_order(self.id, [card.id for card in self.cards])}

    @classmethod
    def expected(cls, item: JSON) -> str:
        return f"all of {ids(item['cards'])} in some order"

    @classmethod
    def fits(cls, item: JSON, response: Any) -> bool:
        return is_distinct(response) and sorted(response) == sorted(ids(item["cards"]))

    @classmethod
    def credit(cls, item: JSON, response: Any) -> float:
        """Pairs in order minus pairs out of order, over all pairs."""
        pairs = set(combinations(ids(item["cards"]), 2))
        return net(len(pairs & set(combinations(response, 2))), len(pairs), len(pairs))

    @classmethod
    def solution(cls, item: JSON) -> list[str]:
        return [card["text"] for card in item["cards"]]

    @classmethod
    def question(cls, item: JSON) -> str:
        return f"{item['prompt']} (from {item['from']} to {item['to']})"
