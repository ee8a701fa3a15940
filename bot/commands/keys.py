"""`huiqi key`: which programs may ask the HTTP interface more often than strangers."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from bot.channels.terminal.options import InputError
from bot.commands.command import Command
from bot.commands.database import day_of, with_store


def _positive(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 1_000_000:
        raise ArgumentTypeError(f"'{text}' is not a whole number from 1 to 1000000")
    return int(text)


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", help="Name of the program.")


def _name_and_rate(parser: ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--per-minute", type=_positive, default=600, help="Requests a minute (default: 600).")
    parser.add_argument("--burst", type=_positive, default=100, help="Requests at once after a pause (default: 100).")


def _add(arguments: Namespace) -> None:
    from bot.store.keys import Keys

    given = arguments.name, arguments.per_minute, arguments.burst
    secret = with_store(lambda store: Keys(store).add(*given), make=True)
    if secret is None:
        raise InputError(f"there is a key called '{arguments.name}' already")
    print(f"Send it as 'Authorization: Bearer KEY'; it is not shown again:\n{secret}")


def _list(_arguments: Namespace) -> None:
    from bot.store.keys import Keys

    for key in with_store(lambda store: Keys(store).all()):
        since = day_of(key.created_at)
        print(f"{key.name}\t{key.per_minute:g} a minute\t{key.burst} at once\t{since}")


def _remove(arguments: Namespace) -> None:
    from bot.store.keys import Keys

    if not with_store(lambda store: Keys(store).remove(arguments.name)):
        raise InputError(f"there is no key called '{arguments.name}'")
    print(f"The key {arguments.name} opens nothing any more.")


COMMANDS = (
    Command(
        "key",
        "Which programs may ask the HTTP interface more often than strangers.",
        commands=(
            Command("add", "Make a key and print it once.", _name_and_rate, _add),
            Command("list", "List all keys with their rates.", None, _list),
            Command("remove", "Remove a key.", _name, _remove),
        ),
    ),
)
