"""What several unit tests share."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import vl_convert

from ketamine_course.progress import learner, store
from ketamine_course.quiz import bank

from ..quiz_evidence import BANKS, made_up_evidence


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


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of the test's own, and a learner."""
    path = tmp_path / "answers.sqlite3"
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{path.as_posix()}")
    monkeypatch.setenv(learner.VARIABLE, "me")
    monkeypatch.setattr(store, "BUSY_TIMEOUT", 0.1)
    return path


@pytest.fixture
def made_up(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only the made-up banks and evidence exist."""
    load = bank.load
    monkeypatch.setattr(bank, "load", lambda id: load(id, BANKS))
    with made_up_evidence():
        yield
