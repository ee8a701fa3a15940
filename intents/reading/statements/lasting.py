"""When a statement counts: not what was once and is no more, and not what is still to be done."""

from __future__ import annotations

from datetime import date

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.statements.sayings import Saying
from intents.reading.vocabulary.manners import spoken

_TROUBLE = frozenset({"trouble", "trouble_said"})
_RECORD = "clean_record"
_LASTING = frozenset(
    (
        *("key_epidemic_enterprise", "makes_epidemic_supplies", "higher_level_approval"),
        *("landlord", "carrier_capital", "startup_guaranteed_loan", "is_high_tech_enterprise", "is_tech_sme"),
        *("audited_books", "rd_accounts_separate", "incubator_level"),
    )
)
"""What counts as long as it lasts: what the enterprise once was or had is none of it."""
_DONE_FIRST = frozenset(
    (
        *("expands_production", "technical_upgrade"),
        *("rd_accounts_separate", "audited_books", "contract_registered", "written_contract"),
    )
)
"""What has to be done before it counts: a plan to expand next year is none."""


def is_past(said: Saying, manner: str = "past_before") -> bool:
    """Whether it is told as what once was, of something that counts as long as it lasts; `manner` words the past."""
    return said.rule.fact in _LASTING and said.is_preceded(manner)


def is_to_come(said: Saying) -> bool:
    """Whether it is told as what comes later, of something that has to be done before it counts."""
    return said.rule.fact in _DONE_FIRST and said.is_preceded("later_before")


def without_bygone(layout: Layout, facts: list[ReadFact], day: date) -> list[ReadFact]:
    """The facts without an accident of years before the last: "an accident in 2019, none since".

    Where it is said that there was none since, the record is clean.
    """
    if _TROUBLE.isdisjoint(layout.kinds) or not layout.dates or "clean_words" in layout.kinds:
        return facts
    clauses = [c for c in layout.clauses if _tells_of_the_past(layout, c, day)]
    told = [f for f in facts if f.fact == _RECORD and f.value is False]
    if not clauses or any(layout.clause_at(f.span[0]) not in clauses for f in told):
        return facts
    start, end = clauses[0].start, clauses[-1].end
    since = spoken("none_since").search(layout.text, start)
    if since is None and spoken("once_more").search(layout.text, start):
        return facts
    left = [f for f in facts if f not in told]
    if since is None or any(f.fact == _RECORD for f in left) or layout.clause_at(since.start()).asks:
        return left
    return [*left, ReadFact(_RECORD, True, (start, max(end, since.end())), since.group())]


def _tells_of_the_past(layout: Layout, clause: Clause, day: date) -> bool:
    """Whether trouble is told in the clause, with a day before last year in it or next to it."""
    if _TROUBLE.isdisjoint(cue.kind for cue in clause.cues) or clause.hearsay or clause.general or clause.theirs:
        return False
    if spoken("still_listed").search(layout.text, clause.start, clause.end):
        return False
    following = layout.clauses[layout.index_at(clause.start) + 1 :][:1]
    beside = [c for c in following if c.sentence == clause.sentence and not c.quantities and len(c.cues) <= 1]
    days = clause.dates or [token for c in beside for token in c.dates]
    return bool(days) and all(token.last.year < day.year - 1 for token in days)
