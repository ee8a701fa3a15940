"""Why an answer was found, for reading: the message with its decisive words marked, and the scores."""

from __future__ import annotations

from dataclasses import dataclass

from bot.rendering.answers import Answer


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of the message; `weight` None where it decided nothing, else 1 (a little) to 3 (much)."""

    text: str
    weight: int | None = None


def stretches(answer: Answer) -> tuple[Stretch, ...]:
    """The message in runs of equal weight."""
    text = answer.question
    weights = [0.0] * len(text)
    for line in answer.evidence:
        if line.span is not None:
            for at in range(max(0, line.span[0]), min(len(text), line.span[1])):
                weights[at] += max(0.0, line.weight)
    most = max(weights, default=0.0)
    levels = [_level(weight, most) for weight in weights]
    out: list[Stretch] = []
    for character, level in zip(text, levels, strict=True):
        if out and out[-1].weight == level:
            out[-1] = Stretch(out[-1].text + character, level)
        else:
            out.append(Stretch(character, level))
    return tuple(out)


def _level(weight: float, most: float) -> int | None:
    if weight <= 0 or most <= 0:
        return None
    return 1 + min(2, int(3 * weight / most * 0.999))
