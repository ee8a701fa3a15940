"""An enterprise that is named before what is told of it: "our company is called Red Gate, we are 30 people"."""

from __future__ import annotations

import re

from intents.reading.vocabulary.manners import spoken

NAMING = frozenset({"enterprise_rename", "enterprise_new", "enterprise_use"})
"""Intents of such a piece."""
_MAY_NAME = re.compile(
    r"叫|名字|名称|全称|名为|改名|新增|添加|切换|\b(?:called|named|name|add|switch)\b", re.IGNORECASE
)
_MARK = re.compile(r"[，；。！;!]|(?<!\d)[,.]|[,.](?!\d)")
_NO_NAME = re.compile(r"了|吗|呢|不|没")
_LETTERS = re.compile(r"\w{2}")


def other_before(text: str) -> str | None:
    """What a message says of the user's other enterprise, spoken of first; None where it is not spoken of so."""
    found = spoken("of_the_other").match(text.lower())
    return None if found is None else " " * found.end() + text[found.end() :]


def name_before(text: str) -> tuple[str, str] | None:
    """The first piece of a message where it may name the enterprise, and the message with that piece left blank."""
    mark = _MARK.search(text)
    if mark is None or not _MAY_NAME.search(text, 0, mark.start()) or not _LETTERS.search(text, mark.end()):
        return None
    piece = text[: mark.start()]
    return None if _NO_NAME.search(piece) else (piece, " " * mark.end() + text[mark.end() :])
