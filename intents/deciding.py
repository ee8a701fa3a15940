"""Decides on a message as seen: who is registered abroad is answered too, and each of several needs is served."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from intents.choices import SHOWN
from intents.decision import Decision, Policy
from intents.following import facts_tested
from intents.matcher import Matcher
from intents.needs import Needs, served
from intents.ranking import Candidate
from intents.seen import Seen
from knowledge.catalogue import Catalogue
from knowledge.records import dataclass, replace

RESIDENT = "resident"
OF_COUNTRIES = frozenset({RESIDENT, "rd_domestic_share"})
"""Facts that name another country: a measure that tests them answers who is registered there, or does research there.

Who is registered in the mainland is answered in any case.
"""


@dataclass(frozen=True, slots=True, repr=False)
class Deciding:
    """What is answered, of the candidates that were ranked."""

    catalogue: Catalogue
    matcher: Matcher
    policy: Policy
    needs: Needs

    def decided(self, ranked: Sequence[Candidate], seen: Seen, held: Collection[str]) -> Decision:
        """The decision on candidates ranked best first; `held` are measures whose status the message only tells."""
        return self._for_each_need(self._of_one(ranked, seen), ranked, seen, held)

    def _of_one(self, ranked: Sequence[Candidate], seen: Seen) -> Decision:
        """The decision; who tells where it is registered or does research is answered by a measure that asks that."""
        titled = self.matcher.titled(seen.message.text)
        decision = self.policy.decide(ranked, seen.hints, titled)
        if decision.veto != "abroad" or not decision.measures:
            return decision
        told = {fact.fact: fact.value for fact in seen.reading.facts if fact.fact in OF_COUNTRIES}
        if told.get(RESIDENT) is not True and told.keys().isdisjoint(
            facts_tested(self.catalogue.measures[decision.measures[0].entry.id])
        ):
            return decision
        hints = replace(seen.hints, signs=replace(seen.hints.signs, abroad=()))
        return self.policy.decide(ranked, hints, titled)

    def _for_each_need(
        self, decision: Decision, ranked: Sequence[Candidate], seen: Seen, held: Collection[str]
    ) -> Decision:
        """The decision with a measure for each of the needs that the message joins; what is `held` is no need."""
        had = {topic for c in ranked if c.entry.id in held for topic in c.entry.topics} if held else frozenset()
        joined = self.needs.joined(seen.message.text, seen.cut.features["concepts"])
        topics = [topic for topic in joined if topic not in had]
        if len(topics) < 2 or decision.outcome == "no_answer" or seen.hints.is_comparing:
            return decision
        first = decision.measures[0]
        fitting = [c for c in ranked if c.entry.foreign is None and c is not first and not c.features.get("elsewhere")]
        also = served((first, *fitting), topics, self.policy.bounds["near"])
        rest = [c for c in decision.measures if c not in also]
        is_served = all(any(topic in one.entry.topics for one in (first, *also)) for topic in topics)
        if seen.hints.is_bare and also and is_served:
            decision = replace(decision, outcome="answer")
        return replace(decision, also=also, measures=(first, *also, *rest[1:])[:SHOWN])
