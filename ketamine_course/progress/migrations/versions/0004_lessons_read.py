"""What somebody has read; on PostgreSQL under the same rule as answers.

And there, learners may erase what is theirs.

A database may have the table already, from before it was a step of its own. Roles that could add
answers before may do this too, so that a room goes on without naming them again.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """Make the table of lessons read and, on PostgreSQL, its rule and the rights to it."""
    op.create_table(
        "lessons_read",
        sa.Column("learner", sa.String(200), primary_key=True),
        sa.Column("lesson", sa.String(2), primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        if_not_exists=True,
    )
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "learner = current_setting('ketamine_course.learner', true)"
    op.execute("ALTER TABLE lessons_read ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own ON lessons_read USING ({own})")
    op.execute(f"CREATE POLICY erase_own ON attempts FOR DELETE USING ({own})")
    could_add = sa.text(
        "SELECT DISTINCT grantee::regrole::text FROM pg_class, aclexplode(relacl) WHERE"
        " pg_class.oid = 'attempts'::regclass AND privilege_type = 'INSERT' AND grantee NOT IN (0,"
        " relowner)"
    )
    for role in op.get_bind().scalars(could_add).all():
        op.execute(f"GRANT DELETE ON attempts TO {role}")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON lessons_read TO {role}")
