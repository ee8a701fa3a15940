"""What an operator can do about what a database says: the cause and the remedy stand in one line."""

from __future__ import annotations

import re
import sqlite3

from sqlalchemy.exc import SQLAlchemyError

from bot.store.engine import without_password
from bot.store.errors import StoreError

_REMEDIES = (
    (r"disk is full|no space left|disk quota", "make room on the database's disk, or enlarge the volume"),
    (r"disk i/o error", "look at the database's disk: it is full, over its quota, or broken"),
    (r"not a database|malformed|encrypted", "the file is damaged: restore a copy with huiqi restore --replace FILE"),
    (r"unable to open|readonly|read-only|permission denied", "let this user write to the database's folder"),
    (r"locked", "another process writes for long: end it, or wait and start again"),
    (r"authentication failed|role .* does not exist", "correct user and password in HUIQI_DATABASE_URL"),
    (r"database .* does not exist", "create the database, or correct its name in HUIQI_DATABASE_URL"),
    (r"too many (?:clients|connections)|remaining connection slots", "let the server take more connections"),
    (
        r"refused|connection is bad|no such file|resolve host|timeout|timed out|unreachable|terminat|closed|lost",
        "start the database server, or correct its address in HUIQI_DATABASE_URL",
    ),
)
_ANY = "huiqi doctor looks at the database and says more"


def remedy(said: str) -> str:
    """What to do where a database said so."""
    return next((what for pattern, what in _REMEDIES if re.search(pattern, said, re.IGNORECASE)), _ANY)


def first_line(error: Exception) -> str:
    """What the driver itself said, without the statement that it was about and without passwords."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
    return without_password(said[0])


def about(error: Exception) -> dict[str, str] | None:
    """Cause and remedy for the log, where the error is the database's; None for one of our own, which needs a trace."""
    if not isinstance(error, SQLAlchemyError | StoreError | sqlite3.Error | OSError):
        return None
    cause = first_line(error)
    return {"error": cause, "advice": remedy(cause)}


def with_remedy(cause: str) -> str:
    """The cause, and what to do about it."""
    return f"{cause}; {remedy(cause)}"
