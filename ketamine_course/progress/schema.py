"""The results file as JSON Schema: what Python and the book check an import by, published for other
tools.

``ketamine-course schema`` rewrites the published file.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter

from ..typing import JSON
from .attempts import Attempt, Read
from .files import FORMAT, VERSION

SCHEMA_FILE = Path(__file__).parent / "attempts.schema.json"


def json_schema() -> JSON:
    """The form of a results file. One rule it cannot state: a score is at most its max_score."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made from attempts.py by: ketamine-course schema",
        "title": "Results file of the course",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "attempts": {"type": "array", "items": Attempt.model_json_schema()},
            "read": TypeAdapter(Read).json_schema(),
        },
        "required": ["format", "version", "attempts"],
    }


def schema_text() -> str:
    """The JSON Schema as it stands in the file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
