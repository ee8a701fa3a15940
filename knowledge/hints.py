"""What an editor should look at again: warnings that never change an exit status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from rapidfuzz import fuzz, process

from knowledge.catalogue import Catalogue
from knowledge.citations import LANGUAGES, Text
from knowledge.comparisons import BetweenTest, NumberTest
from knowledge.conditions import leaves
from knowledge.errors import Problem
from knowledge.formulas import Brackets, Constant, Formula, ParameterNumber, Steps
from knowledge.influence import children
from knowledge.measures import Measure
from knowledge.parameters import Parameter

ALIKE = 92
"""Two example messages of different measures that agree to this share (0..100) are near-twins."""
_PLAIN = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"(?<![0-9A-Za-z.-])(\d[\d,]*(?:\.\d+)?)\s*(%|万|亿|million|billion)?")
_UNITS = {"%": "0.01", "万": "10000", "亿": "100000000", "million": "1000000", "billion": "1000000000"}


def hints(catalogue: Catalogue, day: date | None) -> Iterator[Problem]:
    """Every warning; those that depend on the day are left out where none is given."""
    yield from _twins(catalogue)
    for measure in catalogue.measures.values():
        for message in (
            *_loose_figures(measure, catalogue.context.parameters),
            *(_age(measure, day, catalogue.pack.unconfirmed_after_days) if day else ()),
        ):
            yield Problem(f"{measure.id}.yml", 0, 0, message)


def _age(measure: Measure, day: date, patience: int) -> Iterator[str]:
    validity = measure.validity
    if day - validity.verified_on > timedelta(days=patience):
        yield f"was last verified on {validity.verified_on}, more than {patience} days ago"
    last_days = [validity.last_day, *(year.last_day for year in validity.years)]
    known = [last for last in last_days if last is not None]
    if known and max(known) < day:
        yield f"its last known window ended on {max(known)}"


def _loose_figures(measure: Measure, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    """Numbers in the text of a numeric condition that its test does not have: one of the two may be out of date."""
    for leaf in leaves(measure.rule) if measure.rule is not None else ():
        match leaf.test:
            case NumberTest(left=left, bound=bound):
                tested = {*_figures(left, parameters), *_figures(bound, parameters)}
            case BetweenTest(left=left, low=low, high=high):
                tested = {number for part in (left, low, high) for number in _figures(part, parameters)}
            case _:
                continue
        for number in sorted(_written(leaf.text) - tested - {Decimal(0)}):  # zero says that there is none
            yield f"eligibility.{leaf.id}: the text says {number.normalize():f}, the test does not"


def _written(text: Text) -> set[Decimal]:
    found = set()
    for wording in text.values():
        for digits, unit in _FIGURE.findall(wording):
            found.add(Decimal(digits.replace(",", "")) * Decimal(_UNITS.get(unit, "1")))
    return found


def _figures(formula: Formula, parameters: Mapping[str, Parameter]) -> Iterator[Decimal]:
    match formula:
        case Constant(value=value):
            yield abs(value)
        case ParameterNumber(parameter=name) if name in parameters:
            yield from (dated.value for dated in parameters[name].values)
        case Steps(steps=steps, below=below):
            yield abs(below)
            yield from (abs(number) for step in steps for number in (step.at_least, step.value))
        case Brackets(tiers=tiers):
            yield from (abs(number) for tier in tiers for number in (tier.rate, tier.up_to or tier.rate))
        case _:
            pass
    for part in children(formula):
        yield from _figures(part, parameters)


def _twins(catalogue: Catalogue) -> Iterator[Problem]:
    """Example messages that stand, nearly word for word, under two measures."""
    for language in LANGUAGES:
        owners = [(m.id, text) for m in catalogue.measures.values() for text in m.examples.plain(language)]
        plain = [_PLAIN.sub("", text.lower()) for _, text in owners]
        scores = process.cdist(plain, plain, scorer=fuzz.ratio, score_cutoff=ALIKE)
        for one, other in zip(*scores.nonzero(), strict=True):
            if one < other and owners[one][0] != owners[other][0]:
                message = f"the example '{owners[other][1]}' is close to '{owners[one][1]}' of {owners[one][0]}"
                yield Problem(f"{owners[other][0]}.yml", 0, 0, message)
