"""Signs that a message is about what no measure serves: another country, a private life, an errand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from intents.features import Span
from intents.lexicon import read_shipped
from intents.normalise import normalise
from intents.patterns import Patterns, build_patterns
from intents.phrases import Phrases, Words, build_phrases
from knowledge.records import dataclass

ABROAD, COMING, PERSONAL, ENTERPRISE, IMPROPER = range(5)
_LISTS = ("abroad", "abroad_unless", "personal", "enterprise", "improper")
_COUNTERS = frozenset("0123456789二两三四五六七八九十百千几多来")
_OURS = ("们", "司", "厂", "公司", "方")
"""What makes a firm of 我."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Where a message shows that it is about something else; empty where it does not."""

    abroad: tuple[Span, ...] = ()
    personal: tuple[Span, ...] = ()
    improper: tuple[Span, ...] = ()
    errand: tuple[Span, ...] = ()


NO_SIGNS = Signs()


@dataclass(frozen=True, slots=True)
class Outside:
    """The finder of such signs."""

    phrases: Phrases
    comes_from: re.Pattern[str]
    """Before a country: somebody or something comes from there or goes there."""
    goes_on: re.Pattern[str]
    """After a country: its experts, its customers."""

    speaks_for_enterprise: re.Pattern[str]
    errands: Patterns
    """Wordings of what no policy gives: opening hours, the price of goods, a lost paper."""
    asks_for_help: re.Pattern[str]
    """What makes more of a message than an errand."""

    def find(self, text: str, words: Words) -> Signs:
        """The signs in a normalised text; `words` are its Latin words."""
        errand, hits = self._errands(text), self.phrases.find(text, words)
        if not hits:
            return Signs(errand=errand) if errand else NO_SIGNS
        found: tuple[list[Span], ...] = tuple([] for _ in _LISTS)
        for hit in hits:
            found[hit.owner].append(hit.span)
        abroad = tuple(span for span in found[ABROAD] if self._is_subject(text, span))
        personal = [one for one in found[PERSONAL] if not _is_counted(text, one) and not _is_of_the_firm(text, one)]
        if personal and (found[ENTERPRISE] or self.speaks_for_enterprise.search(text)):
            personal = []
        return Signs(() if found[COMING] else abroad, tuple(personal), tuple(found[IMPROPER]), errand)

    def _errands(self, text: str) -> tuple[Span, ...]:
        found = [self.errands.search(number, text) for number in self.errands.possible(text)]
        spans = tuple(one.span() for one in found if one is not None)
        return () if spans and self.asks_for_help.search(text) else spans

    def _is_subject(self, text: str, span: Span) -> bool:
        return not self.goes_on.match(text, span[1]) and not self.comes_from.search(text[: span[0]])


def _is_counted(text: str, span: Span) -> bool:
    """Whether it begins inside a number of people: 6个人|能."""
    start = span[0]
    return text.startswith("个人", start) and start > 0 and text[start - 1] in _COUNTERS


def _is_of_the_firm(text: str, span: Span) -> bool:
    """Whether it ends inside a word for the enterprise: 扣我|们的尾款, 公司欠我|司货款."""
    end = span[1]
    return text[end - 1] == "我" and text.startswith(_OURS, end)


def outside_words() -> tuple[str, ...]:
    """Every word of the lists: they are spelled right, though no measure uses them."""
    data = read_shipped("rules/outside.yml")
    return tuple(word for name in _LISTS for word in _words(data[name]))


def load_outside() -> Outside:
    """The finder over intents/rules/outside.yml. Raises: RulesError."""
    data = read_shipped("rules/outside.yml")
    pairs = [(word, owner) for owner, name in enumerate(_LISTS) for word in _words(data[name])]
    before, after = (_alternatives(_words(data[name])) for name in ("abroad_before", "abroad_after"))
    return Outside(
        build_phrases(pairs),
        re.compile(rf"(?:{before})\s*(?:the )?\Z"),
        re.compile(rf"\s*的?(?:{after})(?![a-z])"),
        re.compile("|".join(data["enterprise_patterns"])),
        build_patterns(data["errand"]),
        re.compile(data["errand_unless"]),
    )


def _words(entry: Mapping[str, Sequence[str]] | Sequence[str]) -> list[str]:
    listed = [word for words in entry.values() for word in words] if isinstance(entry, Mapping) else entry
    return [normalise(str(word)).text for word in listed]


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(rf"\b{re.escape(w)}" if w.isascii() else re.escape(w) for w in words)
