"""The answer as Telegram's HTML: what matters first, the basis in a quote that unfolds."""

from __future__ import annotations

from html import escape
from itertools import groupby

from bot.rendering.answers import Answer, Block
from bot.rendering.folding import folded

_STRONG = {"status", "title", "verdict", "amount"}
_FOLDED = ("conditions", "source", "note")
_FOLDED_WHERE_LONG = ("summary",)


def render(answer: Answer) -> str:
    """The reply as one HTML text; splitting it to Telegram's length is the channel's part."""
    parts: list[str] = []
    under_the_fold = folded(answer.blocks, _FOLDED, _FOLDED_WHERE_LONG)
    for is_folded, blocks in groupby(answer.blocks, key=lambda block: block in under_the_fold):
        texts = [_block(block) for block in blocks]
        parts += [_quote(texts)] if is_folded else texts
    return "\n\n".join(part for part in parts if part)


def _quote(lines: list[str]) -> str:
    return "<blockquote expandable>" + "\n".join(lines) + "</blockquote>"


def _block(block: Block) -> str:
    text = escape(block.text, quote=False)
    if block.role in _STRONG:
        text = f"<b>{text}</b>"
    for label, address in block.links:
        text += f'\n<a href="{escape(address)}">{escape(label, quote=False)}</a>'
    return text
