"""Corrections that are told by themselves; attempts to sign in, counted for all replicas together."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Two tables, and what of a measure's version decides."""
    op.add_column("measure_versions", sa.Column("substance", sa.Text(), nullable=True))
    op.create_table(
        "corrections",
        sa.Column("measure", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("agent", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("measure", "number"),
    )
    op.create_index("corrections_due", "corrections", ["state", "due_at"], unique=False)
    op.create_table(
        "sign_in_attempts",
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("caller"),
    )
