"""The table of attempts; one that was made before there were versions stays as it is."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    """Make the table of attempts, unless it is there."""
    op.create_table(
        "attempts",
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
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("submitted", sa.String(32), nullable=False),
        sa.Column("host", sa.String(16), nullable=False),
        if_not_exists=True,
    )
