"""Arranges a reply for the page: what decides first, the basis folded away, links where their labels stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bot.channels.web.replies import Reply
from bot.rendering.answers import Block
from bot.rendering.folding import folded
from knowledge.records import replace

LEAD = ("lead",)
"""What was noted or corrected: said before everything."""
HEAD = ("title", "status", "verdict", "amount", "today")
"""Roles that stand next, in this order."""
BASIS = ("note",)
ASK = ("question",)
LISTS = ("list", "conditions")
SOURCES = ("source",)
KEPT = ("consent",)
"""What is said of keeping facts: the last thing on a card."""
FOLDED_WHERE_LONG = (*LISTS[1:], *SOURCES, "summary")
"""What else is folded away, one after another, where a card is long."""
_AFTER_NAME = "：:—– "
_BEFORE_LIST = ("：", ":", "？", "?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; with an address it is a link."""

    text: str
    href: str | None = None


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A block as lines."""

    role: str
    lines: tuple[Line, ...]
    heading: Line = ()
    """Of a list: the line that introduces it; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Card:
    """One measure, or one thing said, as the page shows it."""

    lead: tuple[Passage, ...]
    head: tuple[Passage, ...]
    body: tuple[Passage, ...]
    sources: tuple[Passage, ...]
    basis: tuple[Passage, ...]
    ask: tuple[Passage, ...]
    """What the visitor is asked, to stand next to the buttons that answer it."""


def cards_of(reply: Reply) -> tuple[Card, ...]:
    """The reply's blocks as cards: a title begins a new one."""
    blocks = [part for block in reply.blocks for part in _named_apart(block, reply.name)]
    return tuple(_card(card) for card in _by_title(blocks))


def _named_apart(block: Block, name: str | None) -> tuple[Block, ...]:
    """A first line that begins with the measure's name as two blocks, so that the name can be the title."""
    if block.role not in ("status", "verdict") or not name or not block.text.startswith(name):
        return (block,)
    rest = block.text[len(name) :].lstrip(_AFTER_NAME)
    return (Block("title", name), replace(block, text=rest[:1].upper() + rest[1:])) if rest else (block,)


def _by_title(blocks: Iterable[Block]) -> list[list[Block]]:
    cards: list[list[Block]] = [[]]
    for block in blocks:
        begun = any(before.role == "title" for before in cards[-1])
        if block.role == "title" and begun:
            cards.append([])
        cards[-1].append(block)
    return [card for card in cards if card]


def _card(blocks: list[Block]) -> Card:
    head = sorted((block for block in blocks if block.role in HEAD), key=lambda block: HEAD.index(block.role))
    basis = folded(blocks, BASIS, FOLDED_WHERE_LONG)
    shown = [block for block in blocks if block not in basis]
    rest = [block for block in shown if block.role not in (*LEAD, *HEAD, *SOURCES, *ASK, *KEPT)]
    return Card(
        lead=_passages(block for block in shown if block.role in LEAD),
        head=_passages(head),
        body=_passages(rest),
        sources=_passages(block for block in shown if block.role in (*SOURCES, *KEPT)),
        basis=_passages(basis),
        ask=_passages(block for block in shown if block.role in ASK),
    )


def _passages(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """Neighbours of one role become one passage; lists stay apart, each under its own heading."""
    numbered = list(enumerate(blocks))
    runs = groupby(numbered, key=lambda entry: (entry[1].role, entry[0] if entry[1].role in LISTS else 0))
    return tuple(_passage(role, [line for _, block in run for line in _lines(block)]) for (role, _), run in runs)


def _passage(role: str, lines: list[Line]) -> Passage:
    introduced = role in LISTS and len(lines) > 1 and lines[0][-1].text.endswith(_BEFORE_LIST)
    return Passage(role, tuple(lines[1:]), lines[0]) if introduced else Passage(role, tuple(lines))


def _lines(block: Block) -> list[Line]:
    links = [(label, address) for label, address in block.links if address.startswith(("https://", "http://"))]
    lines = [_linked(line, links) for line in block.text.split("\n") if line.strip()]
    shown = {piece.href for line in lines for piece in line}
    further = [(label, address) for label, address in links if address not in shown]
    if not further:
        return lines
    loose = tuple(Piece(label, address) for label, address in further)
    return [*lines, loose]


def _linked(line: str, links: list[tuple[str, str]]) -> Line:
    """The line in pieces, the first label or address that stands in it made a link."""
    for label, address in links:
        for shown in (label, address):
            if shown and shown in line:
                before, _, after = line.partition(shown)
                return (*_text(before), Piece(shown, address), *_linked(after, links))
    return _text(line)


def _text(text: str) -> Line:
    return (Piece(text),) if text else ()
