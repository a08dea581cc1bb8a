"""A chart with what a reader needs around it: a caption that states the finding, and its data as a
table.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import TypedDict

import altair as alt
import pandas as pd

from ..errors import InputError
from ..models.digits import rounded
from ..typing import JSON
from . import theme
from .picture import preview

Datum = dict[str, object]
"""A row of a chart's data, plain JSON."""
CHART_MIME = "application/vnd.vegalite.v5+json"
CAPTION_MIME = "application/vnd.ketamine-course.caption+json"
# JupyterLab takes arrow keys on a chart's slider or menu for moves between cells, unless the
# focused element says no.
_LET_KEYS_REACH_CONTROLS = (
    "<script>document.addEventListener('focusin', ({target}) =>"
    " target.closest('.jp-RenderedVegaLite') && target.setAttribute('data-lm-suppress-shortcuts',"
    " 'true'));</script>"
)


class Table(TypedDict):
    """A chart's data in the order in which it is read out."""

    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Figure:
    """An explorer.

    ``id`` names it on the page, ``chart`` is the Altair chart with a ``description`` that states
    the finding in words, ``caption`` states it for everybody, ``table`` holds the data shown (any
    column types that print well).
    """

    id: str
    chart: alt.TopLevelMixin
    caption: str
    table: pd.DataFrame

    def spec(self) -> JSON:
        """The Vega-Lite specification, with caption and table under ``usermeta.kc``, the same on
        every processor.

        Raises ``ValueError`` when the chart has no description: it would be silent to a screen
        reader.
        """
        with alt.theme.enable(theme.NAME):
            spec: JSON = rounded(self.chart.to_dict())
        if not spec.get("description"):
            raise InputError(f"chart '{self.id}' has no description; say in words what it shows")
        rows = [[_text(cell) for cell in row] for row in self.table.itertuples(index=False)]
        meta = {
            "id": self.id,
            "caption": self.caption,
            "table": {"columns": list(map(str, self.table.columns)), "rows": rows},
        }
        spec["usermeta"] = {**spec.get("usermeta", {}), "kc": meta}
        return spec

    def caption_html(self) -> str:
        """Caption and data table as HTML, for hosts that draw the chart alone."""
        return (
            f"{_LET_KEYS_REACH_CONTROLS}"
            f'<p style="max-width:68ch">{escape(self.caption)}</p>'
            "<details><summary>The data as a"
            f" table</summary>{table_html(self.spec()['usermeta']['kc']['table'])}</details>"
        )

    def _ipython_display_(self) -> None:
        from IPython.display import display

        spec = self.spec()
        # Whoever installed the package alone can draw no picture, and has a live chart.
        picture = {"image/svg+xml": preview(spec)} if find_spec("vl_convert") else {}
        display({CHART_MIME: spec, **picture, "text/plain": spec["description"]}, raw=True)
        display(
            {
                CAPTION_MIME: {"chart": self.id},
                "text/html": self.caption_html(),
                "text/plain": self.caption,
            },
            raw=True,
        )


def table_html(table: Table) -> str:
    """A table as escaped HTML; addresses become links."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table["columns"])
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(text)}</td>" for text in row) + "</tr>"
        for row in table["rows"]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and pd.isna(cell)):
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _cell(text: str) -> str:
    if text.startswith("https://"):
        return f'<a href="{escape(text)}">{escape(text.removeprefix("https://doi.org/"))}</a>'
    return escape(text)
