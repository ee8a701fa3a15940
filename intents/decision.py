"""Answer, ask back or refuse: what the ranking allows to say."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from operator import mul
from typing import Literal

from intents.beside import NAMED
from intents.choices import SHOWN, are_apart, broad_choice, by_need, is_beaten_elsewhere, rivals_of, serves_also
from intents.hints import Hints
from intents.ranking import Candidate
from knowledge.records import dataclass

PLACE_PART = 0.2
"""What of a score is owed to the place; the rest has to come from the words."""
Outcome = Literal["answer", "clarify", "no_answer"]
WHOLE: Mapping[str, float] = {"concepts": 0.85, "words": 0.75}
"""Shares from which a measure is about the one thing that a message names."""
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
        if fits < least:
            alone = _about_its_one_thing(measures, foreign) if hints.is_lone else ()
            if alone:
                return Decision("clarify" if len(alone) > 1 else "answer", least * first, alone, None, away)
            return self._refused(measures, foreign, away, fits * first)
        rivals = rivals_of(measures, self.bounds["rival"])
        clear = logistic(self.clear, features, CLEAR)
        leads = features["gap"] >= self.bounds["lead"] and clear >= self.bounds["unclear"]
        is_joint = hints.is_comparing or (hints.are_placed and are_apart(rivals))
        if len(rivals) > 1 and clear < self.bounds["clear"] and not leads and not is_joint:
            return Decision("clarify", fits * first, rivals, None, away)
        return Decision("answer", fits * first, by_need(measures), None, away)

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


def _about_its_one_thing(measures: Sequence[Candidate], foreign: Candidate | None) -> tuple[Candidate, ...]:
    """The measures that are about the one thing a message names; none where a foreign topic fits better."""
    if foreign is not None and foreign.score >= measures[0].score:
        return ()
    return tuple(c for c in measures if all(c.features.get(name, 0.0) >= WHOLE[name] for name in WHOLE))[:SHOWN]


def veto_of(best: Candidate, hints: Hints) -> Veto | None:
    """What forbids an answer: the message is about another country and no place of ours, a fraud, an errand, a life."""
    if hints.signs.abroad and not (best.features.get("same_place") or best.features.get("near_place")):
        return "abroad"
    if hints.signs.improper:
        return "improper"
    if hints.signs.errand:
        return "errand"
    return "personal" if hints.signs.personal else None


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
    beyond = max((c.score for c in away if not (serves_here and serves_also(best, c))), default=0.0)
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


def logistic(model: Model, features: Mapping[str, float], names: Sequence[str]) -> float:
    """Probability by logistic regression."""
    total = model["bias"] + sum(map(mul, map(model.__getitem__, names), map(features.__getitem__, names)))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
