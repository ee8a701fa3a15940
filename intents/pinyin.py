"""Reads a message typed in pinyin as the Chinese that it stands for, as far as the words of the field go.

Phrases of the catalogue and the lexicon are looked up by their syllables, the longest first; a word that only sounds
like one stays as it is and is compared by its sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from intents.normalise import Normalised
from intents.sound import readings, segment
from knowledge.records import dataclass

_HAN = re.compile(r"[\u3400-\u9fff]+")
_RUN = re.compile(r"[a-z]+")
_SHORTEST, _LONGEST = 2, 8
Syllables = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pinyin:
    """Syllables to the phrase that they spell."""

    phrases: dict[Syllables, str]

    def read(self, message: Normalised, kept: Iterable[tuple[int, int]] = ()) -> Normalised:
        """The message with runs of pinyin as Chinese; `kept` are spans left as they are."""
        pieces: list[str] = []
        starts: list[int] = []
        at = 0
        for begin, end, phrase in self._found(message.text, list(kept)):
            pieces += [message.text[at:begin], phrase]
            starts += message.starts[at:begin]
            last = end - begin - 1
            starts += [message.starts[begin + i * last // max(1, len(phrase) - 1)] for i in range(len(phrase))]
            at = end
        if not pieces:
            return message
        return Normalised(message.raw, "".join([*pieces, message.text[at:]]), (*starts, *message.starts[at:]))

    def _found(self, text: str, kept: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
        """Begin, end and phrase of the runs that can be read, in order: whole words of the text alone."""
        words = [
            (segment(run.group()) or (), run.span())
            for run in _RUN.finditer(text)
            if not any(run.start() < e and s < run.end() for s, e in kept)
        ]
        out: list[tuple[int, int, str]] = []
        i = 0
        while i < len(words):
            taken = self._longest(words[i:])
            if taken is not None:
                count, phrase = taken
                out.append((words[i][1][0], words[i + count - 1][1][1], phrase))
            i += taken[0] if taken is not None else 1
        return out

    def _longest(self, words: list[tuple[Syllables, tuple[int, int]]]) -> tuple[int, str] | None:
        best = None
        syllables: Syllables = ()
        for count, (own, _) in enumerate(words, 1):
            syllables += own
            if not own or len(syllables) > _LONGEST:
                break
            phrase = self._spelled(syllables)
            if phrase is not None:
                best = (count, phrase)
        return best

    def _spelled(self, syllables: Syllables) -> str | None:
        """The phrase of these syllables, or the phrases that they are made of; None where some are of none."""
        if not syllables:
            return ""
        for size in range(len(syllables), _SHORTEST - 1, -1):
            first = self.phrases.get(syllables[:size])
            rest = self._spelled(syllables[size:]) if first is not None else None
            if first is not None and rest is not None:
                return first + rest
        return None


def build_pinyin(texts: Iterable[str]) -> Pinyin:
    """The reader of the phrases, the more important first: of two that sound alike the earlier wins."""
    phrases: dict[Syllables, str] = {}
    for text in texts:
        for run in _HAN.findall(text):
            if _SHORTEST <= len(run) <= _LONGEST:
                spelled = [readings(character) for character in run]
                if all(spelled):
                    phrases.setdefault(tuple(sounds[0] for sounds in spelled), run)
    return Pinyin(phrases)
