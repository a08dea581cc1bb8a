"""Finds a Chromium for the browser tests and the benchmark, or gets one, or says how to get one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# Chromium's sandbox does not start for root, and a page of our own on loopback needs none.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# A name for this machine that browsers trust as little as an address in a network: they trust plain
# http on loopback only.
ROOM = "classroom.test"
ARGUMENTS += [f"--host-resolver-rules=MAP {ROOM} 127.0.0.1"]


class NoBrowser(RuntimeError):
    """There is no Chromium and none could be had."""


def executable() -> str:
    """Path of a Chromium or Chrome; installs one if that is possible. Raises :class:`NoBrowser`."""
    return _installed() or _from_playwright() or _from_debian() or _give_up()


def _installed() -> str | None:
    named = os.environ.get("KETAMINE_COURSE_CHROMIUM")
    if named and not Path(named).is_file():
        raise NoBrowser(f"KETAMINE_COURSE_CHROMIUM names '{named}', which is no file")
    return (
        named
        or next(filter(None, map(shutil.which, NAMES)), None)
        or next((p for p in PLACES if Path(p).is_file()), None)
    )


def _from_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    def path() -> str | None:
        with sync_playwright() as playwright:
            found = playwright.chromium.executable_path
            return found if Path(found).is_file() else None

    # Two downloads at most: each failure costs time on a machine that cannot reach Playwright's
    # host.
    return path() or (
        path()
        if _run(sys.executable, "-m", "playwright", "install", "chromium", timeout=300)
        else None
    )


def _from_debian() -> str | None:
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    _run("apt-get", "update", "-qq", timeout=300)
    _run("apt-get", "install", "-y", "-qq", "chromium", timeout=900)
    return shutil.which("chromium")


def _run(*command: str, timeout: int) -> bool:
    try:
        return (
            subprocess.run(command, timeout=timeout, capture_output=True, check=False).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _give_up() -> str:
    raise NoBrowser(
        "The browser tests need Chromium or Chrome, and none was found or could be installed."
        " Install one (Debian, Ubuntu: 'apt-get install chromium'; else: 'python -m playwright"
        " install chromium'), or name one in KETAMINE_COURSE_CHROMIUM."
    )
