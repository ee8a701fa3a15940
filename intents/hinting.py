"""Reads off a message what it shows beside its candidates: how it asks, and what it is surely not about."""

from __future__ import annotations

from collections.abc import Sequence

from intents.hints import Hints
from intents.matcher import Cut, Matcher
from intents.openness import TODAY, Openness
from intents.outside import Outside
from intents.phrases import Hit, Words
from intents.rules import JOINING, SIDES, IntentHit
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True, repr=False)
class Hinting:
    """What finds the hints."""

    openness: Openness
    outside: Outside
    matcher: Matcher

    def hints(
        self, cut: Cut, words: Words, intent: IntentHit | None, asking: Sequence[Hit], named: Sequence[str]
    ) -> Hints:
        """What the message shows beside its candidates.

        `words` are its Latin ones, `asking` hits of openness, `named` its places.
        """
        is_open = self.openness.is_open(cut.text)
        is_bare = self.openness.is_bare(cut, asking, is_placed=bool(named), is_open=is_open)
        asked = intent.intent if intent is not None else ""
        return Hints(
            is_open=is_open,
            is_bare=is_bare,
            is_general=is_bare and self.openness.is_general(cut),
            is_for=is_bare and self.openness.is_for(cut),
            is_today=is_bare and any(hit.owner == TODAY for hit in asking),
            is_sided=asked in SIDES or asked in JOINING,
            is_comparing=asked in JOINING,
            mass=cut.mass["words"],
            is_placed=bool(named),
            are_placed=len(named) > 1,
            lean=self.matcher.lean(cut),
            signs=self.outside.find(cut.text, words),
        )

    def of_what_may_be_alone(self, hints: Hints, cut: Cut) -> Hints:
        """The hints of a message without place, fact or intent: it may be the name of one thing and nothing else."""
        is_lone = not hints.is_bare and self.openness.is_lone(cut)
        return replace(hints, is_lone=True) if is_lone else hints
