"""Keeps attempts in a database: SQLite in the learner's own folder, or any other that SQLAlchemy
knows.

Attempts are only ever added, or all of one learner's erased. Adding one twice changes nothing, so
importing and retrying are safe. A room may share one PostgreSQL database; there a learner's role
reaches only answers under the code it names (see ``migrations``).
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import NullPool

from .. import extras
from ..errors import CourseError
from ..typing import JSON
from . import migrations
from .attempts import REPORTED, Attempt, json_types
from .learner import folder

VARIABLE = "KETAMINE_COURSE_DB"
FILE = "answers.sqlite3"
# seconds to wait for others who are writing; when 200 people send at once, the last one waits for
# nine
BUSY_TIMEOUT = 20.0
_ROWS = 50_000  # rows read at once for a report
_BATCH = 400  # ids asked for at once; SQLite allows 999 values in older versions

_TABLES = sa.MetaData()
_READ = sa.Table(
    "lessons_read",
    _TABLES,
    sa.Column("learner", sa.String, primary_key=True),
    sa.Column("lesson", sa.String, primary_key=True),
    sa.Column("at", sa.String, nullable=False),
)
# Moments are text, because an attempt comes back exactly as it was, whatever the database does with
# time zones.
_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "string": sa.String,
    "integer": sa.Integer,
    "number": sa.Double,
    "any": sa.JSON,
}
_TABLE = sa.Table(
    "attempts",
    _TABLES,
    *(
        sa.Column(
            name, _TYPES[kind], primary_key=name == "attempt_id", nullable=name == "confidence"
        )
        for name, kind in json_types().items()
    ),
)
_ROOM = sa.table("attempts_of_room", *(sa.column(column.name, column.type) for column in _TABLE.c))
# What went wrong, by the codes of PostgreSQL (SQLSTATE) and SQLite: a server says it in its own
# language.
_NO_RIGHT = "42501"
_REASONS = (
    ({_NO_RIGHT}, "the role in {place} has no right to that"),
    ({"BUSY", "LOCKED", "55P03", "40P01"}, "another program is using {place}"),
    ({"READONLY", "PERM", "25006"}, "{place} may be read but not written"),
    (
        {"NOTADB", "CORRUPT", "ERROR", "42P01", "42703"},
        "{place} is damaged, or is no database of this course",
    ),
    ({"CANTOPEN"}, "{place} cannot be opened as a file"),
)
# What takes a row that is there already in one step; other databases take two.
_UPSERTS: dict[str, Callable[[sa.Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
Row = tuple[str | int | float | None, ...]
"""What :meth:`Store.batches` gives of one answer."""


class StoreError(CourseError):
    """Attempts can't be read or kept; the message is the reason, in words for a learner."""


