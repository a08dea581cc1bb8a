"""Show which lines of Python, and which parts of the page's scripts, no test reaches."""

from __future__ import annotations

import argparse
import shutil

from . import checkout, ready, site
from .check import PYTEST

FOLDER = checkout.BUILD / "coverage"

add_arguments = site.add_arguments


def run(arguments: argparse.Namespace) -> None:
    """Run all tests while counting, then print both reports."""
    arguments.check = False
    ready.run(arguments)
    site.run(arguments)
    shutil.rmtree(FOLDER, ignore_errors=True)
    counting = {"COVERAGE_FILE": str(FOLDER / "python")}
    # Without nbval, which kills its kernels before they could write down what they ran.
    tests = ("-p", "no:nbval", "tests", "ketamine_course", "--doctest-modules")
    checkout.run(
        *("-m", "coverage", "run", *PYTEST, *tests),
        **counting,
        KETAMINE_COURSE_COVERAGE=str(FOLDER.resolve()),
    )
    checkout.run("-m", "coverage", "combine", "--quiet", **counting)
    checkout.run("-m", "coverage", "report", **counting)
    checkout.run("-m", "tests.browser.script_coverage", str(FOLDER))
