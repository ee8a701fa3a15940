"""The answer: one result object that every surface renders and none adds to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any, Literal, overload

from knowledge.records import dataclass

Outcome = Literal["answer", "clarify", "no_answer", "chat"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick reply: a button where the channel has buttons, a numbered line where not."""

    label: str
    """What the button says, in the reply's language."""
    action: str
    """Versioned id of at most 64 bytes that comes back as Press(action)."""
    url: str | None = None
    """Set where the button opens a page instead."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source as shown (contract: sources)."""

    title: str
    issuer: str | None
    number: str | None
    date: str | None
    url: str | None
    at: str | None
    level: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition with its outcome and the facts it used."""

    id: str
    text: str
    outcome: str
    facts: tuple[str, ...]
    source: SourceLine
    unknown: Mapping[str, str] = field(default_factory=dict)
    """Of an open condition the facts it waits for, and why each does not decide."""
    detail: str = ""
    """The fact's value as read, or the gap to passing; empty where there is none."""


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """One measure as answered, in the reply's language (contract: measures[])."""

    id: str
    name: str
    score: float
    region: str
    regions: tuple[str, ...]
    kind: str
    availability: str
    verdict: str | None
    conditions: tuple[ConditionLine, ...]
    missing: tuple[str, ...]
    unknown: Mapping[str, str]
    """Why each missing fact does not decide: not_asked, not_known, declined, only_partly, contradicted."""
    amount: float | int | None
    amount_of: str
    amount_kind: str | None
    amount_range: tuple[float | int, float | int | None] | None
    amount_note: str | None
    sources: tuple[SourceLine, ...]
    verified_on: str
    same_need_today: tuple[str, ...]
    summary: str
    who: str
    what: str
    apply: Mapping[str, str | None]
    notes: tuple[tuple[str, SourceLine], ...] = ()
    reason: tuple[str, ...] = ()
    """Ids of the fewest conditions that bring the verdict about by themselves."""
    place: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Why a measure was found: words in the message as typed (span None: a term without a place)."""

    span: tuple[int, int] | None
    text: str
    matched: str
    channel: str
    weight: float
    measure: str | None


class Reasons(Sequence[EvidenceLine]):
    """Lines of evidence that are worked out when they are first looked at: most replies are never asked for them."""

    __slots__ = ("_lines", "_work")

    def __init__(self, work: Callable[[], Iterable[EvidenceLine]]) -> None:
        self._work = work
        self._lines: tuple[EvidenceLine, ...] | None = None

    def _known(self) -> tuple[EvidenceLine, ...]:
        if self._lines is None:
            self._lines = tuple(self._work())
        return self._lines

    @overload
    def __getitem__(self, at: int) -> EvidenceLine: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[EvidenceLine, ...]: ...
    def __getitem__(self, at: int | slice) -> EvidenceLine | tuple[EvidenceLine, ...]:
        return self._known()[at]

    def __len__(self) -> int:
        return len(self._known())


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the reply: `role` says how a channel may show it.

    Roles: lead, noted, title, status, today, verdict, amount, assumption, change, body, summary, conditions, source,
    also (of a second need in one message), list, consent, question, note, follow_up, person, data.
    """

    role: str
    text: str
    links: tuple[tuple[str, str], ...] = ()
    """(label, address) pairs that belong to the block."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that was found out about one message; channels render it, none adds to it."""

    question: str
    language: str
    """Language of the reply."""
    message_language: str
    as_of: date
    knowledge: str
    outcome: Outcome
    intent: str | None
    confidence: float
    measures: tuple[MeasureAnswer, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    fact_spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    evidence: Sequence[EvidenceLine] = ()
    blocks: tuple[Block, ...] = ()
    """The reply in reading order, already worded."""
    choices: tuple[Choice, ...] = ()
    asks: str | None = None
    referred: bool = False
    """Whether the reply names who is responsible instead of us."""
    profile: Mapping[str, Any] = field(default_factory=dict)
    knowledge_age_days: int = 0
    """Days from when the base was last verified to the day asked about."""

    @property
    def needs_person(self) -> bool:
        """Whether a person could help where the bot could not: asked in words, not answered, nobody else's matter."""
        return self.outcome == "no_answer" and not self.referred and bool(self.question.strip())
