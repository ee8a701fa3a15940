"""How places are spoken of: what makes a name a place of the enterprise, of somebody else, or of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from intents.lexicon import read_shipped
from intents.reading.vocabulary.phrasing import expand
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Manners:
    """How places are spoken of: patterns of intents/lexicon/places.yml."""

    weak: frozenset[str]
    zone_after: re.Pattern[str]
    zone_bare: re.Pattern[str]
    other_thing_after: re.Pattern[str]
    other_role_after: re.Pattern[str]
    other_role_before: re.Pattern[str]
    not_in_before: re.Pattern[str]
    not_in_after: re.Pattern[str]
    located_before: re.Pattern[str]
    registered_before: re.Pattern[str]
    located_after: re.Pattern[str]
    other_subject: re.Pattern[str]
    measure_after: re.Pattern[str]
    compare: re.Pattern[str]
    not_typos: frozenset[str]


@lru_cache(maxsize=1)
def load_manners() -> Manners:
    """The patterns that ship with the program. Raises: RulesError where places.yml is broken."""
    data = read_shipped("lexicon/places.yml")
    zone_zh = rf"(?:{_either(data['zone_after_zh'])})(?!{_either(data['zone_not_before'])})"
    zone_en = rf"(?:'?s)?\s*(?:{_either(data['zone_after_en'])})(?![a-z])"
    bare_zh = rf"(?:{_either(data['zone_bare_zh'])})(?!{_either(data['zone_not_before'])})"
    bare_en = rf"(?<![a-z])(?:{_either(data['zone_bare_en'])})(?![a-z])"
    return Manners(
        weak=frozenset(data["weak"]),
        zone_after=re.compile(rf"(?:市|的|国家级?|的国家)?{zone_zh}|{zone_en}"),
        zone_bare=re.compile(f"{bare_zh}|{bare_en}"),
        other_thing_after=re.compile(rf"(?:{_either(data['other_thing_after'])})(?!生)"),  # 杭州|大学生
        other_role_after=re.compile("|".join(data["other_role_after"])),
        other_role_before=_ending(data["other_role_before"]),
        not_in_before=_ending(data["not_in_before"]),
        not_in_after=re.compile(_either(data["not_in_after"])),
        located_before=_ending(data["located_before"]),
        registered_before=_ending(data["registered_before"]),
        located_after=re.compile(_either(data["located_after"])),
        other_subject=_subject(data["other_subject"]),
        measure_after=re.compile(_either(data["measure_after"])),
        compare=re.compile("|".join(rf"(?<![a-z]){w}(?![a-z])" if w.isascii() else w for w in data["compare"])),
        not_typos=frozenset(data["not_typos"]),
    )


def _either(phrases: Sequence[str]) -> str:
    words = sorted({w for p in phrases for w in _expanded(p)}, key=len, reverse=True)
    return "|".join(re.escape(w) for w in words)


def _expanded(phrase: str) -> list[str]:
    lead = " " if phrase.startswith(" ") else ""
    return [lead + w for w in expand(phrase)]


def _subject(words: Sequence[str]) -> re.Pattern[str]:
    """One of the words as the subject of "is in", right before a place: "客户都在", "our suppliers are all in"."""
    subject = "|".join(rf"(?<![a-z]){re.escape(w)}" if w.isascii() else re.escape(w) for w in words)
    being = (
        r"们?(?:都|大多|主要|全|是|也|基本|大部分|现在)*在"
        r"|(?:\s+(?:are|is|all|mostly|both|based|located|sit|of ours))*\s+in"
    )
    return re.compile(rf"(?:{subject})(?:{being})(?:\s*[a-z\u3400-\u9fff]{{1,12}}\s*(?:和|与|、|and|,))?\s*$")


def _ending(phrases: Sequence[str]) -> re.Pattern[str]:
    """One of the phrases right before a place; articles may stand between."""
    longest_first = sorted(phrases, key=len, reverse=True)
    parts = [
        rf"(?<![a-z]){re.escape(p)}".replace(r"\*\ ", r"(?:[a-z']+\s+){1,4}") if p.isascii() else re.escape(p)
        for p in longest_first
    ]
    return re.compile(
        rf"(?:{'|'.join(parts)})(?:\s*(?:the|our|central|downtown|a|an|了|是|本地|国家级?|national))*\s*$"
    )
