"""Bare answers to the fact that was asked for: "120", "12万", "是", "没有", "小企业", "不知道"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from intents.reading.binding import as_value
from intents.reading.dates import find_dates
from intents.reading.grammar import load_grammar
from intents.reading.model import Ambiguity, ReadFact, Reading, ReadingContext
from intents.reading.quantities import Quantity, find_quantities

_UNKNOWN = re.compile(
    r"\s*(?:(?:这个|我|我们|还|暂时|真|也|目前|现在)*(?:不知道|不清楚|不太清楚|不晓得|不确定|说不准|没算过|记不清了?|不记得了?|没统计过?|没概念|不懂|忘了|搞不清楚?|不好说|要问会计|得问会计|问问会计)(?:呢|啊|呀|了|哦|诶|欸)*"
    r"|跳过|略过|下一个|下一题|不想说|不方便说|保密|先不填|pass|skip(?: it| this| that)?|next(?: question)?|"
    r"(?:i |we )?(?:really |honestly )?(?:don'?t|do not|dont) (?:really )?know(?: that| yet| offhand)?|no idea|not sure|unsure|dunno|idk|can'?t say|cannot say|no clue|haven'?t a clue|unknown|prefer not to say|rather not say|n/a)\s*[.。!！~]*\s*"
)
_YES = re.compile(r"\s*(?:(?:yes|yeah|yep)[,. ]+(?:we|it|they|i) (?:do|are|is|have|did|does|has|am)|是的?|对的?|有的?|嗯+|没错|当然是?|确实|可以|符合|属于|算|能|yes|yep|yeah|yup|y|true|sure|correct|right|of course|indeed|we do|we are|it is|it does|they are|affirmative|是啊|对啊|有啊|嗯嗯|是滴|对对|已经(?:登记|有|是)了?|全部|都是|都有)(?:了|呀|啊|哦|呢|吧)?\s*[.。!！,，]*\s*")
_NO = re.compile(r"\s*(?:(?:no|nope)[,. ]+(?:we|it|they|i) (?:do|are|is|have|did|does|has|am)(?:n't| not)|不是的?|没有的?|没|否|不|无|不对|不属于|不符合|不算|还没有?|没有过|从来没有|未|no|nope|nah|n|false|not yet|none|never|we don'?t|we aren'?t|we do not|it isn'?t|it doesn'?t|not at all|negative|木有|没得)(?:了|呀|啊|哦|呢)?\s*[.。!！,，]*\s*")
_NEGATED = re.compile(r"不|没|非|(?<![a-z])(?:not|no|isn't|don't)(?![a-z])|\?|吗|什么|why|what|为")
_SHARES = {"layoff_rate", "rd_domestic_share", "high_tech_income_share", "income_tax_rate"}
_PEOPLE = {"staff", "st_staff", "insured_staff", "people_laid_off"}
_MONTHS = {"months_unemployment_insurance", "age_months"}
_MONEY_FACTS = re.compile(r"^(?:sales_|rd_spend|rd_increase|assets$|taxable_income$|unemployment_insurance_paid|rent_waived$|charter_bus_cost$|transfer_(?:receipts|equipment|cost|taxes|net_income)$|total_income|cost_and_expense|high_tech_income$)")
_LEAD = re.compile(r"^\s*(?:大概|大约|约|是|有|我们|一共|总共|共|目前|现在|就|应该|可能|差不多|about|around|it'?s|we have|we'?re|roughly|approximately|maybe|just|only|exactly|刚好|正好|在|的|总计|合计)*\s*$")
_TAIL = re.compile(r"^\s*(?:的|吧|了|左右|啊|呀|人|整|total|in total|altogether|now|at the moment|i think|i guess|上下|多|个)*\s*[.。!！~,，]*\s*$")
_UNCLEAR_BELOW = 10000


def read_answer(text: str, context: ReadingContext) -> Reading | None:
    """The reading of a message that is nothing but an answer to the asked fact; None where it says more, or nothing was asked."""
    asked = context.asked
    if asked is None or not text.strip() or len(text) > 40:  # noqa: PLR2004 - an answer is short
        return None
    if _UNKNOWN.fullmatch(text):
        return Reading(declined=True, answered=True)
    if (value := _yes_or_no(text, asked, context)) is not None:
        return Reading((ReadFact(asked, value, _span_of(text), ""),), answered=True)
    return _number(text, asked) or _date(text, context) or _choice(text, asked)


def _span_of(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    return start, max(len(text.rstrip()), start + 1)


def _yes_or_no(text: str, asked: str, context: ReadingContext) -> Any:
    kind = context.types.get(asked)
    numeric = kind in ("money", "count", "share", "date", "months", "years") or (kind is None and _unit(asked) is not None)
    no, yes = bool(_NO.fullmatch(text)), bool(_YES.fullmatch(text))
    if asked == "layoffs" and no:
        return "none"
    if numeric:
        return 0 if no and asked not in ("staff", "assets", "registered_on") and _unit(asked) != "date" else None
    if kind in ("choice", "region", "date") or asked in ("region", "enterprise_size", "org_type", "landlord", "industry", "incubator_level", "carrier_capital", "layoffs"):
        return None
    return True if yes else False if no else None


def _date(text: str, context: ReadingContext) -> Reading | None:
    asked = context.asked
    found = find_dates(text, context.day.year) if asked and asked.endswith("_on") else []
    if asked is None or len(found) != 1 or len(text.strip()) > found[0].span[1] - found[0].span[0] + 8:
        return None
    token = found[0]
    value: Any = token.first.isoformat()
    if token.first != token.last:
        value = {"min": token.first.isoformat(), "max": token.last.isoformat()}
    return Reading((ReadFact(asked, value, token.span, ""),), answered=True)


def _choice(text: str, asked: str) -> Reading | None:
    """A short answer to a question with choices; what it does not know is left to the general reading."""
    choices = load_grammar().answers.get(asked)
    if choices is None or len(re.findall(r"[\u3400-\u9fff]|[a-z0-9]+", text)) > 8 or (_NEGATED.search(text) and asked != "layoffs"):  # noqa: PLR2004
        return None
    best: tuple[int, str, str] | None = None
    for value, words in choices.items():
        for word in words:
            if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word), text) and (best is None or len(word) > best[0]):
                best = (len(word), value, word)
    if best is None:
        return None
    value = best[1].split("|") if "|" in best[1] else best[1]
    return Reading((ReadFact(asked, value, _span_of(text), best[2]),), answered=True)


def _unit(fact: str) -> str | None:
    if fact in _PEOPLE:
        return "people"
    if fact in _SHARES:
        return "share"
    if fact in _MONTHS:
        return "months"
    if fact == "licence_years":
        return "years"
    if fact in ("class_1_ip", "class_2_ip", "innovation_score"):
        return "count"
    if fact.endswith("_on"):
        return "date"
    return "money" if _MONEY_FACTS.match(fact) else None


def _number(text: str, asked: str) -> Reading | None:
    unit = _unit(asked)
    if unit in (None, "date"):
        return None
    found = find_quantities(text, [])
    if len(found) != 1:
        return None
    quantity = found[0]
    if not (_LEAD.match(text[: quantity.span[0]]) and _TAIL.match(text[quantity.span[1] :])):
        return None
    value = _converted(quantity, unit)
    if value is None:
        return None
    largest = quantity.high if quantity.high is not None else quantity.low
    if unit == "money" and quantity.unit == "bare" and not quantity.scaled and largest is not None and 0 < largest < _UNCLEAR_BELOW:
        return Reading(ambiguities=(Ambiguity(asked, quantity.span, (value, as_value(quantity, Decimal(10000)))),), answered=True)
    return Reading((ReadFact(asked, value, quantity.span, ""),), answered=True)


def _converted(quantity: Quantity, unit: str) -> Any:
    written = quantity.unit
    if unit == "share":
        if written == "share":
            return as_value(quantity)
        if written == "bare" and quantity.exact is not None:
            return as_value(quantity) if quantity.exact <= 1 else as_value(quantity, Decimal("0.01"))
        return None
    if unit == "months" and written in ("years", "months", "bare", "count"):
        return as_value(quantity, Decimal(12) if written == "years" else Decimal(1))
    if unit == "years" and written in ("years", "months", "bare"):
        return as_value(quantity, Decimal(1) if written != "months" else Decimal(1) / 12)
    if unit == "people" and written in ("people", "bare", "count"):
        return as_value(quantity)
    if unit == "count" and written in ("count", "bare", "people"):
        return as_value(quantity)
    if unit == "money" and written in ("money", "bare"):
        return as_value(quantity)
    return None
