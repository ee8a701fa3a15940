"""The answer as JSON: the object that other tools rely on (contract: command line)."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bot.rendering import plain
from bot.rendering.answers import Answer, EvidenceLine, MeasureAnswer, SourceLine

if TYPE_CHECKING:
    from knowledge.screening import Screening

_PLAIN = (
    "id", "name", "region", "kind", "availability", "verdict", "amount", "amount_of", "amount_kind", "amount_note",
    "verified_on", "summary", "who", "what", "place",
)  # fmt: skip
_LISTED = ("regions", "missing", "reason", "same_need_today")
_SHOWN_SOURCE = ("title", "issuer", "number", "date", "url", "at", "level")
_plain, _listed, _shown = attrgetter(*_PLAIN), attrgetter(*_LISTED), attrgetter(*_SHOWN_SOURCE)


def answer_json(answer: Answer, *, conversation: bool = False) -> dict[str, Any]:
    """The answer as plain data; `conversation` adds what only a conversation has (asks, profile)."""
    out: dict[str, Any] = {
        "question": answer.question,
        "language": answer.language,
        "as_of": answer.as_of.isoformat(),
        "knowledge": answer.knowledge,
        "knowledge_age_days": answer.knowledge_age_days,
        "outcome": answer.outcome,
        "intent": answer.intent,
        "confidence": round(answer.confidence, 4),
        "measures": [measure_json(measure) for measure in answer.measures],
        "facts": dict(answer.facts),
        "fact_spans": {fact: list(span) for fact, span in answer.fact_spans.items()},
        "evidence": [_evidence_json(one) for one in answer.evidence],
        "choices": [{"label": c.label, "action": c.action} for c in answer.choices],
        "text": plain.render(answer),
    }
    if conversation:
        out |= {"asks": answer.asks, "profile": dict(answer.profile)}
    return out


def _evidence_json(one: EvidenceLine) -> dict[str, Any]:
    return {
        "span": list(one.span) if one.span else None,
        "text": one.text,
        "matched": one.matched,
        "channel": one.channel,
        "weight": round(one.weight, 4),
        "measure": one.measure,
    }


def measure_json(measure: MeasureAnswer) -> dict[str, Any]:
    """One measure as plain data."""
    out: dict[str, Any] = dict(zip(_PLAIN, _plain(measure), strict=True))
    out |= zip(_LISTED, map(list, _listed(measure)), strict=True)
    out["score"] = round(measure.score, 4)
    out["unknown"] = dict(measure.unknown)
    out["apply"] = dict(measure.apply)
    out["sources"] = [_source(source) for source in measure.sources]
    out["conditions"] = [
        {
            "id": c.id,
            "text": c.text,
            "outcome": c.outcome,
            "facts": list(c.facts),
            "unknown": dict(c.unknown),
            "source": _source(c.source),
        }
        for c in measure.conditions
    ]
    out["notes"] = [{"text": text, "source": _source(source)} for text, source in measure.notes]
    out["amount_range"] = list(measure.amount_range) if measure.amount_range else None
    return out


def _source(source: SourceLine) -> dict[str, Any]:
    return dict(zip(_SHOWN_SOURCE, _shown(source), strict=True))


def screening_json(found: Screening, measures: Sequence[MeasureAnswer]) -> dict[str, Any]:
    """A screening as plain data: the decided measures, best first, and what is left open."""
    return {
        "measures": [measure_json(measure) for measure in measures],
        "undecided": len(found.undecided),
        "undecidable": found.undecidable,
        "next_question": found.next_question,
    }
