"""Joins the small modules in ``js/`` into one script, for a notebook or for a page without a
kernel.

Joining is all it does: imports between the modules go, since all then share one scope (a test sees
that no two of them declare the same name).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from .kinds import KINDS

FOLDER = Path(__file__).parent / "js"
# Each after those it needs; quiz.js is the entry.
MODULES = (
    "dom.js",
    "words.js",
    "net-correct.js",
    "controls.js",
    *(f"kinds/{name}.js" for name in KINDS),
    "kinds.js",
    "grading.js",
    "state.js",
    "feedback.js",
    "item.js",
    "gain.js",
    "quiz.js",
)
_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|let|function|class)\b)", re.MULTILINE)


@cache
def _joined() -> str:
    parts = []
    for name in MODULES:
        source = (FOLDER / name).read_text(encoding="utf-8")
        parts.append(_EXPORT.sub("", _IMPORT.sub("", source)).strip())
    return "\n\n".join(parts)


@cache
def esm() -> str:
    """The quiz as one ES module with ``export default { render }``, as anywidget wants it."""
    return f"{_joined()}\n\nexport default {{ render }};\n"


@cache
def classic() -> str:
    """The quiz as a classic script that sets ``window.KetamineCourse = { render, grade }``; works
    from ``file://``.
    """
    return (
        f'(() => {{\n"use strict";\n{_joined()}\n\nwindow.KetamineCourse = {{ render, grade'
        " };\n})();\n"
    )


@cache
def css() -> str:
    """The quiz's style sheet."""
    return (Path(__file__).parent / "quiz.css").read_text(encoding="utf-8")
