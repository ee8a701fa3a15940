"""The enterprise against every measure: what is there, what it comes to, and the question that decides most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.assistant.actions import encode
from bot.assistant.asking import Asking
from bot.assistant.conversation import Conversation
from bot.assistant.drafts import empty_answer
from bot.assistant.sorting import KINDS, Sorted, sort
from bot.assistant.sourcing import Basis
from bot.assistant.speaker import Speaker
from bot.assistant.verdicts import VerdictWords
from bot.assistant.views import Enquirer
from bot.assistant.wants import left_out
from bot.rendering.answers import Answer, Block, Choice, MeasureAnswer
from bot.rendering.formats import in_language
from intents.understanding import Understanding
from knowledge.records import dataclass, replace
from knowledge.totals import total
from knowledge.values import number_to_json

SHOWN_OF_A_KIND = 4
"""Measures of one kind that a reply lists; the others are counted and a button shows them."""
EXPLAINED_OPEN = 3
"""Of those that most enterprises can use, and for which several facts are missing: so many with what they bring."""
OTHERS_OPEN = 1
"""Measures that such a reply names beside these."""
CLAUSE = re.compile(r"[，;；。]|[,.](?!\d)")
"""Where the first thing that is said ends."""
NAMED_OPEN = 8
"""Measures that a reply names of those for which several facts are missing."""
NAMED_WHY = 3
WIDTH_HERE = 50
"""Characters of the names of the place's own measures that a reply gives though they cannot be had on the day."""
NATION = "CN"
LISTED = ("eligible", "likely", "near")


