"""Renew requirements.txt from pyproject.toml: the newest versions that go together."""

from __future__ import annotations

import argparse

from . import checkout

COMPILE = (
    "pip compile --universal --python-version 3.11 --all-extras --upgrade --no-header --no-annotate"
    " --no-emit-index-url"
)


def run(arguments: argparse.Namespace) -> None:
    """Write ``requirements.txt``."""
    target = checkout.root() / "requirements.txt"
    checkout.run("-m", "uv", *COMPILE.split(), "--output-file", str(target), "pyproject.toml")
    with target.open("a", encoding="utf-8", newline="\n") as file:
        file.write("-e .\n")
