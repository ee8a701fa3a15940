"""What has changed since the turn before, and what would change the verdict."""

from __future__ import annotations

from bot.assistant.asking import Asking
from bot.assistant.verdicts import VerdictWords
from bot.assistant.views import Enquirer
from bot.rendering.answers import MeasureAnswer
from intents.background import PLACE_FACTS
from knowledge.consequences import Consequence
from knowledge.records import dataclass

_BETTER = ("eligible", "likely", "unknown")


@dataclass(frozen=True, slots=True)
class Changes:
    """Compares verdicts and sums, in one language."""

    asking: Asking

    def since(self, before: MeasureAnswer, after: MeasureAnswer) -> str:
        """Verdict and sum before and now; empty where both are as they were."""
        say, parts = self.asking.say, []
        if before.verdict != after.verdict:
            old, new = (say(f"outcome_{verdict}") for verdict in (before.verdict, after.verdict))
            parts.append(say("change_verdict", before=old, after=new))
        if before.amount != after.amount and before.amount is not None and after.amount is not None:
            yuan = VerdictWords(self.asking.viewer).yuan
            of = VerdictWords(self.asking.viewer).quantity(after)
            parts.append(say("change_amount", of=of, before=yuan(before.amount), after=yuan(after.amount)))
        if not parts:
            return ""
        return say("two_parts", first=parts[0], second=parts[1]) if parts[1:] else say("one_part", first=parts[0])

    def turning(self, answer: MeasureAnswer, enquirer: Enquirer) -> str:
        """The one answer that stands between the enterprise and the measure; empty where it is more than one."""
        unmet = [condition for condition in answer.conditions if condition.outcome == "unmet"]
        if answer.verdict != "not_eligible" or len(unmet) != 1:
            return ""
        for fact in unmet[0].facts:
            if fact in PLACE_FACTS:
                continue  # no enterprise moves house for a measure
            better = [one for one in self.asking.branches(answer.id, fact, enquirer) if one.verdict in _BETTER]
            if better:
                return self._if(fact, better[0])
        return ""

    def _if(self, fact: str, branch: Consequence) -> str:
        words = self.asking.viewer.words
        answer = words.answer(fact, branch.answer)
        return self.asking.say(
            "would_change", label=words.label(fact), answer=answer, outcome=self.asking.outcome(branch)
        )
