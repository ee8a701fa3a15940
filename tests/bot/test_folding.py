"""What of a reply stands under its fold."""

from __future__ import annotations

from bot.rendering.answers import Block
from bot.rendering.folding import LONGEST, folded

VERDICT, CONDITIONS, SOURCE = Block("verdict", "Yes."), Block("conditions", "✓ one"), Block("source", "Source [1]")


def roles(*blocks: Block, always: tuple[str, ...] = ("source",)) -> list[str]:
    """Roles under the fold, where conditions and the summary follow."""
    return [block.role for block in folded(blocks, always, ("conditions", "summary"))]


def test_a_short_reply_folds_only_what_is_always_folded() -> None:
    assert roles(VERDICT, Block("summary", "short"), CONDITIONS, SOURCE) == ["source"]


def test_a_reply_as_long_as_it_may_be_folds_no_more_and_one_character_more_does() -> None:
    left = LONGEST - len(VERDICT.text) - len(CONDITIONS.text) - 3 * len("\n\n")
    assert roles(VERDICT, Block("body", "x" * left), CONDITIONS) == []
    assert roles(VERDICT, Block("body", "x" * (left + 1)), CONDITIONS) == ["conditions"]


def test_roles_are_folded_one_after_another_until_the_rest_is_short() -> None:
    long = Block("summary", "x" * LONGEST)
    assert roles(VERDICT, long, CONDITIONS) == ["summary", "conditions"]


def test_what_was_asked_and_the_first_block_stay_however_long_they_are() -> None:
    long = "x" * (LONGEST + 1)
    assert roles(Block("summary", long), Block("body", long), CONDITIONS) == ["conditions"]


def test_a_link_that_the_text_does_not_name_counts() -> None:
    linked = Block("body", "Apply there.", (("y" * LONGEST, "https://example.gov.cn"),))
    assert roles(VERDICT, linked, CONDITIONS) == ["conditions"]
