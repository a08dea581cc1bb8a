"""What may be shown of a group without showing a person.

The rule in words stands in :data:`RULE`.
"""

from __future__ import annotations

from collections.abc import Sequence

MIN_CELL_SIZE = 5
RULE = (
    f"Nothing is shown of fewer than {MIN_CELL_SIZE} people. Where fewer than {MIN_CELL_SIZE}"
    f" gave an answer, or fewer than {MIN_CELL_SIZE} did not, the number is left out or becomes a"
    " range, such as 8 to 11 of 12. Where a hidden number could be worked out by taking the shown"
    " ones from a total, another one is hidden too. How many people took part is shown from"
    f" {MIN_CELL_SIZE} people on."
)


def coarsen_count(count: int, of: int) -> tuple[int, int]:
    """The lowest and highest count that may be told instead of ``count`` people out of ``of``;
    equal where it may be told.

    >>> coarsen_count(9, 23), coarsen_count(2, 23), coarsen_count(21, 23)
    ((9, 9), (1, 4), (19, 22))
    """
    if 0 < count < MIN_CELL_SIZE:
        return 1, min(MIN_CELL_SIZE - 1, of)
    if 0 < of - count < MIN_CELL_SIZE:
        return max(of - MIN_CELL_SIZE + 1, 0), of - 1
    return count, count


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
        together = sum(count for count, hide in zip(counts, hidden, strict=True) if hide)
        left = [index for index, count in enumerate(counts) if count and not hidden[index]]
        if not left or (sum(hidden) > 1 and together >= MIN_CELL_SIZE):
            break
        hidden[min(left, key=lambda index: counts[index])] = True
    return hidden


def suppress_small(count: int) -> int | None:
    """``count`` people, if that many may be told of."""
    return count if count >= MIN_CELL_SIZE else None
