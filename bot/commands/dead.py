"""`huiqi dead`: messages that could not be answered, to be looked at and tried again."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from bot.channels.terminal.options import InputError
from bot.commands.command import Command
from bot.commands.database import with_store


def _list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=100, metavar="N", help="the newest so many (default: 100)")


def _list(arguments: Namespace) -> None:
    from bot.store.dead_letters import dead_letters

    for letter in with_store(lambda store: dead_letters(store, arguments.limit)):
        print(f"{letter.seq}\t{_day_and_time(letter.received_at)}\t{letter.lane}\t{letter.tries}\t{letter.error}")


def _number(parser: ArgumentParser) -> None:
    parser.add_argument("number", type=int, help="Number of the dead letter, as `huiqi dead list` shows it first.")


def _show(arguments: Namespace) -> None:
    from bot.store.dead_letters import dead_letter

    letter = with_store(lambda store: dead_letter(store, arguments.number))
    if letter is None:
        raise InputError(f"there is no dead letter {arguments.number}; see 'huiqi dead list'")
    print(f"number    {letter.seq}\nreceived  {_day_and_time(letter.received_at)}\nchat      {letter.lane}")
    print(f"update    {letter.update_id}\ntries     {letter.tries}\nerror     {letter.error}\n\n{_pretty(letter.body)}")


def _numbers(parser: ArgumentParser) -> None:
    parser.add_argument("numbers", type=int, nargs="*", help="Numbers of dead letters.")
    parser.add_argument("--all", action="store_true", help="Every dead letter that can be read.")


def _requeue(arguments: Namespace) -> None:
    from bot.store.dead_letters import requeue

    if bool(arguments.numbers) == arguments.all:
        raise InputError("name the dead letters by number, or give --all")
    chosen = None if arguments.all else arguments.numbers
    print(f"{with_store(lambda store: requeue(store, chosen))} requeued; a running bot answers them by itself.")


def _day_and_time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def _pretty(body: str) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body


COMMANDS = (
    Command(
        "dead",
        "Messages that could not be answered.",
        commands=(
            Command("list", "List them, newest first: number, time, chat, tries, error.", _list_arguments, _list),
            Command("show", "Show one with its update.", _number, _show),
            Command("requeue", "Have them answered after all, in their chat's order.", _numbers, _requeue),
        ),
    ),
)
"""Commands of this module."""
