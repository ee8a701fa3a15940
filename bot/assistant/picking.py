"""Which of the measures offered last a message means: by its number, a word of its name, its place, a need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.assistant.conversation import Conversation
from intents.choices import SHOWN
from intents.following import facts_tested
from intents.normalise import Normalised
from intents.once import once
from intents.understanding import Understanding
from knowledge.catalogue import Catalogue
from knowledge.measures import Measure
from knowledge.records import dataclass
from knowledge.yamlfile import read_yaml


@dataclass(frozen=True, slots=True)
class Pointing:
    """How one of a list is pointed at."""

    ordinals: Mapping[str, int]
    """Word to its place on the list, from 0; -1 is the last."""
    number: re.Pattern[str]
    ordinal: re.Pattern[str]
    """What makes a place of a number that could count something."""
    named: re.Pattern[str]
    """A word of a name with what points at it: 贴息那个, "the interest one"."""
    another: re.Pattern[str]
    """What turns down the one at hand for another of the same list."""
    bare: re.Pattern[str]
    """A yes or no and nothing else."""
    denial: re.Pattern[str]
    """How what is denied begins."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a list, typed."""

    at: int
    """From 0; -1 is the last."""
    is_bare: bool
    """A number and nothing that says that it is a place: "1", but not "①" or "the first"."""


_AROUND = " \t\n,，.。!！?？;；()（）[]"


def place_of(message: Normalised) -> Place | None:
    """The place that a message is and nothing else; None for any other message."""
    text, pointing = message.text.strip(_AROUND), load_pointing()
    number = pointing.number.fullmatch(text)
    if number is None:
        return None
    return Place(pointing.ordinals[number.group(1)], pointing.ordinal.search(message.raw.lower()) is None)


def is_another(message: Normalised) -> bool:
    """Whether the message only asks for another one than that at hand: "not this one", 另一个呢."""
    return load_pointing().another.fullmatch(message.text.strip(_AROUND)) is not None


def is_bare_reply(message: Normalised) -> bool:
    """Whether the message is a yes or a no and nothing else."""
    return load_pointing().bare.fullmatch(message.text.strip(_AROUND)) is not None


def is_denial(message: Normalised) -> bool:
    """Whether the message denies something: "no cert", 没证."""
    return load_pointing().denial.match(message.text.strip(_AROUND)) is not None


def chosen(understanding: Understanding, conversation: Conversation, catalogue: Catalogue) -> tuple[str, ...]:
    """Those of the measures offered last that a number, a place or a broad need leaves; all others say nothing."""
    shown = conversation.shown
    text = understanding.message.text.strip(_AROUND)
    place = place_of(understanding.message)
    if place is not None:
        return shown[place.at :][:1]
    pointed = load_pointing().named.fullmatch(text)
    if pointed is not None and (named := _named(pointed.group(1) or pointed.group(2), shown, catalogue)):
        return named
    if not understanding.is_bare:
        return ()
    if understanding.named_places:
        return there(understanding, shown, catalogue)
    places = frozenset.intersection(*(frozenset(catalogue.measures[name].places) for name in shown)) - {"CN"}
    offered = [m.id for m in _announced(catalogue, understanding) if not places.isdisjoint(m.places)] or shown
    return tuple(n for n in offered if not understanding.topics.isdisjoint(catalogue.measures[n].topics))[:SHOWN]


def testing(told: Iterable[str], shown: tuple[str, ...], catalogue: Catalogue) -> str | None:
    """The one measure offered that asks for what is told, as for 国家级 of an incubator; None where several do."""
    telling = frozenset(told)
    found = [name for name in shown if not telling.isdisjoint(facts_tested(catalogue.measures[name]))]
    return found[0] if len(found) == 1 else None


def there(understanding: Understanding, shown: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """Measures of the places named that serve what all those offered last serve."""
    within = catalogue.regions.within
    needs = frozenset.intersection(*(frozenset(catalogue.measures[name].topics) for name in shown))
    found = tuple(
        m.id
        for m in _announced(catalogue, understanding)
        if (not needs.isdisjoint(m.topics) if needs else m.id in shown)
        and any(within(a, p) or within(p, a) for a in m.places for p in understanding.named_places if a != "CN")
    )
    return found[:SHOWN]


def _announced(catalogue: Catalogue, understanding: Understanding) -> Iterator[Measure]:
    return (m for m in catalogue.measures.values() if m.validity.announced <= understanding.day)


def _named(word: str, shown: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """The one measure whose title, in either language, has the word; nothing where several have."""
    found = tuple(
        name for name in shown if any(word in title.lower() for title in catalogue.measures[name].title.values())
    )
    return found if len(found) == 1 else ()


@once
def load_pointing() -> Pointing:
    """The words by which one of several is pointed out."""
    path = Path(str(files("bot.assistant").joinpath("picking.yml")))
    data: dict[str, Any] = read_yaml(path)[0].data
    ordinals = {str(word): int(at) for at, words in data["ordinals"].items() for word in words}
    longest_first = "|".join(sorted(ordinals, key=len, reverse=True))
    number = data["number"].format(ordinals=longest_first)
    ordinal = re.compile("|".join(data["ordinal"]))
    keys = ("pointed", "another", "bare", "denial")
    named, another, bare, denial = (re.compile("|".join(data[key])) for key in keys)
    return Pointing(ordinals, re.compile(number), ordinal, named, another, bare, denial)
