"""The kinds of question: a module each here, with its template, and ``js/kinds/`` for the browser.

A new kind is a class named in :data:`AnyItem`; everything else asks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar, get_args

from pydantic import Field

from ...templates import environment
from ...typing import JSON
from .base import Item, as_shown, number
from .choice import Choice
from .classify import Classify
from .estimate import Estimate, spans
from .mark import Mark
from .multiple import Multiple
from .order import Order
from .survey import Survey

AnyItem = Annotated[
    Choice | Multiple | Classify | Order | Estimate | Survey | Mark, Field(discriminator="type")
]
KINDS: dict[str, type[Item]] = {
    get_args(kind.model_fields["type"].annotation)[0]: kind
    for kind in get_args(get_args(AnyItem)[0])
}

environment().filters.update(as_shown=as_shown, spans=spans, plain=number)
Entry = TypeVar("Entry")


def of(item: JSON) -> type[Item]:
    """The kind of an item of a definition."""
    return KINDS[item["type"]]


def entry(table: Mapping[type[Item], Entry], item: JSON) -> Entry:
    """What ``table`` holds for the item's kind, or for the nearest kind that it derives from."""
    return next(table[kind] for kind in of(item).__mro__ if kind in table)
