"""All settings: HUIQI_* variables or a .env file; a wrong one stops the start with one line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote, urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from knowledge.errors import nearest

PREFIX = "HUIQI_"
PUBLIC_API = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{1,19}:[A-Za-z0-9_-]{20,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_NOT_OURS = re.compile(r"HUIQI_(SERVICE|PORT)(_.*)?")
"""What Kubernetes gives every container beside a service that is called huiqi."""
FILE = "_FILE"
WITH_PASSWORDS = ("telegram_proxy", "database_url")
"""Addresses that may hold a password."""
PROXIES = ("http://", "socks4://", "socks5://")
_PASSWORD = re.compile(r"^(['\"]?(?:[a-z0-9+.-]+://)?).*@", re.IGNORECASE | re.DOTALL)
"""Before the last @ of an address, whatever the password is made of."""


class SettingsError(Exception):
    """A variable is wrong or missing; the message is one line for the operator."""


class Settings(BaseModel):
    """What an operator can set; every field is the variable HUIQI_<FIELD> in capitals."""

    telegram_token: SecretStr | None = Field(None, description="Token of the Telegram bot; without it Telegram is off.")
    telegram_api_url: str = Field(PUBLIC_API, description="What stands before /bot<token>.")
    telegram_proxy: str | None = Field(
        None, description="http://, socks4:// or socks5:// proxy for Telegram, with port."
    )
    telegram_mode: Literal["polling", "webhook"] = Field("polling", description="How updates arrive.")
    webhook_url: str | None = Field(
        None, validate_default=True, description="The full public address of the webhook; needed in webhook mode."
    )
    webhook_secret: SecretStr | None = Field(None, description="Secret that Telegram sends with each webhook call.")
    webhook_previous_secret: SecretStr | None = Field(None, description="Still accepted while a new one takes over.")
    telegram_take_over: bool = Field(False, description="Whether polling may remove a webhook that somebody has set.")
    answering_process: bool | None = Field(
        None,
        description="Whether answers on Telegram are also made in a process of their own; unless set, where there are "
        "two processors or more.",
    )
    data_dir: Path = Field(Path("data"), description="Database and compiled cache.")
    database_url: str | None = Field(None, description="postgresql://… for several replicas; default SQLite.")
    database_password: SecretStr | None = Field(None, description="Password for the user that the address names.")
    http_host: str = Field("127.0.0.1", description="Address to listen on.")
    http_port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    trusted_proxies: str = Field("", description="Addresses of proxies whose X-Forwarded headers count, with commas.")
    staff_chat: int | None = Field(
        None, description="Number of the Telegram group whose members answer what the bot cannot."
    )
    staff_late_hours: int = Field(
        24, ge=1, le=720, description="After so many hours without a person an asker is told that nobody looked yet."
    )
    correction_hours: float = Field(
        1.0,
        ge=0,
        le=720,
        description="Hours that staff have to hold a correction back before whoever was answered is told, by day.",
    )
    staff_header: str | None = Field(
        None, description="Header in which a proxy of HUIQI_TRUSTED_PROXIES names the member of staff; off without it."
    )
    metrics_token: SecretStr | None = Field(None, description="Bearer token for /metrics; without it it is open.")
    knowledge: str = Field("", description="Folders laid over the shipped knowledge, separated by ':'.")
    retention_days: int = Field(90, ge=1, le=3650, description="Days after which conversations are deleted.")
    drain_seconds: int = Field(20, ge=0, le=600, description="How long a stop may finish what was begun.")
    log_format: Literal["console", "json"] = Field("console", description="Form of the log lines.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severe level shown.")

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("must look like 123456789:AAE… as BotFather gives it")
        return token

    @field_validator("telegram_api_url")
    @classmethod
    def _api_scheme(cls, url: str) -> str:
        if not re.match(r"https?://[^/\s]", url):
            raise ValueError("must be an address that begins with http:// or https://")
        return url.rstrip("/")

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy_scheme(cls, proxy: str | None) -> str | None:
        with suppress(ValueError):  # a port that is no number
            if proxy is None or (proxy.startswith(PROXIES) and urlsplit(proxy).hostname and urlsplit(proxy).port):
                return proxy
        raise ValueError("must be http://, socks4:// or socks5:// with host and port, as in socks5://127.0.0.1:1080")

    @field_validator("webhook_url")
    @classmethod
    def _webhook_address(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None:
            if info.data.get("telegram_mode") == "webhook":
                raise ValueError("is needed where HUIQI_TELEGRAM_MODE is webhook: the full public address")
            return None
        plain_is_enough = info.data.get("telegram_api_url") != PUBLIC_API
        if not re.match(r"https?://[^/\s]" if plain_is_enough else r"https://[^/\s]", url):
            raise ValueError("must be the full public address and begin with https://")
        return url

    @field_validator("webhook_secret", "webhook_previous_secret")
    @classmethod
    def _secret_shape(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("must be 1 to 256 of A-Z a-z 0-9 _ -")
        return secret

    @field_validator("database_url")
    @classmethod
    def _database_scheme(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("sqlite:///", "postgresql://", "postgres://", "postgresql+")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        for part in filter(None, map(str.strip, text.split(","))):
            try:
                ip_network(part, strict=False)
            except ValueError:
                raise ValueError(f"'{part}' is not an address or a network such as 10.0.0.0/8") from None
        return text

    @field_validator("knowledge")
    @classmethod
    def _folders(cls, text: str) -> str:
        for part in filter(None, text.split(":")):
            if not Path(part).is_dir():
                raise ValueError(f"'{part}' is not a folder")
        return text

    def store_address(self) -> str:
        """The database: the one named, with its password, else an SQLite file in the data folder."""
        if self.database_url is None:
            return f"sqlite:///{(self.data_dir / 'huiqi.sqlite3').resolve()}"
        if self.database_password is None:
            return self.database_url
        password = quote(self.database_password.get_secret_value(), safe="")
        return re.sub(r"^([^:]+://[^:@/]+)(?::[^@/]*)?@", rf"\1:{password}@", self.database_url)

    def knowledge_folders(self) -> list[Path]:
        """Folders laid over the shipped pack, in order."""
        return [Path(part) for part in self.knowledge.split(":") if part]


def load_settings() -> Settings:
    """The effective settings. Raises: SettingsError naming the variable, what was read and what is allowed."""
    try:
        given = given_variables()
        from_files, wrong = _read_files(given)
        wrong += [_unknown(name) for name in given if name not in (*_names(), *file_names())]
        set_here = {name.removeprefix(PREFIX).lower(): value for name, (value, _) in given.items()}
        settings = Settings.model_validate(set_here | from_files)
    except ValidationError as error:
        wrong += [_line(detail) for detail in error.errors(include_url=False)]
    except UnicodeDecodeError:
        raise SettingsError(".env: is not UTF-8 text") from None
    if wrong:
        raise SettingsError("; ".join(wrong))
    return settings


def _names() -> list[str]:
    return [PREFIX + name.upper() for name in Settings.model_fields]


def file_names() -> list[str]:
    """Variables that name a file which holds the value of a setting."""
    return [PREFIX + name.upper() + FILE for name in SECRETS]


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


def masked(setting: str, value: object) -> str:
    """A setting's value as it may be shown: secrets not at all, addresses without their password."""
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return "(set, not shown)"
    return _PASSWORD.sub(r"\1…@", str(value)) if setting in SECRETS else str(value)


def _unknown(name: str) -> str:
    return f"{name}: is not a setting.{nearest(name, _names())}"


def _line(detail: object) -> str:
    assert isinstance(detail, dict)
    name = PREFIX + str(detail["loc"][0]).upper()
    read = detail.get("input")
    shown = "nothing" if read is None else _PASSWORD.sub(r"\1…@", repr(read))
    if read is not None and any(word in name for word in ("TOKEN", "SECRET")):
        shown = "a value that is not shown"
    reason = str(detail["msg"]).removeprefix("Value error, ")
    return f"{name}: read {shown}, but {reason[:1].lower()}{reason[1:]}"


SECRETS = tuple(
    name
    for name, field in Settings.model_fields.items()
    if SecretStr in (field.annotation, *get_args(field.annotation)) or name in WITH_PASSWORDS
)
"""Settings that can stand in a file of their own, which HUIQI_<NAME>_FILE names."""
