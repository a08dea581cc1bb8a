"""A QTI 2.1 package: one test for each quiz, one file for each question.

Marks are those of the course for every kind of question. Hints are not carried over, and neither is
the rating of confidence.
"""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from functools import partial
from itertools import combinations
from pathlib import Path

from ...typing import JSON
from ..definition import define
from ..kinds import entry, of
from ..kinds.base import Item, as_shown
from ..kinds.choice import Choice
from ..kinds.classify import Classify
from ..kinds.estimate import Estimate, spans
from ..kinds.multiple import Several
from ..kinds.order import Order
from ..kinds.survey import Survey
from ..schema import Bank
from .common import GUESS, LeftOut, question, reasons, write_zip, xml_text

FILE = "ketamine-course-qti21.zip"
QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def write(banks: Iterable[Bank], out: Path) -> list[LeftOut]:
    """Write one package; returns what is left out of it."""
    files: dict[str, str] = {}
    left: list[LeftOut] = []
    resources: list[tuple[str, str, str, list[str]]] = []
    for bank in banks:
        quiz = define(bank)
        if quiz["mode"] == "predict":
            left += [LeftOut(quiz["id"], item["id"], GUESS) for item in quiz["items"]]
            continue
        names = []
        for item in quiz["items"]:
            name = f"items/{quiz['id']}.{item['id']}.xml"
            files[name] = xml_text(_item(quiz, item))
            names.append(name)
            resources.append((_name(quiz, item), "imsqti_item_xmlv2p1", name, []))
        test = f"tests/{quiz['id']}.xml"
        files[test] = xml_text(_test(quiz))
        needs = [_name(quiz, item) for item in quiz["items"]]
        resources.append((f"test-{quiz['id']}", "imsqti_test_xmlv2p1", test, needs))
    files["imsmanifest.xml"] = xml_text(_manifest(resources))
    write_zip(out / FILE, files)
    return left


def _name(quiz: JSON, item: JSON) -> str:
    # A test reads a mark as NAME.SCORE, so the name may hold no full stop; ids of the bank hold no
    # underscore.
    return f"item-{quiz['id']}_{item['id']}"


def _id(part: JSON) -> str:
    # An identifier may not begin with a digit.
    return f"a-{part['id']}"


def _manifest(resources: list[tuple[str, str, str, list[str]]]) -> ET.Element:
    root = ET.Element("manifest", {"xmlns": CP, "identifier": "ketamine-course"})
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "QTIv2.1 Package"
    ET.SubElement(metadata, "schemaversion").text = "1.0.0"
    ET.SubElement(root, "organizations")
    box = ET.SubElement(root, "resources")
    for name, kind, href, needs in resources:
        node = ET.SubElement(box, "resource", identifier=name, type=kind, href=href)
        ET.SubElement(node, "file", href=href)
        for need in needs:
            ET.SubElement(node, "dependency", identifierref=need)
    return root


def _root(tag: str, attributes: dict[str, str]) -> ET.Element:
    return ET.Element(
        tag,
        {
            "xmlns": QTI,
            XSI: f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
            **attributes,
        },
    )


def _test(quiz: JSON) -> ET.Element:
    root = _root("assessmentTest", {"identifier": f"test-{quiz['id']}", "title": quiz["title"]})
    # An assessment is answered once and tells what was right at the end.
    once = quiz["mode"] == "assessment"
    mode = "simultaneous" if once else "individual"
    part = ET.SubElement(
        root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode=mode
    )
    ET.SubElement(part, "itemSessionControl", maxAttempts="1" if once else "0", showFeedback="true")
    section = ET.SubElement(
        part, "assessmentSection", identifier="section", title=quiz["title"], visible="true"
    )
    for item in quiz["items"]:
        href = f"../items/{quiz['id']}.{item['id']}.xml"
        ET.SubElement(section, "assessmentItemRef", identifier=_name(quiz, item), href=href)
    return root


