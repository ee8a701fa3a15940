"""The ways in which a statement can be said: when a mention is enough, and when the enterprise must speak of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intents.reading.grammar import Cue, Statement
from intents.reading.layout import Clause, Layout
from intents.reading.manners import spoken
from intents.reading.speaking import (
    holds_certificate,
    is_asked,
    is_conditional,
    is_denied,
    is_denied_throughout,
    lacks,
    speaks_of_us,
)
from knowledge.records import dataclass

_LOOK_BACK = 24
_OPENING_WORDS = 8
_NEARLY_ALONE = 3


@dataclass(frozen=True, slots=True)
class Saying:
    """The words of a statement where they stand in a message."""

    layout: Layout
    clause: Clause
    cue: Cue
    """The predicate, which a "not" denies."""
    partner: Cue | None
    """The other word of a statement with two."""
    rule: Statement

    @property
    def before(self) -> str:
        """What stands right before the predicate in its clause."""
        return self.layout.text[max(self.clause.start, self.cue.start - _LOOK_BACK) : self.cue.start]

    @property
    def asked(self) -> bool:
        """Whether it is asked or supposed."""
        return is_asked(self.layout, self.clause, self.cue)

    @property
    def supposed(self) -> bool:
        """Whether an if or a must governs one of the words."""
        words = [self.cue] if self.partner is None else [self.cue, self.partner]
        return any(is_conditional(self.layout, self.clause, word) for word in words)

    @property
    def planned(self) -> bool:
        """Whether it is only wished for, or waited for: 想申请国家项目, 认定还在等."""
        if spoken("pending_after").match(self.layout.text, self.cue.end):
            return True
        words = [self.cue] if self.partner is None else [self.cue, self.partner]
        planned, start = spoken("planned_before"), self.clause.start
        return any(planned.search(self.layout.text, start, word.start) is not None for word in words)

    @property
    def denied(self) -> bool:
        """Whether a "not" governs one of the words."""
        words = [self.cue] if self.partner is None else [self.cue, self.partner]
        if any(is_denied(self.layout, self.clause, word) for word in words) or self._denied_between():
            return True
        return self.rule.governed and is_denied_throughout(self.layout, self.clause, self.cue)

    def _denied_between(self) -> bool:
        """Whether a "not yet" stands between the two words of one clause: 省里还没给我们立项."""
        if self.partner is None or self.partner.start > self.cue.start or self.partner.start < self.clause.start:
            return False
        return spoken("not_yet").search(self.layout.text, self.partner.end, self.cue.start) is not None

    @property
    def plural(self) -> bool:
        """Whether the predicate is an English plural: many, so not the enterprise itself."""
        word = self.layout.text[self.cue.start : self.cue.end]
        return word.isascii() and bool(spoken("plural_noun").search(word))

    @property
    def for_others(self) -> bool:
        """Whether it is done for, or with, somebody else."""
        return bool(spoken("for_others").search(self.before))

    @property
    def names_a_sum(self) -> bool:
        """Whether money stands in the clause, which says it more exactly."""
        return any(quantity.unit in ("money", "bare") for quantity in self.clause.quantities)

    @property
    def outcome(self) -> Any:
        """The value that follows, or what follows from its denial."""
        return self.rule.denied if self.denied else self.rule.value


def _any(said: Saying) -> Any:
    if said.supposed or said.planned or (said.partner is None and said.asked):
        return None
    return said.outcome


def _terse(said: Saying) -> Any:
    of_another = spoken("landlord_before").search(said.layout.text, said.clause.start, said.cue.start)
    return None if said.asked or said.for_others or said.plural or of_another else said.outcome


def _us(said: Saying) -> Any:
    if said.asked:
        return None
    return said.outcome if said.denied or speaks_of_us(said.layout, said.clause, said.cue) else None


def _one(said: Saying) -> Any:
    generic = spoken("generic_before").search(said.before) or spoken("generic_after").match(
        said.layout.text, said.cue.end
    )
    return None if said.supposed or generic or _is_wondered(said) else said.outcome


def _is_wondered(said: Saying) -> bool:
    """Whether it is asked what the enterprise is: "are we a small enterprise", 我们算小微吗."""
    after = spoken("being_asked_after").match(said.layout.text, said.cue.end)
    before = spoken("being_asked_before").search(said.before)
    if after is None or before is None:
        return False
    word = said.layout.text[said.cue.start : said.cue.end]
    return said.clause.question or before.group().isascii() == word.isascii()  # 我们是 small company


def _runs(said: Saying) -> Any:
    if said.asked or said.denied or spoken("landlord_before").search(said.before):
        return None
    if spoken("paid_to_before").search(said.before):
        return None
    if spoken("tenant_after").match(said.layout.text, said.cue.end):
        return None
    if "operator" in said.layout.kinds and "tenant" not in said.layout.kinds:
        return said.rule.value
    if spoken("in_before").search(said.before) and not spoken("operates_before").search(said.before):
        return None
    return said.rule.value if spoken("runs_before").search(said.before) or _opens_the_message(said) else None


def _opens_the_message(said: Saying) -> bool:
    clauses = said.layout.clauses
    if spoken("named_with_tax").match(said.layout.text, said.cue.end):
        return False
    first = said.clause is clauses[0] and len(clauses) > 1 and not said.clause.question
    return first and said.layout.words_between(said.clause.start, said.cue.start) <= _OPENING_WORDS


def _own(said: Saying) -> Any:
    if said.for_others or said.plural or said.denied or said.asked:
        return None
    return None if spoken("somebody_elses_before").search(said.before) else said.rule.value


def _tenant(said: Saying) -> Any:
    first = said.cue.start if said.partner is None else min(said.cue.start, said.partner.start)
    before = said.layout.text[max(said.clause.start, first - _LOOK_BACK) : first]
    several = said.plural and said.partner is None
    is_theirs = spoken("for_others").search(before) and not spoken("rented").match(said.layout.text, said.cue.start)
    if is_theirs or said.supposed or several or _is_run_there(said):
        return None
    return said.outcome


def _is_run_there(said: Saying) -> bool:
    """Whether the carrier is run, not rented: 在高新区开孵化器."""
    if said.partner is None or said.partner.start > said.cue.start:
        return False
    return spoken("runs_between").search(said.layout.text, said.partner.end, said.cue.start) is not None


def _makes(said: Saying) -> Any:
    noun = said.partner or said.cue
    before = said.layout.text[max(said.clause.start, noun.start - _LOOK_BACK) : noun.start]
    is_bought = spoken("buying").search(before) and not (said.denied and said.cue.start < noun.start)
    return None if is_bought or said.supposed else said.outcome


def _trade(said: Saying) -> Any:
    if said.asked or said.for_others or said.denied:
        return None
    if spoken("measure_noun_after").match(said.layout.text, said.cue.end):
        return None
    if said.plural and not spoken("we_before").search(said.before):
        return None
    if spoken("denied_trade_before").search(said.layout.text[said.clause.start : said.cue.start]):
        return None
    elsewhere = spoken("elsewhere_before").search(said.before) and not spoken("ours_before").search(said.before)
    return None if elsewhere else said.rule.value


def _holds(said: Saying) -> Any:
    held = holds_certificate(said.layout, said.clause, said.cue)
    return None if held is None else said.rule.value if held else said.rule.denied


def _lacking(said: Saying) -> Any:
    if said.asked or spoken("goes_on_after").match(said.layout.text, said.cue.end):
        return None
    return said.rule.denied if lacks(said.layout, said.clause, said.cue) else None


def _stated(said: Saying) -> Any:
    asks = said.clause.question or said.clause.wonders
    if asks and (
        spoken("named_measure_before").search(said.before)
        or spoken("named_measure_after").match(said.layout.text, said.cue.end)
    ):
        return None
    if said.clause.question and not spoken("renting").search(said.layout.text, said.clause.start, said.cue.start):
        return None
    return _any(said)


def _told(said: Saying) -> Any:
    """Stated, not part of a question about how things are in general; a question about "our …" supposes it."""
    asks = said.clause.question or said.clause.wonders
    return None if asks and not _asks_of_us(said) else _any(said)


def _asks_of_us(said: Saying) -> bool:
    """Whether the clause names us, be it inside another word than this: "what we sold is …"."""
    if said.clause.has("self"):
        return True
    return any(c.kind == "self" and not said.cue.start <= c.start < said.cue.end for c in said.clause.inner)


def _done(said: Saying) -> Any:
    """Told; the bare noun that is all of a message ("技术合同登记") is the name of a service."""
    first = said.cue if said.partner is None or said.partner.start > said.cue.start else said.partner
    rest = said.layout.text[: first.start] + said.layout.text[said.cue.end :]
    if not rest.strip() and not said.denied:
        return None
    asks = said.clause.question or said.clause.wonders
    if asks and spoken("undone").match(said.layout.text, said.cue.start):
        return None  # where do we register the contract
    if not said.denied and spoken("service_named_after").match(said.layout.text, said.cue.end):
        return None  # 技术合同认定登记该我们办
    is_name = asks and not said.denied and not spoken("done_ending").search(said.layout.text, 0, said.cue.end + 1)
    return None if is_name else _told(said)


def _alone(said: Saying) -> Any:
    """All that its clause says, or nearly."""
    words = said.layout.words_between(said.clause.start, said.clause.end)
    rest = words - said.layout.words_between(said.cue.start, said.cue.end)
    latin = said.layout.text[said.cue.start : said.cue.end].isascii()
    most = 0 if latin and not said.clause.has("self") else _NEARLY_ALONE
    return None if said.asked or said.clause.question or said.clause.wonders or rest > most else said.outcome


def _waives(said: Saying) -> Any:
    """Waived by whoever runs the rooms: 给租户免了三个月, "we waived two months"."""
    asks = said.clause.question or said.clause.wonders
    if asks or said.supposed or said.denied or said.names_a_sum:
        return None
    return said.rule.value if spoken("waiver_before").search(said.before) else None


def _rises(said: Saying) -> Any:
    """That it rose or fell, told of the enterprise's own, not a sum or a wish."""
    asks = said.clause.question or said.clause.wonders
    return None if asks or said.supposed or said.denied or said.names_a_sum else said.rule.value


def _aside(said: Saying) -> Any:
    """All that its clause says, beside others: "at 15% (high-tech certificate)"."""
    whole = said.layout.words_between(0, len(said.layout.text))
    alone = said.layout.words_between(said.cue.start, said.cue.end)
    return None if whole - alone <= _NEARLY_ALONE else _alone(said)


def _stated_outright(said: Saying) -> Any:
    asks = said.clause.question and said.asked
    return None if asks or said.supposed else said.outcome


SAYINGS: Mapping[str, Callable[[Saying], Any]] = {
    "any": _any,
    "terse": _terse,
    "us": _us,
    "one": _one,
    "runs": _runs,
    "own": _own,
    "tenant": _tenant,
    "makes": _makes,
    "trade": _trade,
    "holds": _holds,
    "lacking": _lacking,
    "stated": _stated,
    "told": _told,
    "done": _done,
    "alone": _alone,
    "aside": _aside,
    "waives": _waives,
    "rises": _rises,
    "stated_outright": _stated_outright,
}
"""`said` of a rule -> the fact's value, or None where nothing is stated."""
