"""Intents: which side of a measure is asked for, or what else a message does. Rules are YAML, one file an intent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from intents.errors import RulesError
from intents.language import has_han
from intents.lexicon import read_mapping, read_shipped
from intents.normalise import bare, normalise
from intents.patterns import Patterns, build_patterns
from knowledge.citations import LANGUAGES
from knowledge.errors import Problem
from knowledge.records import dataclass

_LETTERS = {"zh": re.compile(r"[\u3400-\u9fff]"), "en": re.compile(r"[a-z]")}
"""Without one of these no pattern of the language can match."""
_KEYS = ("whole", "patterns", "match", "miss")
LONGEST_SIDE, LONGEST_CHINESE_SIDE = 48, 16
"""Characters up to which a message may ask for a side and nothing else."""
_NO_MARKS = str.maketrans("?!.,;:", "      ")
_CLAUSE = re.compile(r"[^,.;:?!\n，。；：？！]+")
_PIECE = re.compile(r"\S+")
ANYTHING = "screen"
"""The intent that asks for all that there is."""
SIDES = frozenset({"eligible", "amount", "apply", "documents", "deadline", "source"})
"""Intents that ask for a side of one measure."""
JOINING = frozenset({"compare", "combine"})
"""Intents that ask about several measures at once."""


@dataclass(frozen=True, slots=True)
class IntentRule:
    """One intent in one language."""

    intent: str
    language: str
    whole: frozenset[str]
    """Messages that are nothing else, normalised, without punctuation at the edges."""
    patterns: tuple[str, ...]
    match: tuple[str, ...]
    """Messages that must be recognised; each is a test."""
    miss: tuple[str, ...]
    """Messages that must not; each is a test."""


@dataclass(frozen=True, slots=True)
class IntentHit:
    """An intent and the words in the normalised message that told."""

    intent: str
    group: str
    """chat, dialogue, keeping (what is remembered) or asking."""
    span: tuple[int, int]
    is_whole: bool = False
    """The message is nothing else, so that it names no subject."""


@dataclass(frozen=True, slots=True, eq=False)
class IntentRules:
    """All intents, by group in order of precedence."""

    groups: Mapping[str, Sequence[str]]
    rules: Mapping[str, tuple[IntentRule, ...]]
    ordered: tuple[tuple[str, IntentRule], ...]
    """Every rule with its group, in order of precedence."""
    whole: Mapping[str, tuple[int, ...]]
    """Messages that are an intent as a whole, to the numbers of the rules."""
    opener: re.Pattern[str]
    """What such a message may begin with: a greeting, "so"."""
    light: re.Pattern[str]
    """Words that may stand beside what asks for a side."""
    sides: Mapping[str, tuple[int, ...]]
    """What is left of those messages that ask for a side, without such words, to the numbers of the rules."""
    still: re.Pattern[str]
    """A question for the last day that is one for the conditions where the enterprise has told of itself."""
    patterns: Patterns
    """The patterns of all rules, rule after rule."""
    owners: tuple[int, ...]
    """The rule of each pattern."""

    def find(self, text: str, *, is_told: bool = False) -> IntentHit | None:
        """The intent that comes first in the order of those that match; `is_told`: it tells of the enterprise too."""
        first = None
        whole = self._as_a_whole(text)
        for number, span in self._matching(text, whole):
            group, rule = self.ordered[number]
            hit = IntentHit(rule.intent, group, span, number in whole)
            if first is None and not (is_told and hit.intent == "deadline" and self.still.search(text, *span)):
                return hit
            if hit.intent in ("amount", "eligible"):
                return hit
            first = first or hit
        return first or (self._asked_beside(text) if is_told else None)

    def every(self, text: str) -> list[str]:
        """Every intent that matches, in order."""
        found = self._matching(text, self._as_a_whole(text))
        return list(dict.fromkeys(self.ordered[number][1].intent for number, _ in found))

    def _matching(self, text: str, whole: Collection[int]) -> Iterator[tuple[int, tuple[int, int]]]:
        """Each rule that matches, in order of precedence, with the place of what matches; `whole`: as a whole."""
        possible = groupby(self.patterns.possible(text), self.owners.__getitem__)
        candidates: Iterable[tuple[int, Iterable[int]]] = possible
        if whole:
            listed = {number: list(patterns) for number, patterns in possible} | {number: [] for number in whole}
            candidates = sorted(listed.items())
        letters = {language: found.search(text) is not None for language, found in _LETTERS.items()}
        for number, patterns in candidates:
            if number in whole:
                yield number, (0, len(text))
            elif letters[self.ordered[number][1].language] and (span := self._span(patterns, text)):
                yield number, span

    def _as_a_whole(self, text: str) -> tuple[int, ...]:
        found = self.whole.get(bare(text))
        if found is None and (opened := self.opener.match(text)) is not None:
            found = self.whole.get(bare(text[opened.end() :]))
        if found is None and len(text) <= (LONGEST_SIDE if text.isascii() else LONGEST_CHINESE_SIDE):
            found = self.sides.get(_core(text, self.light))
        return found or ()

    def _asked_beside(self, text: str) -> IntentHit | None:
        """A question for all that there is, in a clause of its own, of a message that tells of the enterprise."""
        for clause in _CLAUSE.finditer(text):
            for part in _PIECE.finditer(text, *clause.span()) if has_han(clause.group()) else (clause,):
                for number in self._as_a_whole(part.group()):
                    group, rule = self.ordered[number]
                    if rule.intent == ANYTHING:
                        return IntentHit(rule.intent, group, part.span())
        return None

    def _span(self, patterns: Iterable[int], text: str) -> tuple[int, int] | None:
        """Where the first of the patterns matches; of those that begin at one place, the one listed first."""
        expressions = self.patterns.expressions
        found = [expressions[number].pattern.search(text) for number in patterns]
        spans = [one.span() for one in found if one is not None]
        return min(spans, key=itemgetter(0)) if spans else None


def order_rules(
    groups: Mapping[str, Sequence[str]],
    rules: Mapping[str, tuple[IntentRule, ...]],
    openers: Mapping[str, Sequence[str]],
    still: Mapping[str, Sequence[str]],
    light: Mapping[str, Sequence[str]],
) -> IntentRules:
    """The rules, ready to be found; `openers`, `still` and `light` are words by language: see `IntentRules`."""
    ordered = [(group, rule) for group, names in groups.items() for name in names for rule in rules[name]]
    said = [(text, number) for number, (_, rule) in enumerate(ordered) for text in rule.whole]
    beside = re.compile(rf"(?<![a-z])(?:{_any_of(light).pattern})")
    sides = ((_core(text, beside), number) for text, number in said if ordered[number][1].intent in SIDES)
    return IntentRules(
        groups,
        rules,
        tuple(ordered),
        _by_text(said),
        _opener(openers),
        beside,
        _by_text((core, number) for core, number in sides if core),
        _any_of(still),
        build_patterns([pattern for _, rule in ordered for pattern in rule.patterns]),
        tuple(number for number, (_, rule) in enumerate(ordered) for _ in rule.patterns),
    )


def _by_text(said: Iterable[tuple[str, int]]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for text, number in said:
        found.setdefault(text, []).append(number)
    return {text: tuple(sorted(set(numbers))) for text, numbers in found.items()}


def _core(text: str, light: re.Pattern[str]) -> str:
    """What is left of a text without the words beside; empty where nothing is."""
    return " ".join(light.sub(" ", text).translate(_NO_MARKS).split())


def _opener(openers: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:(?:{_any_of(openers).pattern})[\W_]*)+")


def _any_of(words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Any of the words, the longest that fits; Latin ones end where a word ends."""
    ended = [re.escape(word) + (r"\b" if word.isascii() else "") for listed in words.values() for word in listed]
    return re.compile("|".join(sorted(ended, key=len, reverse=True)))


