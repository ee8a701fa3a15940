"""Whatever stands in an answer, every rendering says all of it and nothing in it becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.channels.telegram.splitting import split, units
from bot.rendering import markdown, plain, telegram
from bot.rendering.answers import Answer, Block
from tests.bot.test_rendering import ANSWER
from tests.telegram_server.markup import text_of_html

ROLES = (
    "status",
    "title",
    "verdict",
    "amount",
    "body",
    "summary",
    "also",
    "list",
    "conditions",
    "source",
    "note",
    "question",
)
SIGNS = [
    "#",
    "- ",
    "+ ",
    "* ",
    "1. ",
    "2) ",
    "> ",
    "    ",
    "```",
    "~~~",
    "---",
    "===",
    "&lt;",
    "<b>",
    "](x)",
    "![",
    "\\",
]
WORDS = st.sampled_from(
    [*SIGNS, "房租", "word", "60,000", "www.x.test", "a@b.test", "😀", "|", "_", "*", "`", "&", "\n"]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=12).map("".join), st.text(st.characters(codec="utf-8"), max_size=40))
ADDRESSES = st.sampled_from(["https://x.test/", "https://x.test/?a=1&b=<2>", 'https://x.test/"(1) 2'])
LINKS = st.lists(st.tuples(TEXTS.filter(str.strip), ADDRESSES), max_size=2).map(tuple)
BLOCKS = st.lists(st.builds(Block, st.sampled_from(ROLES), TEXTS.filter(str.strip), LINKS), min_size=1, max_size=4)


class Text(HTMLParser):
    """The text of a page, and the addresses it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def answer(blocks: list[Block]) -> Answer:
    return replace(ANSWER, blocks=tuple(blocks))


def visible(text: str) -> str:
    """What is left when white space and signs that show nothing are passed over."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffd]", "", text)


def said(blocks: list[Block]) -> str:
    return visible("".join(block.text + "".join(label for label, _ in block.links) for block in blocks))


@given(BLOCKS)
def test_telegram_reads_every_part_and_the_parts_say_everything(blocks: list[Block]) -> None:
    parts = split(telegram.render(answer(blocks)), 60)
    texts = [text_of_html(part) for part in parts]
    assert all(0 < units(text) <= 60 for text in texts)
    assert visible("".join(texts)) == said(blocks)


@given(BLOCKS)
def test_a_reader_of_markdown_sees_what_was_written(blocks: list[Block]) -> None:
    page = Text()
    page.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown.render(answer(blocks))))
    page.close()
    assert page.tags <= {"p", "strong", "br", "a", "ul", "li"}
    assert visible(page.text) == said(blocks)


@given(BLOCKS)
def test_plain_text_says_everything_as_it_was_written(blocks: list[Block]) -> None:
    text = plain.render(answer(blocks))
    assert all(line.strip() in text for block in blocks for line in block.text.split("\n"))
