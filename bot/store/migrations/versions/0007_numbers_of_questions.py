"""Numbers of questions are never given twice: staff answer by number, and the one before may have been forgotten."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """SQLite counts on for ever only where it is told to; PostgreSQL does so by itself."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("questions", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
