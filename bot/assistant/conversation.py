"""What is remembered of one chat between two messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping
from dataclasses import field, fields
from typing import Any

from bot.rendering.wording import LANGUAGES
from intents.background import Background
from knowledge.records import dataclass, replace
from knowledge.values import WhyUnknown

BENEFIT = "benefit"
"""What is received or saved: meant where no other quantity is asked for."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """State of one chat; immutable, each turn gives a new one. Stored as JSON by whoever holds it."""

    language: str | None = None
    """Reply language chosen by the user; None follows each message."""
    spoken: str | None = None
    """Language of the last message, for replies to buttons and commands; None: nothing was said yet."""
    profile: Mapping[str, Any] = field(default_factory=dict)
    """Facts known about the enterprise, as JSON values (contract: values); never a verdict."""
    stated: Mapping[str, str] = field(default_factory=dict)
    """The day on which each of these facts was stated, ISO."""
    stale: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Facts that are too old to count, by id: {"value", "stated"}; asked again where they matter."""
    enterprise: str = ""
    """Name of the enterprise under discussion; empty while it has none."""
    enterprises: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The user's other enterprises by name: {"profile", "stated", "stale"}."""
    consent: str | None = None
    """The day on which the user was told that facts are kept, ISO; None: not yet."""
    is_subscribed: bool = False
    """Whether the user wants to be told of changes without asking."""
    is_kept: bool = True
    """False: nothing outlives this turn, so there is nothing to be told."""
    measure: str | None = None
    """The measure under discussion."""
    amount_of: str = BENEFIT
    """The quantity that was asked for of it: the tax due, the deduction …"""
    is_screening: bool = False
    """True: no single measure but all of them are under discussion."""
    is_offered: bool = False
    """True: the last reply offered to hold every measure against the enterprise."""
    paused: str | None = None
    """The measure that was left for another, or put aside: what "go on" returns to."""
    shown: tuple[str, ...] = ()
    """Measures of the last answer, best first."""
    side_wanted: str = ""
    """What was asked about those that a choice was left between (apply, amount …); empty: nothing, or no choice."""
    asked: str | None = None
    """The fact that the last reply asked for."""
    wanted: tuple[str, ...] = ()
    """Facts that the last reply still lacked, and what they follow from: what a number with a unit may answer."""
    in_doubt: str = ""
    """The number, as typed, of which the last reply asked whether it is yuan or ten thousand yuan."""
    declined: tuple[str, ...] = ()
    """Facts answered with "I don't know" or passed over: not asked again in this conversation."""
    skipped: tuple[str, ...] = ()
    """Those of them that the user would not tell."""
    contradicted: Mapping[str, Any] = field(default_factory=dict)
    """Facts of which one message said two things, with what was said; until one of them is told anew."""
    assumed: Mapping[str, Any] = field(default_factory=dict)
    """Facts that hold only while the measure is under discussion (a place that is part of its name)."""
    recent: tuple[str, ...] = ()
    """Facts stated in the last turns, newest first: what "change that" may mean."""
    past: tuple[Mapping[str, Any], ...] = ()
    """Earlier states that "back" returns to, newest last, without what is as in a fresh conversation."""
    open: str = ""
    """The last question that no single measure answered, without its places: what "and in Wuhan?" goes on with."""
    why: str = ""
    """The last question, kept for "why"."""
    unwanted: tuple[str, ...] = ()
    """Kinds and topics of measures that the user does not want to see."""

    def background(self) -> Background:
        """What understanding the next message needs of this conversation."""
        return Background(
            asked=self.asked,
            profile=self.profile,
            recent=self.recent,
            wanted=self.wanted,
            measure=self.measure,
            place=self.assumed.get("region"),
            language=self.language or self.spoken,
            unwanted=frozenset(self.unwanted),
        )

    def on(self, measures: Container[str]) -> Conversation:
        """The conversation without measures that the knowledge no longer has."""
        past = tuple(state for state in self.past if state.get("measure") is None or state["measure"] in measures)
        shown = tuple(name for name in self.shown if name in measures)
        measure = self.measure if self.measure in measures else None
        paused = self.paused if self.paused in measures else None
        if (measure, paused, shown, past) == (self.measure, self.paused, self.shown, self.past):
            return self
        asked = self.asked if measure == self.measure else None
        return replace(self, measure=measure, paused=paused, shown=shown, past=past, asked=asked)

    @property
    def is_free(self) -> bool:
        """Whether nothing is under discussion and nothing is asked."""
        return self.measure is None and self.asked is None and not self.is_screening

    @property
    def reply_language(self) -> str:
        """The language chosen, else that of the last message, else Chinese."""
        return self.language or self.spoken or LANGUAGES[0]

    @property
    def side(self) -> str:
        """What a reply to more facts leads with: the sum that was asked for, else the verdict."""
        return "eligible" if self.amount_of == BENEFIT else "amount"

    @property
    def unanswered(self) -> dict[str, WhyUnknown]:
        """The facts that were asked for in vain, and why."""
        vain: dict[str, WhyUnknown] = {f: "declined" if f in self.skipped else "not_known" for f in self.declined}
        return {**dict.fromkeys(self.contradicted, "contradicted"), **vain}

    @property
    def knows_enterprises(self) -> bool:
        """Whether anything is remembered of the user's enterprises."""
        return bool(self.profile or self.stale or self.enterprise or self.enterprises)

    def without_subject(self) -> Conversation:
        """The same user and enterprises, nothing under discussion; what was is kept for "go on"."""
        return replace(
            self,
            measure=None,
            amount_of=BENEFIT,
            is_screening=False,
            paused=self.measure or self.paused,
            shown=(),
            side_wanted="",
            asked=None,
            wanted=(),
            assumed={},
            recent=(),
            past=(),
            open="",
            why="",
            unwanted=(),
        )

    def to_json(self) -> str:
        """The state as one line of JSON, without what is as in a fresh conversation."""
        state = {name: value for name in _NAMES if (value := getattr(self, name)) != FRESH[name]}
        return _ENCODER.encode(state)

    @classmethod
    def from_json(cls, text: str) -> Conversation:
        """The state that `to_json` wrote; unknown keys of a newer version are ignored.

        Raises: ValueError where the text is not a JSON object, or a part of it has the wrong shape.
        """
        raw = json.loads(text)
        if not isinstance(raw, dict):
            raise ValueError("a conversation is a JSON object")
        known: dict[str, Any] = {name: raw[name] for name in _NAMES if name in raw}
        for name, value in known.items():
            if not _FITS[name](value):
                raise ValueError(f"'{name}' has the wrong shape")
        values: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in known.items()}
        return cls(**values)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_list_of_steps(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and item.keys() <= STATE for item in value)


