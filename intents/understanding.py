"""The way of a message, in order: normalise, cut, read facts, rank, decide, find the intent, explain."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.background import Background
from intents.beside import Setting
from intents.deciding import Deciding
from intents.decision import Decision, Policy
from intents.evidence import Evidence, Grounds
from intents.hinting import Hinting
from intents.language import language_of_names, message_language
from intents.lexicon import Lexicon
from intents.matcher import Matcher
from intents.needs import Needs
from intents.normalise import Normalised
from intents.openness import HERE, NATION, Openness
from intents.outside import Outside
from intents.patterns import Labels, Patterns
from intents.phrases import latin_words
from intents.ranking import Candidate, Ranking
from intents.reader import Reader
from intents.reading.model import ReadFact, Reading
from intents.rereading import Rereading
from intents.rules import IntentHit, IntentRules
from intents.seen import Seen, is_told, named_year, read_places, told_trades
from intents.status import only_told, stepped_back
from intents.titles import Titles
from intents.unwanted import Unwanted, without
from intents.windows import Windows
from knowledge.catalogue import Catalogue
from knowledge.measures import Measure
from knowledge.records import dataclass
from knowledge.validity import availability, is_in_force

DAYS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means."""

    message: Normalised
    language: str
    intent: IntentHit | None
    """None where no rule matches: the message names a subject and nothing else."""
    decision: Decision
    facts: tuple[ReadFact, ...]
    reading: Reading
    """Facts with what goes with them: corrections, ambiguities."""
    grounds: Grounds
    """What speaks for the decision: see `evidence`."""
    amount_of: str
    year: int | None
    """A year named as the one that is asked about; None: the day's own."""
    named_places: tuple[str, ...]
    places: tuple[str, ...]
    """Where the answer is looked for: the places named, else where the enterprise is known to be."""
    day: date
    is_bare: bool = False
    """It names a need or a place and nothing that tells one measure from another."""
    topics: frozenset[str] = frozenset()
    """Topics of the needs that it names."""
    wanted: frozenset[str] = frozenset()
    """Topics of the needs that it names beside the facts that it tells; only where it asks what there is."""
    unplaced: str = ""
    """The message as typed without the names of places."""
    supposed: tuple[ReadFact, ...] = ()
    """Facts that it supposes and does not state: "and if it were 80 people?"."""
    unwanted: frozenset[str] = frozenset()
    """Kinds and topics of measures that are ruled out by it or were before, and that it does not name itself."""
    ruled_out: frozenset[str] = frozenset()
    """Those of them that it rules out itself; `message` is without the words that do it."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why the first measure was found, or the answer refused, strongest first; worked out at each call."""
        return self.grounds.reasons(self.decision)

    @property
    def values(self) -> dict[str, Any]:
        """The facts as a profile."""
        return {fact.fact: fact.value for fact in self.facts}


