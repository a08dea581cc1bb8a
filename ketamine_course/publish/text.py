"""Text on its way into a page."""

from __future__ import annotations

import json
import re
from typing import Any


def script_json(value: Any) -> str:
    """``value`` as JSON that is safe inside a ``<script>`` element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def striptags(html: str) -> str:
    """The text of ``html`` without its tags; entities stay."""
    return re.sub(r"<[^>]*>", "", html)


def shorten(text: str, limit: int = 160) -> str:
    """The beginning of ``text`` in at most ``limit`` characters, cut between words."""
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
