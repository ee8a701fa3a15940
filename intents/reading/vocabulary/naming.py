"""Which facts a message names, whatever it says of them."""

from __future__ import annotations

from intents.reading.vocabulary.grammar import facts_of, load_grammar

_OF_NONE = "not_known"
"""Words that leave any fact open and name none: "I'm not sure"."""


def facts_named(text: str) -> frozenset[str]:
    """The facts whose numbers or answers the words of the text are about: 资产不清楚 names the assets."""
    grammar = load_grammar()
    kinds = {cue.kind for found in grammar.classes.find(text) for cue in found} - {_OF_NONE}
    numbers = (grammar.concepts[kind] for kind in kinds if kind in grammar.concepts)
    counted = {fact for concept in numbers for fact, _ in facts_of(concept)}
    return frozenset(counted | {rule.fact for kind in kinds for rule in grammar.statements.get(kind, ())})
