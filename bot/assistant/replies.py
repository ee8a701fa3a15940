"""The words of an answer about one measure, in reading order: what matters today, what was asked, the basis."""

from __future__ import annotations

import re
from datetime import date

from bot.assistant.sourcing import Basis, details
from bot.assistant.timing import Timing
from bot.assistant.verdicts import VerdictWords
from bot.assistant.views import Enquirer, Viewer
from bot.rendering.answers import Block, MeasureAnswer
from bot.rendering.wording import Wording
from knowledge.records import dataclass
from knowledge.validity import is_in_force

_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")
_STEPS = re.compile(r"[:：] ?")
_LONG = 80
"""Characters of a condition beyond which its steps are left out."""
JUDGING = ("eligible", "amount", "why", "screen")
SIDES = ("apply", "documents", "deadline", "source")
NOTES_UP_TO = 700
"""Characters of a reply beyond which second sources are left to the measure's own page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a measure is wanted."""

    intent: str | None
    """The side asked for; None: the measure as such."""
    brief: bool = False
    """The measure was described in the turn before: only what has changed is said."""

    def leads_with_verdict(self, answer: MeasureAnswer) -> bool:
        """Whether verdict and sum answer what was asked."""
        return self.intent not in SIDES and (self.intent == "amount" or self.is_judged(answer))

    def is_judged(self, answer: MeasureAnswer) -> bool:
        """Whether the verdict is to be said: it was asked for, or what is known already decides something."""
        if answer.verdict is None or (self.brief and self.intent in SIDES):
            return False
        return self.intent in JUDGING or self.brief or any(c.outcome in ("met", "unmet") for c in answer.conditions)


