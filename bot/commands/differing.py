"""`huiqi diff`: what a change of the knowledge changes, and for which questions."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.channels.terminal.options import InputError, parse_day
from bot.commands.command import Command
from bot.rendering.formats import counted

if TYPE_CHECKING:
    from datetime import date

    from bot.assistant.assistant import Assistant
    from bot.channels.terminal.asking import Row
    from knowledge.catalogue import Catalogue
    from knowledge.changes import Change

SHIPPED = "shipped"
PORTION = 50
"""Questions that one process asks at a time."""
TOLD = ("outcome", "measure", "verdict", "availability", "amount", "amount_range")


def _arguments(parser: ArgumentParser) -> None:
    side = f"a folder: a whole pack (it has a pack.yml) or one laid over the shipped pack; '{SHIPPED}' is that alone"
    parser.add_argument("old", metavar="OLD", help=side)
    parser.add_argument("new", metavar="NEW", help=side)
    asked = parser.add_mutually_exclusive_group()
    of_file = 'JSON lines {"q": …, "as_of"?: …} to ask of both (default: the examples of all measures)'
    asked.add_argument("--questions", metavar="FILE", help=of_file)
    asked.add_argument("--no-questions", action="store_true", help="compare what is written only")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day asked about (default: today)")


def _diff(arguments: Namespace) -> None:
    from knowledge.changes import changes
    from knowledge.loading import load_catalogue

    sides = [_side(arguments.old), _side(arguments.new)]
    catalogues = [load_catalogue(folders, shipped=shipped) for folders, shipped in sides]
    found = changes(*catalogues)
    for change in found:
        print(_line(change))
    said = f"{counted(len(found), 'difference')} in {counted(len({change.measure for change in found}), 'measure')}"
    is_asked = not arguments.no_questions and (found or arguments.questions)
    if is_asked:
        rows = _questions(arguments.questions, catalogues)
        differing = list(_ask(rows, sides, parse_day(arguments.as_of)))
        for line in differing:
            print(line)
        said += f", {len(differing)} of {len(rows)} answers"
    print(said)


def _questions(file: str | None, catalogues: Sequence[Catalogue]) -> list[Row]:
    """Those of the file; without one every example of every measure, in either base. Raises: InputError."""
    from bot.channels.terminal.asking import Row, read_rows

    if file is not None:
        return list(read_rows(file))
    measures = [measure for side in catalogues for measure in side.measures.values()]
    examples = (text for measure in measures for text in (*measure.examples.zh, *measure.examples.en))
    return [Row(text, None, None) for text in dict.fromkeys(map(str, examples))]


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


def _ask(rows: Sequence[Row], sides: list[tuple[tuple[Path, ...], bool]], day: date | None) -> Iterator[str]:
    """A line for each question whose answer differs."""
    from bot.assembly import build_assistant, default_cache
    from bot.channels.terminal.forking import in_parallel

    old, new = (build_assistant(folders, shipped=shipped, cache=default_cache()) for folders, shipped in sides)

    def compared(portion: Sequence[Row]) -> str:
        return "".join(_differs(row, old, new, row.day or day) for row in portion)

    portions = [rows[at : at + PORTION] for at in range(0, len(rows), PORTION)]
    return (line for lines in in_parallel(compared, portions) for line in lines.splitlines())


def _differs(row: Row, old: Assistant, new: Assistant, day: date | None) -> str:
    """The line on a question, with its end; empty where both answer alike."""
    before, after = (_told(side, row.question, day, row.language) for side in (old, new))
    if before == after:
        return ""
    return f"answer: {row.question[:60]!r}: {', '.join(_differing(before, after))}\n"


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
