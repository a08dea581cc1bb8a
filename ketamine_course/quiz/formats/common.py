"""What several formats share: escaped HTML, figures, sources, and archives that come out the same
every time.
"""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ...typing import JSON
from ..kinds import of

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


def question(item: JSON) -> str:
    """The prompt as text, with what a page would show around it, such as a scale and its unit."""
    return of(item).question(item)


def cited(item: JSON) -> list[JSON]:
    """Every source of an item and of its parts, each once, in order."""
    found = [source for part in (item, *of(item).parts(item)) for source in part["sources"]]
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
    return bullets(of(item).taught(item)) + paragraph(item["explanation"]) + links(item)


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
