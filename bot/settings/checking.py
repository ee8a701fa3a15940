"""Checks what was given for the settings, all of it at once."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError, ValidationInfo, create_model, field_validator

from bot.settings.values import PUBLIC_API, Secret, Settings, shown_address, variable

PROXIES = ("http://", "socks4://", "socks5://")
_TOKEN = re.compile(r"[0-9]{1,19}:[A-Za-z0-9_-]{20,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TYPES = get_type_hints(Settings)


def checked(values: dict[str, Any]) -> tuple[Settings, list[str]]:
    """The settings with these values, given as text; the lines that say what is wrong with them, else none.

    Where something is wrong the settings are the defaults.
    """
    try:
        found = dict(_Checked.model_validate(values))
    except ValidationError as error:
        return Settings(), [_line(dict(detail)) for detail in error.errors(include_url=False)]
    return Settings(**{name: _kept(name, value) for name, value in found.items()}), []


def _kept(name: str, value: Any) -> Any:
    return Secret(value) if _is_secret(name) and value is not None else value


def _is_secret(name: str) -> bool:
    return Secret in get_args(_TYPES[name])


def _line(detail: dict[str, Any]) -> str:
    name = variable(str(detail["loc"][0]))
    read = detail.get("input")
    shown = "nothing" if read is None else shown_address(repr(read))
    if read is not None and any(word in name for word in ("TOKEN", "SECRET")):
        shown = "a value that is not shown"
    reason = str(detail["msg"]).removeprefix("Value error, ")
    return f"{name}: read {shown}, but {reason[:1].lower()}{reason[1:]}"


class _Rules(BaseModel):
    """What types and limits do not say."""

    @field_validator("telegram_token", check_fields=False)
    @classmethod
    def _token_shape(cls, token: str | None) -> str | None:
        if token is not None and not _TOKEN.fullmatch(token):
            raise ValueError("must look like 123456789:AAE… as BotFather gives it")
        return token

    @field_validator("telegram_api_url", check_fields=False)
    @classmethod
    def _api_scheme(cls, url: str) -> str:
        if not re.match(r"https?://[^/\s]", url):
            raise ValueError("must be an address that begins with http:// or https://")
        return url.rstrip("/")

    @field_validator("telegram_proxy", check_fields=False)
    @classmethod
    def _proxy_scheme(cls, proxy: str | None) -> str | None:
        with suppress(ValueError):  # a port that is no number
            if proxy is None or (proxy.startswith(PROXIES) and urlsplit(proxy).hostname and urlsplit(proxy).port):
                return proxy
        raise ValueError("must be http://, socks4:// or socks5:// with host and port, as in socks5://127.0.0.1:1080")

    @field_validator("webhook_url", check_fields=False)
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

    @field_validator("webhook_secret", "webhook_previous_secret", check_fields=False)
    @classmethod
    def _secret_shape(cls, secret: str | None) -> str | None:
        if secret is not None and not _SECRET.fullmatch(secret):
            raise ValueError("must be 1 to 256 of A-Z a-z 0-9 _ -")
        return secret

    @field_validator("database_url", check_fields=False)
    @classmethod
    def _database_scheme(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("sqlite:///", "postgresql://", "postgres://", "postgresql+")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("trusted_proxies", check_fields=False)
    @classmethod
    def _networks(cls, text: str) -> str:
        for part in filter(None, map(str.strip, text.split(","))):
            try:
                ip_network(part, strict=False)
            except ValueError:
                raise ValueError(f"'{part}' is not an address or a network such as 10.0.0.0/8") from None
        return text

    @field_validator("knowledge", check_fields=False)
    @classmethod
    def _folders(cls, text: str) -> str:
        for part in filter(None, text.split(":")):
            if not Path(part).is_dir():
                raise ValueError(f"'{part}' is not a folder")
        return text


_FIELDS: dict[str, Any] = {
    one.name: (str | None if _is_secret(one.name) else _TYPES[one.name], Field(one.default, **one.metadata["limits"]))
    for one in fields(Settings)
}
_Checked = create_model("_Checked", __base__=_Rules, **_FIELDS)
