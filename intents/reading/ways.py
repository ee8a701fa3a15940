"""The ways in which a statement can be said: when a mention is enough, and when the enterprise must speak of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intents.reading.clauses import Clause
from intents.reading.layout import Layout, list_start
from intents.reading.manners import spoken
from intents.reading.sayings import Saying
from intents.reading.speaking import holds_certificate, is_heading, lacks, speaks_of_us

_OPENING_WORDS = 8
_NEARLY_ALONE = 3


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


def _any(said: Saying) -> Any:
    if said.rule.fact in _LASTING and said.is_preceded("past_before"):
        return None
    if said.rule.fact in _DONE_FIRST and said.is_preceded("later_before"):
        return None
    if said.clause.question and spoken("did_we").match(said.layout.text, said.clause.start):
        return None  # did we share them with an agency? I'd have to ask
    if said.rule.fact == "incubator_level" and said.is_preceded("lost_before"):
        return None  # 去年被取消了国家级资格
    if said.rule.fact == "incubator_level" and spoken("level_lost_after").match(said.layout.text, said.cue.end):
        return None if said.denied else "other"
    if said.supposed or said.planned or (said.partner is None and said.asked):
        return None
    return said.outcome


def _terse(said: Saying) -> Any:
    of_another = spoken("landlord_before").search(said.layout.text, said.clause.start, said.cue.start)
    is_partner = said.is_preceded("partner_before")  # 和湖北的劳务机构一起包车
    is_past = said.rule.fact in _LASTING and said.is_preceded("past_before")
    is_partner = is_partner or (said.rule.value == "hr_agency" and _is_hired(said))
    is_ours = not (said.asked or said.planned or said.for_others or said.plural or of_another or is_partner or is_past)
    return said.outcome if is_ours else None


def _is_hired(said: Saying) -> bool:
    """Whether a factory speaks of the agency that it uses: "we're a plant. Our HR agency chartered the coaches"."""
    is_theirs = spoken("our_before").search(said.before) is not None
    return is_theirs and spoken("declared_factory").search(said.layout.text) is not None


def _us(said: Saying) -> Any:
    if said.asked or said.planned or (said.rule.fact in _LASTING and said.is_preceded("past_before")):
        return None
    return said.outcome if said.denied or speaks_of_us(said.layout, said.clause, said.cue) else None


def _body(said: Saying) -> Any:
    """A hospital, an association or an office is the asker only where it is all that is named, and by the asker."""
    if said.asked or said.planned or said.denied or said.clause.theirs or not said.is_followed("named_in_full_after"):
        return None
    if said.is_preceded("we_are_before") or said.is_preceded("of_ours_before"):
        return said.rule.value
    is_subject = not said.for_others and not said.is_preceded("somebody_or_by_before")
    return said.rule.value if is_subject and _opens_the_message(said) else None


def _one(said: Saying) -> Any:
    is_generic = said.is_preceded("generic_before") or said.is_followed("generic_after")
    has_grown = said.is_preceded("grown_from_before") and said.is_followed("grown_after")  # 从小微变成规上
    return None if said.supposed or is_generic or has_grown or _is_wondered(said) else said.outcome


def _is_wondered(said: Saying) -> bool:
    """Whether it is asked what the enterprise is: "are we a small enterprise", 我们算小微吗, 算不算小微还没划."""
    is_other_half = said.layout.text.startswith("还是", said.cue.start - 1)  # 算中型还|是大型还没定
    if is_other_half or said.is_preceded("a_not_a_size_before"):
        return True
    before = spoken("being_asked_before").search(said.before)
    if before is None or not said.is_followed("being_asked_after"):
        return False
    word = said.layout.text[said.cue.start : said.cue.end]
    return said.clause.question or before.group().isascii() == word.isascii()  # 我们是 small company


def _runs(said: Saying) -> Any:
    """Run by the enterprise, or told as what it is: "are we exempt as a maker space?"."""
    return said.rule.value if said.is_preceded("as_one_right_before") else _run_by_us(said)


def _run_by_us(said: Saying) -> Any:
    # 我们运营的孵化器还没拿到省级认定 and 没有任何认定的孵化器 are incubators all the same
    denied = lacks(said.layout, said.clause, said.cue) and not said.is_preceded("without_any_before")
    if said.asked or denied or any(map(said.is_preceded, ("landlord_before", "paid_to_before", "moved_in_before"))):
        return None
    if _is_aside_on_the_landlord(said) or _is_one_of_several(said):
        return None
    if said.is_preceded("let_to_before"):
        return None  # 把楼租给孵化器
    is_that = said.is_preceded("that_one_before") and said.layout.text[said.cue.start].isascii()
    if is_that and not said.is_followed("run_by_us_after"):
        return None  # the incubator forgave us two months
    if _is_the_other_side(said):
        return None
    operates = _names_an_operator(said.layout) and "tenant" not in said.layout.kinds
    if operates and not said.is_followed("named_with_tax"):
        return said.rule.value
    leads = spoken("operator_of_before").search(said.layout.text, said.clause.start, said.cue.start)
    if said.is_preceded("in_before") and not (leads or said.is_preceded("operates_before")):
        return None
    return said.rule.value if said.is_preceded("runs_before") or _opens_the_message(said) else None


def _is_the_other_side(said: Saying) -> bool:
    """Whether it is the carrier that we signed with, or that refuses us: 跟大学科技园签了孵化协议, 孵化器不肯减租."""
    if "incubation_agreement" in said.layout.kinds and not said.is_preceded("we_are_before"):
        return True
    return said.is_followed("acts_on_us_after") and not said.is_preceded("runs_before")


def _names_an_operator(layout: Layout) -> bool:
    """Whether somebody runs something: the 办 of 办公室 runs nothing."""
    if "operator" not in layout.kinds:
        return False
    words = (cue for clause in layout.clauses for cue in (*clause.cues, *clause.inner) if cue.kind == "operator")
    return any(not layout.text.startswith("公", cue.end) for cue in words)


def _is_one_of_several(said: Saying) -> bool:
    """Whether the enterprise is in one of them: "in one of the incubators", 孵化器的租户."""
    text, start = said.layout.text, said.cue.start
    inside = spoken("in_one_of_before").search(text, said.clause.start, start)
    return said.is_followed("tenant_after") or inside is not None


def _is_aside_on_the_landlord(said: Saying) -> bool:
    """Whether brackets say what the landlord is: 房东（一家民营孵化器）."""
    index = said.layout.index_at(said.clause.start)
    if not index or "(" not in said.layout.clauses[index - 1].mark.replace("（", "("):
        return False
    return spoken("landlord_before").search(said.layout.text, 0, said.layout.clauses[index - 1].end) is not None


def _opens_the_message(said: Saying) -> bool:
    clauses = said.layout.clauses
    if said.is_followed("named_with_tax"):
        return False
    leads = said.clause is clauses[0] or (said.clause is clauses[1] and _only_leads_on(said.layout, clauses[0]))
    first = leads and len(clauses) > 1 and not said.clause.question
    return first and said.layout.words_between(said.clause.start, said.cue.start) <= _OPENING_WORDS


def _only_leads_on(layout: Layout, clause: Clause) -> bool:
    """Whether the clause is a place or the name of a measure, behind which the enterprise tells what it is."""
    is_title = any(spoken("named_with_tax").match(layout.text, cue.end) for cue in clause.of("carrier_any"))
    return (is_title and not clause.has("self")) or _is_only_a_place(layout, clause)


def _is_only_a_place(layout: Layout, clause: Clause) -> bool:
    """Whether the clause is no more than the name of a place: "Hefei High-tech Zone, incubator with …"."""
    words = layout.words_between(clause.start, clause.end)
    named = [place for place in layout.places if clause.start <= place[0] and place[1] <= clause.end]
    return bool(named) and sum(layout.words_between(*place) for place in named) == words


def _own(said: Saying) -> Any:
    denied = said.denied and not said.is_followed("is_not_another")  # our company isn't a university
    if said.for_others or said.plural or denied or said.asked:
        return None
    return None if said.is_preceded("somebody_elses_before") else said.rule.value


def _tenant(said: Saying) -> Any:
    before = said.right_before(min(word.start for word in said.words))
    several = said.plural and said.partner is None
    if spoken("to_move_in_before").search(before) or said.is_followed("moves_in_later"):
        return None  # 打算入驻孵化器
    if said.clause.question and spoken("counts_as_before").search(before):
        return None  # 我们算在孵企业吗
    is_theirs = spoken("for_others").search(before) and not spoken("rented").match(said.layout.text, said.cue.start)
    is_cut = any(spoken("rent_cut").match(said.layout.text, word.start) for word in said.words)  # 孵化载体减租的政策
    if is_theirs or is_cut or said.supposed or several or _is_run_there(said) or said.is_followed("beside_after"):
        return None
    return said.outcome


def _is_run_there(said: Saying) -> bool:
    """Whether the carrier is run, not rented: 在高新区开孵化器."""
    if said.partner is None or said.partner.start > said.cue.start:
        return False
    return spoken("runs_between").search(said.layout.text, said.partner.end, said.cue.start) is not None


def _makes(said: Saying) -> Any:
    if said.rule.fact in _LASTING and said.is_preceded("past_right_before"):
        return None  # 以前做口罩
    if said.clause.asks and any(spoken("measure_noun_after").match(said.layout.text, w.end) for w in said.words):
        return None  # 应急物资生产补贴有吗
    perhaps = spoken("perhaps_before")
    if any(perhaps.search(said.layout.text, said.clause.start, word.start) for word in said.words):
        return None  # 生产什么还没定，可能做口罩
    if _has_turned(said):
        return None  # "used to make masks but now upgrade a toy line"
    noun = said.partner or said.cue
    is_bought = spoken("buying").search(said.right_before(noun.start)) is not None
    if is_bought and said.cue.start < noun.start:
        is_bought = not said.denied
    if said.rule.fact == "industry" and said.is_followed("traded_after"):
        return None
    return None if is_bought or said.supposed else said.outcome


def _has_turned(said: Saying) -> bool:
    """Whether something else is said after a "but" or "now"; "we trade in masks but make none" denies all the same."""
    if said.partner is None or said.denied:
        return False
    return spoken("turned_between").search(said.layout.text, said.partner.end, said.cue.start) is not None


def _trade(said: Saying) -> Any:
    if said.asked or said.for_others or said.denied or said.is_followed("measure_noun_after"):
        return None
    if said.plural and not said.is_preceded("we_before"):
        return None
    if spoken("denied_trade_before").search(said.layout.text, list_start(said.layout, said.cue.start), said.cue.start):
        return None
    if said.is_followed("somebody_elses_after"):
        return None
    is_elsewhere = said.is_preceded("elsewhere_before") and not said.is_preceded("ours_before")
    return None if is_elsewhere else said.rule.value


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
    return None if said.clause.asks and not _asks_of_us(said) else _any(said)


def _declared(said: Saying) -> Any:
    """Stated in a clause that asks nothing, not even of us: "can we be recognised as …"."""
    return None if said.clause.asks or said.is_preceded("wished_before") else _any(said)


def _asks_of_us(said: Saying) -> bool:
    """Whether the clause names us, be it inside another word than this: "what we sold is …"."""
    if said.clause.has("self"):
        return True
    return any(c.kind == "self" and not said.cue.start <= c.start < said.cue.end for c in said.clause.inner)


def _done(said: Saying) -> Any:
    """Told; the bare noun that is all of a message ("技术合同登记") is the name of a service."""
    text, is_denied = said.layout.text, said.denied
    rest = text[: min(word.start for word in said.words)] + text[said.cue.end :]
    if not rest.strip() and not is_denied:
        return None
    if said.clause.asks and spoken("undone").match(text, said.cue.start):
        return None  # where do we register the contract
    if not is_denied and said.is_followed("service_named_after"):
        return None  # 技术合同认定登记该我们办
    is_ended = spoken("done_ending").search(text, 0, said.cue.end + 1)
    return None if said.clause.asks and not is_denied and not is_ended else _told(said)


def _alone(said: Saying) -> Any:
    """All that its clause says, or nearly."""
    words = said.layout.words_between(said.clause.start, said.clause.end)
    rest = words - said.layout.words_between(said.cue.start, said.cue.end)
    latin = said.layout.text[said.cue.start : said.cue.end].isascii()
    most = 0 if latin and not said.clause.has("self") else _NEARLY_ALONE
    is_past = said.rule.fact in _LASTING and said.is_preceded("past_before")
    return None if rest > most or said.clause.asks or said.asked or is_past else said.outcome


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


def _only_others(said: Saying) -> Any:
    """Only something else is made: "we make only car seats", and no epidemic supplies stand in the clause."""
    is_past = said.is_preceded("formerly_before")
    named = said.clause.has("supplies") or said.clause.has_inside("supplies")
    return None if said.asked or said.clause.asks or named or is_past else said.rule.value


def _fielded(said: Saying) -> Any:
    """The field of a form with a yes or no behind it: 防疫物资:否."""
    return None if said.clause.answered is None else said.outcome


def _stated_outright(said: Saying) -> Any:
    asks = said.clause.question and said.asked
    return None if asks or said.supposed else said.outcome


WAYS: Mapping[str, Callable[[Saying], Any]] = {
    "any": _any,
    "terse": _terse,
    "body": _body,
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
    "declared": _declared,
    "done": _done,
    "alone": _alone,
    "aside": _aside,
    "waives": _waives,
    "rises": _rises,
    "only_others": _only_others,
    "fielded": _fielded,
    "stated_outright": _stated_outright,
}
"""`said` of a rule -> the fact's value, or None where nothing is stated."""
