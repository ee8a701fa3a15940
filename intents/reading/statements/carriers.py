"""Ways of saying who runs an incubator or another carrier, and who only rents rooms in it."""

from __future__ import annotations

from typing import Any

from intents.reading.layout import Layout
from intents.reading.statements.askers import opens_the_message
from intents.reading.statements.sayings import Saying
from intents.reading.statements.speaking import lacks
from intents.reading.vocabulary.manners import spoken

_LOOK_BACK = 20


def runs(said: Saying) -> Any:
    """Run by the enterprise, or told as what it is: "are we exempt as a maker space?"."""
    if said.is_preceded("as_one_right_before"):
        return said.rule.value
    outright = run_by_us(said)
    return _run_or_told(said) if outright is None else outright


def run_by_us(said: Saying) -> Any:
    """Said to be run by the enterprise, be it where something is: "desks in the incubator that we run"."""
    return said.rule.value if said.is_followed("run_by_us_after") and not said.asked else None


def _run_or_told(said: Saying) -> Any:
    # 我们运营的孵化器还没拿到省级认定 and 没有任何认定的孵化器 are incubators all the same
    denied = lacks(said.layout, said.clause, said.cue) and not said.is_preceded("without_any_before")
    if said.asked or denied or any(map(said.is_preceded, ("landlord_before", "paid_to_before", "moved_in_before"))):
        return None
    if _is_aside_on_the_landlord(said) or _is_one_of_several(said):
        return None
    if said.is_preceded("let_to_before"):
        return None  # 把楼租给孵化器
    if said.is_preceded("that_one_before") and said.layout.text[said.cue.start].isascii():
        return None  # the incubator forgave us two months
    if _is_the_other_side(said):
        return None
    operates = _names_an_operator(said.layout) and ("tenant" not in said.layout.kinds or _speaks_as_operator(said))
    if operates and not said.is_followed("named_with_tax"):
        return said.rule.value
    leads = spoken("operator_of_before").search(said.layout.text, said.clause.start, said.cue.start)
    if said.is_preceded("in_before") and not (leads or said.is_preceded("operates_before") or _lets_rooms(said)):
        return None
    return said.rule.value if said.is_preceded("runs_before") or opens_the_message(said) else None


def _lets_rooms(said: Saying) -> bool:
    """Whether "our incubator" is that of whoever waived the tenants' rent: "in our incubator we let tenants off"."""
    return said.is_preceded("our_before") and spoken("lets_rooms").search(said.layout.text) is not None


def _is_the_other_side(said: Saying) -> bool:
    """Whether it is the carrier that we signed with, or that refuses us: 跟大学科技园签了孵化协议, 孵化器不肯减租."""
    if "incubation_agreement" in said.layout.kinds and not said.is_preceded("we_are_before"):
        return True
    return said.is_followed("acts_on_us_after") and not said.is_preceded("runs_before")


def _names_an_operator(layout: Layout) -> bool:
    """Whether somebody runs something: the 办 of 办公室 runs nothing, 不是运营方 nobody."""
    if "operator" not in layout.kinds:
        return False
    words = (cue for clause in layout.clauses for cue in (*clause.cues, *clause.inner) if cue.kind == "operator")
    return any(not (layout.text.startswith("公", cue.end) or _runs_nothing(layout.text, cue.start)) for cue in words)


def _runs_nothing(text: str, start: int) -> bool:
    return spoken("runs_nothing_before").search(text, max(0, start - _LOOK_BACK), start) is not None


def _speaks_as_operator(said: Saying) -> bool:
    """Whether it is said outright that the enterprise is who runs it, whoever is incubated: "as the operator"."""
    return spoken("as_operator").search(said.layout.text) is not None


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


def tenant(said: Saying) -> Any:
    """A tenant of the carrier, not who runs it or only means to move in."""
    if said.is_followed("run_by_us_after"):
        return None
    before = said.right_before(min(word.start for word in said.words))
    several = said.plural and said.partner is None
    if spoken("to_move_in_before").search(before) or said.is_followed("moves_in_later"):
        return None  # 打算入驻孵化器
    if said.clause.question and spoken("counts_as_before").search(before):
        return None  # 我们算在孵企业吗
    if said.clause.asks and said.is_followed("named_measure_after") and not spoken("we_are_before").search(before):
        return None  # 在孵企业减租能算我们吗
    is_theirs = spoken("for_others").search(before) and not spoken("rented").match(said.layout.text, said.cue.start)
    is_cut = any(spoken("rent_cut").match(said.layout.text, word.start) for word in said.words)  # 孵化载体减租的政策
    if is_theirs or is_cut or said.supposed or several or _is_run_there(said) or said.is_followed("beside_after"):
        return None
    if _lets_rooms(said) or _speaks_as_operator(said):
        return None
    return said.outcome


def _is_run_there(said: Saying) -> bool:
    """Whether the carrier is run, not rented: 在高新区开孵化器."""
    if said.partner is None or said.partner.start > said.cue.start:
        return False
    return spoken("runs_between").search(said.layout.text, said.partner.end, said.cue.start) is not None
