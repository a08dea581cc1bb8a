"""A QTI 1.2 package for Canvas: Settings, Import Course Content, "QTI .zip file".

Canvas marks ``multiple`` as the course does. It takes nothing off for a wrong card of ``classify``
(its matching question), and gives no half marks for an ``estimate``. It has no ordering, so
``order`` becomes a matching of cards to places, with a share of the mark for each card in its
place. Hints are not carried over, and neither is the rating of confidence.

Names inside a question are numbers, as in Canvas's own files: it reads the digits of a name as the
number of a choice, and takes feedback whose name holds a word such as "correct" or "_all" for
feedback on the whole question.
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
from .common import (
    GUESS,
    LeftOut,
    paragraph,
    question,
    reasons,
    write_zip,
    xml_text,
)

FILE = "ketamine-course-canvas-qti12.zip"
NS = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
# The first number that names a part of a question.
FIRST = 1001
SURVEY = (
    "questions without a right answer. A marked Canvas quiz has no such thing; ask them with a"
    " Canvas survey"
)


def write(banks: Iterable[Bank], out: Path) -> list[LeftOut]:
    """Write one package with an assessment for each quiz; returns what Canvas cannot hold."""
    files: dict[str, str] = {}
    left: list[LeftOut] = []
    quizzes = []
    for bank in banks:
        quiz = define(bank)
        kept = []
        for item in quiz["items"]:
            why = GUESS if quiz["mode"] == "predict" else "" if of(item).graded else SURVEY
            if why:
                left.append(LeftOut(quiz["id"], item["id"], why))
            else:
                kept.append(item)
        if kept:
            files[f"{quiz['id']}/{quiz['id']}.xml"] = xml_text(_assessment(quiz, kept))
            quizzes.append(quiz)
    files["imsmanifest.xml"] = xml_text(_manifest(quizzes))
    write_zip(out / FILE, files)
    return left


def _manifest(quizzes: list[JSON]) -> ET.Element:
    root = ET.Element("manifest", {"xmlns": CP, "identifier": "ketamine-course"})
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    ET.SubElement(root, "organizations")
    box = ET.SubElement(root, "resources")
    for quiz in quizzes:
        node = ET.SubElement(
            box, "resource", identifier=f"quiz-{quiz['id']}", type="imsqti_xmlv1p2"
        )
        ET.SubElement(node, "file", href=f"{quiz['id']}/{quiz['id']}.xml")
    return root


def _assessment(quiz: JSON, items: list[JSON]) -> ET.Element:
    root = ET.Element("questestinterop", {"xmlns": NS})
    test = ET.SubElement(root, "assessment", ident=f"quiz-{quiz['id']}", title=quiz["title"])
    # As many tries as one likes in practice, one in an assessment.
    _fields(test, {"cc_maxattempts": "1" if quiz["mode"] == "assessment" else "unlimited"})
    section = ET.SubElement(test, "section", ident="root_section")
    for item in items:
        _item(section, quiz, item)
    return root


def _item(section: ET.Element, quiz: JSON, item: JSON) -> None:
    node = ET.SubElement(section, "item", ident=f"{quiz['id']}.{item['id']}", title=item["id"])
    kind, write_answers = entry(_WRITERS, item)
    _fields(
        ET.SubElement(node, "itemmetadata"),
        {"question_type": kind, "points_possible": "1.0"},
    )
    shown = ET.SubElement(node, "presentation")
    _material(shown, paragraph(question(item)))
    marks = ET.SubElement(node, "resprocessing")
    ET.SubElement(
        ET.SubElement(marks, "outcomes"),
        "decvar",
        maxvalue="100",
        minvalue="0",
        varname="SCORE",
        vartype="Decimal",
    )
    feedback = {"general_fb": reasons(item)}
    _condition(marks, "general_fb")
    feedback |= write_answers(shown, marks, item)
    for name, content in feedback.items():
        if content:
            box = ET.SubElement(node, "itemfeedback", ident=name)
            _material(ET.SubElement(box, "flow_mat"), content)


def _options(shown: ET.Element, marks: ET.Element, item: JSON, many: bool = True) -> dict[str, str]:
    _labels(shown, "response1", item["options"], "Multiple" if many else "Single")
    for name, _ in enumerate(item["options"], FIRST):
        ET.SubElement(
            _condition(marks, f"{name}_fb"), "varequal", respident="response1"
        ).text = str(name)
    scored = _scored(marks)
    box = ET.SubElement(scored, "and") if many else scored
    for name, option in enumerate(item["options"], FIRST):
        if option["correct"]:
            ET.SubElement(box, "varequal", respident="response1").text = str(name)
        elif many:
            ET.SubElement(ET.SubElement(box, "not"), "varequal", respident="response1").text = str(
                name
            )
    return {
        f"{name}_fb": paragraph(option["feedback"])
        for name, option in enumerate(item["options"], FIRST)
    }


def _grouped(shown: ET.Element, marks: ET.Element, item: JSON) -> dict[str, str]:
    """Match each card to its group."""
    groups = [group["id"] for group in item["groups"]]
    right = [groups.index(card["group"]) for card in item["cards"]]
    return _matching(shown, marks, item, item["groups"], right)


def _ordered(shown: ET.Element, marks: ET.Element, item: JSON) -> dict[str, str]:
    """Match each card to its place in the order."""
    right = list(range(len(item["cards"])))
    return _matching(shown, marks, item, [{"text": str(place + 1)} for place in right], right)


def _matching(
    shown: ET.Element, marks: ET.Element, item: JSON, choices: list[JSON], right: list[int]
) -> dict[str, str]:
    ids = [card["id"] for card in item["cards"]]
    for id in item["start"]:
        place = ids.index(id)
        box = _labels(shown, f"response_{FIRST + place}", choices, "Single", plain=True)
        material = ET.Element("material")
        ET.SubElement(material, "mattext", texttype="text/plain").text = item["cards"][place][
            "text"
        ]
        box.insert(0, material)
    for place, choice in enumerate(right):
        scored = _scored(marks, "Add", number(100 / len(right)))
        ET.SubElement(scored, "varequal", respident=f"response_{FIRST + place}").text = str(
            FIRST + choice
        )
    return {}


def _number(shown: ET.Element, marks: ET.Element, item: JSON) -> dict[str, str]:
    box = ET.SubElement(shown, "response_str", ident="response1", rcardinality="Single")
    ET.SubElement(
        ET.SubElement(box, "render_fib", fibtype="Decimal"), "response_label", ident="answer1"
    )
    for low, high, part in spans(item):
        if part["credit"] == 1:
            # The lower end belongs to the range before, so this one begins a step later.
            begin = low if low == item["minimum"] else low + item["step"]
            scored = _scored(marks)
            ET.SubElement(scored, "vargte", respident="response1").text = number(begin)
            ET.SubElement(scored, "varlte", respident="response1").text = number(high)
    return {}


_WRITERS: dict[type[Item], tuple[str, Callable[[ET.Element, ET.Element, JSON], dict[str, str]]]] = {
    Choice: ("multiple_choice_question", partial(_options, many=False)),
    Several: ("multiple_answers_question", _options),
    Classify: ("matching_question", _grouped),
    Order: ("matching_question", _ordered),
    Estimate: ("numerical_question", _number),
}


def _labels(
    shown: ET.Element, ident: str, choices: list[JSON], cardinality: str, plain: bool = False
) -> ET.Element:
    box = ET.SubElement(shown, "response_lid", ident=ident, rcardinality=cardinality)
    render = ET.SubElement(box, "render_choice")
    for name, choice in enumerate(choices, FIRST):
        label = ET.SubElement(render, "response_label", ident=str(name))
        if plain:
            ET.SubElement(
                ET.SubElement(label, "material"), "mattext", texttype="text/plain"
            ).text = choice["text"]
        else:
            _material(label, paragraph(choice["text"]))
    return box


def _condition(marks: ET.Element, feedback: str) -> ET.Element:
    """A condition that shows feedback and goes on; without a test in it, it always holds."""
    node = ET.SubElement(marks, "respcondition", {"continue": "Yes"})
    condition = ET.SubElement(node, "conditionvar")
    if feedback == "general_fb":
        ET.SubElement(condition, "other")
    ET.SubElement(node, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
    return condition


def _scored(marks: ET.Element, action: str = "Set", share: str = "100") -> ET.Element:
    """A condition that earns a share of 100; Canvas adds shares only for matching."""
    node = ET.SubElement(
        marks, "respcondition", {"continue": "Yes"} if action == "Add" else {"continue": "No"}
    )
    condition = ET.SubElement(node, "conditionvar")
    ET.SubElement(node, "setvar", varname="SCORE", action=action).text = share
    return condition


def _fields(parent: ET.Element, fields: dict[str, str]) -> None:
    box = ET.SubElement(parent, "qtimetadata")
    for name, value in fields.items():
        field = ET.SubElement(box, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = name
        ET.SubElement(field, "fieldentry").text = value


def _material(parent: ET.Element, content: str) -> None:
    ET.SubElement(ET.SubElement(parent, "material"), "mattext", texttype="text/html").text = content
