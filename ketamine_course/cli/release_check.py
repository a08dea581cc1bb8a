"""Say what speaks against releasing this version as it is: versions, changelog, tag, build."""

from __future__ import annotations

import argparse

from . import FAILED, checkout


def run(arguments: argparse.Namespace) -> int:
    """Print each fault with its remedy."""
    root = checkout.root()
    from ..publish import release

    found = release.problems(root)
    print("\n".join(found) or "Ready: tag it, and upload what 'uv build' makes.")
    return FAILED if found else 0
