"""The answer as a fragment of HTML: for mail and documents, pasted with its headings and links."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.rendering.answers import Block

_STRONG = {"title", "status", "verdict", "amount"}
_LISTS = {"conditions", "list"}


def render(blocks: Sequence[Block]) -> str:
    """The reply in reading order; every text is escaped."""
    return "\n".join(_block(block) for block in blocks if block.text)


def _block(block: Block) -> str:
    links = "".join(
        f'<br><a href="{escape(address)}">{escape(label)}</a>'
        for label, address in block.links
        if address.startswith(("https://", "http://"))
    )
    if block.role in _LISTS:
        head, *rest = (escape(line) for line in block.text.split("\n"))
        items = "".join(f"<li>{line}</li>" for line in rest)
        return f"<p>{head}{links}</p>" + (f"<ul>{items}</ul>" if items else "")
    text = escape(block.text).replace("\n", "<br>")
    return f"<p><strong>{text}</strong>{links}</p>" if block.role in _STRONG else f"<p>{text}{links}</p>"
