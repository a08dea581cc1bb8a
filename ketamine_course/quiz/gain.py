"""Two parallel tests, before and after: which questions belong together, as plain data for the page
that compares them.
"""

from __future__ import annotations

from ..errors import InputError
from ..typing import JSON
from .schema import Bank

TITLE = "What you gained"


def define_gain(before: Bank, after: Bank) -> JSON:
    """What the comparison of two tests needs to know: their questions by id and objective, and
    nothing about a learner.

    Raises ValueError, naming what differs, unless both are assessments that ask for the same
    objectives under the same item ids in the same order: only then does a change in points mean
    that something was learned.
    """
    for bank in (before, after):
        if bank.mode != "assessment":
            raise InputError(
                f"quiz '{bank.id}' is in {bank.mode} mode; only two assessments can be compared"
            )
    forms = [
        [(item.id, item.type, item.objective) for item in bank.items] for bank in (before, after)
    ]
    for number, (one, other) in enumerate(zip(*forms, strict=False), start=1):
        if one != other:
            raise InputError(
                f"question {number} is {one} in '{before.id}' but {other} in '{after.id}'; parallel"
                " forms have the same id, type and objective"
            )
    if len(forms[0]) != len(forms[1]):
        raise InputError(
            f"'{before.id}' has {len(forms[0])} questions and '{after.id}' {len(forms[1])};"
            " parallel forms have equally many"
        )
    return {
        "id": f"{before.id}-{after.id}",
        "version": after.version,
        "title": TITLE,
        "lesson": after.lesson,
        "mode": "assessment",
        "view": "gain",
        "tests": [_test(bank) for bank in (before, after)],
        "items": [{"id": item.id, "objective": item.objective} for item in after.items],
        "objectives": dict(sorted({**before.objectives, **after.objectives}.items())),
    }


def _test(bank: Bank) -> JSON:
    return {
        "id": bank.id,
        "version": bank.version,
        "place": f"the test in lesson {bank.lesson}",
        "items": [item.id for item in bank.items],
    }


def text(definition: JSON) -> str:
    """The comparison in one line of plain text."""
    return (
        f"{definition['title']}: '{definition['tests'][0]['id']}' against"
        f" '{definition['tests'][1]['id']}'"
    )
