"""The rules by which facts are read, from intents/lexicon/, and the word classes that they name, compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any

from intents.expressions import Expression
from intents.lexicon import read_shipped
from intents.once import once
from intents.reading.vocabulary.wordclasses import WordClasses, load_word_classes
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Concept:
    """What a number may be about; without a fact it only keeps its number away from the others."""

    __pydantic_config__ = {"extra": "forbid"}
    unit: str
    """money people count share months years points"""
    fact: str | None = None
    periods: Mapping[str, str] | None = None
    """Where the year matters: period -> fact."""
    default: str | None = None
    """The period that is meant where none is said."""
    increase: str | None = None
    """The fact for "by so much more"."""
    year_2019: str | None = None
    """The fact for the year 2019."""
    share: str | None = None
    """The fact where the number is a share."""
    months: str | None = None
    """The fact where the number is a time."""
    topic: str | None = None
    """A class that must be in the message."""
    near: str | None = None
    """A class that must be in the sentence, before the number."""
    beside: str | None = None
    """A class that must be in the clause, be it inside a longer word."""
    inverse: bool = False
    """The share is of what is left over."""
    sums: bool = False
    """Several numbers of one message add up."""
    same_clause: bool = False
    """The number never stands beyond a comma."""
    counted: bool = False
    """The number has its unit beside it: 18个, 9 people."""
    small: bool = False
    """Sums of a few thousand are usual, so a bare number from 1,000 on is money."""
    apart: str | None = None
    """A class that must not be in the clause."""
    reach: int | None = None
    """How many words may stand between the word and its number; None: the usual."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said outright: the classes that must stand together, and what follows."""

    __pydantic_config__ = {"extra": "forbid"}
    fact: str
    words: tuple[str, ...]
    """Classes; the last is the predicate that a "not" denies."""
    said: str
    """Who must say it of whom; see `speaking`."""
    value: Any = None
    denied: Any = None
    gap: int = 12
    """How far apart the words may stand, in words."""
    ordered: bool = False
    """The first class must stand before the last."""
    inner: bool = False
    """The last class may be part of a longer word."""
    inner_partner: bool = False
    """The first class may be part of a longer word."""
    near: str | None = None
    """A class that must be in the sentence."""
    topic: str | None = None
    """A class that must be in the message, or what the fact is asked for about."""
    named: str | None = None
    """A class that must be in the message although the fact itself is asked for everywhere: what the asker is."""
    governed: bool = False
    """What is done or had, so that a "not" before the verb denies it: "we do not sell any …"."""
    back: bool = False
    """The first class may stand in an earlier clause of the sentence."""
    unless: str | None = None
    """A manner of manners.yml: where the clause has it, the value does not follow (a denial still does)."""
    held: bool = False
    """One of several that are had or not: a "no" before or behind the whole list denies it."""
    open: bool = False
    """Says that the fact is not known: whatever else the message says of it counts for nothing."""
    rank: int = 0
    """Place in the list: of two values of one fact the first rule wins."""
    needs: frozenset[str] = frozenset()
    """Every class without which it cannot apply, the predicate's own aside."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything by which facts are read."""

    concepts: Mapping[str, Concept]
    statements: Mapping[str, tuple[Statement, ...]]
    """By the last class of their words."""
    concept_of: Mapping[str, Concept]
    """Fact -> the concept whose numbers it takes."""
    units: Mapping[str, str]
    """Fact -> what it is counted in."""
    answers: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Fact -> value -> short answers."""
    latin_words: frozenset[str]
    """Every Latin word of a class, for mending typing errors."""
    short_words: Mapping[str, str]
    """Latin words as they are cut short -> what they stand for."""
    short: Expression
    """Any of them."""
    protected: frozenset[str]
    """English words that are one letter away from a word of a class and must stay."""
    topics: Mapping[str, frozenset[str]]
    """Fact -> classes of which one has to be in a message for it to be read."""
    topics_by_kind: Mapping[str, frozenset[str]]
    """Class -> classes of which one has to be in a message for its words to count."""
    listed: frozenset[str]
    """Classes of what is had, won or belonged to: a "no" before a list of them is said of each."""
    dated: frozenset[str]
    """Facts of which a year is one: a sum beside it may be theirs without a word."""
    classes: WordClasses

    def topics_of(self, facts: Iterable[str]) -> frozenset[str]:
        """What a message need not say where these facts are what it is about."""
        return frozenset(topic for fact in facts for topic in self.topics.get(fact, ()))

    def topics_missing(self, kinds: frozenset[str]) -> frozenset[str]:
        """What a message with words of these classes would have had to be about for all of them to count."""
        wanted = {topic for kind in kinds for topic in self.topics_by_kind.get(kind, ())}
        return frozenset(wanted - kinds)


@once
def load_grammar() -> Grammar:
    """The grammar that ships with the program. Raises: RulesError with every fault of a file's form."""
    from pydantic import TypeAdapter  # not needed where a compiled form is at hand

    rules, short_words = read_shipped("lexicon/facts.yml"), read_shipped("lexicon/abbreviations.yml")
    classes, words = load_word_classes()
    statements: dict[str, list[Statement]] = {}
    for rank, rule in enumerate(TypeAdapter(tuple[Statement, ...]).validate_python(rules["statements"])):
        statements.setdefault(rule.words[-1], []).append(replace(rule, rank=rank, needs=_needs(rule)))
    concepts = TypeAdapter(dict[str, Concept]).validate_python(rules["concepts"])
    named = [(fact, unit, concept) for concept in concepts.values() for fact, unit in facts_of(concept)]
    stated = [rule for rules_of in statements.values() for rule in rules_of]
    topics_of_facts = [*((fact, one.topic) for fact, _, one in named), *((rule.fact, rule.topic) for rule in stated)]
    topics_of_kinds = [*((k, one.topic) for k, one in concepts.items()), *((r.words[-1], r.topic) for r in stated)]
    return Grammar(
        concepts=concepts,
        concept_of={fact: concept for fact, _, concept in reversed(named)},
        units={fact: unit for fact, unit, _ in reversed(named)},
        statements={k: tuple(v) for k, v in statements.items()},
        answers=TypeAdapter(dict[str, dict[str, tuple[str, ...]]]).validate_python(rules["answers"]),
        latin_words=words,
        short_words=short_words,
        short=Expression(rf"(?<![a-z0-9'])(?:{'|'.join(short_words)})(?![a-z0-9'])"),
        protected=frozenset(files("intents").joinpath("tables/protected_words.txt").read_text("utf-8").split()),
        topics=_topics(topics_of_facts),
        topics_by_kind=_topics(topics_of_kinds),
        listed=frozenset(rules["listed"]),
        dated=frozenset(fact for concept in concepts.values() for fact in _dated(concept)),
        classes=classes,
    )


def _topics(named: Iterable[tuple[str, str | None]]) -> dict[str, frozenset[str]]:
    """Facts or classes with their topics, of the pairs that have one."""
    topics: dict[str, set[str]] = {}
    for name, topic in named:
        if topic is not None:
            topics.setdefault(name, set()).add(topic)
    return {name: frozenset(found) for name, found in topics.items()}


def _needs(rule: Statement) -> frozenset[str]:
    return frozenset(kind for kind in (*rule.words[:-1], rule.topic, rule.named, rule.near) if kind is not None)


def _dated(concept: Concept) -> Iterator[str]:
    """The facts that the concept has by years."""
    yield from (concept.periods or {}).values()
    if concept.year_2019:
        yield concept.year_2019


def facts_of(concept: Concept) -> Iterator[tuple[str, str]]:
    """Every fact that a number of the concept can become, with its unit."""
    plain = [concept.fact, concept.increase, concept.year_2019, *(concept.periods or {}).values()]
    yield from ((fact, concept.unit) for fact in plain if fact)
    if concept.share:
        yield concept.share, "share"
    if concept.months:
        yield concept.months, "months"
