"""A measure as it is answered to one enterprise on one day, in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal

from bot.assistant.factlinks import FactLinks
from bot.assistant.factwords import FactWords
from bot.rendering import formats
from bot.rendering.answers import ConditionLine, MeasureAnswer, SourceLine
from bot.rendering.wording import Wording
from knowledge.amounts import AmountResult
from knowledge.catalogue import Catalogue
from knowledge.citations import Citation
from knowledge.context import View
from knowledge.derivation import observe
from knowledge.eligibility import ConditionResult, Judgement, judge_view
from knowledge.measures import Measure
from knowledge.reasons import shortest_reason
from knowledge.records import dataclass, replace
from knowledge.validity import availability, is_in_force
from knowledge.values import FactValue, WhyUnknown, number_to_json

STRANGERS_KEPT = 5_000
PLACE_ONLY = frozenset({"region"})
Stranger = tuple[str, str, date, str, int | None, str]
"""Measure, language, day, quantity, year asked about, place."""
_FACT = re.compile(r"\{([a-z0-9_]+)\}")
_FLOOR = re.compile(r"max\((\d[\d,.]*), 0\)")
"""A floor that a known number stands above says nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Enquirer:
    """Who asks, as far as it matters for looking at a measure."""

    facts: Mapping[str, FactValue]
    day: date
    amount_of: str = "benefit"
    unanswered: Mapping[str, WhyUnknown] = field(default_factory=dict)
    """Facts that were asked for in vain, and why."""
    year: int | None = None
    """The year asked about where it is not the day's own."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Looks measures up and judges them, in the reply's language."""

    catalogue: Catalogue
    wording: Wording
    strangers: dict[Stranger, MeasureAnswer] = field(default_factory=dict)
    """Measures as they are answered to an enterprise of which at most the place is known: made once for everybody."""

    widest: tuple[str, ...] = ()
    """Measures that most enterprises can use, the most usual first."""
    latest: list[tuple[Enquirer, View]] = field(default_factory=list)
    """The last enquirer that was judged, as rules see it."""

    @property
    def words(self) -> FactWords:
        """Names and values of facts in the reply's language."""
        return FactWords(self.catalogue, self.wording)

    @property
    def links(self) -> FactLinks:
        """What follows from what."""
        return FactLinks(self.catalogue)

    def view(self, name: str, enquirer: Enquirer, score: float = 1.0) -> MeasureAnswer:
        """The measure with verdict, amount and sources."""
        known = self.catalogue.reads[name].intersection(enquirer.facts)
        if enquirer.unanswered or not known <= PLACE_ONLY:
            return self._view(name, enquirer, score)
        place = str(enquirer.facts["region"]) if known else ""
        key = (name, self.wording.language, enquirer.day, enquirer.amount_of, enquirer.year, place)
        found = self.strangers.get(key)
        if found is None:
            if len(self.strangers) >= STRANGERS_KEPT:
                self.strangers.clear()
            found = self.strangers[key] = self._view(name, enquirer, score)
        return replace(found, score=score)

    def _view(self, name: str, enquirer: Enquirer, score: float) -> MeasureAnswer:
        measure = self.catalogue.measure(name)
        judgement = self.judge(measure, enquirer)
        language = self.wording.language
        say = formats.in_language
        amount = judgement.amount
        unknown = self._asked_for(dict(zip(judgement.missing, judgement.unknown, strict=True)), enquirer)
        return MeasureAnswer(
            id=measure.id,
            name=say(measure.title, language),
            score=score,
            region=measure.main_region,
            regions=measure.places,
            kind=measure.kind,
            availability=self.availability(measure, enquirer),
            verdict=judgement.verdict,
            conditions=tuple(self._condition(result) for result in judgement.conditions),
            missing=tuple(unknown),
            unknown=unknown,
            amount=number_to_json(amount.value) if amount and amount.value is not None else None,
            amount_of=_of_what_there_is(measure, enquirer.amount_of),
            amount_kind=amount.kind if amount else None,
            amount_range=_range(amount),
            amount_note=self.note(amount),
            sources=tuple(self.source(citation) for citation in measure.sources),
            verified_on=measure.validity.verified_on.isoformat(),
            same_need_today=measure.relations.same_need_today,
            summary=say(measure.summary, language),
            who=say(measure.who, language),
            what=say(measure.what, language),
            apply=self._application(measure),
            notes=tuple((say(n.text, language), self.source(n.source or measure.sources[0])) for n in measure.notes),
            place=self.place(measure),
            reason=self._reason(measure, enquirer),
        )

    def _asked_for(self, missing: Mapping[str, WhyUnknown], enquirer: Enquirer) -> dict[str, WhyUnknown]:
        """The missing facts as they are asked for: a share by its two sums."""
        out: dict[str, WhyUnknown] = {}
        for fact, why in missing.items():
            for part in self.asked_as(fact, enquirer):
                out.setdefault(part, enquirer.unanswered.get(part, why))
        return out

    def asked_as(self, fact: str, enquirer: Enquirer) -> tuple[str, ...]:
        """What is asked for where the fact is missing; the fact itself where none of its parts can be told."""
        vocabulary = self.catalogue.context.vocabulary
        parts = vocabulary[fact].asked_as if fact in vocabulary and fact not in enquirer.facts else ()
        left = tuple(part for part in parts if not isinstance(enquirer.facts.get(part), Decimal))
        is_askable = len(parts) == 1 or any(part not in enquirer.unanswered for part in left)
        return left if left and is_askable else (*left, fact)

    def judge(self, measure: Measure, enquirer: Enquirer) -> Judgement:
        """Verdict, conditions and amount of the measure for the enquirer."""
        amount_of = _of_what_there_is(measure, enquirer.amount_of)
        return judge_view(self.catalogue.subjects[measure.id], self.observed(enquirer), amount_of=amount_of)

    def observed(self, enquirer: Enquirer) -> View:
        """The enquirer as rules see it; kept until another comes, for the measures that are looked at together."""
        for known, view in self.latest:
            if known is enquirer:
                return view
        view = observe(enquirer.facts, enquirer.day, self.catalogue.context, enquirer.unanswered)
        self.latest[:] = [(enquirer, view)]
        return view

    def _reason(self, measure: Measure, enquirer: Enquirer) -> tuple[str, ...]:
        return shortest_reason(self.catalogue.subjects[measure.id], self.observed(enquirer))

    def availability(self, measure: Measure, enquirer: Enquirer) -> str:
        """The measure's state on the enquirer's day."""
        return availability(measure, enquirer.day, self.catalogue.pack.unconfirmed_after_days, enquirer.year)

    def opened_by(self, measure_id: str, day: date) -> tuple[str, ...]:
        """The measures with a sum of their own that this one is needed for and that can be had on the day."""
        patience = self.catalogue.pack.unconfirmed_after_days
        return tuple(
            one.id
            for one in self.catalogue.measures.values()
            if measure_id in one.relations.requires and one.gains and is_in_force(availability(one, day, patience))
        )

    def place(self, measure: Measure) -> str:
        """The measure's places by name."""
        regions, language = self.catalogue.regions, self.wording.language
        names = [self.wording("everywhere") if p == "CN" else regions.name(p, language) for p in measure.places]
        return self.wording.join(names)

    def name(self, measure_id: str) -> str:
        """The measure's title."""
        return formats.in_language(self.catalogue.measure(measure_id).title, self.wording.language)

    def title(self, measure_id: str) -> str:
        """The measure's title; the id itself where the base has it no more."""
        return self.name(measure_id) if measure_id in self.catalogue.measures else measure_id

    def region(self, region_id: str) -> str:
        """The region's name."""
        return self.catalogue.regions.name(region_id, self.wording.language)

    def assumed_from(self, fact: str, enquirer: Enquirer) -> tuple[str, ...]:
        """The facts from which this one is only taken for granted; empty where it was told, or truly follows."""
        vocabulary = self.catalogue.context.vocabulary
        rules = [r for r in vocabulary[fact].derived if r.assumed] if fact in vocabulary else []
        known = self.observed(enquirer).facts if rules else {}
        rules = [r for r in rules if known.get(fact) == r.value and fact not in enquirer.facts]
        holding = (r.inputs for r in rules if all(known.get(name) in allowed for name, allowed in r.when))
        return next(holding, ())

    def source(self, citation: Citation) -> SourceLine:
        """The document behind a statement, its original first where the document is a reprint."""
        document = self.catalogue.documents[citation.document]
        language = self.wording.language
        shown = document.original or document
        return SourceLine(
            title=formats.in_language(shown.title, language),
            issuer=formats.in_language(shown.issuer, language) or None,
            number=shown.number,
            date=shown.date,
            url=document.url,
            at=formats.in_language(citation.at, language) or None,
            level=document.level,
            note=formats.in_language(document.note, language) or None,
        )

    def note(self, amount: AmountResult | None) -> str | None:
        """The arithmetic with the names of missing facts in words."""
        if amount is None or amount.note is None:
            return None
        return _FLOOR.sub(r"\1", _FACT.sub(lambda found: self.words.label(found[1]), amount.note))

    def _condition(self, result: ConditionResult) -> ConditionLine:
        return ConditionLine(
            id=result.id,
            text=formats.in_language(result.text, self.wording.language),
            outcome=result.outcome.value,
            facts=tuple(result.facts),
            unknown=dict(result.unknown),
            source=self.source(result.source),
            detail=self.words.detail(result),
        )

    def _application(self, measure: Measure) -> dict[str, str | None]:
        apply = measure.apply
        language = self.wording.language
        out: dict[str, str | None] = {"mode": apply.mode, "url": apply.url}
        for key in ("steps", "documents", "contact"):
            out[key] = formats.in_language(getattr(apply, key), language) or None
        return out


def _of_what_there_is(measure: Measure, amount_of: str) -> str:
    """Asked for a quantity that the measure does not have ("how much is exempt" of a fee): what it brings."""
    return amount_of if any(gain.of == amount_of for gain in measure.gains) else "benefit"


def _range(amount: AmountResult | None) -> tuple[float | int, float | int | None] | None:
    if amount is None or amount.value is not None:
        return None
    low = number_to_json(amount.low if amount.low is not None else Decimal(0))
    return low, number_to_json(amount.high) if amount.high is not None else None
