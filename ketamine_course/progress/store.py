"""Keeps attempts in a database: SQLite in the learner's own folder, or any other that SQLAlchemy knows.

Attempts are only ever added. Adding one twice changes nothing, so importing and retrying are safe.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from .attempts import Attempt
from .learner import folder

VARIABLE = "KETAMINE_COURSE_DB"
FILE = "answers.sqlite3"
PATIENCE = 3.0  # seconds to wait for another program that is writing
_BATCH = 400  # ids asked for at once; SQLite allows 999 values in older versions

_TABLES = sa.MetaData()
_READ = sa.Table(
    "lessons_read",
    _TABLES,
    sa.Column("learner", sa.String(200), primary_key=True),
    sa.Column("lesson", sa.String(2), primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),
)
_TABLE = sa.Table(
    "attempts",
    _TABLES,
    sa.Column("attempt_id", sa.String(200), primary_key=True),
    sa.Column("learner", sa.String(200), nullable=False),
    sa.Column("quiz", sa.String(64), nullable=False),
    sa.Column("bank_version", sa.Integer, nullable=False),
    sa.Column("item", sa.String(64), nullable=False),
    sa.Column("response", sa.JSON, nullable=False),
    sa.Column("score", sa.Double, nullable=False),
    sa.Column("max_score", sa.Double, nullable=False),
    sa.Column("confidence", sa.Double),
    sa.Column("mode", sa.String(16), nullable=False),
    # As text, because an attempt comes back exactly as it was, whatever the database does with time zones.
    sa.Column("started", sa.String(32), nullable=False),
    sa.Column("submitted", sa.String(32), nullable=False),
    sa.Column("host", sa.String(16), nullable=False),
)


class StoreError(RuntimeError):
    """Attempts can't be read or kept; the message is the reason, in words for a learner."""


