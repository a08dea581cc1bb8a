"""The evidence explorer: a search through every figure and source of the course, in a notebook or a
published page.

A chart of several hundred rows would be too heavy and could not be read out. This is a list that
one can search: ``evidence_explorer.js`` draws it in both hosts, with the evidence from Python here
and from a file of the book there.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from ketamine_course import evidence, language
from ketamine_course.evidence import bibliography, lookup

MIME = "application/vnd.ketamine-course.evidence+json"
_SCRIPT = Path(__file__).with_suffix(".js")
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?:default [^;]*;\n|(?=function\b))", re.MULTILINE)


class EvidenceExplorer(anywidget.AnyWidget):
    """The explorer with its search words and menus as traits, which follow the screen and can be
    set from Python.

    ``lesson`` is two digits, ``"none"`` or empty; ``kind`` and ``seen`` are values of those columns
    or empty; ``show`` is ``"figures"`` or ``"sources"``. What the notebook stores is these five,
    never the evidence.
    """

    _esm = f"{language.script()}\n{_IMPORT.sub('', _SCRIPT.read_text(encoding='utf-8'))}"
    _css = _SCRIPT.with_suffix(".css").read_text(encoding="utf-8")

    words = traitlets.Unicode("").tag(sync=True)
    lesson = traitlets.Enum(
        ["", *(f"{number:02}" for number in range(1, 12)), lookup.UNUSED], ""
    ).tag(sync=True)
    kind = traitlets.Enum(["", *bibliography.DESIGNS], "").tag(sync=True)
    seen = traitlets.Enum(["", *lookup.SEEN], "").tag(sync=True)
    show = traitlets.Enum(["figures", "sources"], "figures").tag(sync=True)
    data = traitlets.Dict().tag(sync=True)

    def __init__(self, **kwargs: Any):
        super().__init__(data=lookup.everything(), **kwargs)

    @property
    def definition(self) -> dict[str, str]:
        """What is looked for, as a page without a kernel needs it."""
        return {name: getattr(self, name) for name in ("words", "lesson", "kind", "seen", "show")}

    def table(self) -> pd.DataFrame:
        """The findings that the explorer shows now, as a data frame."""
        return evidence.search(self.words, self.lesson, self.kind, self.seen)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        own = {
            MIME: self.definition,
            "text/html": f"<p>{escape(WITHOUT)}</p>",
            "text/plain": WITHOUT,
        }
        return {**bundle[0], **own}, bundle[1]


WITHOUT = language.gettext(
    "The evidence explorer needs a running notebook or the published book. All it holds stands in"
    " findings.csv, sources.csv and claims.csv, in the folder ketamine_course/evidence."
)


def evidence_explorer(
    words: str = "", lesson: int | str = "", kind: str = "", seen: str = ""
) -> EvidenceExplorer:
    """A search through all figures and sources, beginning with ``words`` and the menus as given.

    Raises ``traitlets.TraitError``, which names the choices, for a lesson, kind or way of seeing
    that there is none of.
    """
    return EvidenceExplorer(
        words=words,
        lesson=f"{lesson:02}" if isinstance(lesson, int) else lesson,
        kind=kind,
        seen=seen,
    )


@cache
def classic() -> str:
    """The explorer as a classic script that sets ``window.KetamineCourseExplorer``; works from
    ``file://``.
    """
    code = _EXPORT.sub("", EvidenceExplorer._esm)
    return (
        f'(() => {{\n"use strict";\n{code}\nwindow.KetamineCourseExplorer = {{ render, findings,'
        " sources };\n})();\n"
    )


def css() -> str:
    """The explorer's style sheet."""
    return EvidenceExplorer._css
