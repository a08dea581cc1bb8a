"""When a question that was missed comes back: FSRS, an open algorithm that spaces repetitions by
how well each is remembered.

``publish/static/summary.js`` plans with ts-fsrs, and a test holds both to the same days. A day is a
day in UTC, so that a file says the same everywhere. Nothing is random, and nothing but the answers
is kept: the plan follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from fsrs import Card, Rating, Scheduler

# No steps within a day: what one remembers a minute after the feedback says little about what one
# knows.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def due(answers: Iterable[tuple[str, bool]]) -> date | None:
    """The day on which a question comes back, or None if it never was missed.

    ``answers`` are pairs of a moment (``2026-01-31T09:30:00Z``) and whether the answer was right,
    earliest first. The first answer of a day counts as a review; trying again on the same day does
    not.
    """
    reviews: dict[date, bool] = {}
    for moment, right in answers:
        reviews.setdefault(date.fromisoformat(moment[:10]), right)
    if all(reviews.values()):
        return None
    card = Card(card_id=1)
    for day, right in reviews.items():
        at = datetime.combine(day, time(), tzinfo=UTC)
        card, _ = _SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, at)
    return card.due.date()
