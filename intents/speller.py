"""Puts mistyped words right, against the words that the catalogue and the lexicon use.

An English word that nobody uses is replaced by the nearest known one: one edit (a letter left out, added, changed, or
two swapped: optimal string alignment) for short words and pinyin, two for long ones; the first letter has to agree. A
Chinese character is replaced where no text has it beside its neighbours and a known phrase has another one there that
sounds alike, or that more of its neighbours ask for; four characters that no text has side by side are replaced by
those of the one phrase that sounds like them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from importlib.resources import files
from itertools import chain, pairwise, product, repeat
from operator import contains
from typing import Any

from intents.familiar import Familiar
from intents.features import stem
from intents.normalise import Normalised
from intents.packed import Packed, pack
from intents.sound import every_reading, readings, segment
from knowledge.records import dataclass

_WORD = re.compile(r"[a-z]{4,}")
_LONG = 8
_COMPOUND = re.compile(r"(?<![a-z0-9-])[a-z]{2,}(?:-[a-z]{2,})+(?![a-z0-9-])")
_ONE_WORD = re.compile(
    r"(?<![a-z])(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|hundred|thousand|half"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|non|re|co|based)(?![a-z])"
)
"""Parts of compounds that stay one word: numbers, and those that say little by themselves."""
_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]{4,}")
_WINDOW = 4
_GAP = "*"
_CODES = 0x100
"""The character that stands for the first syllable; `_GAP` stands for none."""
_HEARD = 1
"""Neighbours, of the three pairs in four characters, that some text has side by side; of more they are taken as typed.
"""
_COUNTS = frozenset("零一二两三四五六七八九十百千万亿元块几半")
"""Characters of numbers, which are neither changed nor put in."""
NOTHING = Packed("", _WINDOW, 1)


@lru_cache(maxsize=1)
def light_characters() -> frozenset[str]:
    """Chinese characters that are right beside any other."""
    return frozenset(files("intents").joinpath("tables/light_characters.txt").read_text(encoding="utf-8").strip())


@dataclass(frozen=True, slots=True)
class Speller:
    """Known words, by first letter and length."""

    stems: frozenset[str]
    buckets: dict[tuple[str, int], list[str]]
    """Most frequent first, so that of two equally near words the usual one wins."""
    compounds: frozenset[str] = frozenset()
    """Known words with a hyphen."""
    followers: Mapping[str, str] = field(default_factory=dict)
    """Each Chinese character to those that stand right after it in some text."""
    windows: Packed = NOTHING
    """Four characters of a known phrase, one of them starred, to the one that stands there."""
    sounds: Packed = NOTHING
    """Four characters of a known phrase, each as the `code` of its syllable, to them, where only one sounds so."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Every syllable in `sounds` as one character."""
    _familiar: Familiar = field(default_factory=Familiar, init=False, repr=False, compare=False)
    """Words met so far that are not replaced."""

    def __reduce__(self) -> tuple[object, ...]:
        """The words as texts: sets of them take ten times as long to read back."""
        words = ["\n".join(sorted(words)) for words in (self.stems, self.compounds)]
        return _restored, (self.buckets, *words, self.followers, self.windows, self.sounds, self.codes)

    def correct(self, message: Normalised) -> Normalised:
        """The message with unknown words replaced by known ones; places in it still lead to the text as typed."""
        return self._correct_latin(self._parted(self._correct_han(message)))

    def _parted(self, message: Normalised) -> Normalised:
        """The message with the hyphens of unknown compounds as spaces: "income-tax rate" is about an income tax."""
        text = message.text
        if "-" not in text:
            return message
        parted = _COMPOUND.sub(lambda found: self._apart(found.group()), text)
        return message if parted == text else Normalised(message.raw, parted, message.starts)

    def _apart(self, word: str) -> str:
        is_one = word in self.compounds or _ONE_WORD.search(word)
        return word if is_one else word.replace("-", " ")

    def _correct_han(self, message: Normalised) -> Normalised:
        changes = []
        for found in _HAN.finditer(message.text):
            run, start = found.group(), found.start()
            known = list(map(contains, map(self.followers.get, run, repeat("")), run[1:]))
            if all(known):
                continue
            heard = self.heard(run, known)
            changes += [(start + i, c) for i, c in heard.items()]
            changes += [
                (start + i, better)
                for i in _lone(known)
                if i not in heard and (better := self.character(run, i)) is not None
            ]
        if not changes:
            return message
        letters = list(message.text)
        for at, better in changes:
            letters[at] = better
        return Normalised(message.raw, "".join(letters), message.starts)

    def heard(self, run: str, known: Sequence[bool]) -> dict[int, str]:
        """Places in a run of Chinese to the characters meant there, where four together sound like a known phrase.

        `known` says of each pair of neighbours whether some text has them side by side.
        """
        out: dict[int, str] = {}
        if len(known) - sum(known) < _WINDOW - 1 - _HEARD:
            return out
        for i in range(len(run) - _WINDOW + 1):
            if known[i] + known[i + 1] + known[i + 2] > _HEARD or i in out:
                continue
            window = run[i : i + _WINDOW]
            syllables = [sounds[0] for sounds in every_reading(window) if sounds]
            better = self.sounds.get("".join(map(self.codes.get, syllables, repeat(_GAP))))
            if better is not None and _COUNTS.isdisjoint(window):
                out |= dict(enumerate(better, i))
        return out

    def character(self, run: str, i: int) -> str | None:
        """The character meant in place of one that no text has beside its neighbours; None: it may be right."""
        starts = range(max(0, i - _WINDOW + 1), min(i, len(run) - _WINDOW) + 1)
        keys = (run[s:i] + _GAP + run[i + 1 : s + _WINDOW] for s in starts)
        found = [*filter(None, map(self.windows.get, keys))]
        if len(set(found)) != 1:
            return None
        better = found[0]
        if better in _COUNTS or run[i] in _COUNTS:
            return None
        alike = not set(readings(run[i])).isdisjoint(readings(better))
        return better if alike or (len(found) > 1 and run[i] not in light_characters()) else None

    def _correct_latin(self, message: Normalised) -> Normalised:
        if self._familiar.hold(_WORD.findall(message.text)):
            return message
        pieces: list[str] = []
        starts: list[int] = []
        at = 0
        for found in _WORD.finditer(message.text):
            begin, end = found.span()
            better = self.nearest(found.group())
            if better is None:
                self._familiar.add(found.group())
            if better is None or message.text.startswith(("'t", "'a", "'e"), end):  # weren't and Xiong'an are no typos
                continue
            pieces += [message.text[at:begin], better]
            starts += message.starts[at:begin]
            old = message.starts[begin:end]
            starts += [old[min(i, len(old) - 1)] for i in range(len(better) - 1)] + [old[-1]]
            at = end
        if not pieces:
            return message
        return Normalised(message.raw, "".join([*pieces, message.text[at:]]), (*starts, *message.starts[at:]))

    def nearest(self, word: str) -> str | None:
        """The known word that was probably meant; None where the word is known or none is near."""
        if stem(word) in self.stems:
            return None
        most = 2 if len(word) >= _LONG and segment(word) is None else 1
        choices = [w for n in range(len(word) - most, len(word) + most + 1) for w in self.buckets.get((word[0], n), ())]
        from rapidfuzz.distance import OSA  # 20 ms that only a message with an unknown word has to wait for
        from rapidfuzz.process import extractOne

        found = extractOne(word, choices, scorer=OSA.distance, score_cutoff=most)
        return str(found[0]) if found is not None else None


