"""What time it is: in UTC, wherever a learner, a trainer or a server sits.

The page in the browser counts days in the same way, so that both agree on what is due today.
"""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day, in UTC."""
    return now().date()


def stamp() -> str:
    """The moment as answers hold it: ``2026-01-31T09:00:00.000Z``."""
    return now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
