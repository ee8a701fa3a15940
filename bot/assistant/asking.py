"""The question that is put next: which fact, with which buttons, and why it is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.assistant.actions import decode, encode
from bot.assistant.conversation import Conversation
from bot.assistant.replies import JUDGING
from bot.assistant.sourcing import Basis
from bot.assistant.speaker import Speaker
from bot.assistant.verdicts import VerdictWords
from bot.assistant.views import Enquirer
from bot.rendering import formats
from bot.rendering.answers import Block, Choice, MeasureAnswer
from intents.reading.model import Ambiguity
from knowledge.conditions import Condition, leaves
from knowledge.consequences import Consequence, consequences
from knowledge.facts import NUMERIC
from knowledge.influence import facts_of
from knowledge.records import dataclass
from knowledge.validity import is_in_force
from knowledge.values import Band, FactValue, Settled, number_to_json, to_json

BUTTONS = range(2, 5)
"""So many answers are worth buttons where they are ranges of numbers."""


def _is_some(value: object) -> bool:
    """Whether all that is told of a sum is that there is one: {"min": 0, "min_open": true}."""
    return isinstance(value, dict) and value.get("max") is None and value.get("min") in (0, None)


@dataclass(frozen=True, slots=True)
class Asking(Speaker):
    """Puts questions in one language."""

    def next_fact(self, first: MeasureAnswer, state: Conversation, intent: str | None) -> str | None:
        """The fact to ask for; None where nothing is to be asked, or only what was declined is left."""
        is_wanted = intent in JUDGING or is_in_force(first.availability) or state.asked is not None
        is_over = first.verdict == "not_eligible" and (first.amount is not None or not first.missing)
        if not is_wanted or first.verdict is None or is_over:
            return None
        is_settled = first.verdict in ("eligible", "likely")
        # "about 200" is enough where only the sum hangs on it, "some" is not
        said = {fact for fact, value in state.profile.items() if not _is_some(value)} if is_settled else set()
        vocabulary = self.viewer.catalogue.context.vocabulary
        answered = {*state.declined, *said}
        open_ = [fact for fact in first.missing if fact not in answered and fact in vocabulary]
        return next((fact for fact in open_ if fact in state.contradicted), next(iter(open_), None))

    def question(self, fact: str, state: Conversation) -> Block:
        """The question; where an old answer is too old to count it is put beside it."""
        fact = self.viewer.links.part_asked(fact, state.profile, state.declined)
        if fact in state.contradicted:
            return Block("question", self._which_is_right(fact, state.contradicted[fact]))
        text, old = self.viewer.words.question(fact), state.stale.get(fact)
        if old is not None:
            day = formats.loose_day(str(old["stated"]), self.say.language)
            text = self.say("asked_again", question=text, value=self.viewer.words.shown(fact, old["value"]), day=day)
        return Block("question", text)

    def _which_is_right(self, fact: str, said: Sequence[Any]) -> str:
        """Asks which of two contradicting statements holds."""
        words = self.viewer.words
        values = self.say.join([words.shown(fact, value) for value in said])
        key = "which_is_right_place" if fact == "region" else "which_is_right"
        return self.say(key, label=words.label(fact), values=values)

    def choices(
        self, fact: str, state: Conversation, branches: Callable[[], tuple[Consequence, ...]] = tuple
    ) -> tuple[Choice, ...]:
        """Buttons: yes and no, the options, ranges between the rule's thresholds, a place; then "I don't know".

        `branches` tells what each answer would do; it is called where the fact itself does not say its answers.
        """
        part, words = self.viewer.links.part_asked(fact, state.profile, state.declined), self.viewer.words
        if part != fact:  # the ranges are those of the whole
            return (*self._as_before(part, state), Choice(self.say("button_skip"), encode("f", part, "?")))
        found = [Choice(label, encode("f", fact, value)) for label, value in words.options(fact)]
        if not found and fact in state.contradicted:
            found = [Choice(words.shown(fact, one), encode("f", fact, str(one))) for one in state.contradicted[fact]]
        ranges = branches() if not found else ()
        if len(ranges) in BUTTONS:
            found = [c for c in (self._branch(fact, branch.answer) for branch in ranges) if c is not None]
        return (*self._as_before(fact, state), *found, Choice(self.say("button_skip"), encode("f", fact, "?")))

    def value_of(self, answer: Choice) -> Any:
        """What one of the `choices` answers, as a JSON value; None is "I don't know"."""
        action = decode(answer.action)
        assert action is not None
        fact, *value = action.arguments
        if action.verb == "b":
            return read_band(self.viewer.catalogue.context.vocabulary.fact_type(fact), *value)
        return None if value == ["?"] else self.viewer.links.pressed(fact, value[0])

    def _as_before(self, fact: str, state: Conversation) -> list[Choice]:
        old = state.stale.get(fact)
        if old is None or not isinstance(old["value"], str | int | float):
            return []
        label = self.say("button_still", value=self.viewer.words.shown(fact, old["value"]))
        value = str(old["value"]).lower() if isinstance(old["value"], bool) else str(old["value"])
        return [Choice(label, encode("f", fact, value))]

    def _branch(self, fact: str, answer: FactValue) -> Choice | None:
        label = self.viewer.words.answer(fact, answer)
        if isinstance(answer, Settled):
            return Choice(label, encode("f", fact, answer.place)) if answer.place else None
        if isinstance(answer, Band):
            band = to_json(answer)
            ends = [str(band.get(end, "")) for end in ("min", "max")]
            is_open = "".join(end[1] for end in ("min", "max") if band.get(f"{end}_open"))
            return Choice(label, encode("b", fact, *ends, is_open))
        return Choice(label, encode("f", fact, str(to_json(answer))))

    def money(self, ambiguity: Ambiguity, number: str) -> tuple[Choice, ...]:
        """Two buttons for a bare number where money was asked for."""
        keys = ("option_yuan", "option_wan")
        return tuple(
            Choice(self.say(key, number=number), encode("f", ambiguity.fact, str(value)))
            for key, value in zip(keys, ambiguity.options, strict=False)
        )

    def branches(self, measure: str, fact: str, enquirer: Enquirer) -> tuple[Consequence, ...]:
        """What each answer would do to the measure."""
        catalogue = self.viewer.catalogue
        return consequences(
            catalogue.subjects[measure], fact, enquirer.facts, enquirer.day, catalogue.context, enquirer.amount_of
        )

    def why(self, measure: str, fact: str, enquirer: Enquirer) -> list[Block]:
        """Why the fact is asked: the conditions and sums that hang on it, what each answer would do, the sources."""
        say, words = self.say, self.viewer.words
        found = self.viewer.catalogue.measure(measure)
        asking = [leaf for leaf in (leaves(found.rule) if found.rule else ()) if self._reads(leaf, fact)]
        gains = [gain for gain in found.gains if gain.amount is not None and fact in facts_of(gain.amount)]
        stands = [(leaf.text, leaf.source) for leaf in asking] + [(gain.text, gain.source) for gain in gains]
        stands = stands or [(gain.text, gain.source) for gain in found.gains]
        cited = [self.viewer.source(source) for _, source in stands]
        basis = Basis.of(say, cited)
        texts = dict.fromkeys(
            say("cited", text=formats.in_language(text, say.language), mark=basis.mark(source))
            for (text, _), source in zip(stands, cited, strict=True)
        )
        name, conditions = self.viewer.name(measure), say.join([*texts])
        lines = [say("why_asked", label=words.label(fact), name=name, conditions=conditions)]
        lines += self.outcomes(fact, self.branches(measure, fact, enquirer))
        return [Block("list", "\n".join(lines)), basis.block()]

    def _reads(self, leaf: Condition, fact: str) -> bool:
        return leaf.test is not None and fact in self.viewer.links.inputs(leaf.test.facts)

    def outcomes(self, fact: str, branches: tuple[Consequence, ...]) -> list[str]:
        """A line for each answer: what it would come to."""
        if len(branches) < 2:
            return [self.say("branch_with_others")] if branches and branches[0].verdict == "unknown" else []
        return [
            self.say("branch", answer=self.viewer.words.answer(fact, one.answer), outcome=self.outcome(one))
            for one in branches
        ]

    def outcome(self, branch: Consequence) -> str:
        """Verdict and sum of an answer in a few words."""
        text, amount = self.say(f"outcome_{branch.verdict}"), branch.amount
        if amount is None or not amount.value or branch.verdict not in ("eligible", "likely"):
            return text
        total = VerdictWords(self.viewer).yuan(number_to_json(amount.value))
        key = "amount_exact_plain" if amount.kind == "exact" else f"amount_{amount.kind}_plain"
        gain = self.say(key, of=self.say("of_" + amount.of), amount=total)
        return self.say("outcome_with", outcome=text, amount=gain)


def read_band(kind: str | None, low: str, high: str, is_open: str) -> dict[str, Any] | None:
    """The range that a button carries, as a JSON value; None where it is none."""
    read: dict[str, Any] = {}
    for end, text in (("min", low), ("max", high)):
        if not text:
            continue
        value = _end(kind, text)
        if value is None:
            return None
        read[end] = value
        if end[1] in is_open:
            read[f"{end}_open"] = True
    return read or None


def _end(kind: str | None, text: str) -> str | float | int | None:
    if kind == "date":
        return text
    try:
        number = float(text)
    except ValueError:
        return None
    return (int(number) if number.is_integer() else number) if kind in NUMERIC else None
