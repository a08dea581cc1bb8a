"""A real browser, the built book on loopback, and pages that may talk to nobody else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from ketamine_course.publish.serve import serving

from . import chromium
from .quiz_page import context, show

__all__ = ["context", "show"]  # fixtures that stand beside the page they open

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="session")
def book() -> Iterator[str]:
    """Address of the built book; builds it when it is missing."""
    if not (BOOK / "index.html").is_file():
        subprocess.run(
            [
                sys.executable,
                "-c",
                "from jupyter_book.cli.main import main; main()",
                "build",
                str(ROOT),
            ],
            check=True,
            capture_output=True,
        )
    with serving(BOOK) as address:
        yield address


@dataclass
class Visit:
    """A page with what went wrong on it: requests to anybody else, errors in the console."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def watch(context: BrowserContext) -> Visit:
    """A new page whose requests beyond this machine fail and are remembered."""
    visit = Visit(context.new_page())

    def only_here(route: Route) -> None:
        if route.request.url.startswith(
            ("http://127.0.0.1", f"http://{chromium.ROOM}:", "data:", "blob:", "file:")
        ):
            route.continue_()
        else:
            visit.outside.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on(
        "console",
        lambda message: visit.errors.append(message.text) if message.type == "error" else None,
    )
    return visit


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A page of a fresh browser profile; the test fails if it asked anybody else or logged an
    error.
    """
    # Without the copy for offline reading: what a test takes away must be gone.
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    visit = watch(context)
    yield visit
    context.close()
    assert not visit.outside, f"requests to others: {visit.outside}"
    assert not visit.errors, f"errors in the console: {visit.errors}"


@pytest.fixture
def page(visit: Visit) -> Page:
    """The page of :func:`visit`."""
    return visit.page