@lru_cache(maxsize=1)
def load_rules() -> IntentRules:
    """The rules that ship with the program. Raises: RulesError with every fault."""
    folder = Path(str(files("intents").joinpath("rules")))
    groups: dict[str, list[str]] = read_shipped("rules/order.yml")
    problems: list[Problem] = []
    rules = {
        intent: tuple(_load(folder / language / f"{intent}.yml", intent, language, problems) for language in LANGUAGES)
        for names in groups.values()
        for intent in names
    }
    if problems:
        raise RulesError(problems)
    openers, still, light = (read_shipped(f"rules/{name}.yml") for name in ("openers", "still", "light"))
    return order_rules(groups, rules, openers, still, light)


def _load(path: Path, intent: str, language: str, problems: list[Problem]) -> IntentRule:
    read = read_mapping(path, f"intents/rules/{language}/{intent}.yml")
    allowed = ", ".join(_KEYS)
    problems += [read.problem((k,), f"is not a key here; allowed: {allowed}") for k in read.data if k not in _KEYS]
    for number, pattern in enumerate(read.data.get("patterns", ())):
        try:
            re.compile(pattern)
        except re.error as error:
            problems.append(read.problem(("patterns", number), f"is not a pattern: {error}"))
    return IntentRule(
        intent,
        language,
        frozenset(bare(normalise(w).text) for w in read.data.get("whole", ())),
        tuple(read.data.get("patterns", ())),
        tuple(read.data.get("match", ())),
        tuple(read.data.get("miss", ())),
    )