@dataclass(frozen=True, slots=True)
class Replies:
    """Composes the blocks of a reply in one language."""

    viewer: Viewer

    @property
    def wording(self) -> Wording:
        """The language's sentences."""
        return self.viewer.wording

    def about(self, answer: MeasureAnswer, asked: Asked, enquirer: Enquirer) -> list[Block]:
        """Everything about one measure; what was asked leads, after whether it can be had at all."""
        measure = self.viewer.catalogue.measure(answer.id)
        timing = Timing(self.wording, measure, enquirer.day, enquirer.year)
        status, lead = timing.status(answer), self._lead(answer, asked, timing, enquirer.day)
        is_open = is_in_force(answer.availability)
        role = "verdict" if asked.leads_with_verdict(answer) else "status"
        if is_open and lead:
            blocks = [Block(role, self._headline(answer.name, lead)), Block("today", capitalised(status))]
        else:
            blocks = [Block("status", self._headline(answer.name, status))]
            blocks += self._then(answer, role, lead) if lead else []
        blocks += self._today(answer)
        blocks += self._further(answer, asked)
        if not asked.brief:
            blocks.append(Block("summary", answer.summary))
        return [*blocks, *self.basis(answer, asked, sum(len(b.text) for b in blocks))]

    def basis(self, answer: MeasureAnswer, asked: Asked, used: int = 0) -> list[Block]:
        """The conditions with their outcomes, and the documents; `used`: characters said before."""
        basis = Basis.behind(self.wording, answer)
        blocks = self._conditions(answer, basis) if asked.is_judged(answer) else []
        blocks.append(basis.block(answer.verified_on))
        if asked.brief:
            return blocks
        return [*blocks, *self._notes(answer, used + sum(len(b.text) for b in blocks))]

    def _then(self, answer: MeasureAnswer, role: str, lead: str) -> list[Block]:
        """What was asked of a measure that cannot be had now: a verdict on it is one by the rules as published."""
        if role != "verdict":
            return [Block("body", capitalised(lead))]
        return [
            Block("verdict", lead if answer.availability == "upcoming" else self.wording("by_its_rules", text=lead))
        ]

    def _headline(self, name: str, text: str) -> str:
        return self.wording("headline", name=name, text=text)

    def _lead(self, answer: MeasureAnswer, asked: Asked, timing: Timing, day: date) -> str:
        """The sentence that answers what was asked; empty where the status does."""
        if asked.intent == "deadline":
            return timing.deadline() if answer.availability in ("open", "upcoming") else ""
        if asked.intent in SIDES:
            return self._side(answer, asked.intent)
        if not asked.leads_with_verdict(answer):
            return ""
        amount_first = asked.intent == "amount"
        words = VerdictWords(self.viewer).sentence(answer, amount_first=amount_first)
        if amount_first and not self.viewer.catalogue.measure(answer.id).gains:
            return self._no_sum(answer, asked, words, day)
        return words or (answer.what if amount_first else "")

    def _no_sum(self, answer: MeasureAnswer, asked: Asked, verdict: str, day: date) -> str:
        """That no sum is stated; the measure that this opens and that has one, else what it brings."""
        said = self.wording("amount_not_stated")
        opened = [self.viewer.name(name) for name in self.viewer.opened_by(answer.id, day)]
        brings = answer.what if asked.brief or not verdict else ""
        leads = self.wording("amount_opened", names=self.wording.names(opened)) if opened else ""
        for more in (leads or brings, capitalised(verdict)):
            said = self.wording("sentences", first=said, second=more) if more else said
        return said

    def _side(self, answer: MeasureAnswer, intent: str) -> str:
        say, apply = self.wording, answer.apply
        if intent == "source":
            source = answer.sources[0]
            inside = details(source, say)
            if not inside:
                return say("source_asked_plain", title=source.title)
            return say("source_asked", title=source.title, details=say.join(inside))
        if intent == "documents":
            text = apply["documents"]
            return say("apply_documents", documents=text) if text else say("documents_not_stated")
        if apply["mode"] == "none":
            return say("apply_none")
        if apply["steps"]:
            return say("apply_steps", steps=apply["steps"])
        if apply["mode"] == "automatic":
            return say("apply_automatic")
        if apply["contact"]:
            return say("apply_only_whom")
        is_local = "CN" not in answer.regions
        return say("apply_not_stated", place=answer.place) if is_local else say("apply_not_stated_anywhere")

    def _further(self, answer: MeasureAnswer, asked: Asked) -> list[Block]:
        """Whom to turn to, and the verdict where it was not asked for but is known."""
        lines: list[str] = []
        if asked.intent in ("apply", "documents"):
            contact, url = answer.apply["contact"], answer.apply["url"]
            lines += [self.wording("apply_contact", contact=contact)] if contact else []
            lines += [url] if url else []
        blocks = [Block("body", "\n".join(lines))] if lines else []
        if asked.intent in SIDES and asked.is_judged(answer):
            words = VerdictWords(self.viewer).sentence(answer, amount_first=False)
            blocks.append(Block("verdict", capitalised(words)))
        return blocks

    def _today(self, answer: MeasureAnswer) -> list[Block]:
        if is_in_force(answer.availability):
            return []
        if answer.same_need_today:
            names = [self.viewer.name(name) for name in answer.same_need_today]
            return [Block("today", self.wording("today_instead", names=self.wording.names(names)))]
        return [Block("today", self.wording("ask_whom"))] if answer.availability in ("ended", "unconfirmed") else []

    def _conditions(self, answer: MeasureAnswer, basis: Basis) -> list[Block]:
        if not answer.conditions:
            return []
        say = self.wording
        lines = [say("conditions_title")]
        for condition in answer.conditions:
            text = condition.text if condition.outcome in ("unmet", "unknown") else _in_short(condition.text)
            if condition.detail and condition.detail.casefold() not in text.casefold():
                text = say("condition_detail", line=text, detail=condition.detail)
            lines.append(say("condition_" + condition.outcome, text=text, mark=basis.mark(condition.source)))
        return [Block("conditions", "\n".join(lines))]

    def _notes(self, answer: MeasureAnswer, used: int) -> list[Block]:
        out: list[Block] = []
        for text, source in answer.notes:
            line = self.wording("second_source", title=source.title, text=text)
            used += len(line)
            if used > NOTES_UP_TO:
                break
            out.append(Block("note", line))
        return out


def capitalised(sentence: str) -> str:
    """The sentence as it stands by itself."""
    return sentence[:1].upper() + sentence[1:]


def _in_short(text: str) -> str:
    """A condition that is settled: without its asides, and without the steps of a long one, which the summary has."""
    short = _ASIDE.sub("", text)
    head = _STEPS.split(short, maxsplit=1)[0]
    return head if len(short) > _LONG else short
