"""Shares with their intervals, how well confidence is calibrated, and which measures are taken for which."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

from bot.evaluation.marks import Marked
from knowledge.records import dataclass

RESAMPLES = 1000
BINS = 10


@dataclass(frozen=True, slots=True)
class Share:
    """A share of so many, with the bounds that 95 of 100 resamples stay within (Efron 1979)."""

    value: float
    count: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence."""

    low: float
    high: float
    count: int
    said: float
    """Their mean confidence."""
    came: float
    """The share of them whose first measure was right."""


def share(marks: Sequence[bool], seed: int) -> Share:
    """The share that was met, its interval from resampling with that seed. Needs one mark at least."""
    count, met = len(marks), sum(marks)
    draw = random.Random(seed)  # noqa: S311  # repeatable, no secret
    means = (
        sorted(sum(draw.choices(marks, k=count)) / count for _ in range(RESAMPLES))
        if 0 < met < count
        else [met / count]
    )
    return Share(
        met / count, count, means[int(0.025 * len(means))], means[min(len(means) - 1, int(0.975 * len(means)))]
    )


def shares(marked: Sequence[Marked], seed: int) -> dict[str, Share]:
    """The share of each figure over the questions it applies to."""
    names = ("top1", "top5", "keep", "refuse", "direct", "clarify")
    found = {name: [one.marks[name] for one in marked if name in one.marks] for name in names}
    return {name: share(marks, seed) for name, marks in found.items() if marks}


def shares_by(marked: Sequence[Marked], group: Callable[[Marked], str], seed: int) -> dict[str, Share]:
    """The share that got the right measure, or none where none fits, by group."""
    groups = sorted({group(one) for one in marked})
    return {name: share([one.met for one in marked if group(one) == name], seed) for name in groups}


def confusions(marked: Sequence[Marked]) -> list[tuple[tuple[str, str], int]]:
    """What was wanted and what came instead, with how often, most often first."""
    pairs = Counter((_wanted(one), _came(one)) for one in marked if not one.met)
    return sorted(pairs.items(), key=lambda item: (-item[1], item[0]))


def calibration(marked: Sequence[Marked]) -> list[Bin]:
    """Confidence against what came, over everything but small talk, in tenths; empty ones are left out."""
    rows = [(one.confidence, is_right(one)) for one in marked if one.outcome != "chat"]
    out = []
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        own = [row for row in rows if low <= row[0] < high or (number == BINS - 1 and row[0] == 1.0)]
        if own:
            said = sum(confidence for confidence, _ in own) / len(own)
            out.append(Bin(low, high, len(own), said, sum(right for _, right in own) / len(own)))
    return out


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean distance of confidence from what came (Naeini et al. 2015)."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.said - one.came) for one in bins) / total if total else 0.0


def is_right(one: Marked) -> bool:
    """Whether the first measure, offered or near, is a right one."""
    return bool(one.measures) and one.measures[0] in one.question.right


def _wanted(one: Marked) -> str:
    return one.question.top1[0] if one.question.top1 else "none"


def _came(one: Marked) -> str:
    return one.measures[0] if one.marks.get("keep", not one.marks.get("refuse", True)) and one.measures else "none"
