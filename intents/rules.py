"""Intents: which side of a measure is asked for, or what else a message does. Rules are YAML, one file an intent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from intents.errors import RulesError
from intents.lexicon import read_mapping
from intents.normalise import bare, normalise
from knowledge.errors import Problem

LANGUAGES = ("zh", "en")
_LETTERS = {"zh": re.compile(r"[\u3400-\u9fff]"), "en": re.compile(r"[a-z]")}
"""Without one of these no pattern of the language can match."""
_KEYS = ("whole", "patterns", "match", "miss")


@dataclass(frozen=True, slots=True)
class Said:
    """A normalised message, with what every rule looks at."""

    text: str
    bare: str
    languages: frozenset[str]
    """Languages whose letters occur in it."""

    @classmethod
    def of(cls, text: str) -> Said:
        """The message taken apart."""
        return cls(text, bare(text), frozenset(name for name in LANGUAGES if _LETTERS[name].search(text)))


@dataclass(frozen=True)
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

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The patterns as one expression; None where there is none."""
        return re.compile("|".join(f"(?:{p})" for p in self.patterns)) if self.patterns else None

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "pattern"}  # compiled anew when used

    def find(self, said: Said) -> tuple[int, int] | None:
        """Where the message matches; None where it does not."""
        if said.bare in self.whole:
            return (0, len(said.text))
        if self.language not in said.languages or self.pattern is None:
            return None
        found = self.pattern.search(said.text)
        return found.span() if found else None


@dataclass(frozen=True, slots=True)
class IntentHit:
    """An intent and the words in the normalised message that told."""

    intent: str
    group: str
    """chat, dialogue, keeping (what is remembered) or asking."""
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class IntentRules:
    """All intents, by group in order of precedence."""

    groups: Mapping[str, Sequence[str]]
    rules: Mapping[str, tuple[IntentRule, ...]]

    def find(self, text: str, groups: Sequence[str] = ("chat", "dialogue", "keeping", "asking")) -> IntentHit | None:
        """The intent that comes first in the order of those that match."""
        said = Said.of(text)
        for group in groups:
            for intent in self.groups[group]:
                span = next((s for rule in self.rules[intent] if (s := rule.find(said)) is not None), None)
                if span is not None:
                    return IntentHit(intent, group, span)
        return None

    def every(self, text: str) -> list[str]:
        """Every intent that matches, in order."""
        names = (name for group in self.groups.values() for name in group)
        said = Said.of(text)
        return [name for name in names if any(rule.find(said) for rule in self.rules[name])]


@lru_cache(maxsize=1)
def load_rules() -> IntentRules:
    """The rules that ship with the program. Raises: RulesError with every fault."""
    folder = Path(str(files("intents").joinpath("rules")))
    groups: dict[str, list[str]] = read_mapping(folder / "order.yml", "intents/rules/order.yml").data
    problems: list[Problem] = []
    rules = {
        intent: tuple(_load(folder / language / f"{intent}.yml", intent, language, problems) for language in LANGUAGES)
        for names in groups.values()
        for intent in names
    }
    if problems:
        raise RulesError(problems)
    return IntentRules(groups, rules)


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
