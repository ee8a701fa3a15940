"""Finding many phrases at once: Chinese ones by Aho-Corasick, Latin ones by their stems at word borders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import ahocorasick

from intents.features import Span, stem
from knowledge.records import dataclass

_WORD = re.compile(r"[a-z0-9][a-z0-9&'.-]*[a-z0-9]|[a-z0-9]")
_HAS_HAN = re.compile(r"[\u3400-\u9fff]")


class Hit(NamedTuple):
    """A phrase that was found: whose it is, where it stands in the normalised text, how it is written in the list."""

    owner: int
    span: Span
    phrase: str


Words = Sequence[tuple[str, Span]]
"""Stems of a text's Latin words, each with its place."""


def latin_words(text: str) -> Words:
    """The Latin words of a normalised text."""
    return [(stem(found.group()), found.span()) for found in _WORD.finditer(text)]


_Found = tuple[int, int, int, str]
"""A hit before it is known to be none of those inside a longer one: start, minus its end, owner, phrase. Sorted they
come by place, the longer first."""


_Owned = tuple[int, int, str]
"""Whose a phrase is: the number of its list, its owner there, the phrase."""
_BETWEEN = " "
"""Between the stems of a phrase, none of which has it."""


@dataclass(slots=True, eq=False)
class Lists:
    """Lists of phrases, looked for in one pass over a text.

    What the last text has is remembered for the next list that is asked about it.
    """

    count: int
    han: ahocorasick.Automaton | None
    """To whose the phrase is; None: there are none."""
    latin: dict[str, tuple[_Owned, ...]]
    """The stems of a phrase, as one text, to whose it is."""
    counts: dict[str, tuple[int, ...]]
    """The first stem of a phrase to how many stems such phrases have."""
    _last: tuple[str, list[list[_Found]]] = ("", [])

    def __reduce__(self) -> tuple[object, ...]:
        return Lists, (self.count, self.han, self.latin, self.counts)

    def found(self, text: str, words: Words | None) -> list[list[_Found]]:
        """The hits in the text, list by list."""
        last, found = self._last
        if last != text or not text:
            found = [[] for _ in range(self.count)]
            self._find_latin(latin_words(text) if words is None else words, found)
            if self.han is not None and not text.isascii():
                for end, owned in self.han.iter(text):
                    for number, owner, phrase in owned:
                        found[number].append((end + 1 - len(phrase), -1 - end, owner, phrase))
            self._last = text, found
        return found

    def _find_latin(self, words: Words, found: list[list[_Found]]) -> None:
        latin, stems = self.latin, [word for word, _ in words]
        for at, counts in enumerate(map(self.counts.get, stems)):
            for count in counts or ():
                owned = latin.get(stems[at] if count == 1 else _BETWEEN.join(stems[at : at + count]))
                if owned is not None and at + count <= len(stems):
                    start, back = words[at][1][0], -words[at + count - 1][1][1]
                    for number, owner, phrase in owned:
                        found[number].append((start, back, owner, phrase))


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """A finder over (phrase, owner) pairs; the phrases are normalised text."""

    lists: Lists
    number: int = 0
    """Which of them it is."""

    def find(self, text: str, words: Words | None = None) -> list[Hit]:
        """Every hit that no longer hit of the same owner holds, by place; `words` saves cutting the text again."""
        found = self.lists.found(text, words)[self.number]
        return _maximal(found) if found else []

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """The pairs."""
        han = self.lists.han.values() if self.lists.han is not None else ()
        for owned in chain(han, self.lists.latin.values()):
            yield from ((phrase, owner) for number, owner, phrase in owned if number == self.number)


def build_phrases(pairs: Iterable[tuple[str, int]]) -> Phrases:
    """The finder; phrases with a Chinese character are found anywhere, others as whole words."""
    return Phrases(_build_lists([pairs]))


def united(several: Sequence[Phrases]) -> list[Phrases]:
    """The same finders, all of whose phrases are found in one pass over a text."""
    lists = _build_lists(several)
    return [Phrases(lists, number) for number in range(len(several))]


def _build_lists(several: Sequence[Iterable[tuple[str, int]]]) -> Lists:
    han: dict[str, list[_Owned]] = defaultdict(list)
    latin: dict[str, list[_Owned]] = defaultdict(list)
    counts: dict[str, set[int]] = defaultdict(set)
    for number, pairs in enumerate(several):
        for phrase, owner in pairs:
            if _HAS_HAN.search(phrase):
                han[phrase].append((number, owner, phrase))
            elif stems := [word for word, _ in latin_words(phrase)]:
                owned = latin[_BETWEEN.join(stems)]
                if (number, owner) not in [one[:2] for one in owned]:
                    owned.append((number, owner, phrase))
                    counts[stems[0]].add(len(stems))
    shared = {own: own for own in (tuple(sorted(numbers)) for numbers in counts.values())}
    return Lists(
        len(several),
        _automaton(han),
        {stems: tuple(owned) for stems, owned in latin.items()},
        {first: shared[tuple(sorted(own))] for first, own in counts.items()},
    )


def _automaton(phrases: Mapping[str, Iterable[_Owned]]) -> ahocorasick.Automaton | None:
    automaton = ahocorasick.Automaton()
    for phrase, owned in phrases.items():
        automaton.add_word(phrase, tuple(owned))
    if phrases:
        automaton.make_automaton()
    return automaton if phrases else None


def _maximal(found: list[_Found]) -> list[Hit]:
    """The hits without those inside a longer one of the same owner, by place."""
    kept: list[Hit] = []
    furthest: dict[int, int] = {}
    for start, back, owner, phrase in sorted(found):
        if owner not in furthest or back < furthest[owner]:
            furthest[owner] = back
            kept.append(Hit(owner, (start, -back), phrase))
    return kept
