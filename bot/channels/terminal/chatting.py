"""`huiqi chat`: the conversation in a terminal, with numbered quick replies."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Command, Incoming, Press, typed
from bot.channels.terminal.options import Options
from bot.rendering import plain
from bot.rendering.answers import Choice
from knowledge.facts import NUMERIC


def converse(options: Options) -> None:
    """Read messages until the input ends; a bare number presses that quick reply, a slash is a command."""
    assistant = options.assistant()
    conversation = Conversation(language=options.language)
    incoming: Incoming = Command("start")
    read = _reader()
    while True:
        turn = assistant.respond(incoming, conversation, options.day(assistant))
        conversation = turn.conversation
        print(plain.render(turn.answer))
        if turn.answer.choices:
            print("  ".join(f"[{n}] {c.label}" for n, c in enumerate(turn.answer.choices, 1)))
        try:
            line = read("> ")
        except (EOFError, KeyboardInterrupt):
            return
        kind = assistant.catalogue.context.vocabulary.fact_type(turn.answer.asks or "")
        incoming = parse(line, turn.answer.choices, asked=kind in (*NUMERIC, "date"))


def parse(line: str, choices: tuple[Choice, ...], *, asked: bool) -> Incoming:
    """A typed line as what it means in a terminal; where a number is `asked` it may be the answer itself."""
    text = line.strip()
    number = text.strip("[]")
    if number.isdigit() and 1 <= int(number) <= len(choices) and (text.startswith("[") or not asked):
        return Press(choices[int(number) - 1].action)
    return typed(line)


def _reader() -> Callable[[str], str]:
    if sys.stdin.isatty():
        import readline  # noqa: F401 - gives input() editing and a history
    return input
