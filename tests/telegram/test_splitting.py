"""Long messages are cut where it hurts least, and every part stands alone."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.splitting import LIMIT, plain, readable, split, units
from tests.telegram_server.markup import text_of_html

PIECES = st.sampled_from(
    [
        "房租",
        "<b>",
        "</b>",
        "&amp;",
        "&lt;",
        "😀",
        "\n",
        "\n\n",
        "word ",
        "。",
        '<a href="https://x.test/?a=1&amp;b=2">',
        "</a>",
    ]
)


def test_short_messages_stay_whole() -> None:
    assert split("<b>x</b>\n\ny") == ("<b>x</b>\n\ny",)
    assert split("x" * 4096) == ("x" * 4096,)
    assert split("<b></b> \n") == ()


def test_blank_lines_come_before_lines_before_sentences() -> None:
    assert split("aaa\n\nbbb\nccc\n\nddd", 9) == ("aaa", "bbb\nccc", "ddd")
    assert split("一二三。四五六。七", 5) == ("一二三。", "四五六。七")


def test_emoji_count_twice_and_are_never_cut() -> None:
    assert units("😀") == 2
    assert split("😀😀😀", 3) == ("😀", "😀", "😀")


def test_tags_are_closed_and_opened_again() -> None:
    assert split("<b>aa\n\n<i>bb</i></b>", 2) == ("<b>aa</b>", "<b><i>bb</i></b>")
    assert split('<a href="https://x.test/long/long/long">aabb</a>', 2) == (
        '<a href="https://x.test/long/long/long">aa</a>',
        '<a href="https://x.test/long/long/long">bb</a>',
    )


@given(st.lists(PIECES, max_size=60), st.integers(min_value=2, max_value=40))
def test_every_part_fits_reads_and_nothing_visible_is_lost(pieces: list[str], limit: int) -> None:
    """Whatever is split, Telegram can read each part, and the parts together say the same."""
    source = _well_formed(pieces)
    parts = split(source, limit)
    assert all(0 < units(text_of_html(part)) <= limit for part in parts)
    assert _visible("".join(map(plain, parts))) == _visible(plain(source))


def test_without_markup_a_link_still_leads_somewhere() -> None:
    shown = 'a &lt; <b>b</b>\n\n<a href="https://x.test/?a=1&amp;b=2">T &amp; U</a>\n<a href="https://y.test">V</a>'
    assert readable(shown) == "a < b\n\nT & U\nhttps://x.test/?a=1&b=2\nV\nhttps://y.test"


@given(st.integers(4000, LIMIT))
def test_without_markup_a_message_fits_all_the_same(length: int) -> None:
    """Where the addresses would make it too long they go, not a word of the text."""
    words = "x" * (length - 2)
    text = readable(f'{words}\n<a href="https://x.test/">T</a>')
    assert text == (f"{words}\nT\nhttps://x.test/" if length + 16 <= LIMIT else f"{words}\nT")


def _visible(text: str) -> str:
    return re.sub(r"\s", "", text)


def _well_formed(pieces: list[str]) -> str:
    """Drops end tags that fit nothing and closes what is open."""
    stack: list[str] = []
    kept = []
    for piece in pieces:
        if piece.startswith("</"):
            if not stack or f"</{stack[-1]}>" != piece:
                continue
            stack.pop()
        elif piece.startswith("<"):
            stack.append(piece[1])
        kept.append(piece)
    return "".join(kept + [f"</{name}>" for name in reversed(stack)])
