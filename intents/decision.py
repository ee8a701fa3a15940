"""Answer, ask back or refuse: what the ranking allows to say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from intents.ranking import Candidate

Outcome = Literal["answer", "clarify", "no_answer"]
SHOWN = 5
FIT = ("score", "margin", "words", "concepts", "example", "keyword", "placed", "in_force", "foreign")
FIRST = ("score", "gap", "gap3", "keyword", "placed", "example", "named")
Model = Mapping[str, float]


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


@dataclass(frozen=True, slots=True)
class Policy:
    """Fitted models of what fits and what comes first, and the bounds between the outcomes."""

    fit: Model
    first: Model
    bounds: Mapping[str, float]

    def decide(self, ranked: Sequence[Candidate], *, comparing: bool = False) -> Decision:
        """The outcome for the ranked candidates, best first; `comparing` answers with several."""
        measures = [c for c in ranked if c.entry.foreign is None and not c.features.get("elsewhere")]
        away = tuple(c for c in ranked if c.features.get("elsewhere"))[:SHOWN]
        topics = [c for c in ranked if c.entry.foreign is not None]
        foreign = topics[0] if topics else None
        if not measures:
            return Decision("no_answer", 0.0, (), foreign, away)
        features = decision_features(measures, foreign, away)
        fits = logistic(self.fit, features, FIT)
        first = logistic(self.first, features, FIRST)
        shown = tuple(measures[:SHOWN])
        if fits < self.bounds["fit"]:
            near = tuple(c for c in shown if c.score >= self.bounds["near"])
            lost = foreign if foreign is not None and foreign.score > measures[0].score else None
            return Decision("no_answer", fits * first, near, lost, away)
        rivals = self._rivals(measures)
        if len(rivals) > 1 and first < self.bounds["first"] and not comparing:
            return Decision("clarify", fits * first, tuple(rivals[:SHOWN]), None, away)
        return Decision("answer", fits * first, shown, None, away)

    def _rivals(self, measures: Sequence[Candidate]) -> list[Candidate]:
        best = measures[0].score
        return [c for c in measures if c.score >= best - self.bounds["rival"] and c.score >= best * 0.5]


def decision_features(
    measures: Sequence[Candidate], foreign: Candidate | None, away: Sequence[Candidate] = ()
) -> dict[str, float]:
    """What the decision looks at, from the ranked measures."""
    best = measures[0]
    second = measures[1].score if len(measures) > 1 else 0.0
    third = measures[3].score if len(measures) > 3 else 0.0
    topic = foreign.score if foreign is not None else 0.0
    placed = max(best.features.get("same_place", 0.0), best.features.get("near_place", 0.0))
    own = best.score - 0.3 * placed
    beyond = max((c.score for c in away), default=0.0)
    return {
        "score": own,
        "margin": own - max(topic, beyond),
        "foreign": topic,
        "gap": best.score - second,
        "gap3": best.score - third,
        "placed": placed,
        "in_force": best.features.get("in_force", 0.0),
        "named": float(best.features["keyword"] >= 0.9),
        **{name: best.features[name] for name in ("words", "concepts", "example", "keyword")},
    }


def logistic(model: Model, features: Mapping[str, float], names: Sequence[str]) -> float:
    """Probability by logistic regression."""
    total = model["bias"] + sum(model[name] * features[name] for name in names)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
