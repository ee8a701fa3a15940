"""`huiqi diff`: what a change of the knowledge changes, and for which questions."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.channels.terminal.options import InputError, parse_day
from bot.commands.command import Command

if TYPE_CHECKING:
    from datetime import date

    from bot.assistant.assistant import Assistant
    from knowledge.changes import Change

SHIPPED = "shipped"
TOLD = ("outcome", "measure", "verdict", "availability", "amount", "amount_range")


def _arguments(parser: ArgumentParser) -> None:
    side = f"a folder: a whole pack (it has a pack.yml) or one laid over the shipped pack; '{SHIPPED}' is that alone"
    parser.add_argument("old", metavar="OLD", help=side)
    parser.add_argument("new", metavar="NEW", help=side)
    parser.add_argument("--questions", metavar="FILE", help='JSON lines {"q": …, "as_of"?: …} to ask of both')
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day asked about (default: today)")


def _diff(arguments: Namespace) -> None:
    from knowledge.changes import changes
    from knowledge.loading import load_catalogue

    sides = [_side(arguments.old), _side(arguments.new)]
    old, new = (load_catalogue(folders, shipped=shipped) for folders, shipped in sides)
    found = changes(old, new)
    for change in found:
        print(_line(change))
    said = f"{len(found)} differences in {len({change.measure for change in found})} measures"
    if arguments.questions:
        asked, differing = _ask(arguments.questions, sides, parse_day(arguments.as_of))
        for line in differing:
            print(line)
        said += f", {len(differing)} of {asked} answers"
    print(said)


def _side(name: str) -> tuple[tuple[Path, ...], bool]:
    """Folders, and whether the shipped pack lies under them. Raises: InputError."""
    if name == SHIPPED:
        return (), True
    folder = Path(name)
    if not folder.is_dir():
        raise InputError(f"diff: '{name}' is not a folder; allowed: a folder, or '{SHIPPED}'")
    return (folder,), not (folder / "pack.yml").exists()


def _line(change: Change) -> str:
    if change.part == "measure":
        return f"{change.measure}: {change.what}"
    name = f" {change.name}" if change.name else ""
    where = f"{change.measure}: " if change.measure else ""
    return f"{where}{change.part}{name} {change.what}"


def _ask(file: str, sides: list[tuple[tuple[Path, ...], bool]], day: date | None) -> tuple[int, list[str]]:
    """How many questions were asked, and a line for each whose answer differs."""
    from bot.assembly import build_assistant
    from bot.channels.terminal.asking import read_rows

    rows = list(read_rows(file))
    old, new = (build_assistant(folders, shipped=shipped) for folders, shipped in sides)
    lines = []
    for row in rows:
        before, after = (_told(side, row.question, row.day or day, row.language) for side in (old, new))
        if before != after:
            lines.append(f"answer: {row.question[:60]!r}: {', '.join(_differing(before, after))}")
    return len(rows), lines


def _told(assistant: Assistant, question: str, day: date | None, language: str | None) -> dict[str, Any]:
    from bot.assistant.conversation import Conversation
    from bot.assistant.incoming import Message
    from bot.channels.terminal.options import Options

    day = day or Options(None, None, (), True).day(assistant)
    answer = assistant.respond(Message(question), Conversation(language=language), day).answer
    first = answer.measures[0] if answer.measures else None
    told = {name: getattr(first, name, None) for name in TOLD}
    return told | {"outcome": answer.outcome, "measure": first.id if first else None}


def _differing(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    return (f"{name} {before[name]} → {after[name]}" for name in TOLD if before[name] != after[name])


COMMANDS = (Command("diff", "What differs between two knowledge bases, and in which answers.", _arguments, _diff),)
"""Commands of this module."""
