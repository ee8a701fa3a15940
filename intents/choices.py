"""Between which measures a message leaves the choice, and in which order they are offered."""

from __future__ import annotations

from collections.abc import Sequence

from intents.beside import NAMED
from intents.hints import NO_HINTS, Hints
from intents.ranking import Candidate
from knowledge.records import dataclass

SHOWN = 5
USABLE, USABLE_NEED = 0.5, 0.1
"""What it is worth in a choice that a measure can be had on the day: among all measures, and among those of a need."""
ALIKE, SERVING, MAINLY = 0.03, 0.03, 0.1
"""What it is worth in a choice that a measure is above all for the same need as the first one; that it serves a need
of the message; that it is above all for that."""
HERE = 0.1
"""What it is worth, where the first one is of a place that the message names, that another for the need is so too."""
ALIKE_LEAST = 0.35
"""Share of the first score from which such a measure belongs to the choice."""
WIDEST = 1.8
"""How much more than to be had it is worth, where anything is asked for, that most enterprises can use a measure."""
SPEAKING = 0.4
"""Share of the most that a measure speaks of the message's concepts from which it belongs to a choice."""
LED_LEAST = 0.5
"""Share of the first score from which a measure that most enterprises can use leads a choice among everything."""


def broad_choice(
    measures: Sequence[Candidate], apart: float, widest: Sequence[str] = (), hints: Hints = NO_HINTS
) -> tuple[Candidate, ...]:
    """The measures between which a message with a broad need or a place leaves the choice; none where one leads.

    Where the place has measures, they are the choice; those that can be had come first. `apart` is the lead in score
    from which the words of a message with a place mean one of them.
    """
    needed = [c for c in measures if c.features.get("topic")]
    serving = needed or (_speaking(measures) if hints.is_for else measures)
    here = list(filter(is_here, serving))
    pool = here or serving
    if len(pool) < 2:
        return ()
    is_named, leads = pool[0].features["keyword"] >= NAMED, pool[0].score - pool[1].score >= apart
    is_meant = (is_named or leads) if here else (is_named and leads)
    if is_meant if needed else is_named:
        return ()
    choice = _Choice(
        pool[0],
        usable=USABLE if hints.is_today or pool is measures else USABLE_NEED,
        leading=frozenset(() if here else widest),
        is_needy=bool(needed),
        is_anything=hints.is_general and not pool[0].features.get("concepts"),
    )
    return tuple(sorted(pool, key=choice.worth, reverse=True)[:SHOWN])


def _speaking(measures: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those that speak of what the message names."""
    most = max(c.features.get("concepts", 0.0) for c in measures)
    return [c for c in measures if c.features.get("concepts", 0.0) >= SPEAKING * most]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What measures are worth in one choice."""

    first: Candidate
    usable: float
    """What it is worth that a measure can be had on the day."""
    leading: frozenset[str]
    """Measures that most enterprises can use; none where the place has measures of its own."""
    is_needy: bool
    """The message names a need."""
    is_anything: bool
    """It asks for anything at all."""

    def worth(self, one: Candidate) -> float:
        """The score, and what it is worth that the measure can be had, serves the need and is of use to most."""
        usable = one.features.get("in_force", 0.0)
        alike = ALIKE if self.is_needy and serves_alike(self.first, one) else 0.0
        alike += MAINLY if self.is_needy and one.features["topic"] == 1.0 else 0.0
        leads = one.entry.id in self.leading and (self.is_anything or one.score >= LED_LEAST * self.first.score)
        led = WIDEST if self.is_anything else usable
        return one.score + alike + self.usable * (usable + (led if leads else 0.0))


def is_beaten_elsewhere(choice: Sequence[Candidate], away: Sequence[Candidate], hints: Hints) -> bool:
    """Whether the message names a need and a place that has nothing for it, while another place has."""
    is_asked = bool(choice) and hints.is_placed and not hints.is_general
    return is_asked and not any(map(is_here, choice)) and bool(away) and away[0].score > choice[0].score


def rivals_of(measures: Sequence[Candidate], bound: float) -> tuple[Candidate, ...]:
    """The first measure and those that may be meant as well: as good by score, or above all for the same need."""
    first = measures[0]
    least, least_alike = first.score * bound, first.score * ALIKE_LEAST

    def is_near(one: Candidate) -> bool:
        return serves_alike(first, one) or bool(one.features.get("topic"))

    near = [one for one in measures[1:] if one.score >= least or (one.score >= least_alike and is_near(one))]
    return by_need((first, *near))


def by_need(measures: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first measure and those to show behind it: of two as good the one for the same need, or a need named."""
    first = measures[0]

    def worth(one: Candidate) -> float:
        serving = SERVING * one.features.get("topic", 0.0)
        here = HERE if serving and is_here(first) and is_here(one) else 0.0
        return one.score + ALIKE * serves_alike(first, one) + serving + here

    return (first, *sorted(measures[1:], key=worth, reverse=True)[: SHOWN - 1])


def is_here(one: Candidate) -> bool:
    """Whether it is of a place that the message names."""
    return bool(one.features.get("same_place") or one.features.get("near_place"))


def are_apart(measures: Sequence[Candidate]) -> bool:
    """Whether the two best are each of a place of its own that the message names: it asks for both."""
    placed = list(filter(is_here, measures[:2]))
    return len(placed) == 2 and placed[0].entry.places != placed[1].entry.places


def serves_alike(one: Candidate, other: Candidate) -> bool:
    """Whether two measures are for the same need: that another place has such a one says nothing against this one."""
    return bool(one.entry.topics) and one.entry.topics[:1] == other.entry.topics[:1]


def serves_also(one: Candidate, other: Candidate) -> bool:
    """Whether the one is also for what the other is for above all: then nobody lacks the other who can have the one."""
    return bool(other.entry.topics) and other.entry.topics[0] in one.entry.topics
