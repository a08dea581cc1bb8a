"""What may be told of a group, held against all there is to know: small numbers leave few cases."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest

from ketamine_course.progress.room.privacy import (
    MIN_CELL_SIZE,
    RULE,
    coarsen_count,
    complementary_suppression,
    exposed,
    narrowed,
    suppress_small,
)


def test_fewer_than_five_are_few_and_the_rule_says_so():
    assert [suppress_small(count) for count in range(7)] == [None] * 5 + [5, 6]
    assert MIN_CELL_SIZE == 5
    assert "fewer than 5 people" in RULE and "from 5 people on" in RULE


@pytest.mark.parametrize("of", range(41))
def test_a_count_is_told_or_a_range_that_fits_others_too(of: int):
    for count in range(of + 1):
        told = coarsen_count(count, of)
        if count in (0, of) or min(count, of - count) >= 5:
            assert told == (count, count)
        elif of < 9:  # few at both ends
            assert told == (1, of - 1)
        else:
            assert told == ((1, 4) if count < 5 else (of - 4, of - 1))


def test_hidden_counts_stand_for_each_other_and_no_more_are_hidden_than_must():
    def enough(counts: tuple[int, ...], hidden: list[bool]) -> bool:
        kept = [count for count, hide in zip(counts, hidden, strict=True) if hide]
        return not kept or (len(kept) > 1 and sum(kept) >= 5)

    for ordered in combinations_with_replacement((0, 1, 3, 4, 5, 6, 9), 4):
        for counts in (ordered, ordered[::-1], (ordered[1], ordered[3], ordered[0], ordered[2])):
            hidden = complementary_suppression(counts)
            both = list(zip(counts, hidden, strict=True))
            assert all(hide for count, hide in both if 0 < count < 5)
            assert not any(hide for count, hide in both if count == 0)
            shown = [count for count, hide in both if count and not hide]
            further = sorted(count for count, hide in both if hide and count >= 5)
            assert enough(counts, hidden) or not shown
            if further:
                assert any(0 < count < 5 for count in counts)
                assert not shown or further[-1] <= min(shown)
                last = max(
                    i for i, (count, hide) in enumerate(both) if hide and count == further[-1]
                )
                assert not enough(counts, [hide and i != last for i, hide in enumerate(hidden)])


SPANS = [(low, high) for low in range(4) for high in range(low, 5)]


def test_what_a_total_tells_of_hidden_numbers_is_all_that_it_tells():
    seen = set()
    for limits in product(SPANS, repeat=2):
        for third in ((0, 0), (1, 4)):
            spans = [*limits, third]
            for least in range(0, 13, 2):
                for most in (least, least + 1, least + 3):
                    fits = [
                        numbers
                        for numbers in product(*(range(a, b + 1) for a, b in spans))
                        if least <= sum(numbers) <= most
                    ]
                    if not fits:
                        continue
                    columns = list(zip(*fits, strict=True))
                    known = [(min(column), max(column)) for column in columns]
                    assert narrowed(spans, least, most) == known
                    worked_out = any(low == high for low, high in known)
                    assert exposed(spans, least, most) is worked_out
                    seen.add(worked_out)
    assert seen == {True, False}
