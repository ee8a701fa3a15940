"""All settings: HUIQI_* variables or a .env file; a wrong one stops the start with one line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot.settings.checking import checked
from bot.settings.values import FILE, PREFIX, SECRETS, Settings, SettingsError, setting_names, variable
from knowledge.errors import nearest

_NOT_OURS = re.compile(r"HUIQI_(SERVICE|PORT)(_.*)?")
"""What Kubernetes gives every container beside a service that is called huiqi."""


def load_settings() -> Settings:
    """The effective settings. Raises: SettingsError naming the variable, what was read and what is allowed."""
    try:
        given = given_variables()
        from_files, wrong = _read_files(given)
        wrong += [_unknown(name) for name in given if name not in (*_names(), *file_names())]
        set_here = {name.removeprefix(PREFIX).lower(): value for name, (value, _) in given.items()}
        settings, refused = checked(set_here | from_files)
        wrong += refused
    except UnicodeDecodeError:
        raise SettingsError(".env: is not UTF-8 text") from None
    if wrong:
        raise SettingsError("; ".join(wrong))
    return settings


def _names() -> list[str]:
    return [variable(name) for name in setting_names()]


def file_names() -> list[str]:
    """Variables that name a file which holds the value of a setting."""
    return [variable(name) + FILE for name in SECRETS]


def given_variables() -> dict[str, tuple[str, str]]:
    """Every variable of ours that is set and not empty: its value and where it stands (environment or .env)."""
    sources: dict[str, Mapping[str, str | None]] = {
        ".env": dotenv_values(".env", encoding="utf-8"),
        "environment": os.environ,
    }
    found = {
        name.upper(): (value, place) for place, source in sources.items() for name, value in source.items() if value
    }
    return {name: found[name] for name in sorted(found) if name.startswith(PREFIX) and not _NOT_OURS.fullmatch(name)}


def _read_files(given: Mapping[str, tuple[str, str]]) -> tuple[dict[str, Any], list[str]]:
    """Values of settings that stand in files of their own, and what is wrong with the files."""
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for setting, name in zip(SECRETS, file_names(), strict=True):
        if name not in given:
            continue
        path = given[name][0]
        if name.removesuffix(FILE) in given:
            wrong.append(f"{name}: read '{path}', but {name.removesuffix(FILE)} is set too; set one of them")
            continue
        try:
            read = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            wrong.append(f"{name}: read '{path}', but it cannot be read: {(error.strerror or str(error)).lower()}")
        except UnicodeDecodeError:
            wrong.append(f"{name}: read '{path}', but that is not UTF-8 text")
        else:
            values |= {setting: read} if read else {}
            wrong += [] if read else [f"{name}: read '{path}', but that is empty"]
    return values, wrong


def _unknown(name: str) -> str:
    return f"{name}: is not a setting.{nearest(name, _names())}"
