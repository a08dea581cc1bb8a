"""A quiz as HTML for a page without a kernel: its questions as text, and its definition for
``static/host.js``.
"""

from __future__ import annotations

from html import escape

from ..quiz import render
from ..typing import JSON
from .text import script_json


def quiz_html(definition: JSON) -> str:
    """The questions, readable as they are, in the place where the quiz comes to life."""
    return (
        f'<div class="kc-mount" data-quiz="{escape(definition["id"])}"><div'
        f' class="kc-mount-static">{render.static_html(definition)}</div><script'
        ' type="application/json"'
        f' class="kc-quiz-definition">{script_json(definition)}</script></div>\n'
    )


def answer_key_html(definitions: list[JSON]) -> str:
    """The answers to all quizzes of a page, once each, shown in print and where JavaScript is
    off.
    """
    once = {
        definition["id"]: definition for definition in definitions if definition["view"] != "gain"
    }
    parts = "".join(render.answer_key_html(definition) for definition in once.values())
    return (
        f'<section class="kc-answer-key" id="answer-key"><h2>Answer key</h2>{parts}</section>\n'
        if parts
        else ""
    )