def _item(quiz: JSON, item: JSON) -> ET.Element:
    root = _root(
        "assessmentItem",
        {
            "identifier": _name(quiz, item),
            "title": f"{quiz['title']}: {item['id']}",
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    declare, ask, mark = entry(_WRITERS, item)
    declare(root, item)
    score = ET.SubElement(
        root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float"
    )
    _values(ET.SubElement(score, "defaultValue"), ["0"])
    top = ET.SubElement(
        root, "outcomeDeclaration", identifier="MAXSCORE", cardinality="single", baseType="float"
    )
    _values(ET.SubElement(top, "defaultValue"), ["1" if of(item).graded else "0"])
    cardinality = "multiple" if issubclass(of(item), Several) else "single"
    for name, many in (("FEEDBACK", cardinality), ("REASONS", "single")):
        ET.SubElement(
            root, "outcomeDeclaration", identifier=name, cardinality=many, baseType="identifier"
        )
    if issubclass(of(item), Order):
        for card in item["cards"]:
            ET.SubElement(
                root,
                "outcomeDeclaration",
                identifier=f"PLACE-{card['id']}",
                cardinality="single",
                baseType="integer",
            )
        net = ET.SubElement(
            root, "outcomeDeclaration", identifier="NET", cardinality="single", baseType="integer"
        )
        _values(ET.SubElement(net, "defaultValue"), ["0"])
    body = ET.SubElement(root, "itemBody")
    ask(body, item)
    rules = ET.SubElement(root, "responseProcessing")
    mark(rules, item)
    ET.SubElement(_set(rules, "REASONS"), "baseValue", baseType="identifier").text = "reasons"
    if "options" in item:
        for option in item["options"]:
            _feedback(root, "FEEDBACK", _id(option), f"<p>{html.escape(option['feedback'])}</p>")
    for place, part in enumerate(item.get("ranges", []), start=1):
        _feedback(root, "FEEDBACK", f"range-{place}", f"<p>{html.escape(part['feedback'])}</p>")
    if reasons(item):
        _feedback(root, "REASONS", "reasons", reasons(item))
    return root


def _response(root: ET.Element, cardinality: str, base: str, right: list[str]) -> ET.Element:
    node = ET.SubElement(
        root, "responseDeclaration", identifier="RESPONSE", cardinality=cardinality, baseType=base
    )
    if right:
        _values(ET.SubElement(node, "correctResponse"), right)
    return node


def _values(node: ET.Element, values: list[str]) -> None:
    for value in values:
        ET.SubElement(node, "value").text = value


def _mapping(node: ET.Element, entries: dict[str, float], otherwise: float) -> None:
    mapping = ET.SubElement(
        node, "mapping", lowerBound="0", upperBound="1", defaultValue=repr(otherwise)
    )
    for key, value in entries.items():
        ET.SubElement(mapping, "mapEntry", mapKey=key, mappedValue=repr(value))


def _declare_survey(root: ET.Element, item: JSON) -> None:
    _response(root, "single", "identifier", [])


def _declare_options(root: ET.Element, item: JSON) -> None:
    right = [_id(option) for option in of(item).reasons(item)]
    _mapping(_response(root, "single", "identifier", right), dict.fromkeys(right, 1.0), 0.0)


def _declare_several(root: ET.Element, item: JSON) -> None:
    right = [_id(option) for option in of(item).reasons(item)]
    node = _response(root, "multiple", "identifier", right)
    _mapping(node, {id: 1 / len(right) for id in right}, -1 / len(right))


def _declare_cards(root: ET.Element, item: JSON) -> None:
    right = [f"{_id(card)} g-{card['group']}" for card in item["cards"]]
    node = _response(root, "multiple", "directedPair", right)
    _mapping(node, {pair: 1 / len(right) for pair in right}, -1 / len(right))


def _declare_order(root: ET.Element, item: JSON) -> None:
    _response(root, "ordered", "identifier", [_id(card) for card in item["cards"]])


def _declare_number(root: ET.Element, item: JSON) -> None:
    _response(root, "single", "float", [repr(item["evidence"]["value"])])


def _interaction(body: ET.Element, tag: str, item: JSON, attributes: dict[str, str]) -> ET.Element:
    node = ET.SubElement(body, tag, {"responseIdentifier": "RESPONSE", **attributes})
    ET.SubElement(node, "prompt").text = question(item)
    return node


def _ask_options(body: ET.Element, item: JSON, limit: str = "1") -> None:
    node = _interaction(body, "choiceInteraction", item, {"shuffle": "false", "maxChoices": limit})
    for option in item["options"]:
        ET.SubElement(node, "simpleChoice", identifier=_id(option)).text = option["text"]


def _ask_cards(body: ET.Element, item: JSON) -> None:
    count = str(len(item["cards"]))
    node = _interaction(
        body, "matchInteraction", item, {"shuffle": "false", "maxAssociations": count}
    )
    cards, groups = ET.SubElement(node, "simpleMatchSet"), ET.SubElement(node, "simpleMatchSet")
    for card in as_shown(item):
        ET.SubElement(
            cards, "simpleAssociableChoice", identifier=_id(card), matchMax="1"
        ).text = card["text"]
    for group in item["groups"]:
        made = ET.SubElement(
            groups, "simpleAssociableChoice", identifier=f"g-{group['id']}", matchMax=count
        )
        made.text = group["text"]


def _ask_order(body: ET.Element, item: JSON) -> None:
    node = _interaction(body, "orderInteraction", item, {"shuffle": "false"})
    for card in as_shown(item):
        ET.SubElement(node, "simpleChoice", identifier=_id(card)).text = card["text"]


def _ask_number(body: ET.Element, item: JSON) -> None:
    if item["input"] == "box":
        line = ET.SubElement(body, "p")
        line.text = f"{question(item)} "
        ET.SubElement(
            line, "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="10"
        )
    else:
        ends = {"lowerBound": repr(item["minimum"]), "upperBound": repr(item["maximum"])}
        # The form has room for whole steps only.
        step = {"step": str(int(item["step"]))} if item["step"] == int(item["step"]) else {}
        _interaction(body, "sliderInteraction", item, {**ends, **step})


def _set(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, "setOutcomeValue", identifier=name)


def _variable(parent: ET.Element, name: str) -> None:
    ET.SubElement(parent, "variable", identifier=name)


def _value(parent: ET.Element, base: str, value: str) -> None:
    ET.SubElement(parent, "baseValue", baseType=base).text = value


def _mark_mapped(rules: ET.Element, item: JSON) -> None:
    ET.SubElement(_set(rules, "SCORE"), "mapResponse", identifier="RESPONSE")


def _mark_options(rules: ET.Element, item: JSON) -> None:
    if of(item).graded:
        _mark_mapped(rules, item)
    _variable(_set(rules, "FEEDBACK"), "RESPONSE")


def _mark_order(rules: ET.Element, item: JSON) -> None:
    """Note the place of each card, then count pairs in order minus pairs that are not."""
    for card in item["cards"]:
        condition = ET.SubElement(rules, "responseCondition")
        for place in range(1, len(item["cards"]) + 1):
            branch = ET.SubElement(condition, "responseIf" if place == 1 else "responseElseIf")
            same = ET.SubElement(branch, "match")
            _variable(ET.SubElement(same, "index", n=str(place)), "RESPONSE")
            _value(same, "identifier", _id(card))
            _value(_set(branch, f"PLACE-{card['id']}"), "integer", str(place))
    pairs = list(combinations(item["cards"], 2))
    for first, second in pairs:
        condition = ET.SubElement(rules, "responseCondition")
        for tag, sign in (("responseIf", "1"), ("responseElse", "-1")):
            branch = ET.SubElement(condition, tag)
            if tag == "responseIf":
                before = ET.SubElement(branch, "lt")
                _variable(before, f"PLACE-{first['id']}")
                _variable(before, f"PLACE-{second['id']}")
            total = ET.SubElement(_set(branch, "NET"), "sum")
            _variable(total, "NET")
            _value(total, "integer", sign)
    condition = ET.SubElement(rules, "responseCondition")
    branch = ET.SubElement(condition, "responseIf")
    more = ET.SubElement(branch, "gt")
    _variable(more, "NET")
    _value(more, "integer", "0")
    share = ET.SubElement(_set(branch, "SCORE"), "divide")
    _variable(share, "NET")
    _value(share, "integer", str(len(pairs)))


def _mark_number(rules: ET.Element, item: JSON) -> None:
    condition = ET.SubElement(rules, "responseCondition")
    outside = ET.SubElement(condition, "responseIf")
    either = ET.SubElement(outside, "or")
    _variable(ET.SubElement(either, "isNull"), "RESPONSE")
    for tag, end in (("lt", item["minimum"]), ("gt", item["maximum"])):
        compared = ET.SubElement(either, tag)
        _variable(compared, "RESPONSE")
        _value(compared, "float", repr(end))
    _value(_set(outside, "SCORE"), "float", "0.0")
    for place, (_, high, part) in enumerate(spans(item), start=1):
        branch = ET.SubElement(condition, "responseElseIf")
        reached = ET.SubElement(branch, "lte")
        _variable(reached, "RESPONSE")
        _value(reached, "float", repr(high))
        _value(_set(branch, "SCORE"), "float", repr(float(part["credit"])))
        _value(_set(branch, "FEEDBACK"), "identifier", f"range-{place}")


_Writer = Callable[[ET.Element, JSON], None]
# How a kind declares its response, asks, and marks.
_WRITERS: dict[type[Item], tuple[_Writer, _Writer, _Writer]] = {
    Choice: (_declare_options, _ask_options, _mark_options),
    Several: (_declare_several, partial(_ask_options, limit="0"), _mark_options),
    Survey: (_declare_survey, _ask_options, _mark_options),
    Classify: (_declare_cards, _ask_cards, _mark_mapped),
    Order: (_declare_order, _ask_order, _mark_order),
    Estimate: (_declare_number, _ask_number, _mark_number),
}


def _feedback(root: ET.Element, outcome: str, name: str, content: str) -> None:
    node = ET.SubElement(
        root, "modalFeedback", outcomeIdentifier=outcome, identifier=name, showHide="show"
    )
    # The content is XHTML written in common.py, so it is well-formed.
    node.extend(ET.fromstring(f"<div>{content}</div>"))
