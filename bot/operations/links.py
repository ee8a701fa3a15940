"""Looks whether the addresses of sources still answer, politely: one request a host at a time, with a pause between."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urlsplit

import aiohttp

HOSTS_AT_ONCE = 8
SERVERS_THAT_KNOW_NO_HEAD = frozenset({400, 403, 404, 405, 406, 500, 501, 503})
"""Answers to HEAD after which GET is tried: many servers treat the two differently."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How servers are asked."""

    pause_seconds: float = 1.0
    """Between two requests to the same host."""
    timeout_seconds: float = 20.0
    tries: int = 2
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Link:
    """What became of one address."""

    url: str
    status: int | None
    """Of the last answer; None where none came."""
    trouble: str = ""
    """Why there was no answer; empty where there was one."""
    moved_to: str | None = None
    """Where the server sends for good, where that is another address."""

    @property
    def is_broken(self) -> bool:
        """Whether a reader would not see the source."""
        return self.status is None or self.status >= 400


async def check_links(urls: Sequence[str], manner: Manner = Manner()) -> list[Link]:
    """What became of each address, in the given order."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        hosts[urlsplit(url).netloc.lower()].append(url)
    slots = asyncio.Semaphore(HOSTS_AT_ONCE)
    headers = {"user-agent": f"huiqi-links/{version('huiqi')} (checks the links of a knowledge base)"}
    timeout = aiohttp.ClientTimeout(total=manner.timeout_seconds)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout, trust_env=True) as client:
        found = await asyncio.gather(*(_ask_host(client, some, manner, slots) for some in hosts.values()))
    by_url: Mapping[str, Link] = {link.url: link for links in found for link in links}
    return [by_url[url] for url in dict.fromkeys(urls)]


async def _ask_host(
    client: aiohttp.ClientSession, urls: Sequence[str], manner: Manner, slots: asyncio.Semaphore
) -> list[Link]:
    async with slots:
        found = []
        for number, url in enumerate(urls):
            if number:
                await manner.sleep(manner.pause_seconds)
            found.append(await _ask(client, url, manner))
        return found


async def _ask(client: aiohttp.ClientSession, url: str, manner: Manner) -> Link:
    link = await _request(client, "HEAD", url)
    for _ in range(manner.tries):
        if link.status is not None and link.status not in (*SERVERS_THAT_KNOW_NO_HEAD, 429):
            return link
        await manner.sleep(manner.pause_seconds)
        link = await _request(client, "GET", url)
        if link.status is not None and link.status not in (429, 500, 502, 503, 504):
            return link
    return link


async def _request(client: aiohttp.ClientSession, method: str, url: str) -> Link:
    """One request; of the body nothing is read."""
    try:
        async with client.request(method, url, allow_redirects=True) as answer:
            permanent = bool(answer.history) and all(step.status in (301, 308) for step in answer.history)
            return Link(url, answer.status, moved_to=str(answer.url) if permanent else None)
    except TimeoutError:
        return Link(url, None, "no answer in time")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Link(url, None, f"{type(error).__name__}: {error}"[:200])
