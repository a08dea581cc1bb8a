"""On PostgreSQL: who isn't the owner reaches only answers under the code they name, and a room is
read without codes.

A code is random, so whoever knows one is its learner. No rule allows to change or delete an answer,
so nobody but the owner can. In the view ``attempts_of_room`` people are numbered; its owner's
rights apply in it, so it needs no rule.
"""

from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """On PostgreSQL, add the rules and the view; elsewhere do nothing."""
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "learner = current_setting('ketamine_course.learner', true)"
    op.execute("ALTER TABLE attempts ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY see_own ON attempts FOR SELECT USING ({own})")
    op.execute(f"CREATE POLICY add_own ON attempts FOR INSERT WITH CHECK ({own})")
    op.execute(
        "CREATE VIEW attempts_of_room WITH (security_barrier) AS SELECT attempt_id, 'person-' ||"
        " dense_rank() OVER (ORDER BY md5(learner)) AS learner, quiz, bank_version, item, response,"
        " score, max_score, confidence, mode, started, submitted, host FROM attempts"
    )
