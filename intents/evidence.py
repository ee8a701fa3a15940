"""Why an entry was found: the words of the message, what they matched, and what each added to the score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intents.features import Feature, Span
from intents.matcher import CHANNELS, Cut, Matcher
from intents.normalise import Normalised
from intents.ranking import Candidate

MOST = 12
"""Rows with a place that are kept; the rest is summed up in one row without a place."""
LEAST = 0.004


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: span in the message as typed, None for a term without a place."""

    span: Span | None
    text: str
    matched: str
    channel: str
    weight: float
    measure: str | None


def explain(
    matcher: Matcher, cut: Cut, candidate: Candidate, message: Normalised, weights: Mapping[str, float], places: Sequence[Span]
) -> tuple[Evidence, ...]:
    """The reasons for a candidate, strongest first; their weights sum up to its score before clamping."""
    found: dict[tuple[str, Span], float] = defaultdict(float)
    matched: dict[tuple[str, Span], str] = {}
    for channel in CHANNELS:
        _by_channel(matcher, cut, candidate, channel, weights[channel], found, matched)
    _by_keyword(matcher, cut, candidate, weights["keyword"], found, matched)
    _by_place(candidate, places, weights, found, matched, message)
    rows = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    total = sum(weights[name] * value for name, value in candidate.features.items())
    out = [
        _row(message, span, matched[(channel, span)], channel, weight, candidate.entry.id)
        for (channel, span), weight in rows[:MOST]
        if weight >= LEAST
    ]
    rest = total - sum(row.weight for row in out)
    if abs(rest) > 1e-9:
        out.append(Evidence(None, "", "", "shape", rest, candidate.entry.id))
    return tuple(out)


def _row(message: Normalised, span: Span, matched: str, channel: str, weight: float, measure: str) -> Evidence:
    raw = message.span(*span)
    return Evidence(raw, message.raw[slice(*raw)], matched, channel, weight, measure)


def _by_channel(
    matcher: Matcher,
    cut: Cut,
    candidate: Candidate,
    channel: str,
    weight: float,
    found: dict[tuple[str, Span], float],
    matched: dict[tuple[str, Span], str],
) -> None:
    index = matcher.channels[channel]
    mass = index.mass(cut.keys[channel])
    seen: set[str] = set()
    pieces: list[tuple[Feature, float]] = []
    for feature in cut.features[channel]:
        if feature.key not in seen:
            seen.add(feature.key)
            part = index.part(feature.key, candidate.row)
            if part:
                pieces.append((feature, weight * part / mass))
    for span, features, value in _joined(pieces):
        found[(channel, span)] += value
        matched[(channel, span)] = features


def _joined(pieces: Sequence[tuple[Feature, float]]) -> list[tuple[Span, str, float]]:
    """Neighbouring pieces as one row each."""
    out: list[tuple[Span, str, float]] = []
    for feature, value in sorted(pieces, key=lambda p: p[0].span):
        name = feature.key.partition(":")[2]
        if out and feature.span[0] < out[-1][0][1]:
            span, names, before = out[-1]
            out[-1] = ((span[0], max(span[1], feature.span[1])), names + " " + name, before + value)
        else:
            out.append((feature.span, name, value))
    return out


def _by_keyword(
    matcher: Matcher,
    cut: Cut,
    candidate: Candidate,
    weight: float,
    found: dict[tuple[str, Span], float],
    matched: dict[tuple[str, Span], str],
) -> None:
    hits = [hit for hit in cut.hits if hit.owner == candidate.row]
    total = sum(matcher.keyword_weight[(hit.owner, hit.phrase)] for hit in hits)
    for hit in hits:
        share = matcher.keyword_weight[(hit.owner, hit.phrase)] / total
        found[("keyword", hit.span)] += weight * candidate.features["keyword"] * share
        matched[("keyword", hit.span)] = hit.phrase


def _by_place(
    candidate: Candidate,
    places: Sequence[Span],
    weights: Mapping[str, float],
    found: dict[tuple[str, Span], float],
    matched: dict[tuple[str, Span], str],
    message: Normalised,
) -> None:
    for name in ("same_place", "near_place"):
        if candidate.features.get(name) and places:
            found[("place", places[0])] += weights[name]
            matched[("place", places[0])] = message.text[slice(*places[0])]
