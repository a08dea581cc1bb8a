"""What holds for all tests: nobody's own answers are read or changed, and there is one browser."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from .browser import chromium, script_coverage

_SCRATCH = tempfile.TemporaryDirectory(prefix="ketamine-course-tests-", ignore_cleanup_errors=True)
# Kernels that notebooks start inherit this.
os.environ["KETAMINE_COURSE_DB"] = f"sqlite:///{Path(_SCRATCH.name, 'answers.sqlite3').as_posix()}"
os.environ["KETAMINE_COURSE_LEARNER"] = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    path = chromium.executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        write_down = script_coverage.watched(browser)
        yield browser
        write_down()
        browser.close()