class Store:
    """A database of attempts. Nothing is opened or made before it is needed, and no file before something is added."""

    def __init__(self, url: str | None = None):
        """``url`` as SQLAlchemy takes it; without one, KETAMINE_COURSE_DB or a file in the learner's own folder."""
        self._given = url or os.environ.get(VARIABLE) or ""

    @property
    def kept_in(self) -> str:
        """Where answers are kept: a path, or a database's address without its password."""
        try:
            file = self._file
            return str(file) if file else self._url.render_as_string(hide_password=True)
        except StoreError:
            return "nowhere"

    def attempts(self, quiz: str | None = None, learner: str | None = None) -> list[Attempt]:
        """What is kept, earliest first, of one quiz and one learner or of all. Raises :class:`StoreError`."""
        with self._reasons():
            if self._file and not self._file.exists():
                return []
            query = sa.select(_TABLE).order_by(_TABLE.c.submitted, _TABLE.c.attempt_id)
            if quiz is not None:
                query = query.where(_TABLE.c.quiz == quiz)
            if learner is not None:
                query = query.where(_TABLE.c.learner == learner)
            with self._engine.connect() as connection:
                if not sa.inspect(connection).has_table(_TABLE.name):
                    return []
                return [Attempt.model_validate(dict(row)) for row in connection.execute(query).mappings()]

    def add(self, attempts: Iterable[Attempt]) -> int:
        """Keep those attempts that are not kept yet, all or none; returns how many. Raises :class:`StoreError`."""
        new: dict[str, Attempt] = {}
        for attempt in attempts:
            new.setdefault(attempt.attempt_id, attempt)
        if not new:
            return 0
        with self._reasons():
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            try:
                return self._insert(new)
            except sa.exc.IntegrityError:
                # Somebody else has just added one of them; the second look sees it.
                return self._insert(new)

    def _insert(self, new: dict[str, Attempt]) -> int:
        ids = list(new)
        with self._engine.begin() as connection:
            connection.execute(CreateTable(_TABLE, if_not_exists=True))
            known: set[str] = set()
            for start in range(0, len(ids), _BATCH):
                some = _TABLE.c.attempt_id.in_(ids[start : start + _BATCH])
                known.update(connection.scalars(sa.select(_TABLE.c.attempt_id).where(some)))
            rows = [attempt.model_dump() for id, attempt in new.items() if id not in known]
            if rows:
                connection.execute(sa.insert(_TABLE), rows)
        return len(rows)

    def read(self, learner: str) -> dict[str, str]:
        """The moment at which a learner had read each lesson, by its number. Raises :class:`StoreError`."""
        with self._reasons():
            if self._file and not self._file.exists():
                return {}
            with self._engine.connect() as connection:
                if not sa.inspect(connection).has_table(_READ.name):
                    return {}
                rows = connection.execute(sa.select(_READ.c.lesson, _READ.c.at).where(_READ.c.learner == learner).order_by(_READ.c.lesson))
                return {lesson: at for lesson, at in rows}

    def add_read(self, learner: str, read: dict[str, str]) -> None:
        """Keep when a learner had read lessons; of two moments the earlier stays. Raises :class:`StoreError`."""
        with self._reasons():
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.begin() as connection:
                connection.execute(CreateTable(_READ, if_not_exists=True))
                for lesson, at in read.items():
                    mine = (_READ.c.learner == learner) & (_READ.c.lesson == lesson)
                    known = connection.scalar(sa.select(_READ.c.at).where(mine))
                    if known is None:
                        connection.execute(sa.insert(_READ).values(learner=learner, lesson=lesson, at=at))
                    elif at < known:
                        connection.execute(sa.update(_READ).where(mine).values(at=at))

    def erase(self, learner: str) -> None:
        """Remove all that is kept of one learner, and nothing of anybody else. Raises :class:`StoreError`."""
        with self._reasons():
            if self._file and not self._file.exists():
                return
            with self._engine.begin() as connection:
                for table in (_TABLE, _READ):
                    if sa.inspect(connection).has_table(table.name):
                        connection.execute(sa.delete(table).where(table.c.learner == learner))

    @cached_property
    def _url(self) -> sa.URL:
        if not self._given:
            return sa.URL.create("sqlite", database=str(folder() / FILE))
        try:
            return sa.make_url(self._given)
        except sa.exc.ArgumentError:
            # The text itself is not repeated: it may hold a password.
            raise StoreError(f"{VARIABLE} is no database address, expected something like sqlite:///answers.db") from None

    @cached_property
    def _file(self) -> Path | None:
        """The SQLite file, or None for another database, one in memory, or an address for SQLite itself to read."""
        name = self._url.database
        ordinary = name and name != ":memory:" and not name.startswith("file:")
        return Path(name).resolve() if self._url.get_backend_name() == "sqlite" and ordinary else None

    @cached_property
    def _engine(self) -> sa.Engine:
        if self._url.get_backend_name() != "sqlite":
            return sa.create_engine(self._url, pool_pre_ping=True, hide_parameters=True)
        url = self._url.set(database=str(self._file)) if self._file else self._url
        # A connection that stays open would keep Windows from deleting the file. Not WAL, which leaves further
        # files beside the one and fails on network folders; short writes that wait for each other do.
        pool = {"poolclass": NullPool} if url.database not in (None, "", ":memory:") else {}
        return sa.create_engine(url, connect_args={"timeout": PATIENCE}, hide_parameters=True, **pool)

    @contextmanager
    def _reasons(self) -> Iterator[None]:
        """Turns whatever a database may raise into :class:`StoreError`."""
        try:
            yield
        except StoreError:
            raise
        except (sa.exc.DBAPIError, OSError) as error:
            raise StoreError(self._reason(str(getattr(error, "orig", None) or error))) from error
        except ValidationError as error:
            where = ".".join(str(step) for step in error.errors()[0]["loc"])
            raise StoreError(f"{self.kept_in} holds something that is no answer of this course ({where})") from error
        except (sa.exc.SQLAlchemyError, ImportError, ValueError) as error:
            raise StoreError(f"{self.kept_in} cannot be used: {_first_line(str(error))}") from error

    def _reason(self, said: str) -> str:
        lower = said.lower()
        if "locked" in lower or "busy" in lower:
            return f"another program is using {self.kept_in}"
        if "readonly" in lower or "read-only" in lower or "permission denied" in lower:
            return f"{self.kept_in} may be read but not written"
        if "not a database" in lower or "malformed" in lower or "no such column" in lower:
            return f"{self.kept_in} is damaged, or is no database of this course"
        if "unable to open" in lower or "is a directory" in lower or "file exists" in lower or "not a directory" in lower:
            return f"{self.kept_in} cannot be opened as a file"
        return f"{self.kept_in} cannot be used: {_first_line(said)}"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason given"
