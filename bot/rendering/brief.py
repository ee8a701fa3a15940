"""The answer in a few lines without markup: for a chat window, where long texts are not read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rendering.answers import Block

KEPT = ("status", "verdict", "amount", "body", "today")
"""What stands in a short text, in this order, and of each role the first."""
LONGEST = 110
"""Characters of a piece; beyond them it ends at a full stop, where there is one."""
_ENDS = "。；;.!！"


def render(blocks: Sequence[Block]) -> str:
    """Status, verdict, amount and what it is about, and where that comes from; without a source all that is said."""
    first = {_as_body(block.role): block for block in reversed(blocks)}
    if "source" not in first:
        return "\n".join(block.text for block in blocks)
    lines = [_short(first[role].text) for role in KEPT if role in first]
    source = first.get("source")
    if source is not None:
        lines.append(source.text.split("\n")[0])
        lines += [address for _, address in source.links[:1]]
    return "\n".join(lines)


def _as_body(role: str) -> str:
    """The summary stands in for what was asked where nothing was."""
    return "body" if role == "summary" else role


def _short(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    end = max(line.rfind(mark, 0, LONGEST) for mark in _ENDS)
    return line[: end + 1] if end > LONGEST // 3 else line[: LONGEST - 1] + "…"
