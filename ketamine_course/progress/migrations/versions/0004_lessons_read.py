"""What somebody has read; on PostgreSQL under the same rule as answers. And there, learners may erase what is theirs.

A database may have the table already, from before it was a step of its own.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
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
