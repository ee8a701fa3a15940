"""What follows from a day that was read, by the rules of facts.yml: a certificate that ends later is valid."""

from __future__ import annotations

from datetime import date

from intents.reading.model import ReadFact, Reading
from knowledge.conditions import facts_read
from knowledge.context import Context
from knowledge.derivation import derive
from knowledge.influence import facts_of
from knowledge.measures import Measure
from knowledge.profiles import read_profile
from knowledge.records import replace


def with_what_days_say(reading: Reading, day: date, context: Context) -> Reading:
    """The reading with every yes or no that its days decide on that day, where the message does not say otherwise."""
    dated = {f.fact: f for f in reading.facts if context.vocabulary.fact_type(f.fact) == "date"}
    if not dated:
        return reading
    said = {f.fact for f in reading.facts}
    given, _ = read_profile({name: fact.value for name, fact in dated.items()}, context.vocabulary)
    first = next(iter(dated.values()))
    more = [
        ReadFact(fact, value, first.span, first.cue, derived=True)
        for fact, value in derive(given, day, context).items()
        if fact not in said and isinstance(value, bool)
    ]
    return replace(reading, facts=(*reading.facts, *more))


def facts_tested(measure: Measure) -> tuple[str, ...]:
    """The facts that the measure's conditions and amounts name themselves."""
    amounts = [gain.amount for gain in measure.gains if gain.amount is not None]
    named = [*(facts_read(measure.rule) if measure.rule else ()), *(f for amount in amounts for f in facts_of(amount))]
    return tuple(dict.fromkeys(named))
