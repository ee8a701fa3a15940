"""The words of an answer about one measure, in reading order: status, what was asked, verdict, summary, source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.assistant.views import Enquirer, Viewer
from bot.rendering import formats
from bot.rendering.answers import Block, MeasureAnswer, SourceLine
from bot.rendering.wording import Wording
from knowledge.measures import Measure, Validity
from knowledge.validity import is_in_force

JUDGING = ("eligible", "amount", "why", "screen")
NOTES_UP_TO = 700
"""Characters of a reply beyond which second sources are left to the measure's own page."""


@dataclass(frozen=True, slots=True)
class Replies:
    """Composes the blocks of a reply in one language."""

    viewer: Viewer

    @property
    def wording(self) -> Wording:
        """The language's sentences."""
        return self.viewer.wording

    def about(self, answer: MeasureAnswer, intent: str | None, enquirer: Enquirer) -> list[Block]:
        """Everything about one measure; what was asked leads."""
        measure = self.viewer.catalogue.measure(answer.id)
        blocks = [self.status(measure, answer, enquirer), *self._today(answer)]
        if intent in ("apply", "documents", "deadline", "source"):
            blocks.append(Block("body", self._asked(intent, measure, answer)))
        blocks += self._verdict(answer, intent, enquirer)
        blocks.append(Block("body", answer.summary))
        blocks += self._conditions(answer, intent)
        blocks.append(self._source(answer))
        return [*blocks, *self._notes(answer, sum(len(b.text) for b in blocks))]

    def status(self, measure: Measure, answer: MeasureAnswer, enquirer: Enquirer) -> Block:
        """The first line: the name, and whether it can be had on the day."""
        validity, say = measure.validity, self.wording
        language = say.language
        values = {
            "name": answer.name,
            "day": formats.day(enquirer.day, language),
            "announced": formats.day(validity.announced, language),
        }
        key = "status_" + answer.availability
        first, last = window(validity, enquirer.year or enquirer.day.year)
        if answer.availability == "open" and last is not None:
            key, values["through"] = "status_open_until", formats.day(last, language)
        elif answer.availability == "ended" and validity.years and first and last:
            key = "status_ended_year"
            values |= {
                "year": str(last.year),
                "from": formats.day(first, language),
                "through": formats.day(last, language),
            }
        elif answer.availability == "ended" and last is not None:
            values["through"] = formats.day(last, language)
        elif answer.availability == "upcoming":
            values["from"] = formats.day(first or validity.announced, language)
        elif answer.availability == "unconfirmed" and (validity.open_ended or validity.years):
            key = "status_unconfirmed_standing"
        return Block("status", say(key, **values))

    def _today(self, answer: MeasureAnswer) -> list[Block]:
        if is_in_force(answer.availability):
            return []
        if answer.same_need_today:
            names = [self.viewer.name(name) for name in answer.same_need_today]
            return [Block("today", self.wording("today_instead", names=self.wording.join(names)))]
        return [Block("today", self.wording("ask_whom"))] if answer.availability in ("ended", "unconfirmed") else []

    def _asked(self, intent: str, measure: Measure, answer: MeasureAnswer) -> str:
        say = self.wording
        if intent == "source":
            source = answer.sources[0]
            return say("source_asked", title=source.title, details=say.join(details(source, say)) or source.title)
        if intent == "deadline":
            return self._deadline(measure.validity)
        if intent == "documents":
            text = answer.apply["documents"]
            return say("apply_documents", documents=text) if text else say("documents_not_stated")
        return self._how_to_apply(answer)

    def _deadline(self, validity: Validity) -> str:
        say = self.wording
        year = max((y.year for y in validity.years), default=0)
        first, last = window(validity, year)
        if first is not None and last is not None:
            return say("deadline_window", **{
                "from": formats.day(first, say.language), "through": formats.day(last, say.language)
            })  # fmt: skip
        if last is not None:
            return say("deadline_until", through=formats.day(last, say.language))
        if validity.open_ended:
            return say("deadline_open_ended")
        return say("deadline_not_stated", announced=formats.day(validity.announced, say.language))

    def _how_to_apply(self, answer: MeasureAnswer) -> str:
        say, apply = self.wording, answer.apply
        if apply["mode"] == "none":
            return say("apply_none")
        lines = [say("apply_steps", steps=apply["steps"])] if apply["steps"] else []
        if not lines:
            automatic = apply["mode"] == "automatic"
            lines = [say("apply_automatic") if automatic else say("apply_not_stated", place=answer.place)]
        if apply["contact"]:
            lines.append(say("apply_contact", contact=apply["contact"]))
        if apply["url"]:
            lines.append(apply["url"])
        return "\n".join(lines)

    def _verdict(self, answer: MeasureAnswer, intent: str | None, enquirer: Enquirer) -> list[Block]:
        say = self.wording
        asked = intent in JUDGING
        if answer.verdict is None:
            return []
        if answer.verdict == "unknown" and not asked and not _decided(answer):
            return []
        blocks = [Block("verdict", self._verdict_line(answer))]
        amount = self._amount(answer)
        if (amount and answer.verdict != "not_eligible") or (answer.amount_of != "benefit" and amount):
            blocks.append(Block("amount", amount))
        return blocks if blocks[0].text else [Block("verdict", say("verdict_none"))]

    def _verdict_line(self, answer: MeasureAnswer) -> str:
        say = self.wording
        by_outcome: dict[str, list[str]] = {}
        for condition in answer.conditions:
            by_outcome.setdefault(condition.outcome, []).append(condition.text)
        if answer.verdict == "not_eligible":
            return say("verdict_not_eligible", unmet=say.join(by_outcome.get("unmet", [])))
        if answer.verdict == "likely":
            return say("verdict_likely", manual=say.join(by_outcome.get("manual", [])))
        if answer.verdict == "unknown":
            return say("verdict_unknown", missing=say.join([self.viewer.label(fact) for fact in answer.missing[:4]]))
        return say("verdict_eligible")

    def _amount(self, answer: MeasureAnswer) -> str:
        say, of = self.wording, self.wording("of_" + answer.amount_of)
        if answer.amount is not None and answer.amount_kind:
            total = self.yuan(answer.amount)
            key = "amount_" + answer.amount_kind
            if (
                answer.amount_note
                and any(sign in answer.amount_note for sign in "×+−÷(")
                and answer.verdict != "not_eligible"
            ):
                return say(key, of=of, amount=total, note=answer.amount_note)
            return say(key + "_plain", of=of, amount=total)
        if answer.amount_range is None:
            return ""
        low, high = answer.amount_range
        benefit = next((b for b in self.viewer.catalogue.measure(answer.id).gains if b.of == answer.amount_of), None)
        if benefit is not None and benefit.amount is None:
            return (
                say("amount_ceiling", of=of, high=self.yuan(high))
                if high is not None
                else say("amount_undefined", of=of)
            )
        missing = [self.viewer.label(fact) for fact in answer.missing]
        if high is None or not missing:
            return ""
        return say("amount_range", of=of, low=self.yuan(low), high=self.yuan(high), missing=say.join(missing[:3]))

    def yuan(self, amount: float | int) -> str:
        """A sum with its unit."""
        return self.wording("yuan", amount=formats.number(amount))

    def _conditions(self, answer: MeasureAnswer, intent: str | None) -> list[Block]:
        if not answer.conditions or not (intent in JUDGING or _decided(answer)):
            return []
        lines = [self.wording("condition_" + c.outcome, text=c.text) for c in answer.conditions]
        return [Block("conditions", "\n".join([self.wording("conditions_title"), *lines]))]

    def _source(self, answer: MeasureAnswer) -> Block:
        source = answer.sources[0]
        say = self.wording
        inside = details(source, say)
        title = say("source_details", title=source.title, details=say.join(inside)) if inside else source.title
        links = ((source.title, source.url),) if source.url else ()
        text = say("source", title=title) if source.url else say("source_no_link", title=title)
        if source.note:
            text += "\n" + source.note
        text += "\n" + say("verified", day=formats.loose_day(answer.verified_on, say.language))
        return Block("source", text, links)

    def _notes(self, answer: MeasureAnswer, used: int) -> list[Block]:
        out: list[Block] = []
        for text, source in answer.notes:
            line = self.wording("second_source", title=source.title, text=text)
            used += len(line)
            if used > NOTES_UP_TO:
                break
            out.append(Block("note", line))
        return out


def window(validity: Validity, year: int) -> tuple[date | None, date | None]:
    """First and last day of the measure, or of that year of a yearly rule."""
    if validity.years:
        found = next((y for y in validity.years if y.year == year), None)
        return (found.first_day, found.last_day) if found else (None, None)
    return validity.first_day, validity.last_day


def details(source: SourceLine, say: Wording) -> list[str]:
    """Issuer, number, date and standing of a source, as far as they are known."""
    parts = [source.issuer, source.number, formats.loose_day(source.date, say.language) if source.date else None]
    if source.level in ("secondary", "repost"):
        parts.append(say("level_" + source.level))
    return [part for part in parts if part]


def _decided(answer: MeasureAnswer) -> bool:
    return any(condition.outcome in ("met", "unmet") for condition in answer.conditions)
