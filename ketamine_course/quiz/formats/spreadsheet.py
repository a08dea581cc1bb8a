"""A spreadsheet of all questions: CSV with one row for each option, card, group or range."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from ...typing import JSON
from ..definition import define
from ..kinds import entry
from ..kinds.base import Item, number
from ..kinds.choice import Choice
from ..kinds.classify import Classify
from ..kinds.estimate import Estimate, spans
from ..kinds.multiple import Several
from ..kinds.order import Order
from ..kinds.survey import Survey
from ..schema import Bank
from .common import LeftOut

FILE = "ketamine-course-questions.csv"
COLUMNS = [
    "quiz",
    "version",
    "title",
    "lesson",
    "mode",
    "item",
    "type",
    "objective",
    "claims",
    "prompt",
    "hint",
    "part",
    "part_id",
    "text",
    "right",
    "credit",
    "feedback",
    "explanation",
    "sources",
]


def write(banks: Iterable[Bank], out: Path) -> list[LeftOut]:
    """Write the spreadsheet, which holds everything; nothing is left out."""
    # Excel takes a CSV for UTF-8 only when it begins with a byte order mark.
    with (out / FILE).open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for bank in banks:
            quiz = define(bank)
            for item in quiz["items"]:
                rows.writerows(
                    {name: _safe(cell) for name, cell in row.items()} for row in _rows(quiz, item)
                )
    return []


def _rows(quiz: JSON, item: JSON) -> Iterator[dict[str, str]]:
    common = {name: str(quiz[name]) for name in ("version", "title", "lesson", "mode")}
    common |= {
        name: str(item[name] or "")
        for name in ("type", "objective", "prompt", "hint", "explanation")
    }
    common |= {"quiz": quiz["id"], "item": item["id"], "claims": " ".join(item["claims"])}

    def row(kind: str, part: JSON, text: str, right: str, credit: str) -> dict[str, str]:
        found = [source["url"] for source in (*item["sources"], *part.get("sources", []))]
        own = {
            "part": kind,
            "part_id": part.get("id", ""),
            "text": text,
            "right": right,
            "credit": credit,
        }
        return {
            **common,
            **own,
            "feedback": part.get("feedback", ""),
            "sources": " ".join(dict.fromkeys(found)),
        }

    yield from (row(*cells) for cells in entry(_CELLS, item)(item))


Cells = tuple[str, JSON, str, str, str]  # kind of part, part, text, right, credit


def _opinions(item: JSON) -> Iterator[Cells]:
    for option in item["options"]:
        yield "option", option, option["text"], "", ""


def _options(item: JSON, wrong: float | None = None) -> Iterator[Cells]:
    share = 1 / sum(option["correct"] for option in item["options"])
    for option in item["options"]:
        if option["correct"]:
            yield "option", option, option["text"], "yes", number(share)
        else:
            yield "option", option, option["text"], "no", number(-share if wrong is None else wrong)


def _groups(item: JSON) -> Iterator[Cells]:
    for group in item["groups"]:
        yield "group", group, group["text"], "", ""
    for card in item["cards"]:
        yield "card", card, card["text"], card["group"], number(1 / len(item["cards"]))


def _places(item: JSON) -> Iterator[Cells]:
    for place, card in enumerate(item["cards"], start=1):
        yield "card", card, card["text"], str(place), ""


def _ranges(item: JSON) -> Iterator[Cells]:
    for low, high, part in spans(item):
        begin = "from" if low == item["minimum"] else "above"
        text = f"{begin} {number(low)} to {number(high)} {item['unit']}"
        yield "range", part, text, "yes" if part["credit"] == 1 else "no", number(part["credit"])


_CELLS: dict[type[Item], Callable[[JSON], Iterator[Cells]]] = {
    Survey: _opinions,
    Choice: partial(_options, wrong=0),
    Several: _options,
    Classify: _groups,
    Order: _places,
    Estimate: _ranges,
}


def _safe(cell: str) -> str:
    """A cell that a spreadsheet shows as text: one that looks like a formula gets the sign that
    says it is none.
    """
    harmless = cell.removeprefix("-").replace(".", "", 1).isdigit()
    return (
        f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not harmless else cell
    )
