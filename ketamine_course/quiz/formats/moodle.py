"""Moodle XML, for Moodle 4.4 and later: Question bank, Import, "Moodle XML format".

Marks are those of the course for ``choice``, ``multiple`` and ``estimate``. Moodle's own types mark
two kinds more mildly: matching (``classify``) takes nothing off for a wrong card, and ordering
(``order``) counts pairs in order without taking off those that are not.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from ...typing import JSON
from ..definition import define
from ..kinds import entry, of
from ..kinds.base import Item, number
from ..kinds.choice import Choice
from ..kinds.classify import Classify
from ..kinds.estimate import Estimate, spans
from ..kinds.multiple import Several
from ..kinds.order import Order
from ..schema import Bank
from .common import GUESS, LeftOut, paragraph, question, reasons, xml_text

FILE = "ketamine-course-moodle.xml"
# Moodle imports only shares of a mark that it knows: 1/n for n up to this.
KNOWN = 10


def write(banks: Iterable[Bank], out: Path) -> list[LeftOut]:
    """Write one file with a category for each quiz; returns what Moodle cannot hold."""
    root = ET.Element("quiz")
    left: list[LeftOut] = []
    for bank in banks:
        quiz = define(bank)
        kept = []
        for item in quiz["items"]:
            why = GUESS if quiz["mode"] == "predict" else _why_not(item)
            if why:
                left.append(LeftOut(quiz["id"], item["id"], why))
            else:
                kept.append(item)
        if kept:
            _category(root, quiz)
        for item in kept:
            _question(root, quiz, item)
    (out / FILE).write_text(xml_text(root), encoding="utf-8", newline="\n")
    return left


def _why_not(item: JSON) -> str:
    if not of(item).graded:
        return (
            "questions without a right answer. A Moodle quiz has no such thing; ask them with its"
            " Choice or Feedback activity"
        )
    right = sum(option["correct"] for option in item.get("options", []))
    if right > KNOWN:
        return f"more than {KNOWN} right answers. Moodle has no share of a mark for one of so many"
    groups = [group["text"] for group in item.get("groups", [])]
    if len(set(groups)) < len(groups):
        return "groups of the same name. Moodle cannot tell them apart"
    return ""


def _category(root: ET.Element, quiz: JSON) -> None:
    node = ET.SubElement(root, "question", type="category")
    # A single slash would begin a category inside the category.
    title = quiz["title"].replace("/", "//")
    _text(
        node, "category", f"$course$/top/Does ketamine therapy get you high?/{quiz['id']}: {title}"
    )
    _html(
        node,
        "info",
        paragraph(f"Lesson {quiz['lesson']}, {quiz['mode']}, version {quiz['version']}"),
    )
    ET.SubElement(node, "idnumber").text = quiz["id"]


def _question(root: ET.Element, quiz: JSON, item: JSON) -> None:
    kind, write_answers = entry(_WRITERS, item)
    node = ET.SubElement(root, "question", type=kind)
    _text(node, "name", f"{quiz['id']}: {item['id']}")
    _html(node, "questiontext", paragraph(question(item)))
    _html(node, "generalfeedback", reasons(item))
    _plain(
        node,
        {
            "defaultgrade": "1",
            "penalty": "0.3333333",
            "hidden": "0",
            "idnumber": f"{quiz['id']}.{item['id']}",
        },
    )
    write_answers(node, item)
    if item["hint"]:
        _html(node, "hint", paragraph(item["hint"]))
    tags = ET.SubElement(node, "tags")
    for tag in (f"objective {item['objective']}", *(f"claim {claim}" for claim in item["claims"])):
        _text(tags, "tag", tag)


def _multichoice(node: ET.Element, item: JSON, single: bool = False) -> None:
    _plain(
        node, {"single": str(single).lower(), "shuffleanswers": "false", "answernumbering": "none"}
    )
    share = 100 / sum(option["correct"] for option in item["options"])
    for option in item["options"]:
        fraction = share if option["correct"] else 0.0 if single else -share
        _answer(node, fraction, paragraph(option["text"]), option["feedback"])


def _matching(node: ET.Element, item: JSON) -> None:
    _plain(node, {"shuffleanswers": "true"})
    names = {group["id"]: group["text"] for group in item["groups"]}
    pairs = [(paragraph(card["text"]), names[card["group"]]) for card in item["cards"]]
    used = {card["group"] for card in item["cards"]}
    # A group that no card belongs to is offered all the same; Moodle writes that as an answer
    # without a question.
    pairs += [("", name) for id, name in names.items() if id not in used]
    for card, group in pairs:
        sub = _html(node, "subquestion", card)
        _text(sub, "answer", group)


def _ordering(node: ET.Element, item: JSON) -> None:
    _plain(
        node,
        {
            "layouttype": "VERTICAL",
            "selecttype": "ALL",
            "selectcount": "0",
            "gradingtype": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
            "showgrading": "SHOW",
            "numberingstyle": "none",
            "shownumcorrect": "1",
        },
    )
    for place, card in enumerate(item["cards"], start=1):
        _answer(node, place, paragraph(card["text"]), "")


def _numerical(node: ET.Element, item: JSON) -> None:
    # Moodle takes the first answer that fits, so a guess on a shared end falls into the lower
    # range, as in the course.
    for low, high, part in spans(item):
        answer = _answer(
            node,
            100 * part["credit"],
            number((low + high) / 2),
            part["feedback"],
            "moodle_auto_format",
        )
        ET.SubElement(answer, "tolerance").text = number((high - low) / 2)
    _plain(node, {"unitgradingtype": "0", "unitpenalty": "0.1", "showunits": "3", "unitsleft": "0"})


_WRITERS: dict[type[Item], tuple[str, Callable[[ET.Element, JSON], None]]] = {
    Choice: ("multichoice", partial(_multichoice, single=True)),
    Several: ("multichoice", _multichoice),
    Classify: ("matching", _matching),
    Order: ("ordering", _ordering),
    Estimate: ("numerical", _numerical),
}


def _answer(
    node: ET.Element, fraction: float, content: str, feedback: str, form: str = "html"
) -> ET.Element:
    answer = ET.SubElement(
        node, "answer", fraction=f"{fraction:.5f}".rstrip("0").rstrip("."), format=form
    )
    ET.SubElement(answer, "text").text = content
    _html(answer, "feedback", paragraph(feedback))
    return answer


def _plain(node: ET.Element, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        ET.SubElement(node, name).text = value


def _text(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(ET.SubElement(node, name), "text").text = text


def _html(node: ET.Element, name: str, content: str) -> ET.Element:
    made = ET.SubElement(node, name, format="html")
    ET.SubElement(made, "text").text = content
    return made
