"""Alembic's entry: connects, takes the migration lock, runs what is missing in one transaction."""

from alembic import context
from sqlalchemy import create_engine, text

from bot.store import staff_models  # noqa: F401 - declares its tables
from bot.store.models import Base

url = context.config.attributes["url"]
engine = create_engine(url)
with engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA busy_timeout=30000")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": context.config.attributes["lock"]})
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    context.run_migrations()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
    connection.commit()
engine.dispose()
