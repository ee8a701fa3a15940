"""`huiqi evaluate`: how well questions with known answers are answered."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.channels.terminal.options import InputError
from bot.commands.command import Command
from bot.commands.knowledge import add_knowledge


def _arguments(parser: ArgumentParser) -> None:
    files = 'JSON lines {"q", "outcome", "top1", "all"?, "as_of"?, "lang"?, "style"?, "id"?}'
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help=files)
    parser.add_argument("--seed", type=int, default=1, help="of intervals and noise (default: 1)")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day of questions that name none (default: today)")
    add_knowledge(parser)


def _evaluate(arguments: Namespace) -> None:
    from bot.channels.terminal.options import Options, parse_day
    from bot.evaluation.questions import read_questions
    from bot.evaluation.report import report

    questions = []
    for path in arguments.files:
        try:
            read = read_questions(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: {getattr(error, 'strerror', None) or 'is not UTF-8 text'}") from None
        if isinstance(read, str):
            raise InputError(f"{path}: {read}")
        questions += read
    if not questions:
        raise InputError("there is no question in the files")
    options = Options(None, parse_day(arguments.as_of), tuple(arguments.knowledge), arguments.shipped)
    assistant = options.assistant()
    print(report(assistant, questions, options.day(assistant), arguments.seed), end="")


COMMANDS = (Command("evaluate", "Report how well questions with known answers are answered.", _arguments, _evaluate),)
