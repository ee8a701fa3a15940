"""What of a reply stands under its fold, so that what stands before it is read at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.rendering.answers import Block

LONGEST = 900
"""Characters before the fold."""


def folded(blocks: Sequence[Block], always: Iterable[str], then: Iterable[str]) -> tuple[Block, ...]:
    """The blocks of the roles in `always`, and of those in `then`, one after another, while the rest is too long.

    The first block answers, so it stays unless its role is always folded.
    """
    roles = basis = frozenset(always)
    for role in then:
        if _length(block for block in blocks if block.role not in roles) <= LONGEST:
            break
        roles |= {role}
    return tuple(block for n, block in enumerate(blocks) if block.role in (roles if n else basis))


def _length(blocks: Iterable[Block]) -> int:
    """Characters on the screen, with the blank lines between the blocks and the links that no text names."""
    return sum(
        len(block.text) + 2 + sum(len(label) + 1 for label, _ in block.links if label not in block.text)
        for block in blocks
        if block.text
    )
