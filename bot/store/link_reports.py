"""What became of the sources' links when somebody last asked: for the figures of staff."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.store import Store

MARK = "links"


@dataclass(frozen=True, slots=True)
class LinkReport:
    """One look at all links."""

    at: float
    asked: int
    broken: Mapping[str, str]
    """Address to why it does not answer."""


async def keep_links(store: Store, asked: int, broken: Mapping[str, str]) -> None:
    """Keeps what was found, in place of the look before."""
    await store.set_mark(MARK, json.dumps({"at": store.clock(), "asked": asked, "broken": dict(broken)}))


async def last_links(store: Store) -> LinkReport | None:
    """The last look; None where there was none."""
    kept = await store.mark(MARK)
    return LinkReport(**json.loads(kept)) if kept else None
