"""How the browser tests and the benchmark start Chromium."""

from __future__ import annotations

from .. import ready

# A name for this machine that browsers trust as little as an address in a network: they trust
# plain http on loopback only.
ROOM = "classroom.test"
ARGUMENTS = [
    # Chromium's sandbox does not start for root, and a page of our own on loopback needs none.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--host-resolver-rules=MAP {ROOM} 127.0.0.1",
]


def executable() -> str:
    """Path of a Chromium or Chrome. Raises :class:`tests.ready.NotReadyError`."""
    return str(ready.path_of("chromium"))
