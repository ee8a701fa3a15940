"""The answer as Telegram's HTML: what matters first, the basis in a quote that unfolds."""

from __future__ import annotations

from html import escape

from bot.rendering.answers import Answer, Block

_STRONG = {"status", "title", "verdict", "amount"}
_FOLDED = {"conditions", "source", "note"}


def render(answer: Answer) -> str:
    """The reply as one HTML text; splitting it to Telegram's length is the channel's part."""
    parts: list[str] = []
    folded: list[str] = []
    for block in answer.blocks:
        if block.role in _FOLDED:
            folded.append(_block(block))
            continue
        if folded:
            parts.append(_quote(folded))
            folded = []
        parts.append(_block(block))
    if folded:
        parts.append(_quote(folded))
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
