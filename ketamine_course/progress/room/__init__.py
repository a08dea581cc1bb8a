"""Room results: what a group of learners answered, for the person who teaches them, and nobody's
own answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from . import measures, reading, report
from .reading import NoAnswersError

__all__ = ["NoAnswersError", "Room", "cohort"]


def cohort(places: Iterable[str | Path] | str | Path) -> Room:
    """The results of a room, from results files, folders of them, patterns such as ``room/*.json``,
    or database addresses.

    A damaged file is left out and named. Raises :class:`NoAnswersError` when nothing is left. ::

        from ketamine_course import progress
        progress.cohort("answers/").save("room.html")
    """
    return Room(measures.measure(reading.read(places)))


class Room:
    """Results of a room.

    It shows itself in a notebook; ``tables`` holds polars tables by name, with small groups hidden.
    """

    def __init__(self, found: measures.Measures):
        self._found = found

    @property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """quizzes, lessons, objectives, items, options, calibration and gain.

        Shares run from 0 to 1; null is hidden.
        """
        return MappingProxyType(self._found.tables)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What was counted and left out on the way."""
        return MappingProxyType(self._found.facts)

    def html(self) -> str:
        """The report: one page that needs nothing else."""
        return report.html(self._found)

    def save(self, path: str | Path) -> Path:
        """Write the report, replacing what is there. Raises OSError when it cannot be written."""
        path = Path(path).expanduser()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.html(), encoding="utf-8", newline="\n")
        return path

    def export(
        self, csv: str | Path | None = None, parquet: str | Path | None = None
    ) -> list[Path]:
        """Write every table to the named folders, as CSV or Parquet; returns the files.

        Raises OSError.
        """
        written = []
        for folder, ending, write in (
            (csv, "csv", pl.DataFrame.write_csv),
            (parquet, "parquet", pl.DataFrame.write_parquet),
        ):
            if folder is None:
                continue
            Path(folder).mkdir(parents=True, exist_ok=True)
            for name, table in self.tables.items():
                path = Path(folder, f"{name}.{ending}")
                write(table, path)
                written.append(path)
        return written

    def __repr__(self) -> str:
        people = self.facts["people"]
        return (
            f"Room({f'{people} people' if people else 'fewer than five people'}; tables:"
            f" {', '.join(self.tables)})"
        )

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="Room results" srcdoc="{escape(self.html())}" style="width: 100%;'
            ' height: 45rem; border: 1px solid #7d8991"></iframe>'
        )
