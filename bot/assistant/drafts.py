"""What an answer holds before anything is said: everything that does not depend on a measure."""

from __future__ import annotations

from datetime import date

from bot.assistant.views import Viewer
from bot.rendering.answers import Answer, Block, Choice, EvidenceLine, Reasons
from intents.understanding import Understanding


def empty_answer(
    viewer: Viewer,
    day: date,
    understanding: Understanding | None,
    blocks: tuple[Block, ...],
    *,
    intent: str | None = None,
    choices: tuple[Choice, ...] = (),
) -> Answer:
    """An answer with everything that does not depend on a measure."""
    known = understanding
    return Answer(
        question=known.message.raw if known else "",
        language=viewer.wording.language,
        message_language=known.language if known else viewer.wording.language,
        as_of=day,
        knowledge=viewer.catalogue.version,
        knowledge_age_days=max(0, (day - viewer.catalogue.verified_on).days),
        outcome="chat",
        intent=intent or (known.intent.intent if known and known.intent else None),
        confidence=known.decision.confidence if known else 1.0,
        facts=known.values if known else {},
        fact_spans={f.fact: f.span for f in known.facts} if known else {},
        evidence=_reasons(known) if known else (),
        blocks=blocks,
        choices=choices,
    )


def _reasons(known: Understanding) -> Reasons:
    return Reasons(
        lambda: (EvidenceLine(e.span, e.text, e.matched, e.channel, e.weight, e.measure) for e in known.evidence)
    )
