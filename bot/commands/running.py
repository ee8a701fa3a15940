"""`huiqi run`: serve."""

from __future__ import annotations

from argparse import Namespace

from bot.channels.terminal.options import InputError
from bot.commands.command import Command


def _run(_arguments: Namespace) -> None:
    from bot.serving import serve
    from bot.settings import SettingsError, load_settings
    from bot.surfaces import ServingError

    try:
        serve(load_settings())
    except (SettingsError, ServingError) as error:
        raise InputError(str(error)) from None


COMMANDS = (Command("run", "Serve: the chat page, and Telegram where a token is set.", None, _run),)
