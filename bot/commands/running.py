"""`huiqi run`: serve."""

from __future__ import annotations

import sys
from argparse import Namespace

from bot.channels.terminal.options import InputError
from bot.commands.command import Command

MEND = "mend these, or start without their folder"
"""What to do about knowledge with faults, which follow a line each."""


def _run(_arguments: Namespace) -> None:
    from bot.operations.lean import import_structlog
    from bot.settings.apart import Reading

    reading = Reading()
    import_structlog()
    from bot.rendering.formats import counted
    from bot.serving import serve
    from bot.settings.values import SettingsError
    from bot.surfaces import ServingError
    from knowledge.errors import KnowledgeError

    try:
        serve(reading.settings())
    except (SettingsError, ServingError) as error:
        raise InputError(str(error)) from None
    except KnowledgeError as error:
        said = f"{counted(len(error.problems), 'fault')} in the knowledge, so nothing is served"
        print(f"huiqi: HUIQI_KNOWLEDGE: {said}; {MEND}:", file=sys.stderr)
        raise


COMMANDS = (Command("run", "Serve: the chat page, and Telegram where a token is set.", None, _run),)
