"""A reply as the page shows it, and as it is kept for the next load of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from bot.rendering.answers import Answer, Block, Choice


@dataclass(frozen=True, slots=True)
class Reply:
    """What of an answer the page needs."""

    language: str
    name: str | None
    """Of the first measure; None where the reply is about none."""
    availability: str | None
    verdict: str | None
    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...]
    share: str | None = None
    """Path under which everybody sees the answer to a stranger; None where the reply is about no measure."""
    number: int | None = None
    """What its line of the log is known by in the visitor's conversation; None where nobody is asked about it."""
    helpful: bool | None = None
    """What the visitor said of it; None where nothing was said."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its reply."""

    asked: str
    """The text as typed, or the label of the button that was pressed."""
    reply: Reply


def reply_of(answer: Answer, number: int | None = None) -> Reply:
    """What the page keeps of an answer; `number`: of its line of the log, where the visitor may judge it."""
    first = answer.measures[0] if answer.measures and answer.outcome == "answer" else None
    return Reply(
        language=answer.language,
        name=first.name if first else None,
        availability=first.availability if first else None,
        verdict=first.verdict if first else None,
        blocks=answer.blocks,
        choices=answer.choices,
        share=share_address(first.id, answer.as_of, answer.language) if first else None,
        number=number if first else None,
    )


def share_address(measure: str, day: date, language: str) -> str:
    """The path under which everybody sees the same answer: a measure on a day in a language, nobody's facts."""
    return f"/a/{measure}?{urlencode({'day': day.isoformat(), 'lang': language})}"


def exchange_to_data(exchange: Exchange) -> dict[str, Any]:
    """The exchange as JSON values."""
    reply = exchange.reply
    return {
        "asked": exchange.asked,
        "language": reply.language,
        "name": reply.name,
        "availability": reply.availability,
        "verdict": reply.verdict,
        "blocks": [[block.role, block.text, [list(link) for link in block.links]] for block in reply.blocks],
        "choices": [[choice.label, choice.action, choice.url] for choice in reply.choices],
        "share": reply.share,
        "number": reply.number,
        "helpful": reply.helpful,
    }


def exchange_from_data(data: Mapping[str, Any]) -> Exchange:
    """The exchange that `exchange_to_data` wrote. Raises: KeyError, TypeError or ValueError where it is none."""
    blocks = tuple(
        Block(role, text, tuple((label, address) for label, address in links)) for role, text, links in data["blocks"]
    )
    choices = tuple(Choice(label, action, url) for label, action, url in data["choices"])
    told = (data.get("share"), data.get("number"), data.get("helpful"))
    reply = Reply(data["language"], data["name"], data["availability"], data["verdict"], blocks, choices, *told)
    return Exchange(data["asked"], reply)
