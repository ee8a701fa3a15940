"""Why an entry was found: the words of the message, what they matched, and what each added to the score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from intents.decision import Decision
from intents.features import Span
from intents.matcher import TEXT_CHANNELS, Cut, Matcher
from intents.normalise import Normalised
from intents.outside import Signs
from intents.ranking import Candidate
from knowledge.records import dataclass

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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Grounds:
    """What the reasons for a decision are worked out from, where somebody asks for them: few do."""

    matcher: Matcher
    weights: Mapping[str, float]
    message: Normalised
    cut: Cut
    places: Sequence[Span]
    """Places that the message names."""
    signs: Signs

    def reasons(self, decision: Decision) -> tuple[Evidence, ...]:
        """What forbids an answer, then what speaks for the first measure, strongest first."""
        veto = decision.veto
        spans = self.places if veto == "place" else getattr(self.signs, veto or "", ())
        vetoes = explain_veto(veto, spans, self.message) if veto is not None else ()
        if not decision.measures:
            return vetoes
        case = Explained(self.matcher, self.cut, decision.measures[0])
        return (*vetoes, *explain(case, self.message, self.weights, self.places))


@dataclass(frozen=True, slots=True)
class Explained:
    """One candidate of one message while its reasons are gathered."""

    matcher: Matcher
    cut: Cut
    candidate: Candidate
    found: dict[tuple[str, Span], float] = field(default_factory=dict)
    """Channel and place to weight."""
    matched: dict[tuple[str, Span], str] = field(default_factory=dict)

    def add(self, channel: str, span: Span, matched: str, weight: float) -> None:
        """One more reason; reasons of one channel at one place are one."""
        self.found[(channel, span)] = self.found.get((channel, span), 0.0) + weight
        self.matched[(channel, span)] = matched


def explain(
    case: Explained, message: Normalised, weights: Mapping[str, float], places: Sequence[Span]
) -> tuple[Evidence, ...]:
    """The reasons for a candidate, strongest first; their weights sum up to its score before clamping."""
    for channel in TEXT_CHANNELS:
        _by_channel(case, channel, weights[channel])
    _by_keyword(case, weights["keyword"])
    _by_place(case, places, weights)
    rows = sorted(case.found.items(), key=lambda item: (-item[1], item[0]))
    name = case.candidate.entry.id
    out = [
        _row(message, span, case.matched[(channel, span)], channel, weight, name)
        for (channel, span), weight in rows[:MOST]
        if weight >= LEAST
    ]
    total = sum(weights[feature] * value for feature, value in case.candidate.features.items())
    rest = total - sum(row.weight for row in out)
    if abs(rest) > 1e-9:
        out.append(Evidence(None, "", "", "shape", rest, name))
    return tuple(out)


def explain_veto(veto: str, spans: Sequence[Span], message: Normalised) -> tuple[Evidence, ...]:
    """Where the message shows what forbids an answer; it sets the outcome and is no part of a sum."""
    return tuple(_row(message, span, veto, "veto", 0.0, None) for span in spans)


def _row(message: Normalised, span: Span, matched: str, channel: str, weight: float, measure: str | None) -> Evidence:
    raw = message.span(*span)
    return Evidence(raw, message.raw[slice(*raw)], matched, channel, weight, measure)


def _by_channel(case: Explained, channel: str, weight: float) -> None:
    index = case.matcher.index
    row = case.candidate.row
    share = case.cut.named_share if channel == "concepts" else 1.0
    scale = weight * share / (case.cut.mass[channel] or 1.0)
    pieces: dict[str, tuple[Span, str, float]] = {}
    for key, span in case.cut.features[channel]:
        if key not in pieces and (number := index.ids.get(key)) is not None:
            pieces[key] = (span, key, scale * index.part(number, row))
    for span, names, value in _joined(sorted(piece for piece in pieces.values() if piece[2])):
        case.add(channel, span, names, value)


def _joined(pieces: Iterable[tuple[Span, str, float]]) -> list[tuple[Span, str, float]]:
    """Neighbouring pieces as one row each."""
    out: list[tuple[Span, str, float]] = []
    for place, key, value in pieces:
        name = key.partition(":")[2]
        if out and place[0] < out[-1][0][1]:
            span, names, before = out[-1]
            out[-1] = ((span[0], max(span[1], place[1])), names + " " + name, before + value)
        else:
            out.append((place, name, value))
    return out


def _by_keyword(case: Explained, weight: float) -> None:
    own = list(case.matcher.keywords.of(case.candidate.row, case.cut.hits))
    total = sum(said for _, said in own)
    for hit, said in own:
        case.add("keyword", hit.span, hit.phrase, weight * case.candidate.features["keyword"] * said / total)


def _by_place(case: Explained, places: Sequence[Span], weights: Mapping[str, float]) -> None:
    for name in ("same_place", "near_place"):
        if case.candidate.features.get(name) and places:
            case.add("place", places[0], case.cut.text[slice(*places[0])], weights[name])
