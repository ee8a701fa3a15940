"""Needs that a message rules out: "不要贷款", "what is there other than loans"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intents.expressions import Expression
from intents.normalise import Normalised
from intents.patterns import Patterns, build_patterns
from intents.ranking import Candidate
from knowledge.records import dataclass, replace

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unwanted:
    """The finder of such needs (intents/rules/unwanted.yml)."""

    phrases: Patterns
    """Whole phrases that rule something out."""
    unless_asked: Patterns
    """Those that answer a question, where one was put."""
    needs: Expression
    """Words of needs; the group is the kind or topic of the measures that serve it."""

    def find(self, message: Normalised, *, is_asked: bool) -> tuple[frozenset[str], Normalised]:
        """The kinds and topics ruled out, and the message with the words that do it blanked out."""
        text, found = message.text, set[str]()
        for phrases in (self.phrases,) if is_asked else (self.phrases, self.unless_asked):
            for number in phrases.possible(text):
                hit = phrases.search(number, text)
                if hit is not None:
                    found.update(str(word.lastgroup) for word in self.needs.pattern.finditer(hit.group()))
                    text = text[: hit.start()] + " " * (hit.end() - hit.start()) + text[hit.end() :]
        return frozenset(found), message if text == message.text else replace(message, text=text)


def is_unwanted(kind: str, topics: Sequence[str], unwanted: frozenset[str]) -> bool:
    """Whether a measure is of a kind that was ruled out, or above all for such a need."""
    return bool(unwanted) and (kind in unwanted or not unwanted.isdisjoint(topics[:1]))


def without(unwanted: frozenset[str], ranked: list[Candidate]) -> list[Candidate]:
    """The candidates that were not ruled out."""
    if not unwanted:
        return ranked
    return [one for one in ranked if not is_unwanted(one.entry.kind, one.entry.topics, unwanted)]


def build_unwanted(data: Mapping[str, Any]) -> Unwanted:
    """From the rules file. Raises: re.error."""
    needs: Mapping[str, Sequence[str]] = data["needs"]
    word = "(?:" + "|".join(pattern for patterns in needs.values() for pattern in patterns) + ")"
    word += f"(?!{'|'.join(data['names_more'])})"
    listed = f"(?:{word}(?:(?:{'|'.join(data['joined'])}){word}){{0,3}})"
    phrases, unless_asked = (
        build_patterns([pattern.replace("{need}", listed) for pattern in data[part]])
        for part in ("patterns", "unless_asked")
    )
    return Unwanted(
        phrases,
        unless_asked,
        Expression("|".join(f"(?P<{need}>{'|'.join(patterns)})" for need, patterns in needs.items())),
    )
