"""Run by Alembic: takes the steps on the connection that it is given."""

from alembic import context

from ketamine_course.progress.migrations import VERSIONS

context.configure(connection=context.config.attributes["connection"], version_table=VERSIONS.name)
context.run_migrations()
