"""A quiz for paper: questions with boxes to tick and lines to fill, and where the answers stand."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ..quiz import render
from ..typing import JSON


def quiz(definition: JSON, key: str) -> ET.Element:
    """The questions of a quiz as an element; ``key`` is the link to the chapter with the
    answers.
    """
    return ET.fromstring(render.html("publish/paper.html", quiz=definition, key=key))
