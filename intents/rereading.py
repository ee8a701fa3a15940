"""Reads a message, and once more where it is known what it is about, or what it only supposes."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from intents.background import Background
from intents.decision import Decision
from intents.following import facts_tested, with_what_days_say
from intents.lexicon import Lexicon
from intents.normalise import Normalised
from intents.reader import Known, Reader
from intents.reading.drafts import Draft
from intents.reading.model import ReadFact, Reading
from intents.reading.vocabulary.grammar import load_grammar
from intents.supposing import supposition
from knowledge.catalogue import Catalogue
from knowledge.measures import Measure
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rereading:
    """Reads the messages of one conversation on one day."""

    reader: Reader
    catalogue: Catalogue
    lexicon: Lexicon
    day: date
    background: Background
    tested: dict[str, tuple[Measure, tuple[str, ...]]] = field(default_factory=dict)
    """The facts that a measure names, by its id, as far as they were looked for: a few are asked about all the time."""

    def first(self, message: Normalised, draft: Draft) -> Reading:
        """What the message states, before it is known what it is about."""
        return self._read(message, draft, ())

    def about(self, decision: Decision, message: Normalised, draft: Draft, first: Reading) -> Reading:
        """What is read once the measure is known: it says what words are about that stand without their subject."""
        measure = decision.measures[0].entry.id if decision.outcome == "answer" else self.background.measure
        if measure is None or not (first.open_topics or first.is_loose):
            return first
        subject = self._subject(measure)
        grammar = load_grammar()
        if not first.is_loose and not grammar.topics_of(subject) & first.open_topics:
            return first
        return first if draft.is_read_alike(subject, grammar) else self._read(message, draft, subject)

    def supposed(self, message: Normalised, reading: Reading) -> tuple[Reading, tuple[ReadFact, ...]]:
        """The reading without what is only supposed, and that; the spans of the latter are all of the supposition."""
        found = supposition(message.text)
        if found is None:
            return reading, ()
        measure = self.background.measure
        subject = self._subject(measure) if measure else ()
        stated = self.lexicon.normalise(found.stated)
        imagined = self._read(stated, self.reader.draft(stated.text), subject)
        if not imagined.facts:
            return reading, ()
        start, end = message.span(found.start, found.end)
        earnest = tuple(fact for fact in reading.facts if not start <= fact.span[0] < end)
        supposed = tuple(replace(fact, span=(start, end)) for fact in imagined.facts if not fact.assumed)
        return replace(reading, facts=earnest), supposed

    def _subject(self, name: str) -> tuple[str, ...]:
        measure = self.catalogue.measures[name]
        known = self.tested.get(name)
        if known is None or known[0] is not measure:
            known = self.tested[name] = (measure, facts_tested(measure))
        return known[1]

    def _read(self, message: Normalised, draft: Draft, subject: tuple[str, ...]) -> Reading:
        told = self.background
        known = Known(told.asked, told.profile, told.recent, told.wanted, subject, self._place())
        reading = self.reader.read(message, self.day, known, draft)
        return with_what_days_say(reading, self.day, self.catalogue.context)

    def _place(self) -> str | None:
        """Where the enterprise is, is taken to be, or would have to be for the measure under discussion."""
        told = self.background
        here = told.profile.get("region") or told.place
        if isinstance(here, str) or told.measure is None:
            return here
        return self.catalogue.measures[told.measure].region
