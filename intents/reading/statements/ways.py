"""The ways in which a statement can be said: when a mention is enough, and when the enterprise must speak of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intents.reading.statements.askers import body, one, own, terse, us
from intents.reading.statements.carriers import run_by_us, runs, tenant
from intents.reading.statements.lasting import is_past, is_to_come
from intents.reading.statements.making import makes, only_others, trade
from intents.reading.statements.sayings import Saying
from intents.reading.statements.speaking import holds_certificate, is_heading, lacks
from intents.reading.vocabulary.manners import spoken

_NEARLY_ALONE = 3
_OTHER_LOANS = frozenset({"loan", "loan_word", "ordinary_loan"})


def _any(said: Saying) -> Any:
    if is_past(said) or is_to_come(said):
        return None
    if said.clause.question and spoken("did_we").match(said.layout.text, said.clause.start):
        return None  # did we share them with an agency? I'd have to ask
    if said.rule.fact == "incubator_level" and said.is_preceded("lost_before"):
        return None  # 去年被取消了国家级资格
    if said.rule.fact == "incubator_level" and spoken("level_lost_after").match(said.layout.text, said.cue.end):
        return None if said.denied else "other"
    if said.supposed or said.planned or (said.asked and (said.partner is None or said.clause.question)):
        return None
    return said.outcome


def _holds(said: Saying) -> Any:
    if said.planned and not said.denied:
        return None
    held = holds_certificate(said.layout, said.clause, said.cue)
    return None if held is None else said.rule.value if held else said.rule.denied


def _lacking(said: Saying) -> Any:
    if said.asked or said.is_followed("goes_on_after"):
        return None
    return said.rule.denied if lacks(said.layout, said.clause, said.cue) else None


def _stated(said: Saying) -> Any:
    if said.is_preceded("place_before"):
        return None  # our office is outside the zone
    if said.clause.asks and (said.is_preceded("named_measure_before") or said.is_followed("named_measure_after")):
        return None
    if said.clause.question and not spoken("renting").search(said.layout.text, said.clause.start, said.cue.start):
        return None
    return _any(said)


def _told(said: Saying) -> Any:
    """Stated, not part of a question about how things are in general; a question about "our …" supposes it."""
    if said.clause.asks and (not _asks_of_us(said) or said.is_followed("measure_noun_after")):
        return None  # 技术改造的那笔资助我们能拿吗
    return _any(said)


def _declared(said: Saying) -> Any:
    """Stated in a clause that asks nothing, not even of us: "can we be recognised as …"."""
    return None if said.clause.asks or said.is_preceded("wished_before") else _any(said)


def _asks_of_us(said: Saying) -> bool:
    """Whether the clause names us, be it inside another word than this ("what we sold is …"), or one like us.

    "How much does it save a company that sold its patent outright?"
    """
    if said.clause.has("self") or spoken("how_much_for_one").match(said.layout.text, said.clause.start, said.cue.start):
        return True
    return any(c.kind == "self" and not said.cue.start <= c.start < said.cue.end for c in said.clause.inner)


def _done(said: Saying) -> Any:
    """Told; the bare noun that is all of a message ("技术合同登记") is the name of a service."""
    text, is_denied = said.layout.text, said.denied
    rest = text[: min(word.start for word in said.words)] + text[said.cue.end :]
    if not rest.strip() and not is_denied and len(said.words) > 1:
        return None  # but 登记了 answers
    if said.clause.asks and (spoken("undone").match(text, said.cue.start) or said.is_preceded("to_have_before")):
        return None  # where do we register the contract, can we have it registered
    if not is_denied and (said.is_followed("service_named_after") or _is_to_be(said)):
        return None  # 技术合同认定登记该我们办, before the contract can be registered
    is_ended = spoken("done_ending").search(text, 0, said.cue.end + 1)
    return None if said.clause.asks and not is_denied and not is_ended else _told(said)


def _is_to_be(said: Saying) -> bool:
    """Whether it is still to be done: "can the lease of our office building be registered?"."""
    return spoken("to_be_before").search(said.layout.text, said.clause.start, said.cue.start) is not None


def _paid_on(said: Saying) -> Any:
    """Told, or named in a question beside what was paid on it: 创业担保贷款利息能不能补？已经付了7,200元.

    Where another loan is named, that is what was paid on; "the subsidy for start-up loans" is the measure's name.
    """
    layout = said.layout
    if said.clause.asks and said.is_preceded("measure_for_before"):
        return None
    if not layout.quantities or "spent" not in layout.kinds:
        return _told(said)
    is_other = any(cue.kind in _OTHER_LOANS for clause in layout.clauses for cue in clause.cues)
    return _told(said) if is_other else _any(said)


def _alone(said: Saying) -> Any:
    """All that its clause says, or nearly."""
    words = said.layout.words_between(said.clause.start, said.clause.end)
    rest = words - said.layout.words_between(said.cue.start, said.cue.end)
    latin = said.layout.text[said.cue.start : said.cue.end].isascii()
    most = 0 if latin and not said.clause.has("self") else _NEARLY_ALONE
    is_over = is_past(said)
    return None if rest > most or said.clause.asks or said.asked or is_over else said.outcome


def _aside(said: Saying) -> Any:
    """All that its clause says, beside others: "at 15% (high-tech certificate)"."""
    whole = said.layout.words_between(0, len(said.layout.text))
    alone = said.layout.words_between(said.cue.start, said.cue.end)
    is_subject = whole - alone <= _NEARLY_ALONE or is_heading(said.layout, said.clause, said.cue)
    return None if is_subject or said.planned else _alone(said)


def _rises(said: Saying) -> Any:
    """That it rose or fell, said outright, where no sum says it more exactly."""
    return None if said.clause.asks or said.supposed or said.denied or said.names_a_sum else said.rule.value


def _waives(said: Saying) -> Any:
    """Waived by whoever runs the rooms: 给租户免了三个月, "we waived two months"."""
    is_done = said.is_preceded("waiver_before") or said.is_followed("waiver_after")
    is_done = is_done and not said.is_preceded("intended_before")
    return _rises(said) if is_done else None


def _fielded(said: Saying) -> Any:
    """The field of a form with a yes or no behind it: 防疫物资:否."""
    return None if said.clause.answered is None else said.outcome


def _stated_outright(said: Saying) -> Any:
    asks = said.clause.question and said.asked
    return None if asks or said.supposed else said.outcome


WAYS: Mapping[str, Callable[[Saying], Any]] = {
    "any": _any,
    "terse": terse,
    "body": body,
    "us": us,
    "one": one,
    "runs": runs,
    "run_by_us": run_by_us,
    "own": own,
    "tenant": tenant,
    "makes": makes,
    "trade": trade,
    "holds": _holds,
    "lacking": _lacking,
    "stated": _stated,
    "told": _told,
    "declared": _declared,
    "done": _done,
    "paid_on": _paid_on,
    "alone": _alone,
    "aside": _aside,
    "waives": _waives,
    "rises": _rises,
    "only_others": only_others,
    "fielded": _fielded,
    "stated_outright": _stated_outright,
}
"""`said` of a rule -> the fact's value, or None where nothing is stated."""
