"""A chart as a picture that no browser is needed for, the same on every machine.

Where no live chart can be shown (print, GitHub's preview, a notebook converted to HTML) this is
what a reader sees.
"""

from __future__ import annotations

import json
import re
import zlib
from html import escape

from ..typing import JSON
from .theme import FONT, UNKNOWN, without_variables

VL_VERSION = "5.20"
# vl-convert brings this font, so that no installed one decides where the labels end.
_MEASURED = "Liberation Sans"


def preview(spec: JSON) -> str:
    """A chart as SVG in its light colours, with its description, for viewers that draw no charts.

    ``spec`` is what :meth:`Figure.spec` gives.
    """
    text = without_variables(json.dumps(spec))
    name = f"{spec['usermeta']['kc']['id']}-{zlib.crc32(text.encode()):x}"  # a page may hold two
    attributes = f'role="img" aria-label="{escape(spec["description"])}"'
    return draw({**json.loads(text), "background": "white"}, name, attributes)


def draw(spec: JSON, prefix: str, attributes: str) -> str:
    """A Vega-Lite specification as SVG; ``prefix`` starts every id in it, ``attributes`` stand on
    its root.

    Raises ``ValueError`` when it cannot be drawn.
    """
    import vl_convert  # large: not before a picture is needed

    measured = json.loads(json.dumps(spec).replace(json.dumps(FONT), json.dumps(_MEASURED)))
    svg = vl_convert.vegalite_to_svg(measured, vl_version=VL_VERSION)
    svg = svg.replace(f'font-family="{_MEASURED}"', f'font-family="{FONT}"')
    return _lean(svg, prefix, attributes)


def _lean(svg: str, prefix: str, attributes: str) -> str:
    """Drop what only Vega would use, or would be read aloud piece by piece; make ids unique."""
    # The name of a mark comes as a class, in Vega's spelling; this one is kept.
    svg = re.sub(r'\sclass="[^"]*\bkc_unknown_marks\b[^"]*"', f" name={UNKNOWN}", svg)
    svg = re.sub(
        r'\s(?:aria-[\w-]+|role|class|xmlns:xlink|version|pointer-events)="[^"]*"', "", svg
    )
    svg = svg.replace(f" name={UNKNOWN}", f' class="{UNKNOWN}"')
    svg = re.sub(
        r'\s(?:opacity="1"|transform="translate\(0,0\)")|<path d="M0,0h0v0h0Z"[^>]*/>', "", svg
    )  # what is so anyway
    svg = re.sub(r'\b(id|xlink:href|href)="(#?)([\w-]+)"', rf'\1="\2{prefix}-\3"', svg)
    svg = re.sub(r"url\((['\"]?)#([\w-]+)\1\)", rf"url(#{prefix}-\2)", svg)
    svg = re.sub(r"(\d\.\d\d)\d+", r"\1", svg)
    families = re.findall(r'\sfont-family="[^"]*"', svg)
    usual = max(families, key=families.count, default="")
    svg = svg.replace(usual, "") if usual else svg  # said once, all texts inherit it
    return re.sub(r"<svg ", lambda _: f"<svg {attributes}{usual} ", svg, count=1)
