"""The answer as Markdown: for tickets, wikis and mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.rendering.answers import Answer, Block

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|&~])")
_INDENT = re.compile(r"^[^\S\n]+", re.MULTILINE)
"""At the start of a line, where it would make code of it."""
_LIST_OR_RULE = re.compile(r"^(\d*)([-+=.)])", re.MULTILINE)
"""At the start of a line, where it would make an item, a heading or a rule of it."""


def render(answer: Answer) -> str:
    """The reply in reading order with headings, quotes and links."""
    return render_blocks(answer.blocks)


def render_blocks(blocks: Sequence[Block]) -> str:
    """The same for a reply that was kept as its blocks."""
    return "\n\n".join(_block(block) for block in blocks if block.text).strip()


def escape(text: str) -> str:
    """The text with Markdown's own characters made harmless."""
    return _LIST_OR_RULE.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", _INDENT.sub("", text)))


def _block(block: Block) -> str:
    text = escape(block.text)
    if block.role in ("title", "status", "verdict", "amount"):
        text = "\n".join(f"**{line.strip()}**" if line.strip() else "" for line in text.split("\n"))
    elif block.role in ("conditions", "list"):
        head, *rest = text.split("\n")
        text = "\n".join([head, *(f"- {line}" for line in rest if line)])
    else:
        text = text.replace("\n", "  \n")
    for label, address in block.links:
        quoted = address.replace("<", "%3C").replace(">", "%3E")
        name = escape(" ".join(label.split()))
        text += f"  \n[{name}](<{quoted}>)"
    return text
