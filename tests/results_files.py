"""Results files, good and bad, that the Python reader and the browser's are both asked about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FIXTURE = json.loads(
    Path(__file__).with_name("fixtures").joinpath("results-files.json").read_text(encoding="utf-8")
)
ANSWER: dict[str, Any] = _FIXTURE["answer"]


def results_file(*answers: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A results file with these answers."""
    return {
        "format": "ketamine-course-attempts",
        "version": 1,
        "attempts": list(answers),
        **members,
    }


def _text(case: dict[str, Any]) -> str:
    if "text" in case:
        return case["text"]
    second = {**ANSWER, "attempt_id": "b", **case.get("fields", {})}
    second.pop(case.get("without"), None)
    return json.dumps(results_file(ANSWER, second, **case.get("file", {})))


CASES: list[tuple[str, str, str | None]] = [
    (case["case"], _text(case), case["reason"]) for case in _FIXTURE["cases"]
]
"""Name, the file's text, and the reason for which it is refused (None: it is taken)."""
