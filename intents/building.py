"""Compiles the understander for a catalogue: rules, lexicon, matcher and weights."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from intents import patterns, phrases
from intents.decision import Policy
from intents.entries import Field, foreign_entry, measure_entry
from intents.gathering import build_matcher
from intents.language import everyday_words
from intents.lexicon import load_lexicon, read_shipped
from intents.needs import build_needs
from intents.openness import build_openness
from intents.outside import load_outside, outside_words
from intents.patterns import build_labels
from intents.ranking import Ranking
from intents.reader import build_reader
from intents.reading.vocabulary.manners import spoken
from intents.rules import load_rules
from intents.titles import build_titles
from intents.understanding import Understander
from intents.unwanted import build_unwanted
from knowledge.catalogue import Catalogue
from knowledge.records import replace
from knowledge.rules import facts_behind


def build_understander(catalogue: Catalogue, keep: Callable[[Field], bool] | None = None) -> Understander:
    """Everything compiled for one catalogue; `keep` leaves texts out of the index, to see what is found without them.

    Raises: RulesError with every fault of the rules.
    """
    lexicon = load_lexicon()
    reader = build_reader(catalogue.regions, _fact_types(catalogue))
    topics = foreign_topics()
    entries = [measure_entry(measure, _telling(name, catalogue)) for name, measure in catalogue.measures.items()]
    entries += [foreign_entry(name, topic) for name, topic in topics.items()]
    if keep is not None:
        entries = [replace(entry, fields=tuple(filter(keep, entry.fields))) for entry in entries]
    matcher = build_matcher(
        entries,
        lexicon,
        reader.spans,
        catalogue.regions.chain,
        (*reader.words(), *_place_words(catalogue), *sorted(everyday_words()), *outside_words()),
    )
    openness = read_shipped("rules/open.yml")
    weights = _weights()
    made = Understander(
        catalogue=catalogue,
        lexicon=lexicon,
        matcher=matcher,
        ranking=Ranking(weights["ranking"]),
        policy=Policy(
            weights["fit"],
            weights["first"],
            weights["clear"],
            weights["bounds"],
            tuple(openness["widest"]),
        ),
        rules=load_rules(),
        reader=reader,
        quantities=build_labels(read_shipped("rules/quantities.yml")),
        kinds=build_labels(read_shipped("rules/kinds.yml")),
        openness=build_openness(openness),
        outside=load_outside(),
        needs=build_needs(read_shipped("rules/needs.yml")),
        titles=build_titles(catalogue.measures.values()),
        unwanted=build_unwanted(read_shipped("rules/unwanted.yml")),
        supposing=patterns.build_patterns([spoken("supposing").pattern]),
        widest=tuple(row for row, entry in enumerate(entries) if entry.id in openness["widest"]),
    )
    return _in_one_pass(made)


def _in_one_pass(made: Understander) -> Understander:
    """The same, with one pass over a message for all phrases that are looked for in it, and one for all patterns."""
    lexicon, keywords, openness, outside = made.lexicon, made.matcher.keywords, made.openness, made.outside
    concepts, named, asking, signs, titles = phrases.united(
        [lexicon.finder, keywords.finder, openness.asking, outside.phrases, made.titles.names]
    )
    ruled_out, unless_asked, intent, quantities, kinds, is_open, errands, supposing = patterns.united(
        [
            made.unwanted.phrases,
            made.unwanted.unless_asked,
            made.rules.patterns,
            made.quantities.patterns,
            made.kinds.patterns,
            openness.patterns.patterns,
            outside.errands,
            made.supposing,
        ]
    )
    lexicon = replace(lexicon, finder=concepts)
    return replace(
        made,
        lexicon=lexicon,
        matcher=replace(made.matcher, lexicon=lexicon, keywords=replace(keywords, finder=named)),
        openness=replace(openness, asking=asking, patterns=replace(openness.patterns, patterns=is_open)),
        outside=replace(outside, phrases=signs, errands=errands),
        titles=replace(made.titles, names=titles),
        unwanted=replace(made.unwanted, phrases=ruled_out, unless_asked=unless_asked),
        rules=replace(made.rules, patterns=intent),
        quantities=replace(made.quantities, patterns=quantities),
        kinds=replace(made.kinds, patterns=kinds),
        supposing=supposing,
    )


def foreign_topics() -> dict[str, Any]:
    """Everything that is recognised in order to be refused, by id."""
    folder = Path(str(files("intents").joinpath("rules")))
    return {
        name: topic
        for path in sorted(folder.glob("foreign*.yml"))
        for name, topic in read_shipped(f"rules/{path.name}").items()
    }


def _telling(name: str, catalogue: Catalogue) -> frozenset[str]:
    """The facts that point to a measure when they are told: who asks is no sign of what is asked for."""
    return facts_behind(catalogue.subjects[name], catalogue.context.vocabulary, asides=False)


def _place_words(catalogue: Catalogue) -> tuple[str, ...]:
    """The Chinese names of all places, which are never misprints; Latin ones are looked up with their own."""
    regions = catalogue.regions.by_id.values()
    return tuple(n for region in regions for n in (*region.names.get("zh", ()), *region.districts) if not n.isascii())


def _fact_types(catalogue: Catalogue) -> dict[str, str]:
    vocabulary = catalogue.context.vocabulary
    return {fact: vocabulary[fact].type for fact in vocabulary.fact_ids()}


def _weights() -> dict[str, dict[str, float]]:
    """Weights and bounds as fitted, by part and name."""
    tables = read_shipped("rules/weights.yml")
    return {part: {name: float(value) for name, value in table.items()} for part, table in tables.items()}
