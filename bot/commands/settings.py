"""`huiqi settings`: what is in effect, and where it comes from."""

from __future__ import annotations

from argparse import Namespace

from bot.channels.terminal.options import InputError
from bot.commands.command import Command


def _settings(_arguments: Namespace) -> None:
    from bot.settings.reading import given_variables, load_settings
    from bot.settings.values import FILE, SettingsError, masked, setting_names, variable

    try:
        settings, given = load_settings(), given_variables()
    except SettingsError as error:
        raise InputError(str(error)) from None
    for name in setting_names():
        named = variable(name)
        path, place = given.get(named + FILE, ("", ""))
        place = f"{named}{FILE}: {path}" if place else given.get(named, ("", "default"))[1]
        print(f"{named}={masked(name, getattr(settings, name))}  # {place}")


COMMANDS = (Command("settings", "Print the settings in effect, without secrets.", None, _settings),)
"""Commands of this module."""
