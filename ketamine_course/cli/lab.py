"""Open JupyterLab on the course.

What else you type goes to JupyterLab, such as --no-browser.
"""

from __future__ import annotations

import argparse

from . import checkout

PASSES_ON = True


def run(arguments: argparse.Namespace) -> None:
    """Start JupyterLab until it is stopped."""
    first = min((checkout.root() / "notebooks").glob("*.ipynb"))
    # The repository is the root, so that links from a lesson to a page of the book lead somewhere.
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]  # it has no stubs

    LabApp.launch_instance(["--notebook-dir=.", first.as_posix(), *arguments.rest])
