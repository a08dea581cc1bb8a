"""What several unit tests share."""

import re

import pytest
import vl_convert


def evaluate(expression: str, minutes, parameters=()) -> list[float]:
    """What Vega makes of an expression: every value written as text in a drawn chart and read
    back.
    """
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "params": [{"name": name, "value": value} for name, value in parameters],
        "data": {"values": [{"minutes": float(m), "row": i} for i, m in enumerate(minutes)]},
        "transform": [{"calculate": f"'@' + datum.row + '=' + ({expression})", "as": "said"}],
        "mark": "text",
        "encoding": {
            "y": {"field": "row", "type": "ordinal", "axis": None},
            "text": {"field": "said", "type": "nominal"},
        },
    }
    svg = vl_convert.vegalite_to_svg(spec)
    said = {int(row): float(value) for row, value in re.findall(r">@(\d+)=([^<]+)<", svg)}
    return [said[i] for i in range(len(minutes))]


@pytest.fixture(scope="session")
def vega_values():
    """Has Vega itself evaluate an expression, so that a test can compare it with Python."""
    return evaluate
