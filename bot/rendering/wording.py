"""The sentences that users read, by language and key, from the catalogues in wording/."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from intents.once import once
from knowledge.citations import LANGUAGES
from knowledge.errors import KnowledgeError, Problem
from knowledge.records import dataclass
from knowledge.yamlfile import read_yaml

__all__ = [
    "LANGUAGES",
    "Wording",
    "WordingError",
    "load_wordings",
    "placeholders",
    "read_wordings",
    "unsaid",
    "wording",
]


class WordingError(KnowledgeError):
    """A sentence, or a place in one to be filled in, that a language lacks."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language."""

    language: str
    sentences: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The sentence with its places filled in. Raises: KeyError for an unknown key or a missing value."""
        return self.sentences[key].format_map(values)

    def has(self, key: str) -> bool:
        """Whether the language has such a sentence."""
        return key in self.sentences

    def join(self, parts: list[str] | tuple[str, ...]) -> str:
        """An enumeration."""
        return self.sentences["list_separator"].join(parts)

    def names(self, parts: list[str] | tuple[str, ...]) -> str:
        """An enumeration of titles, which have commas of their own."""
        return self.sentences["name_separator"].join(parts)


@once
def load_wordings() -> Mapping[str, Wording]:
    """Every language's sentences. Raises: WordingError where the catalogues disagree."""
    return read_wordings(Path(str(files("bot.rendering").joinpath("wording"))))


def read_wordings(folder: Path) -> Mapping[str, Wording]:
    """The same from a folder of catalogues. Raises: WordingError."""
    out = {language: Wording(language, _sentences(folder, language)) for language in LANGUAGES}
    one, *others = out.values()
    faults = [fault for other in others for fault in _differences(one, other)]
    if faults:
        raise WordingError(faults)
    return out


def wording(language: str, key: str, **values: object) -> str:
    """One sentence in one language; an unknown language falls back to English."""
    wordings = load_wordings()
    return wordings.get(language, wordings["en"])(key, **values)


def _sentences(folder: Path, language: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for path in sorted([folder / f"{language}.yml", *folder.glob(f"*.{language}.yml")]):
        read, problems = read_yaml(path, f"bot/rendering/wording/{path.name}")
        if problems:
            raise WordingError(problems)
        out |= {key: str(text) for key, text in read.data.items()}
    return out


def _differences(one: Wording, other: Wording) -> Iterator[Problem]:
    for key in sorted(one.sentences.keys() | other.sentences.keys()):
        if not (one.has(key) and other.has(key)):
            lacking, having = (other, one) if one.has(key) else (one, other)
            yield unsaid(lacking, key, f"is in {having.language} and not here")
        elif placeholders(one.sentences[key]) != placeholders(other.sentences[key]):
            yield unsaid(other, key, f"fills in other places than in {one.language}")


def unsaid(wording: Wording, key: str, why: str) -> Problem:
    """A fault of a sentence in a language's catalogue."""
    return Problem(f"bot/rendering/wording/{wording.language}.yml", 0, 0, f"the sentence '{key}' {why}")


def placeholders(sentence: str) -> frozenset[str]:
    """Names of the places that are filled in."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)
