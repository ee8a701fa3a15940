"""The answer as plain text: for the terminal, for pasting, and where a channel cannot show markup."""

from __future__ import annotations

from bot.rendering.answers import Answer, Block

_APART = {"verdict", "amount", "body", "conditions", "question", "list", "source", "follow_up"}


def render(answer: Answer) -> str:
    """The reply in reading order; links follow the text that they belong to."""
    lines: list[str] = []
    before = ""
    for block in answer.blocks:
        if lines and block.role in _APART and block.role != before:
            lines.append("")
        lines.append(_block(block))
        before = block.role
    return "\n".join(lines).strip()


def _block(block: Block) -> str:
    links = [address for _, address in block.links if address not in block.text]
    return "\n".join([block.text, *links])
