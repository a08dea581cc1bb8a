"""A chart as HTML: pictures drawn at build time, controls in waiting, caption, data table,
specification.

``static/charts.js`` brings it to life. Everything a reader needs is there without it.
"""

from __future__ import annotations

import copy
import json
import re
from html import escape

from ..charts.figure import table_html
from ..charts.picture import draw
from ..errors import CourseError
from ..typing import JSON
from .text import script_json

NARROW, WIDE = 330, 680
"""Widths in pixels of the two pictures; the style sheet shows the one that fits."""


class ChartError(CourseError):
    """A chart that the book cannot show."""


def chart_html(spec: JSON, number: int = 1) -> str:
    """A figure for the page.

    ``spec`` is a Vega-Lite specification whose ``usermeta.kc`` holds id, caption and table (as
    :class:`ketamine_course.charts.Figure` makes it); ``number`` keeps ids unique within a page.
    Raises :class:`ChartError` when something a reader needs is missing or vl-convert cannot draw
    it.
    """
    meta = spec.get("usermeta", {}).get("kc")
    if not meta:
        raise ChartError(
            "a chart in a notebook is not a ketamine_course.charts.Figure; return one instead of a"
            " bare chart"
        )
    name, key = meta["id"], f"kc-{number}-{meta['id']}"
    controls = controls_html(spec, key)
    pictures, heights = [], []
    for kind, width in (("narrow", NARROW), ("wide", WIDE)):
        svg, height = picture(spec, width, f"{key}-{kind}")
        pictures.append(f'<div class="kc-{kind}">{svg}</div>')
        heights.append(f"--kc-{kind}:{height}px")
    live = copy.deepcopy(spec)
    for param in live.get("params", []):
        if "input" in (param.get("bind") or {}):
            del param["bind"]  # the page's own labelled controls set it
    live.pop("usermeta")
    return (
        f'<figure class="kc-chart" data-chart="{escape(name)}" data-status="static">\n'
        f"{controls}"
        f'<div class="kc-chart-frame" style="{";".join(heights)}">'
        '<div class="kc-chart-picture" role="img"'
        f' aria-label="{escape(spec.get("description", ""))}">{"".join(pictures)}</div>'
        f'<div class="kc-chart-live"></div></div>\n'
        f'<p class="kc-chart-note" hidden></p>\n'
        f"<figcaption>{escape(meta['caption'])}</figcaption>\n"
        f'<details class="kc-chart-data"><summary>The data as a table</summary>'
        f'<div class="kc-scroll">{table_html(meta["table"])}</div></details>\n'
        f'<script type="application/json" class="kc-chart-spec">{script_json(live)}</script>\n'
        f"</figure>\n"
    )


def picture(spec: JSON, width: int, prefix: str) -> tuple[str, int]:
    """The chart as SVG ``width`` pixels wide, and its height in pixels.

    ``prefix`` starts every id in it.
    """
    try:
        svg = draw(
            {**spec, "width": width, "autosize": {"type": "fit-x", "contains": "padding"}},
            prefix,
            'aria-hidden="true" focusable="false"',  # the figure has one description
        )
    except ValueError as error:
        why = str(error).split("\n    at ")[0]  # without Vega's stack
        raise ChartError(f"chart '{spec['usermeta']['kc']['id']}' cannot be drawn: {why}") from None
    height = re.search(r'<svg[^>]*\bheight="([\d.]+)"', svg)
    if not height:
        raise ChartError(f"chart '{spec['usermeta']['kc']['id']}' was drawn without a height")
    return svg, round(float(height[1]))


def controls_html(spec: JSON, key: str) -> str:
    """The chart's sliders, menus and buttons, inert until the chart is live (they keep their
    place).
    """
    controls = [
        _control(param, key, spec)
        for param in spec.get("params", [])
        if "input" in (param.get("bind") or {})
    ]
    return f'<div class="kc-controls">{"".join(controls)}</div>\n' if controls else ""


def _control(param: JSON, key: str, spec: JSON) -> str:
    bind, name = param["bind"], param["name"]
    chart = spec["usermeta"]["kc"]["id"]
    if "select" in param:
        raise ChartError(
            f"chart '{chart}': '{name}' binds a selection; bind a plain alt.param instead"
        )
    label = (bind.get("name") or "").strip().rstrip(":")
    if not label:
        raise ChartError(
            f"chart '{chart}': the control '{name}' has no name that a reader could understand"
        )
    id, value = f"{key}-{name}", param.get("value")
    start = f'<div class="kc-control" data-param="{escape(name)}" data-input="{bind["input"]}">'
    if bind["input"] == "range":
        number = _number(value if value is not None else bind["min"])
        body = (
            f'<label for="{id}">{escape(label)}</label><input type="range" id="{id}"'
            f' min="{_number(bind["min"])}" max="{_number(bind["max"])}"'
            f' step="{_number(bind.get("step", "any"))}" value="{number}" disabled><output'
            f' for="{id}">{number}</output>'
        )
    elif bind["input"] == "checkbox":
        body = (
            f'<label><input type="checkbox" id="{id}"{" checked" if value else ""} disabled>'
            f" {escape(label)}</label>"
        )
    elif bind["input"] in ("select", "radio"):
        names = bind.get("labels") or [str(option) for option in bind["options"]]
        options = list(zip(bind["options"], names, strict=True))
        body = (_menu if bind["input"] == "select" else _buttons)(id, label, options, value)
    else:
        raise ChartError(
            f"chart '{chart}': '{name}' asks for a control of type '{bind['input']}'; use range,"
            " select, radio or checkbox"
        )
    return f"{start}{body}</div>"


def _menu(id: str, label: str, options: list[tuple[object, object]], value: object) -> str:
    entries = "".join(
        f"<option value='{_attribute(option)}'{' selected' if option == value else ''}>"
        f"{escape(str(text))}</option>"
        for option, text in options
    )
    return f'<label for="{id}">{escape(label)}</label><select id="{id}" disabled>{entries}</select>'


def _buttons(id: str, label: str, options: list[tuple[object, object]], value: object) -> str:
    entries = "".join(
        f'<label><input type="radio" name="{id}"'
        f" value='{_attribute(option)}'{' checked' if option == value else ''} disabled>"
        f" {escape(str(text))}</label>"
        for option, text in options
    )
    return f"<fieldset><legend>{escape(label)}</legend>{entries}</fieldset>"


def _attribute(option: object) -> str:
    """An option as JSON, so that numbers stay numbers on their way through the page."""
    return escape(json.dumps(option))


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
