"""What each answer to one question would do: the verdict and the sum for every answer worth telling apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from knowledge.amounts import AmountResult
from knowledge.context import Context
from knowledge.derivation import observe
from knowledge.eligibility import Verdict, outcome
from knowledge.records import dataclass, replace
from knowledge.rules import Judged
from knowledge.thresholds import cells
from knowledge.values import Band, FactValue, Options


@dataclass(frozen=True, slots=True)
class Consequence:
    """Answers that come to the same, and what they come to."""

    answer: FactValue
    """An option or several, a place, or everything between two thresholds."""
    verdict: Verdict | None
    amount: AmountResult | None
    """As it would be for these answers; of several numbers the range."""


def consequences(
    subject: Judged, fact: str, facts: Mapping[str, FactValue], day: date, context: Context, amount_of: str = "benefit"
) -> tuple[Consequence, ...]:
    """Every answer to a fact that the rule tells apart, each judged with all else as it is known.

    What was said of the fact before does not count. Neighbouring numbers of one verdict are one answer, and so are
    options of one verdict and sum.
    """
    others = {name: value for name, value in facts.items() if name != fact}
    found = []
    for answer in cells(fact, subject.tests.get(fact, ()), observe(others, day, context)):
        supposed = observe({**others, fact: answer}, day, context)
        found.append(Consequence(answer, *outcome(subject, supposed, amount_of=amount_of)))
    kind = context.vocabulary.fact_type(fact)
    if kind == "choice":
        order = context.vocabulary.option_ids(fact)
        return _by_outcome(sorted(found, key=lambda one: order.index(str(one.answer))))
    if kind == "boolean":
        return tuple(reversed(found))  # yes before no
    if kind in ("region", "regions", "choices"):
        return tuple(found)
    return tuple(_as_dates(one) if kind == "date" else one for one in _neighbours(found))


def _by_outcome(found: Iterable[Consequence]) -> tuple[Consequence, ...]:
    groups: dict[tuple[Verdict | None, Decimal | None], list[Consequence]] = {}
    for one in found:
        groups.setdefault((one.verdict, one.amount.value if one.amount else None), []).append(one)
    return tuple(_as_one(group) for group in groups.values())


def _as_one(group: Sequence[Consequence]) -> Consequence:
    """Options that come to the same, as one answer."""
    return replace(group[0], answer=Options(tuple(str(one.answer) for one in group))) if len(group) > 1 else group[0]


def _neighbours(found: Iterable[Consequence]) -> list[Consequence]:
    out: list[Consequence] = []
    for one in found:
        if out and out[-1].verdict == one.verdict:
            out[-1] = replace(out[-1], answer=_joined(out[-1].answer, one.answer))
        else:
            out.append(one)
    return out


def _joined(low: FactValue, high: FactValue) -> Band:
    """Two pieces that touch, as one."""
    start = low if isinstance(low, Band) else Band(low, low)  # type: ignore[arg-type]  # the pieces of a number
    end = high if isinstance(high, Band) else Band(high, high)  # type: ignore[arg-type]
    return Band(start.min, end.max, start.min_open, end.max_open)


def _as_dates(one: Consequence) -> Consequence:
    """Days are told apart by their ordinals."""
    if isinstance(one.answer, Decimal):
        return replace(one, answer=date.fromordinal(int(one.answer)))
    if not isinstance(one.answer, Band):
        return one
    low, high = (
        date.fromordinal(int(end)) if isinstance(end, Decimal) else None for end in (one.answer.min, one.answer.max)
    )
    return replace(one, answer=replace(one.answer, min=low, max=high))