@dataclass(frozen=True, slots=True)
class Screens(Speaker):
    """Screens and says what came out, in one language."""

    def held(self, state: Conversation, day: date) -> tuple[Enquirer, Sorted]:
        """The enterprise of the conversation, and what the catalogue means for it."""
        enquirer = Enquirer(self.viewer.links.read(state.profile), day, unanswered=state.unanswered)
        return enquirer, sort(self.viewer.catalogue, enquirer, state.unwanted)

    def answer(
        self, state: Conversation, day: date, understanding: Understanding | None = None, *, brief: bool = False
    ) -> tuple[Answer, tuple[str, ...]]:
        """What there is for the enterprise on that day, in all, and the next question.

        With it the facts of which the reply says that nothing else is missing for a measure.
        `brief`: the rest was said in the turn before, only what fits is said again.
        """
        enquirer, result = self.held(state, day)
        views = {
            kind: [self.viewer.view(name, enquirer) for name in result.kinds[kind][:SHOWN_OF_A_KIND]]
            for kind in (LISTED[:2] if brief else LISTED)
        }
        shown = [measure for kind in views.values() for measure in kind]
        basis = Basis.of(self.say, [measure.sources[0] for measure in shown])
        blocks = [Block("status", self._headline(result, state))]
        blocks += [Block("body", left_out(self.viewer, state.unwanted))] if state.unwanted else []
        blocks += self._total(result)
        blocks += [self._list(kind, views[kind], result, basis) for kind in views if views[kind]]
        blocks += [] if brief else [*self._open(result), *self._here(result, state), *self._rest(result)]
        blocks += [basis.block()] if shown else []
        asks = self.next_question(result, enquirer)
        choices = self._choices(shown, result)
        if asks is not None:
            waiting = self._waiting(asks, result, enquirer)
            question = Asking(self.viewer).question(asks, state).text
            blocks.append(Block("question", self.say("screen_question", question=question, count=len(waiting))))
            choices = (*Asking(self.viewer).choices(asks, state), *choices, self._stop())
        answer = empty_answer(self.viewer, day, understanding, tuple(blocks), intent="screen", choices=choices)
        is_answer = bool(shown) or brief
        answer = replace(answer, outcome="answer" if is_answer else "clarify", measures=tuple(shown[:5]), asks=asks)
        undecided = result.found.undecided if asks is not None else ()
        near = (one.missing[0] for one in undecided if one.id in result.kinds["near"])
        return answer, tuple(dict.fromkeys(near))

    def _headline(self, result: Sorted, state: Conversation) -> str:
        name = state.enterprise or self.say("your_enterprise")
        if not state.profile:
            return self.say("screen_nothing_known", name=name)
        counts = [
            self.say(f"screen_count_{kind}", count=len(found)) for kind in LISTED if (found := result.kinds[kind])
        ]
        if not counts:
            return self.say("screen_none_left" if result.found.next_question is None else "screen_none_sure", name=name)
        return self.say("screen_counts", name=name, counts=self.say.join(counts))

    def _total(self, result: Sorted) -> list[Block]:
        """What can be had of the measures that fit, each sum once and none that excludes a better one."""
        measures, amounts = self.viewer.catalogue.measures, {one.id: one.amount for one in result.found.decided}
        usable = (*result.kinds["eligible"], *result.kinds["likely"])
        found = total({n: amounts[n] for n in usable}, {n: measures[n].relations.excludes for n in usable})
        if not found.counted:
            return []
        yuan = VerdictWords(self.viewer).yuan(number_to_json(found.amount))
        lines = [self.say("screen_total_" + found.kind, amount=yuan, count=len(found.counted))]
        for name, better in found.left_out:
            lines.append(self.say("screen_excluded", name=self.viewer.name(name), other=self.viewer.name(better)))
        if found.without_sum:
            lines.append(self.say("screen_without_sum", count=len(found.without_sum)))
        return [Block("amount", "\n".join(lines))]

    def _list(self, kind: str, views: Sequence[MeasureAnswer], result: Sorted, basis: Basis) -> Block:
        lines = [self.say("screen_title_" + kind, count=len(result.kinds[kind]))]
        lines += [self._line(measure, self._detail(kind, measure), basis) for measure in views]
        further = len(result.kinds[kind]) - len(views)
        if further:
            lines.append(self.say("screen_further", count=further))
        return Block("list", "\n".join(lines))

    def _open(self, result: Sorted) -> list[Block]:
        """Those that may yet fit, and what most can use where nothing fits yet: the questions are about these."""
        if not result.open:
            return []
        fits = result.kinds["eligible"] or result.kinds["likely"] or result.kinds["over"]
        usual = [] if fits else [one for one in self.viewer.widest if one in result.open][:EXPLAINED_OPEN]
        others = [one for one in result.open if one not in usual]
        named = others[: OTHERS_OPEN if usual else NAMED_OPEN]
        names = self.say.names([self.viewer.name(one) for one in named])
        if usual:
            lines = [self.say("screen_title_open", count=len(result.open)), *map(self._promise, usual)]
            lines += [self.say("screen_open_others", names=names)] if others else []
        else:
            lines = [self.say("screen_open", count=len(result.open), names=names)]
        further = len(others) - len(named)
        if further > 0:
            lines.append(self.say("screen_further", count=further))
        return [Block("list", "\n".join(lines))]

    def _promise(self, name: str) -> str:
        """A measure that most enterprises can use, with what it brings in a few words."""
        what = in_language(self.viewer.catalogue.measure(name).what, self.say.language)
        return self.say("screen_promise", name=self.viewer.name(name), what=CLAUSE.split(what)[0])

    def _here(self, result: Sorted, state: Conversation) -> list[Block]:
        """Measures of the enterprise's own place that may fit, where none of them can be had on the day."""
        place, regions = state.profile.get("region"), self.viewer.catalogue.regions
        if not isinstance(place, str):
            return []
        usable = {*result.kinds["eligible"], *result.kinds["likely"], *result.kinds["near"], *result.open}
        waiting = [one.id for one in result.found.undecided if not one.in_force]
        own = [
            name
            for name in (*usable, *result.kinds["over"], *waiting)
            if any(
                area != NATION and (regions.within(place, area) or regions.within(area, place))
                for area in self.viewer.catalogue.measures[name].places
            )
        ]
        if not own or not usable.isdisjoint(own):
            return []
        names = [self.viewer.name(name) for name in own]
        fitting = [name for number, name in enumerate(names, 1) if len("; ".join(names[:number])) <= WIDTH_HERE]
        listed = self.say.names(fitting or names[:1])
        return [Block("body", self.say("screen_here", names=listed))]

    def _line(self, measure: MeasureAnswer, detail: str, basis: Basis) -> str:
        return self.say("screen_line", name=measure.name, detail=detail, mark=basis.mark(measure.sources[0]))

    def _detail(self, kind: str, measure: MeasureAnswer) -> str:
        """What a measure brings, or what stands between it and the enterprise."""
        if kind == "near":
            return self.say("screen_missing", question=self.viewer.words.question(measure.missing[0]))
        words = VerdictWords(self.viewer).amount(measure) if measure.amount else ""
        if kind == "eligible":
            return words or measure.what.rstrip(".。")
        manual = self.say.join([c.text for c in measure.conditions if c.outcome == "manual"])
        decided = self.say("screen_manual", manual=manual)
        return self.say("two_parts", first=words, second=decided).rstrip(".。") if words else decided

    def _rest(self, result: Sorted) -> list[Block]:
        """How many measures were not named, and why."""
        counts = {
            "unmet": len(result.kinds["not_eligible"]),
            "over": len(result.kinds["over"]),
            "closed": sum(not one.in_force for one in result.found.undecided),
            "undecidable": result.found.undecidable,
        }
        parts = [self.say(f"screen_counted_{why}", count=count) for why, count in counts.items() if count]
        return [Block("body", self.say("screen_counted", counts=self.say.names(parts)))] if parts else []

    def _choices(self, shown: Sequence[MeasureAnswer], result: Sorted) -> tuple[Choice, ...]:
        choices = [Choice(measure.name, encode("m", measure.id)) for measure in shown[:SHOWN_OF_A_KIND]]
        for kind in KINDS:
            is_listed = kind in LISTED
            if len(result.kinds[kind]) > (SHOWN_OF_A_KIND if is_listed else 0):
                label = self.say("button_screen_" + kind, count=len(result.kinds[kind]))
                choices.append(Choice(label, encode("s", kind)))
        return tuple(choices)

    def _stop(self) -> Choice:
        return Choice(self.say("button_stop"), encode("c", "cancel"))

    def next_question(self, result: Sorted, enquirer: Enquirer) -> str | None:
        """The fact to ask for: what most measures wait for, as it is asked."""
        fact = result.found.next_question
        parts = self.viewer.asked_as(fact, enquirer) if fact is not None else ()
        return next((part for part in parts if part not in enquirer.unanswered), fact)

    def _waiting(self, fact: str, result: Sorted, enquirer: Enquirer) -> tuple[str, ...]:
        """Measures whose verdict waits for the fact."""

        def asked(missing: Sequence[str]) -> bool:
            return fact in missing or any(fact in self.viewer.asked_as(name, enquirer) for name in missing)

        return tuple(one.id for one in result.found.undecided if one.in_force and asked(one.missing))

    def listing(self, kind: str, state: Conversation, day: date) -> tuple[Block, ...]:
        """All measures of one kind with the reason of each."""
        enquirer, result = self.held(state, day)
        views = [self.viewer.view(name, enquirer) for name in result.kinds[kind]]
        basis = Basis.of(self.say, [measure.sources[0] for measure in views])
        lines = [self.say("screen_title_" + kind, count=len(views))]
        lines += [self._line(measure, self._why_not(kind, measure), basis) for measure in views]
        return (Block("list", "\n".join(lines)), *([basis.block()] if views else []))

    def _why_not(self, kind: str, measure: MeasureAnswer) -> str:
        if kind == "not_eligible":
            return self.say.join([c.text for c in measure.conditions if c.outcome == "unmet"])
        return self.say("short_" + measure.availability) if kind == "over" else self._detail(kind, measure)

    def why(self, state: Conversation, day: date) -> list[Block]:
        """Why the open question is asked: the measures that wait for it, and what each answer would do to them."""
        fact = state.asked or ""
        enquirer = Enquirer(self.viewer.links.read(state.profile), day, unanswered=state.unanswered)
        result = sort(self.viewer.catalogue, enquirer, state.unwanted)
        waiting = self._waiting(fact, result, enquirer)
        label = self.viewer.words.label(fact)
        lines = [self.say("screen_why", label=label, count=len(waiting))]
        cited = []
        for name in waiting[:NAMED_WHY]:
            asking = Asking(self.viewer)
            outcomes = asking.outcomes(fact, asking.branches(name, fact, enquirer))
            lines.append(self.say("screen_why_line", name=self.viewer.name(name), outcomes=self.say.join(outcomes)))
            cited.append(self.viewer.source(self.viewer.catalogue.measure(name).sources[0]))
        return [Block("list", "\n".join(lines)), *([Basis.of(self.say, cited).block()] if cited else [])]
