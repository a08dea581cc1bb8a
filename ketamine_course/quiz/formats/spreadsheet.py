"""A spreadsheet of all questions: CSV with one row for each option, card, group or range."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from ...typing import JSON
from ..definition import define
from ..schema import Bank
from .common import LeftOut, number, ranges

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

    count = len(item.get("cards", []))
    right = sum(option.get("correct", False) for option in item.get("options", []))
    for option in item.get("options", []):
        if item["type"] == "survey":
            yield row("option", option, option["text"], "", "")
        else:
            wrong = 0 if item["type"] == "choice" else -1 / right
            credit = 1 / right if option["correct"] else wrong
            yield row(
                "option",
                option,
                option["text"],
                "yes" if option["correct"] else "no",
                number(credit),
            )
    for group in item.get("groups", []):
        yield row("group", group, group["text"], "", "")
    for place, card in enumerate(item.get("cards", []), start=1):
        sort = item["type"] == "classify"
        yield row(
            "card",
            card,
            card["text"],
            card["group"] if sort else str(place),
            number(1 / count) if sort else "",
        )
    for low, high, part in ranges(item) if item["type"] == "estimate" else []:
        text = (
            f"{'from' if low == item['minimum'] else 'above'} {number(low)} to {number(high)}"
            f" {item['unit']}"
        )
        yield row(
            "range", part, text, "yes" if part["credit"] == 1 else "no", number(part["credit"])
        )


def _safe(cell: str) -> str:
    """A cell that a spreadsheet shows as text: one that looks like a formula gets the sign that
    says it is none.
    """
    harmless = cell.removeprefix("-").replace(".", "", 1).isdigit()
    return (
        f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not harmless else cell
    )
