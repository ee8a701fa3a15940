"""Which language a message is in: Chinese characters, pinyin, or English."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from intents.features import stem
from intents.once import once
from intents.sound import segment

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]+")
_CHINESE = re.compile("[的吗呢了]|[吧我你是]|[有没能么]|[多怎哪]|可以|不(?!动产)")
"""Characters of which a Chinese sentence has one."""
_ENGLISH = frozenset(
    (
        *("what", "is", "our", "we", "the", "do", "does", "can", "how", "much", "are", "as"),
        *("a", "it", "and", "with", "not", "no", "for", "of", "in", "to"),
    )
)
_ASKING = frozenset({"what", "how", "can", "do", "does", "is", "are", "which"})
_SENTENCE = 6
_FEW = 4
"""Everyday words that make an English sentence."""
_CHINESE_KINDS = ("gaoxin", "kaifa", "jingkai", "jingji", "chanye", "guojia")
_CHINESE_ENDS = frozenset({"qu", "shi", "sheng", "xinqu"})


class Vocabulary(Protocol):
    """The catalogue's words as features: whether one is among them."""

    def __contains__(self, key: object, /) -> bool: ...

    def __hash__(self) -> int: ...


@once
def everyday_words() -> frozenset[str]:
    """Everyday English words that no measure uses: they are spelled right all the same, and are no pinyin."""
    return frozenset(files("intents").joinpath("tables/everyday_words.txt").read_text(encoding="utf-8").split())


@once
def _names() -> dict[str, list[str]]:
    """Language to the names by which users ask for it."""
    lines = files("intents").joinpath("tables/language_names.txt").read_text(encoding="utf-8").splitlines()
    return {language: names for language, *names in map(str.split, lines)}


def language_named(text: str) -> str:
    """The language that a request for another language names: "zh" or "en"; empty for none, or for both."""
    named = [language for language, words in _names().items() if any(word in text for word in words)]
    return named[0] if len(named) == 1 else ""


_EVERYWHERE = frozenset({"ok", "okay"})
"""Words of every language."""


def message_language(text: str, known: Vocabulary, otherwise: str) -> str:
    """ "zh" or "en"; `otherwise` where the message has no letters. `known` holds the catalogue's words as features."""
    words = _WORD.findall(text)
    if not has_han(text):
        if not words or (otherwise and _EVERYWHERE.issuperset(words)):
            return otherwise
        return "zh" if is_pinyin(text, known) else "en"
    if not words or (len(_HAN.findall(text)) >= len(words) and not _asks_in_english(text, words)):
        return "zh"
    return "en"


def _asks_in_english(text: str, words: list[str]) -> bool:
    """Whether Chinese lends only names and units: "应纳税所得额288万. What is our CIT as a 小型微利企业?"."""
    common = _ENGLISH.intersection(words)
    is_sentence = len(common) >= _FEW or (len(common) > 1 and not _ASKING.isdisjoint(words))
    return len(words) >= _SENTENCE and is_sentence and not _CHINESE.search(text)


def language_of_names(text: str) -> str:
    """The language of a first message of names alone: English for "Guangzhou", Chinese for "guangzhou gaoxin"."""
    words = _WORD.findall(text)
    is_chinese = any(word.startswith(_CHINESE_KINDS) or word in _CHINESE_ENDS for word in words)
    return "zh" if is_chinese or not words else "en"


def has_han(text: str) -> bool:
    """Whether a Chinese character occurs."""
    return not text.isascii() and _HAN.search(text) is not None


def is_pinyin(text: str, known: Vocabulary) -> bool:
    """Whether a message of Latin letters is Chinese: most longer words are pinyin and no English, of whatever field."""
    return not has_han(text) and _is_latin_pinyin(text, known)


@lru_cache(maxsize=2)
def _is_latin_pinyin(text: str, known: Vocabulary) -> bool:
    """The same of a message without Chinese characters; remembered, for it is asked several times about each."""
    long = [word for word in _WORD.findall(text) if len(word) > 3]
    usual = everyday_words()
    pinyin = [word for word in long if word not in usual and segment(word) and "w:" + stem(word) not in known]
    return bool(long) and len(pinyin) * 2 > len(long)
