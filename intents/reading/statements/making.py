"""Ways of saying what the enterprise makes, and what its trade is."""

from __future__ import annotations

from typing import Any

from intents.reading.layout import list_start
from intents.reading.statements.lasting import is_past
from intents.reading.statements.sayings import Saying
from intents.reading.vocabulary.manners import spoken


def makes(said: Saying) -> Any:
    """Made by the enterprise today, not bought, sold, planned or given up."""
    if is_past(said, "past_right_before"):
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


def trade(said: Saying) -> Any:
    """The enterprise's own trade, not somebody else's or that of a place."""
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


def only_others(said: Saying) -> Any:
    """Only something else is made: "we make only car seats", and no epidemic supplies stand in the clause."""
    is_former = said.is_preceded("formerly_before")
    named = said.clause.has("supplies") or said.clause.has_inside("supplies")
    return None if said.asked or said.clause.asks or named or is_former else said.rule.value
