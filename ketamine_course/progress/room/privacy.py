"""What may be shown of a group without showing a person.

The rule in words stands in :data:`RULE`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

MIN_CELL_SIZE = 5
RULE = (
    f"Nothing is shown of fewer than {MIN_CELL_SIZE} people. Where fewer than {MIN_CELL_SIZE} gave"
    f" an answer, or fewer than {MIN_CELL_SIZE} did not, the number is left out or becomes a range,"
    " such as 8 to 11 of 12. Where a hidden number could be worked out from the shown ones, another"
    f" one is hidden too. How many people took part is shown from {MIN_CELL_SIZE} people on."
)


def coarsen_count(count: int, of: int) -> tuple[int, int]:
    """The lowest and highest count that may be told instead of ``count`` people out of ``of``;
    equal where it may be told.

    >>> coarsen_count(9, 23), coarsen_count(2, 23), coarsen_count(21, 23), coarsen_count(5, 6)
    ((9, 9), (1, 4), (19, 22), (1, 5))
    """
    few = MIN_CELL_SIZE - 1
    if count in (0, of) or few < count < of - few:
        return count, count
    if of <= 2 * few:
        # Either end has few people: a range from one end would tell that the other one is meant.
        return 1, of - 1
    return (1, few) if count <= few else (of - few, of - 1)


def complementary_suppression(counts: Sequence[int]) -> list[bool]:
    """Which counts to hide of answers that exclude each other and add up to a known number of
    people.

    Small ones, and then the next smallest until the hidden ones are at least two and stand for at
    least five people.

    >>> complementary_suppression([12, 8, 3])
    [False, True, True]
    """
    hidden = [0 < count < MIN_CELL_SIZE for count in counts]
    while any(hidden):
        together = sum(compress(counts, hidden))
        left = [index for index, count in enumerate(counts) if count and not hidden[index]]
        if not left or together >= MIN_CELL_SIZE:  # of several, then: one alone is smaller
            break
        hidden[min(left, key=lambda index: counts[index])] = True
    return hidden


def suppress_small(count: int) -> int | None:
    """``count`` people, if that many may be told of.

    >>> suppress_small(5), suppress_small(4)
    (5, None)
    """
    return count if count >= MIN_CELL_SIZE else None


def narrowed(
    limits: Sequence[tuple[float, float]], least: float, most: float
) -> list[tuple[float, float]]:
    """What is known of hidden numbers within ``limits`` once it is told that together they are at
    least ``least`` and at most ``most``.

    >>> narrowed([(1, 4), (1, 4)], 3, 3)
    [(1, 2), (1, 2)]
    """
    low, high = sum(low for low, _ in limits), sum(high for _, high in limits)
    return [(max(a, least - (high - b)), min(b, most - (low - a))) for a, b in limits]


def exposed(limits: Sequence[tuple[float, float]], least: float, most: float) -> bool:
    """Whether one of the hidden numbers of people could then be worked out.

    >>> exposed([(16, 19), (16, 19)], 38, 38), exposed([(16, 19), (16, 19)], 37, 37)
    (True, False)
    """
    return any(high - low < 1 for low, high in narrowed(limits, least, most))
