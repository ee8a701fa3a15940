"""`huiqi doctor`: looks at everything that can keep a bot from serving, and says what to do about each finding."""

from __future__ import annotations

import os
import shutil
import time
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.commands.command import Command
from bot.commands.database import read_settings
from bot.rendering.formats import counted
from knowledge.records import dataclass

if TYPE_CHECKING:
    from bot.channels.telegram.requests import AiohttpRequest, Reply
    from bot.settings.values import Settings
    from knowledge.catalogue import Catalogue

FOUND = 3
"""Exit status: the command ran and found something."""
LEAST_FREE_BYTES = 500 * 10**6
LARGEST_SKEW_SECONDS = 30.0
OLDEST_KNOWLEDGE_DAYS = 90
LONGEST_QUEUE = 100
ERROR_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one part."""

    part: str
    said: str
    fix: str = ""
    """What to do; empty where all is well."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--no-links", action="store_true", help="do not ask the sources' servers")
    parser.add_argument("--only", metavar="HOST", help="of the sources' servers ask this one only")


def _doctor(arguments: Namespace) -> int:
    settings = read_settings()
    import asyncio

    findings = asyncio.run(_examine(settings, arguments))
    for finding in findings:
        print(f"{'found' if finding.fix else 'ok   '}  {finding.part}: {finding.said}")
        if finding.fix:
            print(f"       fix: {finding.fix}")
    count = sum(bool(finding.fix) for finding in findings)
    print(f"{counted(len(findings), 'part')}, {counted(count, 'finding')}")
    return FOUND if count else 0


async def _examine(settings: Settings, arguments: Namespace) -> list[Finding]:
    found = [finding async for finding in look_at_telegram(settings)]
    found += [*look_at_disk(settings), await look_at_database(settings)]
    catalogue, finding = look_at_knowledge(settings)
    found.append(finding)
    if catalogue is not None and not arguments.no_links:
        found.append(await look_at_links(catalogue, arguments.only))
    return found


async def look_at_telegram(settings: Settings) -> AsyncIterator[Finding]:
    """Token, the way to Telegram, webhook and clock."""
    if settings.telegram_token is None:
        yield Finding("token", "none is set, Telegram is off")
        return
    from bot.channels.telegram.options import TelegramOptions
    from bot.channels.telegram.requests import AiohttpRequest
    from bot.operations.secrecy import keep_secret

    token = settings.telegram_token.revealed
    keep_secret(token)
    request = AiohttpRequest(TelegramOptions(token, settings.telegram_api_url, settings.telegram_proxy))
    try:
        known = await request.call("getMe", {})
        yield _token(known)
        yield _way(settings, known)
        if known.kind == "ok":
            yield _webhook(settings, await request.call("getWebhookInfo", {}))
        yield await _clock(request)
    finally:
        await request.shutdown()


def _token(reply: Reply) -> Finding:
    if reply.kind == "ok":
        return Finding("token", f"Telegram knows it as @{reply.result.get('username')}")
    if reply.status in (401, 404):
        return Finding("token", "Telegram refuses it", "get the current one from BotFather: HUIQI_TELEGRAM_TOKEN")
    return Finding("token", "could not be tried")


def _way(settings: Settings, reply: Reply) -> Finding:
    by = " by HUIQI_TELEGRAM_PROXY" if settings.telegram_proxy else ""
    if reply.status:
        return Finding("proxy", f"{settings.telegram_api_url} answers{by}")
    fix = "see that the proxy runs and may be used from here" if by else "set HUIQI_TELEGRAM_PROXY, or mend the network"
    return Finding("proxy", f"{settings.telegram_api_url} cannot be reached{by} ({reply.text})", fix)


