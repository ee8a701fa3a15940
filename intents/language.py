"""Which language a message is in: Chinese characters, pinyin, or English."""

from __future__ import annotations

import re

from intents.features import stem
from intents.matcher import Matcher
from intents.sound import segment

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]+")


def message_language(text: str, matcher: Matcher, otherwise: str) -> str:
    """"zh" or "en"; `otherwise` where the message has no letters.

    A message of Latin letters is Chinese where most of its words are pinyin and few are English words of the
    catalogue.
    """
    han = len(_HAN.findall(text))
    words = _WORD.findall(text)
    if not words:
        return "zh" if han else otherwise
    if han:
        return "zh" if han >= len(words) else "en"
    long = [word for word in words if len(word) > 3]
    pinyin = [word for word in long if segment(word) and not _is_english(word, matcher)]
    return "zh" if len(pinyin) * 2 > len(long) else "en"


def _is_english(word: str, matcher: Matcher) -> bool:
    return "w:" + stem(word) in matcher.channels["words"]
