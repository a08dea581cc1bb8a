"""Imports Altair in half the time.

Altair checks charts with jsonschema, which imports ``rfc3987_syntax`` where that is installed (it
comes with JupyterLab). That builds some 35 parsers of addresses, about a second, for a format that
no chart has. Here they are built when somebody first checks such an address, and not before.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

PARSERS = "rfc3987_syntax"


@contextmanager
def _parsers_later() -> Iterator[None]:
    if "jsonschema" in sys.modules or PARSERS in sys.modules or not find_spec(PARSERS):
        yield
        return
    stand_in = ModuleType(PARSERS)
    stand_in.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[PARSERS] = stand_in
    try:
        yield
    finally:
        del sys.modules[PARSERS]


def _is_valid_syntax(term: str, value: str) -> bool:
    return bool(import_module(PARSERS).is_valid_syntax(term, value))


with _parsers_later():
    import altair  # noqa: F401  (the charts import it again, from memory)
