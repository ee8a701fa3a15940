"""What a measure, its documents and its needs are: the types that the YAML of a pack is read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, Literal, get_args

from knowledge.amounts import Benefit
from knowledge.citations import Citation
from knowledge.conditions import Node
from knowledge.records import dataclass

Text = Mapping[str, str]
"""Language to sentence."""
Kind = Literal[
    "grant",
    "tax",
    "loan",
    "rent",
    "insurance",
    "prize",
    "service",
    "listing",
    "programme",
    "relief",
    "qualification",
    "direction",
]
KINDS: tuple[str, ...] = get_args(Kind)
Level = Literal["official", "repost", "secondary", "document"]
ApplyMode = Literal["application", "confirmation", "automatic", "none", "not_stated"]


def _yaml_name(name: str) -> str:
    return {"first_day": "from", "last_day": "through"}.get(name, name)


STRICT = {"extra": "forbid"}
"""pydantic's configuration: a key that is not declared is a fault."""


@dataclass(frozen=True, slots=True)
class Original:
    """What a reprint or a translation reproduces; shown before it."""

    __pydantic_config__ = STRICT
    title: Text
    issuer: Text | None = None
    number: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A public text that statements are drawn from."""

    __pydantic_config__ = STRICT
    title: Text
    level: Level
    issuer: Text | None = None
    number: str | None = None
    date: str | None = None
    """As exact as known: "2023", "2023-03" or "2023-03-26"."""
    url: str | None = None
    """None where no address is known; never a guess."""
    note: Text | None = None
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word by which owners call the measure; weight 1 is usual, 2 names it by itself."""

    __pydantic_config__ = STRICT
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """Words in each language."""

    __pydantic_config__ = STRICT
    zh: tuple[str | Keyword, ...] = ()
    en: tuple[str | Keyword, ...] = ()

    def weighted(self, language: str) -> tuple[tuple[str, float], ...]:
        """(text, weight) pairs of one language, in file order."""
        words = self.zh if language == "zh" else self.en
        return tuple((w, 1.0) if isinstance(w, str) else (w.text, w.weight) for w in words)

    def plain(self, language: str) -> tuple[str, ...]:
        """The texts alone, in file order."""
        return tuple(text for text, _ in self.weighted(language))


@dataclass(frozen=True, slots=True)
class Year:
    """The window of one year of a yearly rule."""

    __pydantic_config__ = {**STRICT, "alias_generator": _yaml_name}
    year: int
    first_day: date
    last_day: date
    source: Citation | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """When a measure holds; availability is computed from it, never stored."""

    __pydantic_config__ = {**STRICT, "alias_generator": _yaml_name}
    announced: date
    """The date of the first document; before it the measure is not offered."""
    verified_on: date
    first_day: date | None = None
    last_day: date | None = None
    """Inclusive; None where no source names one."""
    open_ended: bool = False
    reported_done: bool = False
    years: tuple[Year, ...] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """How to apply; None in a field means that the source does not say."""

    __pydantic_config__ = STRICT
    mode: ApplyMode = "not_stated"
    steps: Text | None = None
    documents: Text | None = None
    contact: Text | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a second source adds or corrects, or what stays unsaid: shown, decides nothing."""

    __pydantic_config__ = STRICT
    text: Text
    source: Citation | None = None


@dataclass(frozen=True, slots=True)
class Relations:
    """How a measure stands to others, by id."""

    __pydantic_config__ = STRICT
    same_need_today: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One public support measure, as its file states it."""

    __pydantic_config__ = STRICT
    id: str
    kind: Kind
    title: Text
    summary: Text
    who: Text
    what: Text
    validity: Validity
    sources: tuple[Citation, ...]
    topics: tuple[str, ...] = ()
    region: str | None = None
    regions: tuple[str, ...] = ()
    names: Words = field(default_factory=Words)
    keywords: Words = field(default_factory=Words)
    examples: Words = field(default_factory=Words)
    apply: Application = field(default_factory=Application)
    notes: tuple[Note, ...] = ()
    eligibility: Any = None
    """The tree of conditions (`Node`); None where nothing is to be decided about one enterprise."""
    benefits: Any = ()
    """What the enterprise gets (tuple of `Benefit`), empty where no sum is stated."""
    relations: Relations = field(default_factory=Relations)

    @property
    def places(self) -> tuple[str, ...]:
        """Region ids, at least one."""
        return self.regions or ((self.region,) if self.region else ())

    @property
    def main_region(self) -> str:
        """The one region of the measure, CN where there are several."""
        return self.places[0] if len(self.places) == 1 else "CN"

    @property
    def rule(self) -> Node | None:
        """The conditions, typed."""
        node: Node | None = self.eligibility
        return node

    @property
    def gains(self) -> tuple[Benefit, ...]:
        """The benefits, typed."""
        return tuple(self.benefits)
