"""Verdict and sum in words: parts of sentences, to be joined in the order in which they were asked for."""

from __future__ import annotations

import re

from bot.assistant.views import Viewer
from bot.rendering import formats
from bot.rendering.answers import MeasureAnswer
from bot.rendering.wording import Wording
from knowledge.records import dataclass

MISSING_SHOWN = 4
_ARITHMETIC = "×+−÷("
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]$")


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """Says what a measure comes to for the enterprise."""

    viewer: Viewer

    @property
    def wording(self) -> Wording:
        """The language's sentences."""
        return self.viewer.wording

    def sentence(self, answer: MeasureAnswer, *, amount_first: bool) -> str:
        """Verdict and sum as one sentence; empty where the measure gives neither."""
        verdict, amount = self.verdict(answer), self.amount(answer)
        if answer.verdict == "unknown" and amount:
            amount = self.wording("amount_if", amount=amount)
        if answer.verdict == "not_eligible" and answer.amount_of == "benefit":
            amount = ""
        parts = [part for part in ((amount, verdict) if amount_first else (verdict, amount)) if part]
        if not parts:
            return ""
        return self.wording("two_parts", first=parts[0], second=parts[1]) if parts[1:] else self._only(parts[0])

    def _only(self, part: str) -> str:
        return self.wording("one_part", first=part)

    def verdict(self, answer: MeasureAnswer) -> str:
        """The verdict with what it rests on; empty where there is nothing to decide."""
        say = self.wording
        if answer.verdict is None:
            return ""
        if answer.verdict == "not_eligible":
            return say("verdict_not_eligible", unmet=say.join(self._lines(answer, "unmet")))
        if answer.verdict == "likely":
            return say("verdict_likely", manual=say.join(self._lines(answer, "manual")))
        if answer.verdict == "unknown":
            return say("verdict_unknown", missing=self.missing(answer))
        return say("verdict_eligible")

    def missing(self, answer: MeasureAnswer) -> str:
        """The facts that are still needed, most decisive first, and how many more there are."""
        names = self.wording.join([self._open(fact, answer) for fact in answer.missing[:MISSING_SHOWN]])
        more = len(answer.missing) - MISSING_SHOWN
        return self.wording("missing_more", names=names, more=more) if more > 0 else names

    def _open(self, fact: str, answer: MeasureAnswer) -> str:
        """The fact by name, and why it is not known where it was asked for or told in part."""
        label, why = self.viewer.words.label(fact), answer.unknown.get(fact, "not_asked")
        return label if why == "not_asked" else self.wording("missing_" + why, label=label)

    def _lines(self, answer: MeasureAnswer, outcome: str) -> list[str]:
        say = self.wording
        found = [condition for condition in answer.conditions if condition.outcome == outcome]
        if outcome != "unmet":  # an aside stands in the condition's own line
            return [_ASIDE.sub("", condition.text) for condition in found]
        return [say("condition_detail", line=c.text, detail=c.detail) if c.detail else c.text for c in found]

    def amount(self, answer: MeasureAnswer) -> str:
        """The sum with its arithmetic, or as far as it is known; empty where the measure gives none."""
        of = self.quantity(answer)
        if answer.amount is not None and answer.amount_kind:
            return self._sum(answer, of)
        if answer.amount_range is None:
            return ""
        gains = self.viewer.catalogue.measure(answer.id).gains
        gain = next((b for b in gains if b.of == answer.amount_of), None)
        text = formats.in_language(gain.text, self.wording.language) if gain else ""
        if gain is not None and gain.amount is None:
            return self.wording("amount_not_computed", formula=text)
        return self._range(answer, of, text)

    def quantity(self, answer: MeasureAnswer) -> str:
        """What the sum is: received, or of a tax measure saved, due, exempt …"""
        is_saved = answer.amount_of == "benefit" and answer.kind == "tax"
        return self.wording("of_saving" if is_saved else "of_" + answer.amount_of)

    def _sum(self, answer: MeasureAnswer, of: str) -> str:
        total, key = self.yuan(answer.amount or 0), f"amount_{answer.amount_kind}"
        note = answer.amount_note
        if note and any(sign in note for sign in _ARITHMETIC) and answer.verdict != "not_eligible":
            return self.wording(key, of=of, amount=total, note=note)
        return self.wording(key + "_plain", of=of, amount=total)

    def _range(self, answer: MeasureAnswer, of: str, text: str) -> str:
        low, high = answer.amount_range or (0, None)
        missing = self.missing(answer)
        if not missing or (answer.verdict == "unknown" and high is None):
            return text  # what is missing is said with the verdict
        if high is not None:
            key = "amount_range_plain" if answer.verdict == "unknown" else "amount_range"
            return self.wording(key, of=of, low=formats.number(low), high=self.yuan(high), missing=missing)
        return self.wording("amount_formula", formula=text, missing=missing) if text else ""

    def yuan(self, amount: float | int) -> str:
        """A sum with its unit."""
        return self.wording("yuan", amount=formats.number(amount))
