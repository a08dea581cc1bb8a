"""How many digits of a number are written down.

The last digits of a double depend on the processor that worked it out: linear algebra and
exponentials have other code for each kind, which adds up in another order. Twelve significant
digits are the same everywhere, and more than any figure here is known to.
"""

from __future__ import annotations

from typing import Any

DIGITS = 12


def written(number: float) -> str:
    """``number`` as text with :data:`DIGITS` significant digits."""
    return f"{number:.{DIGITS}g}"


def rounded(data: Any) -> Any:
    """``data`` (as JSON has it: dicts, lists, numbers, text) with every float rounded to
    :data:`DIGITS` significant digits.
    """
    if isinstance(data, float):
        return float(written(data))
    if isinstance(data, dict):
        return {key: rounded(value) for key, value in data.items()}
    if isinstance(data, list):
        return [rounded(value) for value in data]
    return data
