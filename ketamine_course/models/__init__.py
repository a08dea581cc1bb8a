"""Pharmacological and statistical models: pure functions, no drawing, no I/O.

Modules load when first asked for: ``models.risk`` should not wait for what ``models.meta_analysis``
needs.
"""

from importlib import import_module
from typing import Any

__all__ = [
    "bias",
    "comparisons",
    "concentration_effect",
    "meta_analysis",
    "nasal_esketamine",
    "pharmacokinetics",
    "risk",
    "validation",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(
        f"module '{__name__}' has no attribute '{name}': it has {', '.join(__all__)}"
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
