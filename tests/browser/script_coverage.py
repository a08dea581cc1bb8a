"""Which parts of the book's scripts the browser tests run, as Chromium counts it.

On where ``KETAMINE_COURSE_COVERAGE`` names a folder: each worker leaves there what it saw, and
``python -m tests.browser.script_coverage FOLDER`` adds it up. ``make coverage`` does both.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page

VARIABLE = "KETAMINE_COURSE_COVERAGE"
OURS = "/_static/"
# Not written by us: Sphinx's search, and Vega.
OTHERS = {"doctools.js", "searchtools.js", "language_data.js", "sphinx_highlight.js", "vega.js"}


def watched(browser: Browser) -> Callable[[], None]:
    """Have a browser count in every page that it opens; returns what writes the counts down."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        return lambda: None
    seen: dict[str, bytearray] = {}
    new_context = browser.new_context

    def counting(*arguments: Any, **named: Any) -> BrowserContext:
        context = new_context(*arguments, **named)
        sessions: list[CDPSession] = []
        new_page, close = context.new_page, context.close

        def opened() -> Page:
            page = new_page()
            session = context.new_cdp_session(page)
            session.send("Profiler.enable")
            session.send("Profiler.startPreciseCoverage", {"callCount": False, "detailed": True})
            sessions.append(session)
            return page

        def closed(**reason: Any) -> None:
            for session in sessions:
                _add(seen, session)
            close(**reason)

        context.new_page, context.close = opened, closed  # type: ignore[method-assign]
        return context

    browser.new_context = counting  # type: ignore[method-assign]

    def write() -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        ran = {name: bytes(marks).hex() for name, marks in seen.items()}
        (Path(folder) / f"scripts-{os.getpid()}.json").write_text(json.dumps(ran), encoding="utf-8")

    return write


def _add(seen: dict[str, bytearray], session: CDPSession) -> None:
    try:
        scripts = session.send("Profiler.takePreciseCoverage")["result"]
    except Error:  # the page was closed before its context
        return
    for script in scripts:
        place, _, name = script["url"].partition("?")[0].rpartition(OURS)
        if not place or name in OTHERS or "/" in name:
            continue
        spans = [span for function in script["functions"] for span in function["ranges"]]
        ran = bytearray(max(span["endOffset"] for span in spans))
        # Functions come from the outside in, so the innermost has the last word.
        for span in spans:
            start, end = span["startOffset"], span["endOffset"]
            ran[start:end] = bytes([span["count"] > 0]) * (end - start)
        seen[name] = _either(seen.get(name, bytearray()), ran)


def _either(one: bytes, other: bytes) -> bytearray:
    longest = max(len(one), len(other))
    pairs = zip(one.ljust(longest, b"\0"), other.ljust(longest, b"\0"), strict=True)
    return bytearray(a | b for a, b in pairs)


def main(folder: str) -> None:
    """Print what share of each script ran, of all workers together."""
    ran: dict[str, bytearray] = {}
    for file in sorted(Path(folder).glob("scripts-*.json")):
        for name, marks in json.loads(file.read_text(encoding="utf-8")).items():
            ran[name] = _either(ran.get(name, bytearray()), bytes.fromhex(marks))
    for name, marks in sorted(ran.items()):
        print(f"{name:24} {len(marks):8,} characters  {sum(marks) / len(marks):6.1%} ran")
    total = sum(map(len, ran.values()))
    print(
        f"{'all scripts':24} {total:8,} characters  {sum(map(sum, ran.values())) / total:6.1%} ran"
    )


if __name__ == "__main__":
    main(sys.argv[1])
