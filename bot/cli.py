"""The command line: which commands there are, and what becomes of an error."""

from __future__ import annotations

import gc
import os
import sys

gc.disable()  # nothing that is imported becomes garbage; the assembly turns the collector on again
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that nothing here uses, and that a fork would lose

from bot.channels.terminal.options import InputError  # noqa: E402
from bot.commands import (  # noqa: E402
    asking,
    dead,
    differing,
    doctor,
    evaluating,
    keeping,
    keys,
    knowledge,
    operating,
    running,
    settings,
    staff,
)
from bot.commands.command import UsageError, build_parser  # noqa: E402

GROUPS = (running, asking, knowledge, differing, evaluating, operating, doctor, keeping, settings, staff, keys, dead)
COMMANDS = tuple(command for group in GROUPS for command in group.COMMANDS)


def main() -> None:
    """Run the command; every error a user can cause is one line on standard error and exit status 2."""
    _speak_utf8()
    try:
        sys.exit(run(sys.argv[1:]))
    except (InputError, UsageError) as error:
        print(f"huiqi: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(1)


def run(words: list[str]) -> int:
    """Run one command line and return its exit status. Raises: InputError, UsageError."""
    from knowledge.errors import KnowledgeError

    arguments, unknown = build_parser(COMMANDS).parse_known_args(words)
    if unknown:
        arguments.parser.error(f"not an option or an argument: {' '.join(unknown)}")
    if arguments.run is None:
        arguments.parser.print_help(sys.stderr)
        return 2
    try:
        return arguments.run(arguments) or 0
    except KnowledgeError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 2


def _speak_utf8() -> None:
    """UTF-8 in and out, whatever the locale."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.argv[1:] = map(_as_typed, sys.argv[1:])


def _as_typed(argument: str) -> str:
    """The argument as UTF-8, whatever the locale made of its bytes; as it is where they are none."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument
