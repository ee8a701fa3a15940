"""Whether an answer was found right, beside its line of the log."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Two columns of the log."""
    op.add_column("exchanges", sa.Column("source", sa.BigInteger(), nullable=True))
    op.add_column("exchanges", sa.Column("helpful", sa.Boolean(), nullable=True))
