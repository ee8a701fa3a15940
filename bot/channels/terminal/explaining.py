"""`huiqi ask --explain`: the words that led to an answer, as a table."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from bot.rendering.answers import Answer


def print_evidence(answer: Answer) -> None:
    """Print the evidence and the runners-up on standard error, so that the answer can still be piped."""
    console = Console(stderr=True)
    table = Table("text", "matched", "channel", "weight", "span", title=f"{answer.outcome} {answer.confidence:.2f}")
    for row in answer.evidence:
        table.add_row(row.text, row.matched, row.channel, f"{row.weight:+.3f}", str(row.span or ""))
    console.print(table)
    ranking = Table("measure", "score", "availability", "verdict")
    for measure in answer.measures:
        ranking.add_row(measure.id, f"{measure.score:.3f}", measure.availability, str(measure.verdict))
    console.print(ranking)
