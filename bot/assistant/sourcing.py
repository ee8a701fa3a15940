"""Where statements stand: a mark behind each of them, and the numbered list of documents that the marks lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.rendering import formats
from bot.rendering.answers import Block, MeasureAnswer, SourceLine
from bot.rendering.wording import Wording
from knowledge.records import dataclass

Key = tuple[str, str | None]
_BETWEEN_ISSUERS = re.compile(", and |, | and |[、，;；]")


@dataclass(frozen=True, slots=True)
class Basis:
    """The documents of one reply, numbered in the order in which they are cited."""

    wording: Wording
    documents: tuple[SourceLine, ...]

    @classmethod
    def of(cls, wording: Wording, cited: Iterable[SourceLine]) -> Basis:
        """The documents behind these citations, each once."""
        found: dict[Key, SourceLine] = {}
        for source in cited:
            found.setdefault(_key(source), source)
        return cls(wording, tuple(found.values()))

    @classmethod
    def behind(cls, wording: Wording, answer: MeasureAnswer) -> Basis:
        """The documents of a measure's answer: its first source, then those of its conditions."""
        return cls.of(wording, [answer.sources[0], *(condition.source for condition in answer.conditions)])

    def mark(self, source: SourceLine) -> str:
        """The number of the document, to stand behind a statement."""
        number = [_key(document) for document in self.documents].index(_key(source)) + 1
        return self.wording("source_mark", number=number)

    def block(self, verified_on: str | None = None) -> Block:
        """The list of documents with their links; `verified_on` is the day on which they were last looked at."""
        say = self.wording
        lines = [self._line(source) for source in self.documents]
        if verified_on is not None:
            lines.append(say("verified", day=formats.loose_day(verified_on, say.language)))
        links = tuple((source.title, source.url) for source in self.documents if source.url)
        return Block("source", "\n".join(lines), links)

    def _line(self, source: SourceLine) -> str:
        say = self.wording
        inside = details(source, say)
        title = say("source_details", title=source.title, details=say.join(inside)) if inside else source.title
        line = say("source" if source.url else "source_no_link", mark=self.mark(source), title=title)
        return f"{line}\n{source.note}" if source.note else line


def details(source: SourceLine, say: Wording) -> list[str]:
    """Issuer, number, date and standing of a source, as far as they are known and its title does not say them."""
    number = source.number if source.number and source.number not in source.title else None
    parts = [_issuer(source), number, formats.loose_day(source.date, say.language) if source.date else None]
    if source.level in ("secondary", "repost"):
        parts.append(say("level_" + source.level))
    return [part for part in parts if part]


def _issuer(source: SourceLine) -> str | None:
    """The issuer; None where the title names everybody who issued it."""
    names = _BETWEEN_ISSUERS.split(source.issuer) if source.issuer else []
    return source.issuer if any(name not in source.title for name in names) else None


def _key(source: SourceLine) -> Key:
    return source.title, source.url