class Store:
    """A database of attempts.

    Nothing is opened or made before it is needed, and no file before something is added.
    """

    def __init__(self, url: str | None = None):
        """``url`` as SQLAlchemy takes it; without one, KETAMINE_COURSE_DB or a file in the
        learner's own folder.
        """
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
        """What is kept, earliest first, of one quiz and one learner or of all.

        Raises :class:`StoreError`.
        """
        with self._reasons():
            if self._file and not self._file.exists():
                return []
            query = sa.select(_TABLE).order_by(_TABLE.c.submitted, _TABLE.c.attempt_id)
            if quiz is not None:
                query = query.where(_TABLE.c.quiz == quiz)
            if learner is not None:
                query = query.where(_TABLE.c.learner == learner)
            with self._connect() as connection:
                if not self._holds_attempts(connection):
                    return []
                self._name_learner(connection, learner)
                return [
                    Attempt.model_validate(dict(row))
                    for row in connection.execute(query).mappings()
                ]

    def batches(self) -> Iterator[list[Row]]:
        """All that is kept, in lists of rows with the fields ``attempts.REPORTED``, the response as
        JSON text. For reports on thousands of people, where :meth:`attempts` would be slow.

        Raises :class:`StoreError`.
        """
        with self._reasons():
            if self._file and not self._file.exists():
                return
            with self._connect() as connection:
                if not self._holds_attempts(connection):
                    return
                # Where a room shares a database, a trainer reads it without the learners' codes.
                table = (
                    _ROOM
                    if connection.dialect.name == "postgresql"
                    and sa.inspect(connection).has_table(_ROOM.name)
                    else _TABLE
                )
                columns = [
                    sa.cast(table.c[name], sa.Text) if name == "response" else table.c[name]
                    for name in REPORTED
                ]
                result = connection.execution_options(stream_results=True).execute(
                    sa.select(*columns)
                )
                for batch in result.partitions(_ROWS):
                    yield [tuple(row) for row in batch]

    def add(self, attempts: Iterable[Attempt]) -> int:
        """Keep those attempts that are not kept yet, all or none; returns how many.

        Raises :class:`StoreError`.
        """
        new: dict[str, Attempt] = {}
        for attempt in attempts:
            new.setdefault(attempt.attempt_id, attempt)
        if not new:
            return 0
        with self._reasons():
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._connect() as connection:
                self._upgrade(connection)
                # All writers in one order: of two who add the same, one waits for the other, never
                # each for the other.
                ordered = sorted(
                    new.values(), key=lambda attempt: (attempt.learner, attempt.attempt_id)
                )
                added = 0
                for learner, own in groupby(ordered, key=lambda attempt: attempt.learner):
                    self._name_learner(connection, learner)
                    added += self._insert(connection, [attempt.model_dump() for attempt in own])
                connection.commit()
                return added

    def prepare(self, learners: str | None = None, trainers: str | None = None) -> None:
        """Bring the database up to date; on PostgreSQL also say which role learners and which one
        trainers connect as.

        Learners then see, add and erase only what is under their own code; trainers read all
        answers, without codes. Nobody but the owner can change an answer. Raises
        :class:`StoreError`, also for roles in a database that cannot keep people apart.
        """
        with self._reasons():
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._connect() as connection:
                if (learners or trainers) and connection.dialect.name != "postgresql":
                    raise StoreError(
                        f"{self.kept_in} cannot keep people apart: only PostgreSQL knows who may"
                        " see what"
                    )
                self._upgrade(connection)
                name = connection.dialect.identifier_preparer.quote
                for role, rights in (
                    (learners, f"SELECT, INSERT, DELETE ON {_TABLE.name}"),
                    (learners, f"SELECT, INSERT, UPDATE, DELETE ON {_READ.name}"),
                    (trainers, f"SELECT ON {_ROOM.name}"),
                ):
                    if role:
                        connection.exec_driver_sql(f"GRANT {rights} TO {name(role)}")
                        connection.exec_driver_sql(
                            f"GRANT SELECT ON {migrations.VERSIONS.name} TO {name(role)}"
                        )
                connection.commit()

    def _insert(self, connection: sa.Connection, rows: list[JSON]) -> int:
        if insert := _UPSERTS.get(connection.dialect.name):
            statement = insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.attempt_id)
            return len(connection.execute(statement, rows).all())
        ids = [row["attempt_id"] for row in rows]
        known: set[str] = set()
        for start in range(0, len(ids), _BATCH):
            known.update(
                connection.scalars(
                    sa.select(_TABLE.c.attempt_id).where(
                        _TABLE.c.attempt_id.in_(ids[start : start + _BATCH])
                    )
                )
            )
        rows = [row for row in rows if row["attempt_id"] not in known]
        if rows:
            connection.execute(sa.insert(_TABLE), rows)
        return len(rows)

    def read(self, learner: str) -> dict[str, str]:
        """The moment at which a learner had read each lesson, by its number.

        Raises :class:`StoreError`.
        """
        with self._reasons():
            if self._file and not self._file.exists():
                return {}
            with self._connect() as connection:
                migrations.version(connection)
                if not sa.inspect(connection).has_table(_READ.name):
                    return {}
                self._name_learner(connection, learner)
                rows = connection.execute(
                    sa.select(_READ.c.lesson, _READ.c.at)
                    .where(_READ.c.learner == learner)
                    .order_by(_READ.c.lesson)
                )
                return dict(rows.all())

    def add_read(self, learner: str, read: dict[str, str]) -> None:
        """Keep when a learner had read lessons; of two moments the earlier stays.

        Raises :class:`StoreError`.
        """
        if not read:
            return
        with self._reasons():
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            rows = [
                {"learner": learner, "lesson": lesson, "at": at}
                for lesson, at in sorted(read.items())
            ]
            with self._connect() as connection:
                self._upgrade(connection)
                self._name_learner(connection, learner)
                if insert := _UPSERTS.get(connection.dialect.name):
                    new = insert(_READ)
                    connection.execute(
                        new.on_conflict_do_update(
                            index_elements=list(_READ.primary_key),
                            set_={"at": new.excluded.at},
                            where=new.excluded.at < _READ.c.at,
                        ),
                        rows,
                    )
                else:
                    kept = connection.execute(
                        sa.select(_READ.c.lesson, _READ.c.at).where(_READ.c.learner == learner)
                    )
                    known = dict(kept.all())
                    rows = [
                        row
                        for row in rows
                        if row["lesson"] not in known or row["at"] < known[row["lesson"]]
                    ]
                    connection.execute(
                        sa.delete(_READ).where(
                            _READ.c.learner == learner,
                            _READ.c.lesson.in_([row["lesson"] for row in rows]),
                        )
                    )
                    if rows:
                        connection.execute(sa.insert(_READ), rows)
                connection.commit()

    def erase(self, learner: str) -> None:
        """Remove all that is kept of one learner, and nothing of anybody else.

        Raises :class:`StoreError`.
        """
        with self._reasons():
            if self._file and not self._file.exists():
                return
            with self._connect() as connection:
                migrations.version(connection)
                self._name_learner(connection, learner)
                for table in (_TABLE, _READ):
                    if sa.inspect(connection).has_table(table.name):
                        connection.execute(sa.delete(table).where(table.c.learner == learner))
                connection.commit()

    def _holds_attempts(self, connection: sa.Connection) -> bool:
        """Whether there is something to read; a database from before the last step reads as
        well.
        """
        migrations.version(connection)
        return sa.inspect(connection).has_table(_TABLE.name)

    def _upgrade(self, connection: sa.Connection) -> None:
        try:
            migrations.upgrade(connection)
        except sa.exc.ProgrammingError as error:
            if _code(error) != _NO_RIGHT:
                raise
            raise StoreError(
                f"{self.kept_in} is not up to date; whoever looks after it should run"
                " 'ketamine-course database'"
            ) from error

    def _name_learner(self, connection: sa.Connection, learner: str | None) -> None:
        if learner and connection.dialect.name == "postgresql":
            connection.execute(
                sa.select(sa.func.set_config("ketamine_course.learner", learner, True))
            )

    @contextmanager
    def _connect(self) -> Iterator[sa.Connection]:
        """A connection for one task.

        While a server has no room for another one, wait as for a file that is in use.
        """
        end = time.monotonic() + BUSY_TIMEOUT
        pause = 0.0
        while True:
            try:
                connection = self._engine.connect()
                break
            except sa.exc.OperationalError:
                # Asked once only: a server that is full has no room for such questions either.
                if time.monotonic() > end or not (pause or self._answers()):
                    raise
                # Not all at once again, and ever less often: to be refused costs a server, too.
                pause = min(2 * pause, 1.0) or 0.05
                time.sleep(random.uniform(0.5, 1.5) * pause)
        with connection:
            yield connection

    def _answers(self) -> bool:
        """Whether there is a server that took no connection now, but may soon.

        Why it took none, it tells in words only, which may be in any language.
        """
        if self._url.get_backend_name() == "sqlite":
            return False  # it has waited already
        if self._engine.dialect.driver != "psycopg":
            return True
        from psycopg.pq import PGconn, Ping

        address = self._engine.url.set(drivername="postgresql")
        there = PGconn.ping(address.render_as_string(hide_password=False).encode())
        return there in (Ping.OK, Ping.REJECT)

    @cached_property
    def _url(self) -> sa.URL:
        if not self._given:
            return sa.URL.create("sqlite", database=str(folder() / FILE))
        try:
            return sa.make_url(self._given)
        except sa.exc.ArgumentError:
            # The text itself is not repeated: it may hold a password.
            raise StoreError(
                f"{VARIABLE} is no database address, expected something like sqlite:///answers.db"
            ) from None

    @cached_property
    def _file(self) -> Path | None:
        """The SQLite file, or None for another database, one in memory, or an address for SQLite
        itself to read.
        """
        name = self._url.database
        if not name or name == ":memory:" or name.startswith("file:"):
            return None
        return Path(name).resolve() if self._url.get_backend_name() == "sqlite" else None

    @cached_property
    def _engine(self) -> sa.Engine:
        # A connection that stays open would keep Windows from deleting a file, and two hundred
        # kernels would fill a server.
        pool = {} if self._url.database in (None, "", ":memory:") else {"poolclass": NullPool}
        if self._url.get_backend_name() != "sqlite":
            # People write "postgresql://"; the driver that comes with the course goes without
            # saying.
            url = (
                self._url.set(drivername="postgresql+psycopg")
                if self._url.drivername == "postgresql"
                else self._url
            )
            return sa.create_engine(url, hide_parameters=True, poolclass=NullPool)
        url = self._url.set(database=str(self._file)) if self._file else self._url
        # Not WAL: it leaves further files beside the one, fails on network folders, and was no
        # safer with 200 writers.
        return sa.create_engine(
            url, connect_args={"timeout": BUSY_TIMEOUT}, hide_parameters=True, **pool
        )

    @contextmanager
    def _reasons(self) -> Iterator[None]:
        """Turns whatever a database may raise into :class:`StoreError`."""
        try:
            yield
        except StoreError:
            raise
        except migrations.NewerDatabaseError as error:
            raise StoreError(
                f"{self.kept_in} was brought up to date by a newer version of the course; update"
                " this one too"
            ) from error
        except (sa.exc.DBAPIError, OSError) as error:
            raise StoreError(self._reason(error)) from error
        except ValidationError as error:
            where = ".".join(str(step) for step in error.errors()[0]["loc"])
            raise StoreError(
                f"{self.kept_in} holds something that is no answer of this course ({where})"
            ) from error
        except ModuleNotFoundError as error:
            raise StoreError(f"{self.kept_in} cannot be used: {extras.explained(error)}") from error
        except (sa.exc.SQLAlchemyError, ImportError, ValueError) as error:
            raise StoreError(f"{self.kept_in} cannot be used: {_first_line(str(error))}") from error

    def _reason(self, error: sa.exc.DBAPIError | OSError) -> str:
        code = _code(error)
        for codes, reason in _REASONS:
            if code in codes:
                return reason.format(place=self.kept_in)
        said = str(getattr(error, "orig", None) or error)
        return f"{self.kept_in} cannot be used: {_first_line(said)}"


def _code(error: sa.exc.DBAPIError | OSError) -> str | None:
    """What kind of error it is: SQLSTATE, or SQLite's name for it without its finer kinds."""
    if isinstance(error, PermissionError):
        return "PERM"
    if isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
        return "CANTOPEN"
    cause = getattr(error, "orig", None)
    name = getattr(cause, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
    return name or getattr(cause, "sqlstate", None)


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason given"
