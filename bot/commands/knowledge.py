"""`huiqi check` and `schema`: the knowledge and its files."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from pathlib import Path

from bot.commands.command import Command


def add_knowledge(parser: ArgumentParser) -> None:
    """Which knowledge: the shipped pack and the folders laid over it."""
    folders = "folder laid over the shipped pack; may be given again"
    parser.add_argument("--knowledge", action="append", default=[], type=Path, metavar="FOLDER", help=folders)
    parser.add_argument("--shipped", action=BooleanOptionalAction, default=True, help="use the shipped pack")


def _check(arguments: Namespace) -> int:
    from bot.channels.terminal.checking import check_knowledge

    return check_knowledge(tuple(arguments.knowledge), shipped=arguments.shipped)


def _schema(_arguments: Namespace) -> None:
    from bot.channels.terminal.checking import print_schema

    print_schema()


COMMANDS = (
    Command(
        "check", "Check the knowledge: every fault with its place; status 3 where there is one.", add_knowledge, _check
    ),
    Command("schema", "Print the JSON Schema of a measure file.", None, _schema),
)
