"""Splits a message at Telegram's limit: on blank lines where it can, never through a tag, an entity or a character."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

LIMIT = 4096
"""UTF-16 code units after entities are parsed."""
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^>]*>")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
ATOM = re.compile(rf"{TAG.pattern}|{ENTITY.pattern}|.", re.DOTALL)
BREAKS = (r"\n[ \t]*\n+", r"\n", r"(?<=[。！？；!?;])|(?<=\. )", r"(?<=[,，、 ])")
"""Where to cut, best first."""


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(source: str) -> str:
    """The text that is left of HTML when its tags are gone."""
    return html.unescape(TAG.sub("", source))


def readable(source: str) -> str:
    """The text with each link's address below its words; without the addresses where it would be too long so."""
    with_addresses = plain(LINK.sub(r"\2\n\1", source))
    return with_addresses if units(with_addresses) <= LIMIT else plain(source)


def split(source: str, limit: int = LIMIT) -> tuple[str, ...]:
    """The message in parts of at most `limit` visible units, each with its tags closed; () where nothing is visible."""
    source = source.encode("utf-8", "replace").decode().replace("\0", "")
    if len(source) * 2 <= limit:  # two units a character at most, and fewer than this are visible
        whole = source.strip("\n")
        return (whole,) if plain(whole).strip() else ()
    parts: list[str] = []
    length = 0
    for piece in _fitting(source, limit, 0):
        size = units(plain(piece))
        if not parts or length + size > limit:
            parts.append("")
            length = 0
        parts[-1] += piece
        length += size
    balanced = _balanced([part.strip("\n") for part in parts])
    return tuple(part for part in balanced if plain(part).strip())


def _fitting(source: str, limit: int, level: int) -> Iterator[str]:
    """The text in pieces that each fit, cut as coarsely as possible."""
    if units(plain(source)) <= limit:
        yield source
    elif level == len(BREAKS):
        yield from (atom[0] for atom in ATOM.finditer(source))
    else:
        for piece in _pieces(source, BREAKS[level]):
            yield from _fitting(piece, limit, level + 1)


def _pieces(source: str, pattern: str) -> list[str]:
    """The source cut behind each place that fits and lies outside tags, nothing lost."""
    inside = [(tag.start(), tag.end()) for tag in TAG.finditer(source)]
    pieces, start = [], 0
    for place in re.finditer(pattern, source):
        end = place.end()
        if start < end < len(source) and not any(a < end < b for a, b in inside):
            pieces.append(source[start:end])
            start = end
    return [*pieces, source[start:]]


def _balanced(parts: list[str]) -> list[str]:
    """Tags that are open at the end of a part are closed there and opened again in the next."""
    open_tags: list[tuple[str, str]] = []
    balanced = []
    for part in parts:
        start = "".join(tag for _, tag in open_tags)
        for tag in TAG.finditer(part):
            if not tag[1]:
                open_tags.append((tag[2], tag[0]))
            elif open_tags:
                open_tags.pop()
        end = "".join(f"</{name}>" for name, _ in reversed(open_tags))
        balanced.append(start + part + end)
    return balanced
