"""`huiqi ask`, `chat` and `screen`: questions from a terminal or a file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.channels.terminal.options import Format, InputError, Options, parse_day
from bot.commands.command import Command
from bot.commands.knowledge import add_knowledge
from knowledge.citations import LANGUAGES


def add_options(parser: ArgumentParser) -> None:
    """Language, day and knowledge, as every command takes them that answers."""
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the reply")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day asked about (default: today)")
    add_knowledge(parser)


def options(arguments: Namespace) -> Options:
    """What `add_options` read. Raises: InputError."""
    return Options(arguments.lang, parse_day(arguments.as_of), tuple(arguments.knowledge), arguments.shipped)


def _ask_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="the question; none with --batch")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--batch", metavar="FILE", help="JSON lines to answer; - reads standard input")
    forms = [form.value for form in Format]
    parser.add_argument("--format", choices=forms, default=Format.plain.value, help="form of the answer")
    parser.add_argument("--explain", action="store_true", help="show why each measure was found")
    parser.add_argument("--session", type=Path, metavar="FILE", help="file that keeps the conversation")
    add_options(parser)


def _ask(arguments: Namespace) -> None:
    if arguments.batch is None and arguments.question is None:
        raise InputError("give a question, or --batch FILE")
    from bot.channels.terminal import asking

    if arguments.batch is not None:
        asking.answer_batch(arguments.batch, options(arguments))
        return
    form = Format.json if arguments.json else Format(arguments.format)
    asking.answer_one(arguments.question, options(arguments), form, arguments.session, explain=arguments.explain)


def _chat(arguments: Namespace) -> None:
    from bot.channels.terminal.chatting import converse

    converse(options(arguments))


def _screen_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("message", nargs="?", metavar="MESSAGE", help="the enterprise in a sentence")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="YAML file: fact id to value")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_options(parser)


def _screen(arguments: Namespace) -> None:
    from bot.channels.terminal.screening import screen_enterprise

    if arguments.profile is None and arguments.message is None:
        raise InputError("give a sentence about the enterprise, or --profile FILE")
    screen_enterprise(arguments.message, arguments.profile, options(arguments), as_json=arguments.json)


COMMANDS = (
    Command("ask", "Answer one question, or a file of them.", _ask_arguments, _ask),
    Command("chat", "Talk in the terminal.", add_options, _chat),
    Command("screen", "Judge every measure for one enterprise.", _screen_arguments, _screen),
)