def _lone(known: Sequence[bool]) -> list[int]:
    """The characters of a run that no text has beside a neighbour; `known` as for `Speller.heard`."""
    unknown = {-1, len(known)} | {i for i, is_known in enumerate(known) if not is_known}
    return sorted(i + 1 for i in unknown if i + 1 in unknown)


def _restored(buckets: dict[tuple[str, int], list[str]], stems: str, compounds: str, *tables: Any) -> Speller:
    return Speller(frozenset(stems.split("\n")), buckets, frozenset(compounds.split("\n")), *tables)


def build_speller(texts: Iterable[str], known: Iterable[str], phrases: Iterable[str] = ()) -> Speller:
    """The speller over the words of the texts (which may be meant) and further known words (which are left alone).

    `phrases` are those that a Chinese misprint is corrected to.
    """
    texts, known = tuple(texts), tuple(known)
    counts = Counter(word for text in texts for word in _WORD.findall(text))
    buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        buckets[(word[0], len(word))].append(word)
    stems = {stem(word) for word in counts} | {stem(w) for text in known for w in _WORD.findall(text)}
    runs = [run for text in (*texts, *known) for run in _RUN.findall(text)]
    phrases = tuple(phrases)
    compounds = frozenset(word for text in (*phrases, *known) for word in _COMPOUND.findall(text))
    sounds, codes = _sounds(phrases)
    windows = pack(_windows(phrases), _WINDOW, 1)
    return Speller(frozenset(stems), dict(buckets), compounds, _followers(runs), windows, sounds, codes)


def _followers(runs: Iterable[str]) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for run in runs:
        for one, next_one in pairwise(run):
            found[one].add(next_one)
    return {one: "".join(sorted(others)) for one, others in sorted(found.items())}


def _sounds(phrases: Iterable[str]) -> tuple[Packed, dict[str, str]]:
    """Every way to read four neighbouring characters of a phrase, where no other four are read so; and the codes."""
    windows = {run[i : i + _WINDOW] for phrase in phrases for run in _HAN.findall(phrase) for i in range(len(run) - 3)}
    fitting: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for window in windows:
        for syllables in product(*(readings(character)[:2] for character in window)):
            fitting[syllables].add(window)
    codes = {syllable: chr(_CODES + number) for number, syllable in enumerate(sorted({*chain(*fitting)}))}
    heard = {"".join(map(codes.__getitem__, key)): next(iter(one)) for key, one in fitting.items() if len(one) == 1}
    return pack(heard, _WINDOW, _WINDOW), codes


def _windows(phrases: Iterable[str]) -> dict[str, str]:
    """Starred windows that only one character fits."""
    fitting: dict[str, set[str]] = defaultdict(set)
    for run in (run for phrase in phrases for run in _HAN.findall(phrase)):
        for start in range(len(run) - _WINDOW + 1):
            window = run[start : start + _WINDOW]
            for i, character in enumerate(window):
                fitting[window[:i] + _GAP + window[i + 1 :]].add(character)
    return {key: next(iter(found)) for key, found in fitting.items() if len(found) == 1}
