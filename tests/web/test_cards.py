"""How a reply is arranged on the page."""

from __future__ import annotations

from bot.channels.web.cards import Piece, cards_of
from bot.channels.web.replies import Exchange, Reply, exchange_from_data, exchange_to_data
from bot.rendering.answers import Block, Choice

SOURCE = Block("source", "Source: Notice 7 (2023)\nchecked", (("Notice 7", "https://example.gov.cn/7"),))


def reply(*blocks: Block, name: str | None = None) -> Reply:
    """A reply with these blocks."""
    return Reply(
        "en", name, "open", "eligible", blocks, (Choice("Yes", "1:f:x:true"), Choice("Map", "1:u", "https://x"))
    )


def test_what_decides_stands_before_the_summary_whatever_the_order() -> None:
    (card,) = cards_of(reply(Block("body", "b"), Block("amount", "a"), Block("verdict", "v"), Block("status", "s")))
    assert [passage.role for passage in card.head] == ["status", "verdict", "amount"]
    assert [passage.role for passage in card.body] == ["body"]


def test_the_measures_name_in_its_status_is_the_title() -> None:
    (card,) = cards_of(reply(Block("status", "Refund: not open yet."), name="Refund"))
    assert [(passage.role, passage.lines[0][0].text) for passage in card.head] == [
        ("title", "Refund"),
        ("status", "Not open yet."),
    ]


def test_a_link_stands_where_its_label_stands() -> None:
    (card,) = cards_of(reply(SOURCE))
    first, second = card.sources[0].lines
    assert first == (Piece("Source: "), Piece("Notice 7", "https://example.gov.cn/7"), Piece(" (2023)"))
    assert second == (Piece("checked"),)


def test_a_link_whose_label_is_nowhere_is_added_and_no_other_scheme_is_linked() -> None:
    links = (("the form", "https://example.gov.cn/form"), ("bad", "javascript:alert(1)"))
    (card,) = cards_of(reply(Block("body", "Use it, not bad.", links)))
    assert card.body[0].lines == (
        (Piece("Use it, not bad."),),
        (Piece("the form", "https://example.gov.cn/form"),),
    )


def test_a_list_has_its_first_line_as_heading() -> None:
    (card,) = cards_of(reply(Block("conditions", "Condition by condition:\n✓ one\n? two")))
    assert card.body[0].heading == (Piece("Condition by condition:"),)
    assert len(card.body[0].lines) == 2


def test_two_lists_keep_a_heading_each() -> None:
    (card,) = cards_of(reply(Block("list", "Fit:\none"), Block("list", "Probable:\ntwo\nthree")))
    assert [part.heading[0].text for part in card.body] == ["Fit:", "Probable:"]
    assert [len(part.lines) for part in card.body] == [1, 2]


def test_a_second_title_begins_a_second_card() -> None:
    blocks = (Block("title", "A"), Block("body", "a"), Block("title", "B"), Block("body", "b"))
    assert [card.head[0].lines[0][0].text for card in cards_of(reply(*blocks))] == ["A", "B"]


def test_an_exchange_is_read_back_as_it_was_kept() -> None:
    exchange = Exchange("question", reply(SOURCE, Block("note", "n"), name="Refund"))
    assert exchange_from_data(exchange_to_data(exchange)) == exchange
