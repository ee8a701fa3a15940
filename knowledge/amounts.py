"""What an enterprise gets or owes: one sum, or the range that is still possible."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal, cast, get_args

from knowledge.citations import Citation, Text
from knowledge.context import View
from knowledge.expressions import FormulaReader, decimal_of
from knowledge.findings import Finding, Findings, Path, describe, not_allowed
from knowledge.formulas import Formula
from knowledge.influence import live_facts
from knowledge.intervals import INFINITY, ZERO, Interval, Number, add, ends, largest, smallest
from knowledge.names import Names
from knowledge.notation import arithmetic, plain_number
from knowledge.records import dataclass

AmountOf = Literal["benefit", "tax_due", "deduction", "exempt", "taxable"]
AmountKind = Literal["exact", "up_to", "indicative"]
QUANTITIES: tuple[str, ...] = get_args(AmountOf)
KINDS: tuple[str, ...] = get_args(AmountKind)
"""From the firmest to the loosest."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """One quantity that a measure gives or leads to."""

    of: AmountOf
    text: Text
    kind: AmountKind
    source: Citation
    amount: Formula | None = None
    """None: the source names a bare ceiling or an undefined base."""
    ceiling: Decimal | None = None
    """Yuan; the most that can be had, None where the source names none."""
    otherwise: Formula | None = None
    """What holds where the enterprise is not eligible; None: nothing, 0."""

    def formula(self, *, not_eligible: bool) -> Formula | None:
        """The formula that counts for that verdict."""
        return self.otherwise if not_eligible else self.amount

    def evaluate(self, view: View, *, not_eligible: bool) -> Number:
        """Yuan, never below zero: a Decimal, or the interval of all that is possible."""
        key = (id(self), not_eligible)
        known = view.sums.get(key)
        if known is None:
            known = view.sums[key] = self._evaluate(view, not_eligible=not_eligible)
        return known

    def _evaluate(self, view: View, *, not_eligible: bool) -> Number:
        formula = self.formula(not_eligible=not_eligible)
        if formula is None:
            return ZERO if not_eligible else Interval(ZERO, self.ceiling or INFINITY, False, self.ceiling is None)
        result = largest([formula.evaluate(view), ZERO])
        return result if self.ceiling is None or not_eligible else smallest([result, self.ceiling])

    def note(self, view: View, *, not_eligible: bool) -> str | None:
        """The arithmetic with the figures put in; None where nothing is computed."""
        formula = self.formula(not_eligible=not_eligible)
        if formula is None:
            return None
        written = arithmetic(formula, view)
        if self.ceiling is None or not_eligible:
            return written
        uncapped = formula.evaluate(view)
        if isinstance(uncapped, Decimal) and uncapped <= self.ceiling:
            return written
        return f"min({written}, {plain_number(self.ceiling)})"

    def live(self, view: View, *, not_eligible: bool) -> tuple[str, ...]:
        """Ids of the facts that can still change the sum."""
        formula = self.formula(not_eligible=not_eligible)
        if formula is None or isinstance(self.evaluate(view, not_eligible=not_eligible), Decimal):
            return ()
        return live_facts(formula, view)


@dataclass(frozen=True, slots=True)
class AmountResult:
    """The quantity asked for, as far as it is known."""

    of: AmountOf
    kind: AmountKind
    value: Decimal | None
    """Yuan; None while facts are missing or where the source gives no formula."""
    low: Decimal | None
    """The least that is possible; None: no limit."""
    high: Decimal | None
    """The most that is possible; None: no limit."""
    note: str | None
    """The arithmetic, language-neutral (`120,000 × 50%`); unknown facts stand as `{fact_id}`."""


def compute(benefits: Sequence[Benefit], of: str, view: View, *, not_eligible: bool) -> AmountResult | None:
    """The sum of all benefits of that quantity, the loosest kind of them; None where the measure has none."""
    chosen = [benefit for benefit in benefits if benefit.of == of]
    if not chosen:
        return None
    total: Number = ZERO
    for benefit in chosen:
        total = add(total, benefit.evaluate(view, not_eligible=not_eligible))
    notes = [note for b in chosen if (note := b.note(view, not_eligible=not_eligible)) is not None]
    (low, _), (high, _) = ends(total)
    return AmountResult(
        of=chosen[0].of,
        kind=_rough(max((benefit.kind for benefit in chosen), key=KINDS.index), total, notes),
        value=total if isinstance(total, Decimal) else None,
        low=low if low.is_finite() else None,
        high=high if high.is_finite() else None,
        note=" + ".join(notes) or None,
    )


def _rough(kind: AmountKind, total: Number, notes: Sequence[str]) -> AmountKind:
    """The kind of the sum; of figures that are all told, but told roughly ("about 1.7 million"), none is exact."""
    is_told = bool(notes) and not any("{" in note for note in notes)
    is_bounded = not isinstance(total, Decimal) and all(bound.is_finite() for bound, _ in ends(total))
    return "indicative" if kind == "exact" and is_told and is_bounded else kind


def parse_benefits(data: Any, path: Path = (), names: Names | None = None) -> tuple[tuple[Benefit, ...], list[Finding]]:
    """The `benefits` of a measure and every problem found; those with a problem are left out."""
    findings = Findings()
    items = findings.sequence(data, path, at_least=0)
    reader = FormulaReader(findings, names)
    read = [_benefit(item, (*path, index), findings, reader) for index, item in enumerate(items or ())]
    return tuple(benefit for benefit in read if benefit is not None), findings.problems


def _benefit(data: Any, path: Path, findings: Findings, reader: FormulaReader) -> Benefit | None:
    optional = ("amount", "ceiling", "otherwise")
    fields = findings.mapping(data, path, required=("of", "text", "kind", "source"), optional=optional)
    if fields is None:
        return None
    for key, allowed in (("of", QUANTITIES), ("kind", KINDS)):
        if fields[key] not in allowed:
            findings.add((*path, key), not_allowed(fields[key], f"allowed as '{key}'", allowed))
    formulas = {
        key: reader.read(fields[key], (*path, key)) for key in ("amount", "otherwise") if fields.get(key) is not None
    }
    ceiling = None if fields.get("ceiling") is None else decimal_of(fields["ceiling"])
    if ceiling is None and fields.get("ceiling") is not None:
        findings.add((*path, "ceiling"), f"expected yuan, read {describe(fields['ceiling'])}")
    text = findings.text(fields["text"], (*path, "text"))
    source = findings.citation(fields["source"], (*path, "source"))
    if text is None or source is None or fields["of"] not in QUANTITIES or fields["kind"] not in KINDS:
        return None
    kind, of = cast("AmountKind", fields["kind"]), cast("AmountOf", fields["of"])
    return Benefit(of, text, kind, source, formulas.get("amount"), ceiling, formulas.get("otherwise"))