def _is_map_of(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(isinstance(part, kind) for part in value.values())


_SHAPES: tuple[tuple[frozenset[str], Callable[[object], bool]], ...] = (
    (frozenset({"profile", "assumed", "contradicted"}), _is_map_of(object)),
    (frozenset({"stated"}), _is_map_of(str)),
    (frozenset({"stale", "enterprises"}), _is_map_of(dict)),
    (frozenset({"past"}), _is_list_of_steps),
    (frozenset({"shown", "wanted", "declined", "skipped", "recent", "unwanted"}), _is_list_of_texts),
    (frozenset({"is_kept", "is_screening", "is_offered", "is_subscribed"}), lambda value: isinstance(value, bool)),
    (frozenset({"language", "spoken"}), lambda value: value is None or value in LANGUAGES),
    (frozenset({"enterprise", "open", "why", "amount_of", "side_wanted", "in_doubt"}), _is_text),
    (frozenset({"measure", "paused", "asked", "consent"}), _is_text_or_none),
)
_FITS = {name: fits for names, fits in _SHAPES for name in names}
_NAMES = tuple(f.name for f in fields(Conversation))
FRESH: Mapping[str, Any] = {name: getattr(Conversation(), name) for name in _NAMES}
"""What stands for a part that was not stored: a default that changes would change what is."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
STATE = frozenset(_NAMES)
