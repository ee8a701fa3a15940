"""`huiqi settings`: what is in effect, and where it comes from."""

from __future__ import annotations

from argparse import Namespace

from bot.channels.terminal.options import InputError
from bot.commands.command import Command


def _settings(_arguments: Namespace) -> None:
    from bot.settings import FILE, PREFIX, SettingsError, given_variables, load_settings, masked

    try:
        settings, given = load_settings(), given_variables()
    except SettingsError as error:
        raise InputError(str(error)) from None
    for name in type(settings).model_fields:
        variable = PREFIX + name.upper()
        path, place = given.get(variable + FILE, ("", ""))
        place = f"{variable}{FILE}: {path}" if place else given.get(variable, ("", "default"))[1]
        print(f"{variable}={masked(name, getattr(settings, name))}  # {place}")


COMMANDS = (Command("settings", "Print the settings in effect, without secrets.", None, _settings),)
"""Commands of this module."""
