"""Answer, ask back or refuse: what the ranking allows to say."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from intents.beside import NAMED
from intents.outside import NO_SIGNS, Signs
from intents.ranking import Candidate
from knowledge.records import dataclass

PLACE_PART = 0.2
"""What of a score is owed to the place; the rest has to come from the words."""
Outcome = Literal["answer", "clarify", "no_answer"]
SHOWN = 5
USABLE, USABLE_NEED = 0.5, 0.1
"""What it is worth in a choice that a measure can be had on the day: among all measures, and among those of a need."""
ALIKE, SERVING, MAINLY = 0.03, 0.03, 0.1
"""What it is worth in a choice that a measure is above all for the same need as the first one; that it serves a need
of the message; that it is above all for that."""
ALIKE_LEAST = 0.35
"""Share of the first score from which such a measure belongs to the choice."""
WIDEST = 1.8
"""How much more than to be had it is worth, where anything is asked for, that most enterprises can use a measure."""
LED_LEAST = 0.5
"""Share of the first score from which a measure that most enterprises can use leads a choice among everything."""
CERTAIN = 0.99
"""Confidence where the message is a measure's title."""
FIT = ("margin", "placed", "concepts", "lean", "rivals", "kind", "bare")
FIRST = ("score", "gap", "keyword", "placed", "named")
CLEAR = ("score", "gap", "open", "mass", "named", "keyword", "unnamed_place", "bare", "side", "ratio")
Model = Mapping[str, float]
Veto = Literal["abroad", "personal", "improper", "errand", "place"]
"""What forbids an answer, whatever the words fit: another country, a private life, a fraud, what no policy gives, a
place without such."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the message shows beside its candidates."""

    is_open: bool = False
    """It asks for what there is, not for one measure."""
    is_bare: bool = False
    """It names a need or a place and nothing that tells one measure from another."""
    is_general: bool = False
    """It is bare and does not say what help is needed for either."""
    is_today: bool = False
    """It is bare and asks for what there is on the day."""
    is_sided: bool = False
    """It asks for one side of a measure, such as its documents: the asker has one in mind."""
    is_comparing: bool = False
    """It puts measures side by side."""
    mass: float = 0.0
    """Information of its words, in the index's own units; 0 for a bare place."""
    is_placed: bool = False
    """It names a place."""
    lean: float = 0.0
    """Whether its words are those of measures (above zero) or of the world outside (below), as log-odds."""
    signs: Signs = NO_SIGNS
    """Where it shows that it is about another country, a private life or an errand."""


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message and how sure that is."""

    outcome: Outcome
    confidence: float
    """Probability that the first measure is right."""
    measures: tuple[Candidate, ...]
    """Up to five, best first; for no_answer the near ones."""
    foreign: Candidate | None = None
    """The foreign topic that won, where one did."""
    elsewhere: tuple[Candidate, ...] = ()
    """Measures that fit but for the place."""
    also: tuple[Candidate, ...] = ()
    """Measures for the further needs that the message joins to the first; they follow it."""
    veto: Veto | None = None
    is_titled: bool = False
    """The whole message is the title or a name of the first measure."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Fitted models of what fits, what comes first and what is clear, and the bounds between the outcomes.

    Who asks for what there is, in whatever words, seldom means something foreign: there a lower bound will do ("open").
    A place alone lends much to a fit: where the best measure has it from there, the bound is higher ("placed").
    """

    fit: Model
    first: Model
    clear: Model
    bounds: Mapping[str, float]
    widest: tuple[str, ...] = ()
    """Measures that most enterprises can use: they lead a choice among everything."""

    def decide(self, ranked: Sequence[Candidate], hints: Hints, titled: int | None = None) -> Decision:
        """The outcome for the ranked candidates, best first; `titled` is the entry whose title the message is."""
        named = [c for c in ranked if c.row == titled and c.entry.foreign is None]
        if named:
            others = [
                c for c in ranked if c.entry.foreign is None and c.row != titled and not c.features.get("elsewhere")
            ]
            return Decision("answer", CERTAIN, (*named, *others)[:SHOWN], is_titled=True)
        measures = [c for c in ranked if c.entry.foreign is None and not c.features.get("elsewhere")]
        away = tuple(c for c in ranked if c.features.get("elsewhere"))[:SHOWN]
        topics = [c for c in ranked if c.entry.foreign is not None]
        foreign = topics[0] if topics else None
        if not measures:
            return Decision("no_answer", 0.0, (), foreign, away, veto="place" if away else None)
        veto = veto_of(measures[0], hints)
        if veto is not None:
            return Decision("no_answer", 0.0, self._near(measures), foreign, away, veto=veto)
        features = decision_features(measures, foreign, away, hints, self.widest)
        fits = logistic(self.fit, features, FIT)
        first = logistic(self.first, features, FIRST)
        choice = broad_choice(measures, self.bounds["apart"], self.widest, hints) if hints.is_bare else ()
        least = self.bounds["open" if hints.is_open else "placed" if features["placed"] else "fit"]
        if choice and not (fits < least and is_beaten_elsewhere(choice, away, hints)):
            return Decision("clarify", max(fits, least) * first, choice, None, away)
        shown = tuple(measures[:SHOWN])
        if fits < least:
            return self._refused(measures, foreign, away, fits * first)
        rivals = rivals_of(measures, self.bounds["rival"])
        clear = logistic(self.clear, features, CLEAR)
        leads = features["gap"] >= self.bounds["lead"] and clear >= self.bounds["unclear"]
        if len(rivals) > 1 and clear < self.bounds["clear"] and not leads and not hints.is_comparing:
            return Decision("clarify", fits * first, rivals, None, away)
        return Decision("answer", fits * first, shown, None, away)

    def _refused(
        self, measures: Sequence[Candidate], foreign: Candidate | None, away: tuple[Candidate, ...], confidence: float
    ) -> Decision:
        """What fits too little, with what fits better: a foreign topic, or a measure of another place."""
        lost = foreign if foreign is not None and foreign.score > measures[0].score else None
        best = max(measures[0].score, lost.score if lost is not None else 0.0)
        if away and away[0].score > best:
            return Decision("no_answer", confidence, self._near(measures), None, away, veto="place")
        return Decision("no_answer", confidence, self._near(measures), lost, away)

    def _near(self, measures: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Those that a refusal names."""
        return tuple(c for c in measures[:SHOWN] if c.score >= self.bounds["near"])


