"""Whether a message asks for what there is rather than for one measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intents.lexicon import Marked
from intents.matcher import Cut
from intents.normalise import normalise
from intents.patterns import Labels, build_labels
from intents.phrases import Phrases, Words, build_phrases
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Openness:
    """What such messages say (intents/rules/open.yml)."""

    patterns: Labels
    asking: Phrases
    """Words that ask for help of any kind."""
    needs: frozenset[str]
    """Keys of concepts that several measures serve."""

    def is_open(self, text: str) -> bool:
        """Whether the message is worded as a question for all that there is."""
        return any(self.patterns.find(text))

    def is_bare(self, cut: Cut, words: Words, *, is_placed: bool) -> bool:
        """Whether the message names a need or a place and nothing that tells one measure from another."""
        concepts = cut.features["concepts"]
        if not (concepts or is_placed) or any(key not in self.needs for key, _ in concepts):
            return False
        said = [*(span for _, span in concepts), *(hit.span for hit in self.asking.find(cut.text, words))]
        marked = Marked(said, len(cut.text))
        return all(span in marked for _, span in cut.features["words"])


def build_openness(data: Mapping[str, Any]) -> Openness:
    """From the rules file: patterns, words of asking by language, concepts of needs."""
    asking: Sequence[str] = [word for listed in data["asking"].values() for word in listed]
    return Openness(
        patterns=build_labels({"open": data["patterns"]}),
        asking=build_phrases((normalise(word).text, 0) for word in asking),
        needs=frozenset("c:" + name for name in data["needs"]),
    )
