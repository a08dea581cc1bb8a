"""A quiz for paper: questions with boxes to tick and lines to fill, and where the answers stand."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from ..typing import JSON


def quiz(definition: JSON, key: str) -> ET.Element:
    """The questions of a quiz as an element; ``key`` is the link to the chapter with the
    answers.
    """
    view = definition["view"]
    block = ET.Element("section", {"class": "kc-quiz", "data-quiz": definition["id"]})
    _add(
        block,
        "p",
        "kc-title",
        "Your guess beside the evidence" if view == "review" else definition["title"],
    )
    if view == "gain":
        first, second = (test["place"] for test in definition["tests"])
        _add(
            block,
            "p",
            "",
            f"Count your right answers in {first} and in {second}. The difference is what you"
            " gained.",
        )
        return block
    if view == "ask":
        questions = ET.SubElement(block, "ol", {"class": "kc-questions"})
        for item in definition["items"]:
            questions.append(_question(item, definition["confidence"]))
    where = _add(
        block,
        "p",
        "kc-where",
        "What the evidence says to each guess: " if view == "review" else "Answers: ",
    )
    link = ET.SubElement(
        where, "a", {"class": "kc-to-key", "href": f"{key}--quiz-{definition['id']}"}
    )
    link.text = "answer key"
    link.tail = "."
    return block


def _question(item: JSON, confidence: bool) -> ET.Element:
    entry = ET.Element(
        "li", {"class": "kc-item", "data-item": item["id"], "data-type": item["type"]}
    )
    _add(entry, "p", "kc-prompt", item["prompt"])
    _add(entry, "p", "kc-how", _HOW[item["type"]].format(**item))
    match item["type"]:
        case "choice" | "multiple" | "survey":
            box = "☐" if item["type"] == "multiple" else "○"
            _list(entry, "kc-options", (f"{box} {option['text']}" for option in item["options"]))
        case "classify":
            groups = "   ".join(f"○ {group['text']}" for group in item["groups"])
            cards = _list(entry, "kc-cards", (card["text"] for card in _cards(item)))
            for card in cards:
                _add(card, "span", "kc-groups", groups)
        case "order":
            _list(entry, "kc-options", (f"____ {card['text']}" for card in _cards(item)))
        case "estimate":
            _add(
                entry,
                "p",
                "kc-blank",
                f"Your guess, from {item['minimum']:.10g} to {item['maximum']:.10g}: __________"
                f" {item['unit']}",
            )
    if confidence and item["type"] != "survey":
        _add(
            entry,
            "p",
            "kc-confidence",
            "How sure are you?   ○ guessing   ○ unsure   ○ fairly sure   ○ certain",
        )
    if item["hint"]:
        _add(entry, "p", "kc-hint", f"Hint: {item['hint']}")
    return entry


_HOW = {
    "choice": "Choose one.",
    "multiple": "Choose all that apply.",
    "survey": "Choose one. There is no right answer.",
    "classify": "Choose a group for each.",
    "order": "Number them, from {from} (1) to {to}.",
    "estimate": "Write down a number.",
}


def _cards(item: JSON) -> list[JSON]:
    cards = {card["id"]: card for card in item["cards"]}
    return [cards[id] for id in item["start"]]


def _list(parent: ET.Element, css_class: str, texts: Any) -> list[ET.Element]:
    block = ET.SubElement(parent, "ul", {"class": css_class})
    return [_add(block, "li", "", text) for text in texts]


def _add(parent: ET.Element, tag: str, css_class: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag, {"class": css_class} if css_class else {})
    element.text = text
    return element
