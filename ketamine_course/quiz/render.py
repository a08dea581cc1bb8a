"""A quiz as HTML before, or without, any script, and the key to its answers.

Scripts bring this HTML to life and draw no question of their own.
"""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from .. import templates
from ..language import ngettext
from ..typing import JSON
from . import gain
from .kinds import KINDS, of

_BETWEEN_TAGS = re.compile(r"(?<=>)\n\s*|\n\s*(?=<)")


def html(path: str, /, **values: Any) -> Markup:
    """A template of quizzes as one line, the same on every machine, as stored notebooks hold it."""
    line = _BETWEEN_TAGS.sub("", templates.render(path, kinds=KINDS, **values).strip())
    # As the standard library escapes quotes, and as notebooks have stored them.
    return Markup(line.replace("&#39;", "&#x27;").replace("&#34;", "&quot;"))


def static_html(definition: JSON, host: str = "static") -> Markup:
    """The quiz as inert HTML: questions readable, inputs disabled, room kept for the buttons."""
    if definition["view"] == "gain":
        return html("quiz/gain.html", quiz=definition)
    graded = any(of(item).graded for item in definition["items"])
    return html("quiz/quiz.html", quiz=definition, host=host, graded=graded)


def text(definition: JSON) -> str:
    """The quiz in one line of plain text."""
    if definition["view"] == "gain":
        return gain.text(definition)
    total = len(definition["items"])
    return ngettext(
        "Quiz '%(id)s': %(title)s (%(total)d question)",
        "Quiz '%(id)s': %(title)s (%(total)d questions)",
        total,
    ) % {"id": definition["id"], "title": definition["title"], "total": total}


def answer_key_html(definition: JSON, wrong: bool = False) -> Markup:
    """Right answers with their reasons and sources, for print and for readers without scripts.

    With ``wrong`` it gives the reasons against the other options too, as a trainer needs them.
    """
    return html("quiz/key.html", quiz=definition, wrong=wrong)
