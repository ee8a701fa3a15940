"""The report of an evaluation, as Markdown."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.assistant.assistant import Assistant
from bot.evaluation.figures import Share, calibration, calibration_error, confusions, share, shares, shares_by
from bot.evaluation.marks import Marked, mark_all
from bot.evaluation.noise import NOISES
from bot.evaluation.questions import Question
from knowledge.records import replace

PAIRS, WORST, REASONS = 15, 12, 4
"""How many confusion pairs, misses and reasons of a miss are shown."""
NOISY = 120
"""How many questions noise is tried on."""


def report(assistant: Assistant, questions: Sequence[Question], today: date, seed: int) -> str:
    """The whole report; the same questions, knowledge, day and seed give the same text."""
    marked = mark_all(assistant, questions, today)
    parts = [
        f"# Evaluation\n\n{len(questions)} questions, seed {seed}.",
        _table("Figures", ("figure", "share", "of", "95 % interval"), _rows(shares(marked, seed))),
        _table("By style", ("style", "met", "of", "95 % interval"), _rows(shares_by(marked, _style, seed))),
        _table("By language", ("language", "met", "of", "95 % interval"), _rows(shares_by(marked, _language, seed))),
        _calibrated(marked),
        _confused(marked),
        _worst(marked),
        _noisy(assistant, marked, today, seed),
    ]
    return "\n\n".join(parts) + "\n"


def _style(one: Marked) -> str:
    return one.question.style


def _language(one: Marked) -> str:
    return one.question.lang


def _rows(found: Mapping[str, Share]) -> list[tuple[str, ...]]:
    return [
        (name, f"{one.value:.1%}", str(one.count), f"{one.low:.1%} to {one.high:.1%}") for name, one in found.items()
    ]


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"## {title}", "", "| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _calibrated(marked: Sequence[Marked]) -> str:
    bins = calibration(marked)
    rows = [(f"{b.low:.1f} to {b.high:.1f}", str(b.count), f"{b.said:.1%}", f"{b.came:.1%}") for b in bins]
    table = _table("Calibration", ("confidence", "answers", "said", "came"), rows)
    return f"{table}\n\nExpected calibration error: {calibration_error(bins):.3f}."


def _confused(marked: Sequence[Marked]) -> str:
    rows = [(wanted, came, str(count)) for (wanted, came), count in confusions(marked)[:PAIRS]]
    return _table("Confusion pairs", ("wanted", "came", "times"), rows)


def _worst(marked: Sequence[Marked]) -> str:
    missed = sorted((one for one in marked if not one.met), key=lambda one: (-one.confidence, one.question.id))
    lines = ["## Worst misses", ""]
    for one in missed[:WORST]:
        wanted = ", ".join(sorted(one.question.right)) or "none"
        lines.append(f"- {one.question.id} ({one.question.style}): `{' '.join(one.question.q[:120].split())}`")
        came = f"{one.outcome}, {one.measures[0]}" if one.measures else one.outcome
        lines.append(f"  - wanted {wanted}; came {came}; confidence {one.confidence:.2f}")
        reasons = "; ".join(f"{r.text} ({r.channel} {r.weight:.3f})" for r in one.evidence[:REASONS] if r.span)
        lines += [f"  - because of {reasons}"] if reasons else []
    return "\n".join(lines)


def _noisy(assistant: Assistant, marked: Sequence[Marked], today: date, seed: int) -> str:
    sound = [one for one in marked if one.marks.get("top1")]
    chosen = random.Random(seed).sample(sound, min(NOISY, len(sound)))  # noqa: S311  # repeatable, no secret
    rows = []
    for name, noise in NOISES.items():
        draw = random.Random(f"{seed} {name}")  # noqa: S311  # repeatable, no secret
        written = [replace(one.question, q=noise(one.question.q, draw)) for one in chosen]
        changed = [new for new, one in zip(written, chosen, strict=True) if new.q != one.question.q]
        if changed:
            rows.append((name, share([one.met for one in mark_all(assistant, changed, today)], seed)))
    title = "Noise on questions that were answered right"
    return _table(title, ("noise", "still right", "of", "95 % interval"), _rows(dict(rows)))
