"""The answer as plain text: for the terminal, for pasting, and where a channel cannot show markup."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rendering.answers import Answer, Block

_APART = {"verdict", "amount", "body", "summary", "also", "conditions", "question", "list", "source", "follow_up"}


def render(answer: Answer) -> str:
    """The reply in reading order; links follow the text that they belong to."""
    return render_blocks(answer.blocks)


def render_blocks(blocks: Sequence[Block]) -> str:
    """The same for a reply that was kept as its blocks."""
    lines: list[str] = []
    before = ""
    for block in blocks:
        if lines and block.role in _APART and block.role != before:
            lines.append("")
        lines.append(_block(block))
        before = block.role
    return "\n".join(lines).strip()


def _block(block: Block) -> str:
    """The text with each address below the line that names its page, the others at the end."""
    lines = block.text.split("\n")
    left = [(label, address) for label, address in block.links if address not in block.text]
    out: list[str] = []
    for line in lines:
        here = [address for label, address in left if label in line]
        left = [(label, address) for label, address in left if label not in line]
        out += [line, *here]
    return "\n".join([*out, *(address for _, address in left)])
