"""`huiqi staff`: who may use the console."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from bot.channels.terminal.options import InputError
from bot.commands.command import Command
from bot.commands.database import day_of, with_store

if TYPE_CHECKING:
    from bot.store.store import Store

ROLES = ("viewer", "editor", "admin")


def _name_and_role(parser: ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--role", choices=ROLES, default="editor", help="What the person may do (default: editor).")
    parser.add_argument("--link", action="store_true", help="Print a link to choose a password, instead of asking.")


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="User name.")


def _add(arguments: Namespace) -> None:
    from bot.channels.web.console.passwords import hashed, is_good
    from bot.store.staff import Staff

    password = None
    if not arguments.link:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        if not is_good(password):
            raise InputError("a password has at least 10 characters and more than a few different ones")

    async def add(store: Store) -> str | None:
        staff = Staff(store)
        if not await staff.add(arguments.name, arguments.role, hashed(password) if password else None):
            raise InputError(f"there is somebody called '{arguments.name}' already")
        return await staff.make_link(arguments.name) if arguments.link else None

    secret = with_store(add, make=True)
    print(f"{arguments.name} ({arguments.role}) was added.")
    if secret is not None:
        print(f"To choose a password, once, within a day: /console/welcome/{secret}")


def _link(arguments: Namespace) -> None:
    from bot.store.staff import Staff

    async def make(store: Store) -> str:
        staff = Staff(store)
        if await staff.find(arguments.name) is None:
            raise InputError(f"there is nobody called '{arguments.name}'")
        return await staff.make_link(arguments.name)

    print(f"To choose a new password, once, within a day: /console/welcome/{with_store(make)}")


def _list(_arguments: Namespace) -> None:
    from bot.store.staff import Staff

    for member in with_store(lambda store: Staff(store).members()):
        since = day_of(member.created_at)
        print(f"{member.name}\t{member.role}\t{since}{'' if member.password else chr(9) + 'no password yet'}")


def _remove(arguments: Namespace) -> None:
    from bot.store.staff import Staff

    if not with_store(lambda store: Staff(store).remove(arguments.name)):
        raise InputError(f"there is nobody called '{arguments.name}'")
    print(f"{arguments.name} was removed and signed out everywhere.")


COMMANDS = (
    Command(
        "staff",
        "Who may use the console.",
        commands=(
            Command("add", "Add a person; the password is read from standard input.", _name_and_role, _add),
            Command("link", "Print a link with which the person chooses a new password, once.", _name, _link),
            Command("list", "List everybody with role and day.", None, _list),
            Command("remove", "Remove a person and end their sessions.", _name, _remove),
        ),
    ),
)
