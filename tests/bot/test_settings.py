"""Settings: a wrong variable is one line that names it, what was read and what is allowed; secrets stay secret."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings.reading import load_settings
from bot.settings.values import PREFIX, SECRETS, Secret, Settings, SettingsError, setting_names
from scripts.write_reference import settings_table
from tests.commands import Command

ROOT = Path(__file__).parents[2]
TOKEN = "7000000001:AAStandInTokenForTests_0123456789abcd"

WRONG: dict[str, tuple[dict[str, str], list[str]]] = {
    "token of another shape": (
        {"HUIQI_TELEGRAM_TOKEN": "7000000001:short-secret"},
        ["HUIQI_TELEGRAM_TOKEN", "a value that is not shown", "123456789:AAE…"],
    ),
    "API address without a scheme": (
        {"HUIQI_TELEGRAM_API_URL": "api.telegram.org"},
        ["HUIQI_TELEGRAM_API_URL", "'api.telegram.org'", "http:// or https://"],
    ),
    "proxy of an unknown kind": (
        {"HUIQI_TELEGRAM_PROXY": "ftp://me:hidden@127.0.0.1:1"},
        ["HUIQI_TELEGRAM_PROXY", "'ftp://…@127.0.0.1:1'", "http://, socks4:// or socks5://"],
    ),
    "proxy by which nothing could be sent": (
        {"HUIQI_TELEGRAM_PROXY": "https://me:hidden@127.0.0.1:1"},
        ["HUIQI_TELEGRAM_PROXY", "'https://…@127.0.0.1:1'", "http://, socks4:// or socks5://"],
    ),
    "proxy without a port": ({"HUIQI_TELEGRAM_PROXY": "socks5://there"}, ["'socks5://there'", "host and port"]),
    "proxy with a password that is not quoted": (
        {"HUIQI_TELEGRAM_PROXY": "socks5://me:hidden/hidden@there:1"},
        ["'socks5://…@there:1'", "host and port"],
    ),
    "proxy with no such port": ({"HUIQI_TELEGRAM_PROXY": "http://there:65536"}, ["'http://there:65536'"]),
    "unknown mode": ({"HUIQI_TELEGRAM_MODE": "push"}, ["HUIQI_TELEGRAM_MODE", "'push'", "'polling' or 'webhook'"]),
    "webhook without an address": (
        {"HUIQI_TELEGRAM_MODE": "webhook"},
        ["HUIQI_WEBHOOK_URL", "read nothing", "the full public address"],
    ),
    "webhook without encryption": (
        {"HUIQI_WEBHOOK_URL": "http://huiqi.example/telegram/webhook"},
        ["HUIQI_WEBHOOK_URL", "'http://huiqi.example/telegram/webhook'", "https://"],
    ),
    "webhook secret that Telegram refuses": (
        {"HUIQI_WEBHOOK_SECRET": "hidden secret"},
        ["HUIQI_WEBHOOK_SECRET", "a value that is not shown", "A-Z a-z 0-9 _ -"],
    ),
    "an older secret that Telegram refuses": (
        {"HUIQI_WEBHOOK_PREVIOUS_SECRET": "hidden" * 50},
        ["HUIQI_WEBHOOK_PREVIOUS_SECRET", "a value that is not shown", "1 to 256"],
    ),
    "neither yes nor no": ({"HUIQI_TELEGRAM_TAKE_OVER": "maybe"}, ["HUIQI_TELEGRAM_TAKE_OVER", "'maybe'", "boolean"]),
    "unknown database": (
        {"HUIQI_DATABASE_URL": "mysql://me:hidden@db/huiqi"},
        ["HUIQI_DATABASE_URL", "'mysql://…@db/huiqi'", "postgresql://"],
    ),
    "answering process by number": (
        {"HUIQI_ANSWERING_PROCESS": "two"},
        ["HUIQI_ANSWERING_PROCESS", "'two'", "boolean"],
    ),
    "port that is a word": ({"HUIQI_HTTP_PORT": "http"}, ["HUIQI_HTTP_PORT", "'http'", "integer"]),
    "port that is too high": ({"HUIQI_HTTP_PORT": "65536"}, ["HUIQI_HTTP_PORT", "'65536'", "65535"]),
    "proxy that is no address": (
        {"HUIQI_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.x"},
        ["HUIQI_TRUSTED_PROXIES", "'10.0.0.1, 10.0.0.x'", "'10.0.0.x'", "10.0.0.0/8"],
    ),
    "knowledge that is no folder": ({"HUIQI_KNOWLEDGE": "/nowhere"}, ["HUIQI_KNOWLEDGE", "'/nowhere' is not a folder"]),
    "no days": ({"HUIQI_RETENTION_DAYS": "0"}, ["HUIQI_RETENTION_DAYS", "'0'", "greater than or equal to 1"]),
    "too long a drain": ({"HUIQI_DRAIN_SECONDS": "601"}, ["HUIQI_DRAIN_SECONDS", "'601'", "600"]),
    "unknown log format": ({"HUIQI_LOG_FORMAT": "xml"}, ["HUIQI_LOG_FORMAT", "'xml'", "'console' or 'json'"]),
    "staff chat by name": ({"HUIQI_STAFF_CHAT": "our group"}, ["HUIQI_STAFF_CHAT", "'our group'"]),
    "correction before": ({"HUIQI_CORRECTION_HOURS": "-1"}, ["HUIQI_CORRECTION_HOURS", "'-1'"]),
    "late after no time": ({"HUIQI_STAFF_LATE_HOURS": "0"}, ["HUIQI_STAFF_LATE_HOURS", "'0'"]),
    "unknown log level": ({"HUIQI_LOG_LEVEL": "loud"}, ["HUIQI_LOG_LEVEL", "'loud'", "'debug', 'info', 'warning'"]),
    "misspelt variable": (
        {"HUIQI_TELEGRAM_TOKN": TOKEN},
        ["HUIQI_TELEGRAM_TOKN: is not a setting", "'HUIQI_TELEGRAM_TOKEN'"],
    ),
    "file that is not there": (
        {"HUIQI_METRICS_TOKEN_FILE": "/nowhere/token"},
        ["HUIQI_METRICS_TOKEN_FILE", "'/nowhere/token'", "no such file"],
    ),
    "value and file": (
        {"HUIQI_METRICS_TOKEN": "hidden", "HUIQI_METRICS_TOKEN_FILE": "/nowhere/token"},
        ["HUIQI_METRICS_TOKEN_FILE", "HUIQI_METRICS_TOKEN is set too"],
    ),
    "file of what is no secret": ({"HUIQI_HTTP_PORT_FILE": "/port"}, ["HUIQI_HTTP_PORT_FILE: is not a setting"]),
    "two at once": (
        {"HUIQI_LOG_FORMAT": "xml", "HUIQI_HTTP_PORT": "-1", "HUIQI_NOTHING": "1"},
        ["HUIQI_LOG_FORMAT", "HUIQI_HTTP_PORT", "HUIQI_NOTHING"],
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _empty_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("HUIQI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def complaint() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_variable_is_one_line_that_says_what_was_read_and_what_is_allowed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables, words = WRONG[name]
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    line = complaint()
    assert [word for word in words if word not in line] == [], line
    assert "\n" not in line
    assert "hidden" not in line
    assert "short-secret" not in line
    assert TOKEN not in line


def test_every_setting_with_a_limited_value_has_a_wrong_example_here() -> None:
    named = {variable for variables, _ in WRONG.values() for variable in variables}
    named = {variable.removesuffix("_FILE") for variable in named}
    free = {"HUIQI_DATABASE_PASSWORD", "HUIQI_DATA_DIR", "HUIQI_HTTP_HOST", "HUIQI_METRICS_TOKEN", "HUIQI_STAFF_HEADER"}
    assert {PREFIX + name.upper() for name in setting_names()} - named - free == set()


def test_without_any_variable_it_serves_on_loopback_without_telegram() -> None:
    settings = load_settings()
    assert (settings.http_host, settings.http_port, settings.telegram_token) == ("127.0.0.1", 8080, None)
    assert (str(settings.data_dir), settings.database_url, settings.knowledge_folders()) == ("data", None, [])


def test_empty_variables_are_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HUIQI_TELEGRAM_TOKEN", "HUIQI_HTTP_PORT", "HUIQI_DATABASE_URL", "HUIQI_KNOWLEDGE"):
        monkeypatch.setenv(variable, "")
    assert load_settings() == Settings()


def test_a_file_gives_what_the_environment_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("HUIQI_HTTP_PORT=9001\nHUIQI_LOG_LEVEL=error\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("HUIQI_HTTP_PORT", "9002")
    settings = load_settings()
    assert (settings.http_port, settings.log_level) == (9002, "error")


def test_a_wrong_line_of_the_file_is_told_like_a_variable(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HUIQI_HTTP_PORT=many\nHUIQI_HTTP_HSOT=::1\n", encoding="utf-8")
    line = complaint()
    assert "HUIQI_HTTP_PORT: read 'many'" in line
    assert "HUIQI_HTTP_HSOT: is not a setting. Did you mean 'HUIQI_HTTP_HOST'?" in line


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HUIQI_HTTP_HOST=\xff\n")
    assert complaint() == ".env: is not UTF-8 text"


def test_what_kubernetes_adds_for_a_service_of_this_name_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HUIQI_SERVICE_HOST", "HUIQI_SERVICE_PORT_HTTP", "HUIQI_PORT", "HUIQI_PORT_8080_TCP_ADDR"):
        monkeypatch.setenv(variable, "tcp://10.0.0.1:8080")
    assert load_settings().http_port == 8080


def test_folders_of_knowledge_come_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HUIQI_KNOWLEDGE", "two:one")
    assert load_settings().knowledge_folders() == [Path("two"), Path("one")]


def test_a_webhook_without_encryption_is_for_another_api_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIQI_TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("HUIQI_TELEGRAM_MODE", "webhook")
    monkeypatch.setenv("HUIQI_WEBHOOK_URL", "http://127.0.0.1:8080/telegram/webhook")
    settings = load_settings()
    assert (settings.telegram_api_url, settings.webhook_url) == (
        "http://127.0.0.1:8081",
        "http://127.0.0.1:8080/telegram/webhook",
    )


def test_no_secret_is_shown_where_the_settings_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in (
        ("HUIQI_TELEGRAM_TOKEN", TOKEN),
        ("HUIQI_WEBHOOK_SECRET", "hidden"),
        ("HUIQI_METRICS_TOKEN", "hidden"),
    ):
        monkeypatch.setenv(variable, value)
    shown = repr(load_settings())
    assert TOKEN not in shown
    assert "hidden" not in shown


def test_the_settings_page_is_the_one_that_the_code_gives() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert page == settings_table(), "run scripts/write_reference.py"
    assert all(f"`{PREFIX}{name.upper()}`" in page for name in setting_names())
    assert all(field.metadata["description"] for field in fields(Settings))


SECRET_SETTINGS = {
    "telegram_token": TOKEN,
    "telegram_proxy": "socks5://me:hidden@10.0.0.1:1080",
    "webhook_secret": "hidden",
    "webhook_previous_secret": "hidden",
    "database_url": "postgresql://me:hidden@db/huiqi",
    "metrics_token": "hidden",
}


def test_each_secret_can_stand_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(SECRETS) >= set(SECRET_SETTINGS)
    for name, value in SECRET_SETTINGS.items():
        (tmp_path / name).write_text(value + "\n", encoding="utf-8")
        monkeypatch.setenv(f"HUIQI_{name.upper()}_FILE", str(tmp_path / name))
    settings = load_settings()
    read = {name: getattr(settings, name) for name in SECRET_SETTINGS}
    assert {n: v.revealed if isinstance(v, Secret) else v for n, v in read.items()} == SECRET_SETTINGS


def test_a_wrong_value_in_a_file_is_told_without_the_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("hidden-and-short", encoding="utf-8")
    monkeypatch.setenv("HUIQI_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert complaint() == (
        "HUIQI_TELEGRAM_TOKEN: read a value that is not shown, but must look like 123456789:AAE… as BotFather gives it"
    )
    (tmp_path / "token").write_text("\n", encoding="utf-8")
    assert complaint() == f"HUIQI_TELEGRAM_TOKEN_FILE: read '{tmp_path}/token', but that is empty"


def test_the_settings_in_effect_are_printed_with_where_they_stand(huiqi: Command, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HUIQI_LOG_LEVEL=error\n", encoding="utf-8")
    (tmp_path / "token").write_text(TOKEN, encoding="utf-8")
    ran = huiqi(
        "settings",
        HUIQI_HTTP_PORT="9001",
        HUIQI_TELEGRAM_TOKEN_FILE="token",
        HUIQI_DATABASE_URL=SECRET_SETTINGS["database_url"],
    )
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert [line.split("=")[0] for line in lines] == ["HUIQI_" + name.upper() for name in setting_names()]
    assert {
        "HUIQI_HTTP_PORT=9001  # environment",
        "HUIQI_LOG_LEVEL=error  # .env",
        "HUIQI_TELEGRAM_TOKEN=(set, not shown)  # HUIQI_TELEGRAM_TOKEN_FILE: token",
        "HUIQI_DATABASE_URL=postgresql://…@db/huiqi  # environment",
        "HUIQI_HTTP_HOST=127.0.0.1  # default",
    } <= set(lines)


def test_a_wrong_setting_is_one_line_of_the_command(huiqi: Command) -> None:
    ran = huiqi("settings", HUIQI_HTTP_PORT="many")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("huiqi: HUIQI_HTTP_PORT: read 'many', but ")


@pytest.mark.parametrize("url", ["postgresql://huiqi@db:5432/huiqi", "postgresql://huiqi:old@db:5432/huiqi"])
def test_the_password_of_the_database_can_stand_apart(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIQI_DATABASE_URL", url)
    monkeypatch.setenv("HUIQI_DATABASE_PASSWORD", "a/b@c:d 1")
    assert load_settings().store_address() == "postgresql://huiqi:a%2Fb%40c%3Ad%201@db:5432/huiqi"
