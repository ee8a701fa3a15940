"""What an operator can set, with its defaults and limits; what checks them is not loaded with this."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints
from urllib.parse import quote

PREFIX = "HUIQI_"
FILE = "_FILE"
PUBLIC_API = "https://api.telegram.org"
WITH_PASSWORDS = ("telegram_proxy", "database_url")
"""Addresses that may hold a password."""
_PASSWORD = re.compile(r"^(['\"]?(?:[a-z0-9+.-]+://)?).*@", re.IGNORECASE | re.DOTALL)
"""Before the last @ of an address, whatever the password is made of."""


class SettingsError(Exception):
    """A variable is wrong or missing; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is written nowhere."""

    revealed: str = field(repr=False)
    """The value itself."""


def _setting(default: Any, description: str, **limits: Any) -> Any:
    """A field that the reference describes; its limits are named as pydantic's fields name them."""
    return field(default=default, metadata={"description": description, "limits": limits})


@dataclass(frozen=True)
class Settings:
    """Every field is the variable HUIQI_<FIELD> in capitals."""

    telegram_token: Secret | None = _setting(None, "Token of the Telegram bot; without it Telegram is off.")
    telegram_api_url: str = _setting(PUBLIC_API, "What stands before /bot<token>.")
    telegram_proxy: str | None = _setting(None, "http://, socks4:// or socks5:// proxy for Telegram, with port.")
    telegram_mode: Literal["polling", "webhook"] = _setting("polling", "How updates arrive.")
    webhook_url: str | None = _setting(
        None, "The full public address of the webhook; needed in webhook mode.", validate_default=True
    )
    webhook_secret: Secret | None = _setting(None, "Secret that Telegram sends with each webhook call.")
    webhook_previous_secret: Secret | None = _setting(None, "Still accepted while a new one takes over.")
    telegram_take_over: bool = _setting(False, "Whether polling may remove a webhook that somebody has set.")
    answering_process: bool | None = _setting(
        None,
        "Whether answers on Telegram are also made in a process of their own; unless set, where there are "
        "two processors or more.",
    )
    data_dir: Path = _setting(Path("data"), "Database and compiled cache.")
    database_url: str | None = _setting(None, "postgresql://… for several replicas; default SQLite.")
    database_password: Secret | None = _setting(None, "Password for the user that the address names.")
    http_host: str = _setting("127.0.0.1", "Address to listen on.")
    http_port: int = _setting(8080, "Port to listen on; 0 takes a free one.", ge=0, le=65535)
    trusted_proxies: str = _setting("", "Addresses of proxies whose X-Forwarded headers count, with commas.")
    staff_chat: int | None = _setting(None, "Number of the Telegram group whose members answer what the bot cannot.")
    staff_late_hours: int = _setting(
        24, "After so many hours without a person an asker is told that nobody looked yet.", ge=1, le=720
    )
    correction_hours: float = _setting(
        1.0,
        "Hours that staff have to hold a correction back before whoever was answered is told, by day.",
        ge=0,
        le=720,
    )
    staff_header: str | None = _setting(
        None, "Header in which a proxy of HUIQI_TRUSTED_PROXIES names the member of staff; off without it."
    )
    metrics_token: Secret | None = _setting(None, "Bearer token for /metrics; without it it is open.")
    knowledge: str = _setting("", "Folders laid over the shipped knowledge, separated by ':'.")
    retention_days: int = _setting(90, "Days after which conversations are deleted.", ge=1, le=3650)
    drain_seconds: int = _setting(20, "How long a stop may finish what was begun.", ge=0, le=600)
    log_format: Literal["console", "json"] = _setting("console", "Form of the log lines.")
    log_level: Literal["debug", "info", "warning", "error"] = _setting("info", "Least severe level shown.")

    def store_address(self) -> str:
        """The database: the one named, with its password, else an SQLite file in the data folder."""
        if self.database_url is None:
            return f"sqlite:///{(self.data_dir / 'huiqi.sqlite3').resolve()}"
        if self.database_password is None:
            return self.database_url
        password = quote(self.database_password.revealed, safe="")
        return re.sub(r"^([^:]+://[^:@/]+)(?::[^@/]*)?@", rf"\1:{password}@", self.database_url)

    def knowledge_folders(self) -> list[Path]:
        """Folders laid over the shipped pack, in order."""
        return [Path(part) for part in self.knowledge.split(":") if part]


def setting_names() -> tuple[str, ...]:
    """The fields, in the order in which they are shown."""
    return tuple(one.name for one in fields(Settings))


def variable(setting: str) -> str:
    """The variable that gives it."""
    return PREFIX + setting.upper()


def masked(setting: str, value: object) -> str:
    """A setting's value as it may be shown: secrets not at all, addresses without their password."""
    if value is None:
        return ""
    if isinstance(value, Secret):
        return "(set, not shown)"
    return shown_address(str(value)) if setting in SECRETS else str(value)


def shown_address(address: str) -> str:
    """The address with … in place of user and password."""
    return _PASSWORD.sub(r"\1…@", address)


SECRETS = tuple(
    name for name, kind in get_type_hints(Settings).items() if Secret in get_args(kind) or name in WITH_PASSWORDS
)
"""Settings that can stand in a file of their own, which HUIQI_<NAME>_FILE names."""
