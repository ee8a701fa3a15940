"""What a command is, and the parser made of all of them."""

from __future__ import annotations

from argparse import Action, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from knowledge.records import dataclass


class UsageError(Exception):
    """A command line that cannot be understood; the message is one line that names the help to look at."""


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `huiqi`: what it takes and what it does, or the commands below it."""

    name: str
    help: str
    """One sentence."""
    arguments: Callable[[ArgumentParser], None] | None = None
    """Adds its options; None where it has none."""
    run: Callable[[Namespace], int | None] | None = None
    """Does it and returns the exit status; a status of None is 0, no function a group of commands."""
    commands: tuple[Command, ...] = ()


class Parser(ArgumentParser):
    """An argument parser that raises what is wrong instead of ending the process."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=RawDescriptionHelpFormatter, **settings)

    def error(self, message: str) -> NoReturn:
        """Raises: UsageError."""
        line = " ".join(message.split())
        raise UsageError(f"{line}; see '{self.prog} --help'")


class _Version(Action):
    """Prints the release; looked up only here, since no other command needs it."""

    def __call__(self, parser: ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(parser.prog, version("huiqi"))
        parser.exit()


def build_parser(commands: Sequence[Command]) -> Parser:
    """The parser of the whole command line; parsed arguments hold `run` (None: no command) and its own `parser`."""
    parser = Parser(prog="huiqi", description="Huiqi 惠企: which public support measures fit an enterprise.")
    parser.add_argument("--version", action=_Version, nargs=0, help="Print the release.")
    _add(parser, commands)
    return parser


def _add(parser: Parser, commands: Sequence[Command]) -> None:
    parser.set_defaults(run=None, parser=parser)
    below = parser.add_subparsers(metavar="COMMAND", title="commands")
    for command in commands:
        own = below.add_parser(command.name, help=command.help, description=command.help)
        if command.commands:
            _add(own, command.commands)
            continue
        own.set_defaults(run=command.run, parser=own)
        if command.arguments is not None:
            command.arguments(own)
