"""Set published figures beside what the models work out; fails when one is off, unexplained."""

from __future__ import annotations

import argparse

from . import FAILED


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    from ..models import validation

    result = validation.report()
    print(result)
    return FAILED if result.unexplained else 0
