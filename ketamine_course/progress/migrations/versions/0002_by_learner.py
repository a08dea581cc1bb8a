"""Finds one learner's answers to one quiz at once, among those of thousands."""

from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    """Add the index by learner and quiz."""
    op.create_index("attempts_by_learner", "attempts", ["learner", "quiz"], if_not_exists=True)
