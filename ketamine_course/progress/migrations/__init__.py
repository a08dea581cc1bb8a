"""Brings a database of attempts up to date, one numbered step after the other, with Alembic.

To change the table: write the next file in ``versions``, raise :data:`HEAD`, and never change a
step that was published.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from ...errors import CourseError

HEAD = "0004"
# Not Alembic's own name for it: a database may be shared with a JupyterHub, which uses that one.
VERSIONS = sa.Table(
    "attempts_version", sa.MetaData(), sa.Column("version_num", sa.String(32), primary_key=True)
)
_LOCK = 5_338_263  # any number, the same for all who upgrade; PostgreSQL locks by number


class NewerDatabaseError(CourseError):
    """The database was brought up to date by a newer version of the course."""


def version(connection: sa.Connection) -> str | None:
    """The step a database stands at; None before the first.

    Raises :class:`NewerDatabaseError` for one unknown here.
    """
    if not sa.inspect(connection).has_table(VERSIONS.name):
        return None
    found = connection.scalar(sa.select(VERSIONS.c.version_num))
    if found is not None and found > HEAD:
        raise NewerDatabaseError(
            "the database was brought up to date by a newer version of the course; update this one"
        )
    return found


def upgrade(connection: sa.Connection) -> None:
    """Take all steps that are missing, in one transaction.

    Others who want the same wait, and then find nothing to do.
    """
    if version(connection) == HEAD:
        return
    connection.rollback()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if version(connection) != HEAD:
        # Slow to load, and needed once in the life of a database.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    connection.commit()
