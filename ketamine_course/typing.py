"""Types that several parts of the course share."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
"""A JSON object: a definition, an attempt, a cell. Its schema knows the fields, the types don't."""
