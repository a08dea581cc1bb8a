"""What may be shown of a group without showing a person.

The rule in words stands in :data:`RULE`.
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5
RULE = (
    f"Nothing is shown of fewer than {LEAST} people. Where fewer than {LEAST} gave an answer, or"
    f" fewer than {LEAST} did not, the number is left out or becomes a range, such as 8 to 11 of"
    " 12. Where a hidden number could be worked out by taking the shown ones from a total, another"
    f" one is hidden too. How many people took part is shown from {LEAST} people on."
)


def banded(count: int, of: int) -> tuple[int, int]:
    """The lowest and highest count that may be told instead of ``count`` people out of ``of``;
    equal where it may be told.

    >>> banded(9, 23), banded(2, 23), banded(21, 23)
    ((9, 9), (1, 4), (19, 22))
    """
    if 0 < count < LEAST:
        return 1, min(LEAST - 1, of)
    if 0 < of - count < LEAST:
        return max(of - LEAST + 1, 0), of - 1
    return count, count


def hidden_cells(counts: Sequence[int]) -> list[bool]:
    """Which counts to hide of answers that exclude each other and add up to a known number of
    people.

    Small ones, and then the next smallest until the hidden ones are at least two and stand for at
    least five people.

    >>> hidden_cells([12, 8, 3])
    [False, True, True]
    """
    hidden = [0 < count < LEAST for count in counts]
    while any(hidden):
        together = sum(count for count, hide in zip(counts, hidden, strict=True) if hide)
        left = [index for index, count in enumerate(counts) if count and not hidden[index]]
        if not left or (sum(hidden) > 1 and together >= LEAST):
            break
        hidden[min(left, key=lambda index: counts[index])] = True
    return hidden


def told(count: int) -> int | None:
    """``count`` people, if that many may be told of."""
    return count if count >= LEAST else None
