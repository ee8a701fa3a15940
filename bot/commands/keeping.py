"""`huiqi backup`, `restore`, `export`, `forget`: what is kept, and what is to go."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.terminal.options import InputError
from bot.commands.command import Command
from bot.commands.database import store_address, with_store
from bot.rendering.formats import counted

if TYPE_CHECKING:
    from bot.store.store import Store


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the copy: an SQLite file, whatever the database is")


def _file_to_restore(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--replace", action="store_true", help="give up what the database holds")


def _user(parser: ArgumentParser) -> None:
    parser.add_argument("--user", required=True, metavar="ID", help="Telegram's number, or a key such as web:…")


def _backup(arguments: Namespace) -> None:
    from bot.store.backup import back_up

    with _in_one_line(f"backup {arguments.file}"):
        rows = back_up(store_address(make=False), arguments.file)
    print(f"{arguments.file}: {_summed(rows)}, verified")


def _restore(arguments: Namespace) -> None:
    from bot.store.backup import restore

    with _in_one_line(f"restore {arguments.file}"):
        rows = restore(arguments.file, store_address(make=True), replace=arguments.replace)
    print(f"{_summed(rows)} restored, verified")


def _export(arguments: Namespace) -> None:
    from bot.store.persons import export_person

    found = with_store(lambda store: store.run(lambda connection: export_person(connection, arguments.user)))
    print(json.dumps(found, ensure_ascii=False, indent=2))


def _forget(arguments: Namespace) -> None:
    from bot.store.persons import forget_person

    def forget(store: Store) -> Awaitable[int]:
        return store.run(lambda connection: forget_person(connection, arguments.user, store.clock()))

    gone = with_store(forget)
    print(f"{gone} rows forgotten")


def _summed(rows: Mapping[str, int]) -> str:
    return f"{counted(sum(rows.values()), 'row')} of {counted(len(rows), 'table')}"


@contextmanager
def _in_one_line(what: str) -> Iterator[None]:
    """Raises: InputError for whatever a file or a database can refuse."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.store.engine import without_password
    from bot.store.errors import StoreError

    try:
        yield
    except (StoreError, SQLAlchemyError) as error:
        raise InputError(f"{what}: {without_password(str(error).splitlines()[0])}") from None
    except OSError as error:
        raise InputError(f"{what}: {error.strerror or error}") from None


COMMANDS = (
    Command("backup", "Copy the database while it is in use, and verify the copy.", _file, _backup),
    Command("restore", "Bring a copy back into an empty database.", _file_to_restore, _restore),
    Command("export", "Print all that is kept of a user, as JSON.", _user, _export),
    Command("forget", "Forget a user: all that is kept goes, what waits is not answered.", _user, _forget),
)
"""Commands of this module."""