@dataclass(frozen=True, slots=True, repr=False)
class Understander:
    """The compiled rules, lexicon and catalogue."""

    catalogue: Catalogue
    lexicon: Lexicon
    matcher: Matcher
    ranking: Ranking
    policy: Policy
    rules: IntentRules
    reader: Reader
    quantities: Labels
    """Which sum is asked for."""
    kinds: Labels
    """Which kind of measure is asked for."""
    openness: Openness
    outside: Outside
    needs: Needs
    titles: Titles
    unwanted: Unwanted
    """Which measures are ruled out."""
    supposing: Patterns
    """How a supposition begins."""
    widest: tuple[int, ...] = ()
    """Rows of the measures that most enterprises can use: never left out where a message asks for anything at all."""
    days: dict[date, npt.NDArray[np.bool_]] = field(default_factory=dict)
    tested: dict[str, tuple[Measure, tuple[str, ...]]] = field(default_factory=dict)

    def understand(self, raw: str, day: date, background: Background) -> Understanding:
        """What the message means on that day in that conversation."""
        seen = self.look(raw, day, background)
        held = only_told([fact.fact for fact in seen.told], seen.message.text)
        unwanted = seen.ruled_out | self._left(background.unwanted, seen)
        ranked = without(unwanted, stepped_back(self.rank(seen), held))
        decision = Deciding(self.catalogue, self.matcher, self.policy, self.needs).decided(ranked, seen, held)
        reading, supposed = self._read(decision, seen, self._rereading(day, background))
        return Understanding(
            message=seen.message,
            language=self._language(seen, background),
            intent=seen.intent,
            decision=decision,
            facts=reading.facts,
            reading=reading,
            grounds=Grounds(self.matcher, self.ranking.weights, seen.message, seen.cut, seen.places, seen.hints.signs),
            amount_of=self._amount_of(seen.message.text),
            year=named_year(seen.message.text, day),
            named_places=seen.named,
            places=tuple(seen.setting.places),
            day=day,
            is_bare=seen.hints.is_bare,
            topics=seen.setting.topics,
            wanted=self._wanted(seen, reading),
            unplaced=seen.unplaced,
            supposed=supposed,
            unwanted=unwanted,
            ruled_out=seen.ruled_out,
        )

    def rank(self, seen: Seen) -> list[Candidate]:
        """The candidates for the message, best first."""
        return Windows(self.matcher, self.ranking, self.catalogue.regions).ranked(seen.cut, seen.setting)

    def _read(self, decision: Decision, seen: Seen, reader: Rereading) -> tuple[Reading, tuple[ReadFact, ...]]:
        """The facts as they are read once it is known what the message is about, and those that it only supposes."""
        reading = reader.about(decision, seen.message, seen.draft, seen.reading)
        reading = self.titles.untold(
            seen.message, reading, lambda rest: reader.first(rest, self.reader.draft(rest.text))
        )
        return reader.supposed(seen.message, reading) if self.supposing.possible(seen.message.text) else (reading, ())

    def _left(self, unwanted: frozenset[str], seen: Seen) -> frozenset[str]:
        """Of what was ruled out before that which the message does not name after all."""
        if not unwanted:
            return unwanted
        named = self.needs.main(seen.cut.features["concepts"]) | seen.setting.kinds
        return unwanted - named

    def _wanted(self, seen: Seen, reading: Reading) -> frozenset[str]:
        """Topics of the needs that a message which asks what there is names beside the facts that it tells."""
        if seen.intent is None or seen.intent.intent != "screen":
            return frozenset()
        told = [fact.span for fact in reading.facts if not fact.derived]
        text, (first, last) = seen.message.text, seen.intent.span
        concepts = [
            (key, (start, end))
            for key, (start, end) in seen.cut.features["concepts"]
            if not (first <= start and end <= last and text[start:end] in self.openness.anything)
        ]
        places = [(key, seen.message.span(*span)) for key, span in concepts]
        named = [(key, span) for key, span in places if not any(s <= span[0] and span[1] <= e for s, e in told)]
        return self.needs.named(named)

    def _rereading(self, day: date, background: Background) -> Rereading:
        return Rereading(self.reader, self.catalogue, self.lexicon, day, background, self.tested)

    def look(self, raw: str, day: date, background: Background) -> Seen:
        """The message in one spelling, with its places, facts and features: everything before ranking."""
        typed = self.matcher.spelled(self.lexicon.normalise(raw), self.reader.spans)
        ruled_out, message = self.unwanted.find(typed, is_asked=background.asked is not None)
        draft = self.reader.draft(message.text)
        reading = self._rereading(day, background).first(message, draft)
        spans = [(hit.start, hit.end) for hit in draft.hits if not hit.weak]
        words = latin_words(message.text)
        cut = self.matcher.cut(message.text, words, spans, [fact.fact for fact in reading.facts])
        named = tuple(dict.fromkeys((*reading.places, *read_places(reading))))
        asking = self.openness.asking.find(message.text, words)
        asking = [*asking, *told_trades(reading, message)]
        owners = {hit.owner for hit in asking}
        named = named or (background.home if HERE in owners else ())
        intent = self.rules.find(message.text, is_told=is_told(reading))
        kinds = frozenset(self.kinds.find(message.text))
        topics = self.needs.named(cut.features["concepts"])
        hinting = Hinting(self.openness, self.outside, self.matcher)
        hints = hinting.hints(cut, words, intent, asking, named)
        if not (named or reading.facts or intent is not None):
            hints = hinting.of_what_may_be_alone(hints, cut)
        always = self.widest if hints.is_general and not named else ()
        places, is_home = (named, False) if named else (background.home, bool(background.home))
        is_national = not places and NATION in owners
        setting = Setting(places, day, self.in_force(day), kinds, topics, hints.is_bare, always, is_national, is_home)
        return Seen(message, draft, spans, reading, cut, named, setting, intent, hints, ruled_out, typed.text)

    def in_force(self, day: date) -> npt.NDArray[np.bool_]:
        """Which entries can be used on the day; kept for the last days asked about."""
        found = self.days.get(day)
        if found is None:
            patience = self.catalogue.pack.unconfirmed_after_days
            measures = self.catalogue.measures
            if len(self.days) >= DAYS_KEPT:
                self.days.clear()
            found = self.days[day] = np.array(
                [
                    entry.foreign is None and is_in_force(availability(measures[entry.id], day, patience))
                    for entry in self.matcher.entries
                ]
            )
        return found

    def _language(self, seen: Seen, background: Background) -> str:
        """The message's language; a place alone is of the language spoken before it."""
        spoken = message_language(seen.without_latin_places, self.matcher.index, background.language or "")
        return spoken or language_of_names(seen.message.text)

    def _amount_of(self, text: str) -> str:
        return next(self.quantities.find(text), "benefit")