def veto_of(best: Candidate, hints: Hints) -> Veto | None:
    """What forbids an answer: the message is about another country and no place of ours, a fraud, an errand, a life."""
    if hints.signs.abroad and not (best.features.get("same_place") or best.features.get("near_place")):
        return "abroad"
    if hints.signs.improper:
        return "improper"
    if hints.signs.errand:
        return "errand"
    return "personal" if hints.signs.personal else None


def broad_choice(
    measures: Sequence[Candidate], apart: float, widest: Sequence[str] = (), hints: Hints = NO_HINTS
) -> tuple[Candidate, ...]:
    """The measures between which a message with a broad need or a place leaves the choice; none where one leads.

    Where the place has measures, they are the choice; those that can be had come first. `apart` is the lead in score
    from which the words of a message with a place mean one of them.
    """
    serving = [c for c in measures if c.features.get("topic")] or measures
    here = [c for c in serving if c.features.get("same_place") or c.features.get("near_place")]
    pool = here or serving
    if len(pool) < 2:
        return ()
    is_named, leads = pool[0].features["keyword"] >= NAMED, pool[0].score - pool[1].score >= apart
    is_meant = (is_named or leads) if here else (is_named and leads)
    if is_named if serving is measures else is_meant:
        return ()
    bonus = USABLE if hints.is_today or pool is measures else USABLE_NEED
    leading = frozenset(() if here else widest)
    is_needy = serving is not measures
    is_anything = hints.is_general and not pool[0].features.get("concepts")

    def worth(one: Candidate) -> float:
        usable = one.features.get("in_force", 0.0)
        alike = ALIKE if is_needy and _serves_alike(pool[0], one) else 0.0
        alike += MAINLY if is_needy and one.features["topic"] == 1.0 else 0.0
        leads = one.entry.id in leading and (is_anything or one.score >= LED_LEAST * pool[0].score)
        led = WIDEST if is_anything else usable
        return one.score + alike + bonus * (usable + (led if leads else 0.0))

    return tuple(sorted(pool, key=worth, reverse=True)[:SHOWN])


def is_beaten_elsewhere(choice: Sequence[Candidate], away: Sequence[Candidate], hints: Hints) -> bool:
    """Whether the message names a need and a place that has nothing for it, while another place has."""
    is_here = any(c.features.get("same_place") or c.features.get("near_place") for c in choice)
    is_asked = bool(choice) and hints.is_placed and not hints.is_general
    return is_asked and not is_here and bool(away) and away[0].score > choice[0].score


def rivals_of(measures: Sequence[Candidate], bound: float) -> tuple[Candidate, ...]:
    """The first measure and those that may be meant as well: as good by score, or above all for the same need."""
    first = measures[0]
    alike = {c.row for c in measures if _serves_alike(first, c)}
    near = [c for c in measures[1:] if c.score >= first.score * (ALIKE_LEAST if c.row in alike else bound)]
    near.sort(
        key=lambda c: c.score + (ALIKE if c.row in alike else 0.0) + SERVING * c.features.get("topic", 0.0),
        reverse=True,
    )
    return (first, *near[: SHOWN - 1])


def decision_features(
    measures: Sequence[Candidate],
    foreign: Candidate | None,
    away: Sequence[Candidate],
    hints: Hints,
    widest: Collection[str] = (),
) -> dict[str, float]:
    """What the decision looks at, from the ranked measures; `widest` are those that can be used everywhere."""
    best = measures[0]
    second = measures[1].score if len(measures) > 1 else 0.0
    topic = foreign.score if foreign is not None else 0.0
    placed = max(best.features.get("same_place", 0.0), best.features.get("near_place", 0.0))
    own = best.score - PLACE_PART * placed
    is_named = hints.is_sided and best.features["keyword"] >= NAMED
    serves_here = placed or is_named or best.entry.id in widest
    beyond = max((c.score for c in away if not (serves_here and _serves_alike(best, c))), default=0.0)
    near = [c for c in measures[:8] if c.score >= 0.8 * best.score]
    return {
        "score": own,
        "margin": own - max(topic, beyond),
        "gap": best.score - second,
        "ratio": second / best.score if best.score else 0.0,
        "rivals": float(len(near) - 1),
        "open": float(hints.is_open),
        "side": float(hints.is_sided),
        "bare": float(hints.is_bare and (placed > 0 or not hints.is_placed)),
        "mass": math.log1p(hints.mass),
        "lean": hints.lean,
        "placed": placed,
        "named": float(best.features["keyword"] >= NAMED),
        **{name: best.features.get(name, 0.0) for name in ("concepts", "keyword", "kind", "unnamed_place")},
    }


def _serves_alike(one: Candidate, other: Candidate) -> bool:
    """Whether two measures are for the same need: that another place has such a one says nothing against this one."""
    return bool(one.entry.topics) and one.entry.topics[:1] == other.entry.topics[:1]


def logistic(model: Model, features: Mapping[str, float], names: Sequence[str]) -> float:
    """Probability by logistic regression."""
    total = model["bias"] + sum(model[name] * features[name] for name in names)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
