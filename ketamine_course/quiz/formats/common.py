"""What several formats share: escaped HTML, figures, sources, and archives that come out the same
every time.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ...typing import JSON

GUESS = (
    "guesses before reading. They are compared with the evidence and never marked, but a learning"
    " platform would mark them"
)


@dataclass(frozen=True)
class LeftOut:
    """A question that a format cannot hold, and why."""

    quiz: str
    item: str
    why: str


def parts(item: JSON) -> list[JSON]:
    """What an item is answered with: its options, cards or ranges, as in a definition."""
    found: list[JSON] = item.get("options") or item.get("cards") or item["ranges"]
    return found


def number(value: float) -> str:
    """A number as XML and readers want it: no exponent, no trailing zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def ranges(item: JSON) -> list[tuple[float, float, JSON]]:
    """Each range of an estimate with its two ends; a guess on a shared end belongs to the lower
    range.
    """
    ends = [item["minimum"], *(part["to"] for part in item["ranges"])]
    return list(zip(ends, ends[1:], item["ranges"], strict=False))


def question(item: JSON) -> str:
    """The prompt as text, with what a page would show around it: the two ends, or the scale and its
    unit.
    """
    prompt: str = item["prompt"]
    if item["type"] == "order":
        return f"{prompt} (from {item['from']} to {item['to']})"
    if item["type"] == "estimate":
        scale = f"{number(item['minimum'])} to {number(item['maximum'])}"
        return f"{prompt} (a number from {scale}, {item['unit']})"
    if item["type"] == "multiple" and not re.search("(select|choose) all", prompt, re.IGNORECASE):
        return f"{prompt} (choose all that apply)"
    return prompt


def answers(item: JSON) -> list[str]:
    """The right answer in words, one line a piece; none for a survey."""
    match item["type"]:
        case "choice" | "multiple":
            return [option["text"] for option in item["options"] if option["correct"]]
        case "classify":
            names = {group["id"]: group["text"] for group in item["groups"]}
            return [f"{card['text']}: {names[card['group']]}" for card in item["cards"]]
        case "order":
            return [card["text"] for card in item["cards"]]
        case "estimate":
            return [item["evidence"]["text"]]
    return []


def cited(item: JSON) -> list[JSON]:
    """Every source of an item and of its parts, each once, in order."""
    found = [source for part in (item, *parts(item)) for source in part["sources"]]
    return list({source["url"]: source for source in found}.values())


def paragraph(text: str | None) -> str:
    """Plain text as one HTML paragraph, escaped; nothing for no text."""
    return f"<p>{html.escape(text)}</p>" if text else ""


def bullets(texts: Iterable[str]) -> str:
    """Plain texts as an HTML list, escaped; nothing for none."""
    rows = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
    return f"<ul>{rows}</ul>" if rows else ""


def links(item: JSON) -> str:
    """The sources of an item as one HTML paragraph of links; nothing for none."""
    made = "; ".join(
        f'<a href="{html.escape(source["url"])}">{html.escape(source["label"])}</a>'
        for source in cited(item)
    )
    return f"<p>Sources: {made}</p>" if made else ""


def reasons(item: JSON) -> str:
    """What to read after any answer: evidence or right answers, the explanation and the sources, as
    HTML.

    Where a format cannot give feedback card by card, this holds the feedback of all cards too.
    """
    if item["type"] in ("classify", "order"):
        taught = [
            f"{answer}. {card['feedback']}"
            for answer, card in zip(answers(item), item["cards"], strict=True)
        ]
    elif item["type"] == "estimate":
        taught = [*answers(item), item["evidence"]["statement"]]
    else:
        taught = []
    return bullets(taught) + paragraph(item["explanation"]) + links(item)


def xml_text(root: ET.Element) -> str:
    """An element as a whole XML file, indented."""
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def write_zip(path: Path, files: dict[str, str]) -> None:
    """Write texts as an archive that is the same on every day and machine."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name].encode("utf-8"))
