"""One answer, three ways to show it: nothing is lost, nothing in it becomes markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from bot.rendering import formats, markdown, plain, telegram
from bot.rendering.answers import Answer, Block

ADDRESS = "https://example.org/a?b=1&c=<2>\"'"
ANSWER = Answer(
    question="q",
    language="en",
    message_language="en",
    as_of=date(2026, 11, 22),
    knowledge="1",
    outcome="answer",
    intent=None,
    confidence=1.0,
    blocks=(
        Block("status", "A <grant> & more: in force."),
        Block("verdict", "You *qualify*."),
        Block("amount", "You get: 60,000 yuan = 120,000 × 50%"),
        Block("body", "First line.\nSecond [line](x) with `code` and _this_."),
        Block("conditions", "Condition by condition:\n✓ in <the> zone\n? size"),
        Block("source", "Source: Notice no. 1", (("Notice <no. 1> & annex", ADDRESS),)),
        Block("note", "According to another notice: less."),
        Block("question", "How many people?"),
    ),
)


class Reader(HTMLParser):
    """What Telegram makes of HTML: the text, the tags in order, the addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.folded = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag + "".join(f" {name}" for name, value in attrs if value is None))
        self.open.append(tag)
        if tag == "a":
            self.links.append((str(dict(attrs)["href"]), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "a" in self.open:
            self.links[-1] = (self.links[-1][0], self.links[-1][1] + data)
        if "blockquote" in self.open:
            self.folded += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def of(*blocks: Block) -> Answer:
    return replace(ANSWER, blocks=blocks)


def test_plain_text_is_the_blocks_in_order_with_their_addresses() -> None:
    assert plain.render(ANSWER) == (
        "A <grant> & more: in force.\n"
        "\n"
        "You *qualify*.\n"
        "\n"
        "You get: 60,000 yuan = 120,000 × 50%\n"
        "\n"
        "First line.\n"
        "Second [line](x) with `code` and _this_.\n"
        "\n"
        "Condition by condition:\n"
        "✓ in <the> zone\n"
        "? size\n"
        "\n"
        "Source: Notice no. 1\n"
        f"{ADDRESS}\n"
        "According to another notice: less.\n"
        "\n"
        "How many people?"
    )


def test_plain_text_does_not_repeat_an_address_that_its_text_gives() -> None:
    block = Block("source", "See https://example.org/", (("there", "https://example.org/"),))
    assert plain.render(of(block)) == "See https://example.org/"


def test_markdown_marks_what_matters_and_lists_conditions() -> None:
    assert markdown.render(ANSWER) == (
        "**A \\<grant\\> \\& more: in force.**\n"
        "\n"
        "**You \\*qualify\\*.**\n"
        "\n"
        "**You get: 60,000 yuan = 120,000 × 50%**\n"
        "\n"
        "First line.  \n"
        "Second \\[line\\](x) with \\`code\\` and \\_this\\_.\n"
        "\n"
        "Condition by condition:\n"
        "- ✓ in \\<the\\> zone\n"
        "- ? size\n"
        "\n"
        "Source: Notice no. 1  \n"
        "[Notice \\<no. 1\\> \\& annex](<https://example.org/a?b=1&c=%3C2%3E\"'>)\n"
        "\n"
        "According to another notice: less.\n"
        "\n"
        "How many people?"
    )


@pytest.mark.parametrize(
    "text",
    [
        *("&lt;b&gt;", "~~gone~~", "| a | b |\n| --- | --- |", "![x](y)", "\\*", "# Title", "<b>x</b>", "**", "[x]: y"),
        *("- x", "+ x", "1. x", "1) x", "a\n===", "a\n---", "0.5 or 1.5"),
    ],
)
def test_markdown_shows_a_users_signs_as_they_were_typed(text: str) -> None:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown.render(of(Block("body", text))))
    reader = read(html.replace("<br />", ""))
    assert (reader.text.strip(), reader.tags) == (text, ["p"])


def test_markdown_makes_no_code_of_an_indented_line_and_no_heading_of_an_empty_one() -> None:
    blocks = (Block("body", "    x"), Block("conditions", "All met:\n"), Block("verdict", "Yes\n\n and no"))
    html = MarkdownIt("commonmark").render(markdown.render(of(*blocks)))
    assert html == "<p>x</p>\n<p>All met:</p>\n<p><strong>Yes</strong></p>\n<p><strong>and no</strong></p>\n"


def test_a_markdown_link_is_one_for_a_reader_of_markdown() -> None:
    block = Block("source", "Source", (("Notice [1] <b>", ADDRESS),))
    reader = read(MarkdownIt("commonmark").render(markdown.render(of(block))).replace("<br />", ""))
    assert [label for _, label in reader.links] == ["Notice [1] <b>"]
    assert reader.tags == ["p", "a"]


def test_telegram_gets_every_word_as_text_and_no_tag_of_anybody_else() -> None:
    reader = read(telegram.render(ANSWER))
    for block in ANSWER.blocks:
        assert block.text in reader.text
    assert reader.tags == ["b", "b", "b", "blockquote expandable", "a"]
    assert reader.links == [(ADDRESS, "Notice <no. 1> & annex")]


def test_telegram_folds_the_basis_together_and_leaves_the_rest_open() -> None:
    folded = read(telegram.render(ANSWER)).folded
    assert "in <the> zone" in folded
    assert "Notice no. 1" in folded
    assert "another notice" in folded
    assert "qualify" not in folded
    assert "How many people?" not in folded


def test_telegram_folds_each_stretch_of_basis_where_it_stands() -> None:
    html = telegram.render(of(Block("source", "one"), Block("body", "between"), Block("note", "two")))
    assert html == (
        "<blockquote expandable>one</blockquote>\n\nbetween\n\n<blockquote expandable>two</blockquote>"
    )  # fmt: skip


@pytest.mark.parametrize(
    "render", [plain.render, markdown.render, telegram.render], ids=["plain", "markdown", "telegram"]
)
def test_an_answer_without_blocks_is_an_empty_text(render: object) -> None:
    assert callable(render)
    assert render(of()) == ""
    assert render(of(Block("body", ""))) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (60_000, "60,000"),
        (Decimal("60000.50"), "60,000.5"),
        (0.1, "0.1"),
        (Decimal("0.005"), "0"),
        (Decimal("-1234.567"), "-1,234.57"),
        (10**40, "10" + ",000" * 13),
        (0, "0"),
    ],
    ids=str,
)
def test_numbers_are_written_with_separators_and_no_idle_zeros(value: Decimal | float | int, shown: str) -> None:
    assert formats.number(value) == shown


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("2023", "2023年", "2023"),
        ("2023-03", "2023年3月", "March 2023"),
        ("2023-03-26", "2023年3月26日", "26 March 2023"),
    ],
)
def test_a_date_is_shown_as_exactly_as_it_is_known(value: str, zh: str, en: str) -> None:
    assert (formats.loose_day(value, "zh"), formats.loose_day(value, "en")) == (zh, en)
