"""One look for all charts.

Colours are CSS variables with a fallback: a chart then follows the page's light or dark theme, in
the published book as in JupyterLab, without being drawn anew. Charts must therefore use the SVG
renderer.
"""

from __future__ import annotations

import re

import altair as alt

INK = "var(--kc-ink, var(--jp-content-font-color1, #1d2a33))"
MUTED = "var(--kc-muted, var(--jp-content-font-color2, #56636d))"
GRID = "var(--kc-grid, var(--jp-border-color2, #d5dadd))"
PAPER = "var(--kc-paper, var(--jp-layout-color0, #ffffff))"
# The four below keep 3:1 against white and against near-black, so they need no dark twin.
DRUG = "var(--kc-drug, #c2560c)"
COMPARATOR = "var(--kc-comparator, #2f7ebc)"
ACCENT = "var(--kc-accent, #17808a)"
CAUTION = "var(--kc-caution, #c93a3a)"

UNKNOWN = "kc-unknown"
"""Name of the marks that stand for *not asked* or *not known*: hatched, with words, never a dot."""
UNKNOWN_SHAPE = "M-1,-1H1V1H-1ZM-1,0L0,-1M-1,1L1,-1M0,1L1,0"
"""A hatched square, as a shape of points."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
NOTEBOOK_WIDTH = 640
NAME = "ketamine_course"  # under which Altair knows the theme


def without_variables(text: str) -> str:
    """``text`` with every CSS variable replaced by its fallback colour, for renderers outside a
    page.
    """
    innermost = re.compile(r"var\(--[\w-]+,\s*([^()]+)\)")
    while innermost.search(text):
        text = innermost.sub(r"\1", text)
    return text


# Not enabled: charts that somebody draws beside ours keep their own look.
@alt.theme.register(NAME, enable=False)
def theme() -> alt.theme.ThemeConfig:
    """The course's Vega-Lite configuration."""
    return {
        "usermeta": {"embedOptions": {"renderer": "svg", "actions": False}},
        "config": {
            "background": "transparent",
            "font": FONT,
            "view": {"stroke": None, "continuousWidth": NOTEBOOK_WIDTH},
            "axis": {
                "labelColor": INK,
                "labelFontSize": 12,
                "titleColor": MUTED,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "domainColor": MUTED,
                "tickColor": MUTED,
                "gridColor": GRID,
                "labelOverlap": True,
            },
            "legend": {
                "labelColor": INK,
                "labelFontSize": 12,
                "titleColor": MUTED,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "orient": "top",
                "symbolSize": 120,
            },
            "title": {"color": INK, "fontSize": 14, "anchor": "start", "subtitleColor": MUTED},
            "text": {"color": INK, "fontSize": 12},
            "rule": {"color": MUTED},
            "point": {"size": 90, "filled": True},
            "line": {"strokeWidth": 2.5},
        },
    }
