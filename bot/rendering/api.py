"""The answer as JSON: the object that other tools rely on (contract: command line)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.rendering import plain
from bot.rendering.answers import Answer, MeasureAnswer

_SHOWN_SOURCE = ("title", "issuer", "number", "date", "url", "at", "level")


def answer_json(answer: Answer, *, conversation: bool = False) -> dict[str, Any]:
    """The answer as plain data; `conversation` adds what only a conversation has (asks, profile)."""
    out: dict[str, Any] = {
        "question": answer.question,
        "language": answer.language,
        "as_of": answer.as_of.isoformat(),
        "knowledge": answer.knowledge,
        "outcome": answer.outcome,
        "intent": answer.intent,
        "confidence": round(answer.confidence, 4),
        "measures": [measure_json(measure) for measure in answer.measures],
        "facts": dict(answer.facts),
        "fact_spans": {fact: list(span) for fact, span in answer.fact_spans.items()},
        "evidence": [
            {**asdict(row), "span": list(row.span) if row.span else None, "weight": round(row.weight, 4)}
            for row in answer.evidence
        ],
        "choices": [{"label": c.label, "action": c.action} for c in answer.choices],
        "text": plain.render(answer),
    }
    if conversation:
        out |= {"asks": answer.asks, "profile": dict(answer.profile)}
    return out


def measure_json(measure: MeasureAnswer) -> dict[str, Any]:
    """One measure as plain data."""
    raw = asdict(measure)
    raw["score"] = round(measure.score, 4)
    raw["sources"] = [_source(source) for source in raw["sources"]]
    raw["conditions"] = [
        {**condition, "source": _source(condition["source"]), "facts": list(condition["facts"])}
        for condition in raw["conditions"]
    ]
    raw["notes"] = [{"text": text, "source": _source(source)} for text, source in raw["notes"]]
    for key in ("regions", "missing", "same_need_today"):
        raw[key] = list(raw[key])
    raw["amount_range"] = list(measure.amount_range) if measure.amount_range else None
    return raw


def _source(source: dict[str, Any]) -> dict[str, Any]:
    return {key: source[key] for key in _SHOWN_SOURCE}
