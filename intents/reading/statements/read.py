"""Facts that are said in words: yes and no, choices."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from intents.reading.clauses import Clause
from intents.reading.contradictions import contradicted_statements, is_taken_back
from intents.reading.layout import Layout
from intents.reading.model import Contradiction, ReadFact
from intents.reading.statements.bodies import without_partners
from intents.reading.statements.holdings import InList, in_list
from intents.reading.statements.leftopen import NEAR, WONDERED, without_open, without_partly
from intents.reading.statements.sayings import Saying
from intents.reading.statements.speaking import is_left_unknown, is_wondered
from intents.reading.statements.ways import WAYS
from intents.reading.vocabulary.grammar import Grammar, Statement
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue
from knowledge.records import replace

_OF_PARTNERS = frozenset(
    (
        *("landlord", "related_100", "carrier_capital", "charter_with_outside_agency"),
        *("is_filer", "licence_exclusive", "licence_kind", "premises_use"),
    )
)
"""Facts of the enterprise that are told of a partner: the landlord is …, the buyer is …."""
_DONE_TO_US = frozenset({"epidemic_dispute"})
"""Facts of the enterprise where a partner does it to us: "the client is docking our invoice"."""
_OF_LANDLORDS = frozenset({"borrowed", "incubator_landlord"})
"""Words that say what the enterprise has of a partner."""
_OF_US_AFTER_ALL = frozenset({"hte_denied_after"})
"""Words that turn from a partner to the enterprise: "our parent is one but we are not"."""
_OF_ANYBODY = "enterprise"
"""A word that says by itself no more than what kind of organisation it is."""
_IN_ANY_HOUSE = ("landlord", "inside_after")
"""Words that tell of a landlord only where the house is named: 租的房子."""
_NAMES = frozenset({"list_of_goods", "prize_named"})


def read_statements(
    layout: Layout, grammar: Grammar, at_hand: Collection[str] = ()
) -> tuple[list[ReadFact], tuple[Contradiction, ...]]:
    """Every fact said in words; of two values of one fact the rule that stands first in the lexicon wins.

    With them those that the same words affirm and deny.
    Of a fact `at_hand`, asked for or told last, the predicate is enough: "all our own".
    """
    ranked = sorted(_found(layout, grammar, at_hand), key=lambda found: (found[0], found[1].span))
    if not ranked:
        return [], ()
    ranked = without_open(layout, ranked)
    ranked = without_partners(layout, without_partly(layout, _without_former(layout, ranked)))
    out: dict[str, ReadFact] = {}
    for _, found in ranked:
        before = out.setdefault(found.fact, found)
        if isinstance(before.value, list) and isinstance(found.value, list):
            out[found.fact] = replace(before, value=[one for one in before.value if one in found.value])
        elif isinstance(before.value, list) and found.value in before.value:
            out[found.fact] = found  # recognised by the province, but never filed nationally
        if before.span < found.span and _is_put_right(layout, before, found):
            out[found.fact] = found
    return list(out.values()), contradicted_statements(layout, (found for _, found in ranked))


def _without_former(layout: Layout, ranked: list[tuple[int, ReadFact]]) -> list[tuple[int, ReadFact]]:
    """Without what has since become something else: 由核定改为查账, "we moved from deemed profit to audited books"."""
    former = {
        id(first)
        for _, first in ranked
        for _, second in ranked
        if first.fact == second.fact and first.value != second.value and _has_become(layout, first, second)
    }
    return [found for found in ranked if id(found[1]) not in former] if former else ranked


def _has_become(layout: Layout, first: ReadFact, second: ReadFact) -> bool:
    start, end = first.span[1], second.span[0]
    if end > start and spoken("until_after").match(layout.text, start):
        return True
    if not 0 < end - start <= NEAR or layout.index_at(second.span[0]) - layout.index_at(first.span[0]) > 1:
        return False
    begins = layout.clause_at(first.span[0]).start
    was = spoken("changed_from_before").search(layout.text, begins, first.span[0])
    was = was or spoken("formerly_inside").search(layout.text, *first.span)
    return was is not None and spoken("changed_between").search(layout.text, start, end) is not None


def _is_put_right(layout: Layout, before: ReadFact, found: ReadFact) -> bool:
    """Whether a choice is taken back for another: 小型企业，不对，是中型企业."""
    is_choice = all(isinstance(one.value, str | bool) for one in (before, found)) and before.value != found.value
    if not is_choice or before.span[1] > found.span[0] or "rather than" in layout.text[before.span[1] : found.span[0]]:
        return False
    return is_taken_back(layout, before, found)


def _found(layout: Layout, grammar: Grammar, at_hand: Collection[str]) -> Iterator[tuple[int, ReadFact]]:
    rules = {
        kind: _possible(grammar.statements[kind], grammar, at_hand, layout.kinds)
        for kind in layout.kinds
        if kind in grammar.statements
    }
    for clause in layout.clauses if rules else ():
        if clause.hearsay or clause.general:
            continue
        for words, inner in ((clause.cues, False), (clause.inner, True)):
            for cue in words:
                for rule in rules.get(cue.kind, ()):
                    if (rule.inner or not inner) and (found := _apply(layout, clause, cue, rule)) is not None:
                        yield rule.rank, found


def _possible(
    rules: Sequence[Statement], grammar: Grammar, at_hand: Collection[str], kinds: frozenset[str]
) -> list[Statement]:
    """The rules that can apply where words of these classes are in the message."""
    if at_hand:
        rules = [_for_answer(rule) if rule.fact in at_hand and _tells_alone(rule, grammar) else rule for rule in rules]
    return [rule for rule in rules if rule.needs <= kinds]


def _tells_alone(rule: Statement, grammar: Grammar) -> bool:
    """Whether the predicate alone says the value: "large enterprise" and "small enterprise" end in the same word."""
    if rule.named is not None or "for_another" in rule.words or (rule.fact, rule.words[-1]) == _IN_ANY_HOUSE:
        return False
    if rule.words[-1] == _OF_ANYBODY and rule.fact != "org_type":
        return False
    alike = grammar.statements.get(rule.words[-1], ())
    return len(rule.words) == 1 or all(other.value == rule.value for other in alike if other.fact == rule.fact)


def _for_answer(rule: Statement) -> Statement:
    """The rule without what the question has said already."""
    return replace(rule, words=rule.words[-1:], topic=None, near=None, needs=frozenset())


def _apply(layout: Layout, clause: Clause, cue: Cue, rule: Statement) -> ReadFact | None:
    if clause.theirs and not _is_of_us_too(layout, clause, cue, rule):
        return None
    if rule.near and not any(_names(c, rule.near) for c in layout.clauses if c.sentence == clause.sentence):
        return None
    partner = _partner(layout, clause, cue, rule)
    if len(rule.words) > 1 and partner is None:
        return None
    if is_wondered(layout.text, cue):
        is_open = spoken("unknown_after").match(layout.text, cue.end) is not None
        return _open(rule, cue) if is_open else None
    if is_left_unknown(layout, clause, cue):
        return _open(rule, cue) if rule.said not in ("own", "tenant") else None
    value = WONDERED if rule.open else _value_said(Saying(layout, clause, cue, partner, rule))
    if value is None or (_can_be_excepted(rule, value) and _is_excepted(layout, clause, cue, rule)):
        return None
    start, end = cue.start, cue.end
    if partner is not None:
        start, end = min(start, partner.start), max(end, partner.end)
    return ReadFact(rule.fact, value, (start, end), layout.text[start:end])


def _open(rule: Statement, cue: Cue) -> ReadFact | None:
    is_of_kind = rule.fact == "org_type" and rule.value == "enterprise"  # 算不算科技型企业没定论: an enterprise it is
    return None if is_of_kind else ReadFact(rule.fact, WONDERED, (cue.start, cue.end), "")


def _is_of_us_too(layout: Layout, clause: Clause, cue: Cue, rule: Statement) -> bool:
    """Whether what is told of a partner is told of the enterprise by that: "the client is docking our invoice"."""
    if spoken("and_we_before").search(layout.text, clause.start, cue.end):
        return True
    if rule.fact in _DONE_TO_US:
        return spoken("to_us").search(layout.text, cue.start, clause.end) is not None
    return rule.fact in _OF_PARTNERS or rule.words[0] in _OF_LANDLORDS or rule.words[-1] in _OF_US_AFTER_ALL


def _value_said(said: Saying) -> Any:
    if _is_of_such_only(said.layout, said.clause, said.words):
        return None
    value = WAYS[said.rule.said](said)
    return _of_list(said.layout, said.clause, said.cue, said.rule, value) if said.rule.held else value


def _is_of_such_only(layout: Layout, clause: Clause, words: Sequence[Cue]) -> bool:
    """Whether it is said of whom a measure is for, or of others: 民营的才补, "only state firms", 做口罩的是客户."""
    text = layout.text
    if "才" in text and any(spoken("only_such_after").match(text, word.end) for word in words):
        return True
    if "的是" in text and any(spoken("done_by_others_after").match(text, word.end) for word in words):
        return True
    start = min(word.start for word in words)
    return "only " in text and spoken("only_such_before").search(text, clause.start, start) is not None


def _can_be_excepted(rule: Statement, value: Any) -> bool:
    """Whether what takes a value back takes this one back; an open result says neither yes nor no."""
    return value is rule.value or rule.value is None or rule.unless == "result_open"


def _is_excepted(layout: Layout, clause: Clause, cue: Cue, rule: Statement) -> bool:
    """Whether the clause says what takes the value back: an accident of long ago, a standard that others led.

    The name of a list or prize takes back only the word that is part of it: 我们的消毒机器人能上抗疫产品清单吗.
    """
    found = spoken(rule.unless).search(layout.text, clause.start, clause.end) if rule.unless else None
    return found is not None and (rule.unless not in _NAMES or found.start() <= cue.start < found.end())


def _of_list(layout: Layout, clause: Clause, cue: Cue, rule: Statement, value: Any) -> Any:
    """The value of an item of a list; None where only the list is named."""
    if value is rule.denied and value is not None:
        return value
    is_supposed = value is None and spoken("what_if").search(layout.text, 0, cue.start)
    meant = InList.APART if is_supposed else in_list(layout, clause, cue)
    if meant is InList.APART:
        return value
    return None if meant is InList.OPEN or rule.denied is None else rule.denied


def _names(clause: Clause, kind: str) -> bool:
    """Whether a word of the class stands in the clause, be it inside a longer one."""
    return clause.has(kind) or any(cue.kind == kind for cue in clause.inner)


def _partner(layout: Layout, clause: Clause, cue: Cue, rule: Statement) -> Cue | None:
    """The nearest word of the rule's first class; None where none is near enough, or the rule has one class only."""
    if len(rule.words) == 1:
        return None
    first, nearest, least = rule.words[0], None, rule.gap + 1
    for other in _words_in_reach(layout, clause, rule):
        if other.kind == first and _can_pair(other, cue, rule):
            gap = layout.distance((other.start, other.end), (cue.start, cue.end))
            if gap < least:
                nearest, least = other, gap
    return nearest


def _words_in_reach(layout: Layout, clause: Clause, rule: Statement) -> list[Cue]:
    words = clause.cues
    if rule.back:
        earlier = (c for c in layout.clauses if c.sentence == clause.sentence and c.start <= clause.start)
        words = [cue for c in earlier for cue in c.cues]
    return [*words, *clause.inner] if rule.inner_partner else words


def _can_pair(other: Cue, cue: Cue, rule: Statement) -> bool:
    if rule.ordered and other.start > cue.start:
        return False
    return rule.inner or other.end <= cue.start or cue.end <= other.start
