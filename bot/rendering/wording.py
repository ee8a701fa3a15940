"""The sentences that users read, by language and key, from the catalogues in wording/."""

from __future__ import annotations

import string
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from intents.once import once
from knowledge.records import dataclass
from knowledge.yamlfile import read_yaml

LANGUAGES = ("zh", "en")


class WordingError(Exception):
    """The catalogues do not fit each other: a key or a placeholder that only one language has."""


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
    folder = Path(str(files("bot.rendering").joinpath("wording")))
    out = {language: Wording(language, _sentences(folder, language)) for language in LANGUAGES}
    _compare(out["zh"], out["en"])
    return out


def wording(language: str, key: str, **values: object) -> str:
    """One sentence in one language; an unknown language falls back to English."""
    wordings = load_wordings()
    return wordings.get(language, wordings["en"])(key, **values)


def _sentences(folder: Path, language: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for path in sorted([folder / f"{language}.yml", *folder.glob(f"*.{language}.yml")]):
        read, problems = read_yaml(path)
        if problems:
            raise WordingError("\n".join(map(str, problems)))
        out |= {key: str(text) for key, text in read.data.items()}
    return out


def _compare(one: Wording, other: Wording) -> None:
    faults = [f"{key}: only in one language" for key in sorted(one.sentences.keys() ^ other.sentences.keys())]
    faults += [
        f"{key}: the languages fill in different places"
        for key in sorted(one.sentences.keys() & other.sentences.keys())
        if placeholders(one.sentences[key]) != placeholders(other.sentences[key])
    ]
    if faults:
        raise WordingError("\n".join(faults))


def placeholders(sentence: str) -> frozenset[str]:
    """Names of the places that are filled in."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)
