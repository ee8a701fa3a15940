"""Reads Telegram's HTML as the Bot API does: the text that is left, or the error it answers with."""

from __future__ import annotations

import html
import re

from tests.telegram_server.description import Refused

TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "a", "code", "pre", "blockquote"}
    | {"tg-spoiler", "tg-emoji", "tg-time"}
)

TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^>]*)(>?)")


def text_of_html(source: str) -> str:
    """The message's text after entities are parsed.

    Raises: Refused with Telegram's "can't parse entities" text.
    """
    text: list[str] = []
    open_tags: list[str] = []
    at = 0
    for tag in TAG.finditer(source):
        text.append(source[at : tag.start()])
        at = tag.end()
        _read_tag(source, tag, open_tags)
    if open_tags:
        raise Refused(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1]}\"")
    text.append(source[at:])
    return html.unescape("".join(text))


def _read_tag(source: str, tag: re.Match[str], open_tags: list[str]) -> None:
    closing, name, rest, end = tag.group(1), tag.group(2).lower(), tag.group(3), tag.group(4)
    if not end:
        raise _refused("Unclosed start tag", source, tag)
    if not closing:
        if name not in TAGS:
            raise _refused(f'Unsupported start tag "{name}"', source, tag)
        if rest.count('"') % 2:
            raise _refused("Unclosed attribute value", source, tag)
        open_tags.append(name)
        return
    if not open_tags:
        raise _refused("Unexpected end tag", source, tag)
    expected = open_tags.pop()
    if name and name != expected:
        raise _refused("Unmatched end tag", source, tag, f', expected "</{expected}>", found "</{name}>"')


def _refused(what: str, source: str, tag: re.Match[str], more: str = "") -> Refused:
    offset = len(source[: tag.start()].encode())
    return Refused(f"can't parse entities: {what} at byte offset {offset}{more}")