def _webhook(settings: Settings, reply: Reply) -> Finding:
    info: dict[str, Any] = reply.result if isinstance(reply.result, dict) else {}
    there, ours = info.get("url", ""), settings.webhook_url if settings.telegram_mode == "webhook" else ""
    if there and not ours:
        fix = "HUIQI_TELEGRAM_MODE=webhook where it is yours, HUIQI_TELEGRAM_TAKE_OVER=true to poll instead"
        return Finding("webhook", f"{there} is set, but the mode is polling", fix)
    if ours and there != ours:
        return Finding("webhook", f"Telegram has '{there}', not {ours}", "start the bot: it sets the webhook")
    age = time.time() - float(info.get("last_error_date", 0))
    if ours and info.get("last_error_message") and age < ERROR_SECONDS:
        fix = "see that the address leads to the bot from outside, with a valid certificate"
        return Finding("webhook", f"Telegram's last call failed: {info['last_error_message']}", fix)
    waiting = int(info.get("pending_update_count", 0))
    if waiting > LONGEST_QUEUE:
        return Finding("webhook", f"{waiting} updates wait at Telegram", "see that the bot runs and is ready: /readyz")
    return Finding("webhook", f"{ours or 'none, the bot polls'}; {waiting} updates wait at Telegram")


async def _clock(request: AiohttpRequest) -> Finding:
    theirs = await request.server_time()
    if theirs is None:
        return Finding("clock", "could not be compared")
    skew = abs(time.time() - theirs)
    if skew > LARGEST_SKEW_SECONDS:
        return Finding("clock", f"{skew:.0f} s away from Telegram's", "set the machine's clock by NTP")
    return Finding("clock", "as Telegram's")


def look_at_disk(settings: Settings) -> Iterator[Finding]:
    """Whether there is a folder to write to, and room in it."""
    folder = settings.data_dir
    above = next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        yield Finding("disk", f"{folder} cannot be written", "give the bot's user the folder: HUIQI_DATA_DIR")
        return
    free = shutil.disk_usage(above).free
    fix = "make room, or enlarge the volume" if free < LEAST_FREE_BYTES else ""
    yield Finding("disk", f"{free / 1e9:.1f} GB free for {folder}", fix)


async def look_at_database(settings: Settings) -> Finding:
    """Whether it can be reached, and of which version its tables are."""
    from bot.store.engine import sqlite_file, without_password
    from bot.store.errors import StoreError
    from bot.store.migrating import known_versions, newer, schema_version
    from bot.store.models import SCHEMA

    address = settings.store_address()
    file = sqlite_file(address)
    if file is not None and not file.exists():
        return Finding("database", f"{file} will be made at the first start")
    try:
        found = await schema_version(address)
    except StoreError as error:
        return Finding("database", str(error), "see that it runs and that HUIQI_DATABASE_URL leads to it")
    shown = file or without_password(address)
    if found is not None and found not in known_versions():
        return Finding("database", newer(found), "start the newer release, or restore a backup")
    if found != SCHEMA:
        return Finding("database", f"{shown}: version {found or 'none'}, the next start brings it to {SCHEMA}")
    return Finding("database", f"{shown}: version {SCHEMA}, migrations done")


def look_at_knowledge(settings: Settings) -> tuple[Catalogue | None, Finding]:
    """The knowledge itself, None where it has faults, and how old it is."""
    from knowledge.errors import KnowledgeError
    from knowledge.loading import load_catalogue

    try:
        catalogue = load_catalogue(settings.knowledge_folders())
    except KnowledgeError as error:
        said = f"{counted(len(error.problems), 'fault')}, the first: {error.problems[0]}"
        return None, Finding("knowledge", said, "huiqi check --knowledge FOLDER lists all of them")
    age = (datetime.now(UTC).date() - catalogue.verified_on).days
    said = f"{len(catalogue.measures)} measures, version {catalogue.version}, last verified {counted(age, 'day')} ago"
    fix = "compare the measures with their sources, or take a newer release" if age > OLDEST_KNOWLEDGE_DAYS else ""
    return catalogue, Finding("knowledge", said, fix)


async def look_at_links(catalogue: Catalogue, only: str | None) -> Finding:
    """Whether the sources' links answer; `only`: of which host."""
    from bot.operations.links import check_links
    from knowledge.documents import addresses

    links = await check_links(list(addresses(catalogue, only)))
    broken = [link for link in links if link.is_broken]
    if broken:
        said = f"{len(broken)} of {len(links)} do not answer, the first: {broken[0].url}"
        return Finding("links", said, "huiqi links lists them; look for the source's new address")
    return Finding("links", f"all {len(links)} answer")


COMMANDS = (
    Command("doctor", "Look at everything a bot needs; what to do about each finding; status 3.", _arguments, _doctor),
)
"""Commands of this module."""
