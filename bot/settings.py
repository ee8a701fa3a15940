"""All settings: HUIQI_* variables or a .env file; a wrong one stops the start with one line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "HUIQI_"


class SettingsError(Exception):
    """A variable is wrong or missing; the message is one line for the operator."""


class Settings(BaseSettings):
    """What an operator can set; every field is the variable HUIQI_<FIELD> in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    telegram_token: SecretStr | None = Field(None, description="Token of the Telegram bot; without it Telegram is off.")
    telegram_api_url: str = Field("https://api.telegram.org", description="What stands before /bot<token>.")
    telegram_proxy: str | None = Field(None, description="http:// or socks5:// proxy for Telegram.")
    telegram_mode: Literal["polling", "webhook"] = Field("polling", description="How updates arrive.")
    webhook_url: str | None = Field(None, description="The full public address of the webhook.")
    webhook_secret: SecretStr | None = Field(None, description="Secret that Telegram sends with each webhook call.")
    data_dir: Path = Field(Path("data"), description="Database and compiled cache.")
    database_url: str | None = Field(None, description="postgresql://… for several replicas; default SQLite.")
    http_host: str = Field("127.0.0.1", description="Address to listen on.")
    http_port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    trusted_proxies: str = Field("", description="Addresses of proxies whose X-Forwarded headers count, with commas.")
    metrics_token: SecretStr | None = Field(None, description="Bearer token for /metrics; without it it is open.")
    knowledge: str = Field("", description="Folders laid over the shipped knowledge, separated by ':'.")
    retention_days: int = Field(90, ge=1, le=3650, description="Days after which conversations are deleted.")
    drain_seconds: int = Field(20, ge=0, le=600, description="How long a stop may finish what was begun.")
    log_format: Literal["console", "json"] = Field("console", description="Form of the log lines.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severe level shown.")

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            number, _, secret = token.get_secret_value().partition(":")
            if not (number.isdigit() and len(secret) >= 20 and secret.replace("-", "").replace("_", "").isalnum()):
                raise ValueError("must look like 123456789:AAE… as BotFather gives it")
        return token

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy_scheme(cls, proxy: str | None) -> str | None:
        if proxy is not None and not proxy.startswith(("http://", "https://", "socks4://", "socks5://")):
            raise ValueError("must begin with http://, https://, socks4:// or socks5://")
        return proxy

    def knowledge_folders(self) -> list[Path]:
        """Folders laid over the shipped pack, in order."""
        return [Path(part) for part in self.knowledge.split(":") if part]


def load_settings() -> Settings:
    """The effective settings. Raises: SettingsError naming the variable, what was read and what is allowed."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_line(detail) for detail in error.errors(include_url=False))) from None


def _line(detail: object) -> str:
    assert isinstance(detail, dict)
    name = PREFIX + str(detail["loc"][0]).upper()
    read = detail.get("input")
    shown = "a value that is not shown" if any(s in name for s in ("TOKEN", "SECRET")) else repr(read)
    reason = str(detail["msg"]).removeprefix("Value error, ")
    return f"{name}: read {shown}, but {reason[:1].lower()}{reason[1:]}"


def settings_table() -> str:
    """Every setting as a Markdown page, from the declarations themselves."""
    lines = [
        "# Settings",
        "",
        "Every setting is a variable, or a line of a `.env` file; a wrong one stops the start with one line.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"
