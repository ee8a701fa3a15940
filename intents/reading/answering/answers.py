"""Bare answers to the fact that was asked for: "120", "12万", "是", "没有", "小企业", "不知道"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from intents.background import PLACE_FACTS
from intents.reading.binding.bound import as_value
from intents.reading.days import day_value
from intents.reading.model import ReadFact, Reading, ReadingContext, Span
from intents.reading.numbers.dates import find_dates
from intents.reading.numbers.quantities import Quantity, find_quantities
from intents.reading.sums.unclear import either_sum, is_unclear
from intents.reading.vocabulary.grammar import Grammar, load_grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.naming import facts_named

_LONGEST = 40
_MOST_WORDS = 8
_FEW_WORDS = 4
_SHORTEST_WORD = 3
"""Latin letters from which a word in the middle of an answer is one of the choices."""
_NUMERALS = "0-9零一二两俩三四五六七八九十百千万亿几多余来"
_TWELVE = Decimal(12)
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")
_FACTORS: dict[tuple[str, str], Decimal] = {
    ("months", "years"): _TWELVE,
    ("years", "months"): 1 / _TWELVE,
}
WRITTEN = {
    "share": ("share", "bare"),
    "months": ("months", "years", "bare", "count"),
    "days": ("days",),
    "years": ("years", "months", "bare"),
    "people": ("people", "bare", "count"),
    "count": ("count", "bare", "people"),
    "points": ("count", "bare"),
    "money": ("money", "bare"),
}
"""What a bare answer may be written in, by the unit of the fact that was asked for."""
PARTS_OF_STAFF = frozenset({"st_staff", "insured_staff"})
_NEVER_NONE = frozenset(
    {"staff", "assets", "age_days", "age_months", "licence_years", "income_tax_rate", "innovation_score"}
    | {"cost_and_expense_last_year", "total_income_last_year"}
)
"""Numbers that are never 0, so that a "no" is no answer."""


def read_answer(text: str, context: ReadingContext) -> Reading | None:
    """The reading of a message that only answers the asked fact; None where it says more, or nothing was asked."""
    asked = context.asked
    if asked is None or not text.strip() or len(text) > _LONGEST:
        return None
    if spoken("unknown").fullmatch(text):
        return Reading(declined=True, answered=True)
    grammar = load_grammar()
    if grammar.units.get(asked) == "share" and spoken("whole").fullmatch(text):
        return _answer(asked, 1, _whole(text))
    return (
        _one_of_it(text, asked, grammar)
        or _yes_or_no(text, asked, grammar)
        or _number(text, asked, grammar, context.wanted)
        or _day(text, asked, context)
        or _choice(text, asked, grammar)
    )


def asks_back(text: str) -> bool:
    """Whether a message that follows a question asks something itself, so that nothing of it answers.

    A number with "is that enough?" or "how much would that be?" behind it does.
    """
    if spoken("asks_back").search(text) is None:
        return False
    found = find_quantities(text, [])
    return not (len(found) == 1 and spoken("enough_after").match(text[found[0].span[1] :]))


def is_accepted(text: str) -> bool:
    """Whether a message that follows an offer takes it up, and says nothing else."""
    return any(spoken(name).fullmatch(text) is not None for name in ("yes", "accepted"))


def is_skipped(text: str) -> bool:
    """Whether a message that does not answer what was asked says that the user would rather not."""
    return spoken("skipping").search(text.lower()) is not None


def _answer(fact: str, value: Any, span: Span, cue: str = "") -> Reading:
    return Reading((ReadFact(fact, value, span, cue),), answered=True)


def _one_of_it(text: str, asked: str, grammar: Grammar) -> Reading | None:
    """Reads "one software copyright", where such rights were asked for."""
    one = spoken("one_before").match(text) if grammar.units.get(asked) == "count" else None
    if one is None:
        return None
    rest = text[one.end() :].strip(" .!")
    named = [c for found in grammar.classes.find(rest) for c in found if (c.start, c.end) == (0, len(rest))]
    concepts = (grammar.concepts.get(cue.kind) for cue in named)
    return _answer(asked, 1, _whole(text)) if any(c is not None and c.fact == asked for c in concepts) else None


def with_unit(text: str, number: str) -> str | None:
    """The number whose unit was asked for, with the unit that the text is: "万" after "26"; None for other texts."""
    found = spoken("unit_alone").fullmatch(text.strip().lower())
    if found is None:
        return None
    unit = next(group for group in found.groups() if group)
    return f"{number} {unit}" if unit.isascii() else f"{number}{unit}"


def _whole(text: str) -> Span:
    start = len(text) - len(text.lstrip())
    return start, max(len(text.rstrip()), start + 1)


def _yes_or_no(text: str, asked: str, grammar: Grammar) -> Reading | None:
    said = spoken("taken_in_first").sub("", text, count=1)
    no, yes = bool(spoken("no").fullmatch(said)), bool(spoken("yes").fullmatch(said))
    if asked in grammar.answers or asked in PLACE_FACTS or asked.endswith("_on") or not (no or yes):
        return None
    if asked in grammar.units:
        named = facts_named(text) if no else frozenset()  # 没裁 says nothing of the months that were asked for
        is_none = no and asked not in _NEVER_NONE and (not named or asked in named)
        return _answer(asked, 0, _whole(text)) if is_none else None
    return None if yes and _speaks_of_another(text, asked) else _answer(asked, yes, _whole(text))


def answered_in_words(text: str, context: ReadingContext) -> Reading | None:
    """A yes or no with words of the question behind it ("是限制类的"), where nothing else was read; None for others."""
    asked = context.asked
    if asked is None or context.types.get(asked) != "boolean" or len(text) > _LONGEST:
        return None
    said = spoken("taken_in_first").sub("", text, count=1)
    no, yes = spoken("no_opening").match(said), spoken("yes_opening").match(said)
    if not (no or yes) or _speaks_of_another(text, asked):
        return None
    return _answer(asked, yes is not None and no is None, _whole(text))


def answered_first(text: str, context: ReadingContext) -> ReadFact | None:
    """The yes or no that leads a message which tells more: "yes, and we spent 3 million"; None for others."""
    asked = context.asked
    if asked is None or context.types.get(asked) != "boolean" or asked in load_grammar().answers:
        return None
    no, yes = spoken("no_led").match(text), spoken("yes_led").match(text)
    led = yes or no
    return ReadFact(asked, led is yes, led.span(1), "") if led is not None else None


def _speaks_of_another(text: str, asked: str) -> bool:
    """Whether all words of a class are of other facts: "no certificate" does not say that we are not resident."""
    grammar = load_grammar()
    rules = [rule for of_class in grammar.statements.values() for rule in of_class]
    kinds = {cue.kind for found in grammar.classes.find(text) for cue in found}
    is_own = any(rule.fact == asked and kinds.issuperset(rule.words) for rule in rules)
    others = {kind for rule in rules if rule.fact != asked for kind in rule.words[-1:]}
    return not is_own and bool(kinds & others)


def flatly_denied(text: str, context: ReadingContext) -> Reading | None:
    """What was told last, taken back without a word of its own: "sorry, we don't", 说错了，没有; None for others."""
    last = context.recent[0] if context.recent else None
    if context.asked is not None and context.types.get(context.asked) == "boolean":
        return None
    if last is None or context.known.get(last) is not True or spoken("flatly_denied").match(text) is None:
        return None
    return _answer(last, False, _whole(text))


def answered_unasked(text: str, context: ReadingContext, *, correcting: bool) -> Reading | None:
    """A word or two that can only be one of the choices still missing ("provincial"), whatever was asked for.

    Where something is taken back or told by its label, one of the choices made last ("change that to large",
    "size: large").
    """
    is_labelled = spoken("labelled").match(text) is not None
    facts = context.recent if correcting or is_labelled else context.wanted
    if not facts or len(_WORD.findall(text)) > (_MOST_WORDS if correcting else _FEW_WORDS):
        return None
    grammar = load_grammar()
    found = [answer for fact in facts if (answer := _choice(text, fact, grammar)) is not None]
    return found[0] if len(found) == 1 and not _is_bare_no(found[0]) else None


def _is_bare_no(answer: Reading) -> bool:
    """Whether the word that answers is a "no" that names nothing: 没 of 没问题."""
    word = answer.facts[0].cue
    return spoken("no").fullmatch(word) is not None and not facts_named(word)


def _is_of_the_whole(text: str, asked: str, quantity: Quantity, wanted: Sequence[str]) -> bool:
    """We have 80 people, where the S&T staff were asked for: all there are."""
    is_part = asked in PARTS_OF_STAFF and "staff" in wanted and quantity.unit == "people"
    return is_part and spoken("we_have_before").search(text, 0, quantity.span[0]) is not None


def _number(text: str, asked: str, grammar: Grammar, wanted: Sequence[str]) -> Reading | None:
    unit = grammar.units.get(asked)
    found = find_quantities(text, []) if unit else []
    if unit == "money" and len(found) > 1 and spoken("year_lead").fullmatch(text, 0, found[0].span[1]):
        found = found[1:]  # 2019年一共交了18
    if unit is None or len(found) != 1 or spoken("unit_alone").fullmatch(text.strip()):
        return None
    quantity = found[0]
    start, end = quantity.span
    is_led = spoken("lead").match(_without_its_year(text[:start], asked)) or (
        unit == "money" and spoken("paid_lead").fullmatch(text, 0, start)
    )
    is_all = spoken("tail").match(text[end:]) or spoken("enough_after").match(text[end:])
    if not (is_led and is_all):
        return None
    if quantity.unit not in WRITTEN[unit] or _is_of_the_whole(text, asked, quantity, wanted):
        return None
    if unit == "money" and is_unclear(quantity):
        return Reading(ambiguities=(either_sum(asked, quantity),), answered=True)
    return _answer(asked, as_value(quantity, _factor(unit, quantity)), quantity.span)


def _without_its_year(text: str, asked: str) -> str:
    """The words before a number without the year that the question was about: "this year 800"."""
    for ending, name in (("_this_year", "this_year_lead"), ("_last_year", "last_year_lead")):
        if asked.endswith(ending):
            return spoken(name).sub("", text, count=1)
    return text


def _factor(unit: str, quantity: Quantity) -> Decimal:
    if unit == "share" and quantity.unit == "bare" and quantity.high is not None and quantity.high > 1:
        return Decimal("0.01")
    return _FACTORS.get((unit, quantity.unit), Decimal(1))


def _day(text: str, asked: str, context: ReadingContext) -> Reading | None:
    found = find_dates(text, context.day.year) if asked.endswith("_on") else []
    if len(found) != 1 or len(text.strip()) > found[0].span[1] - found[0].span[0] + 8:
        return None
    return _answer(asked, day_value(found[0]), found[0].span)


def _choice(text: str, asked: str, grammar: Grammar) -> Reading | None:
    """A short answer to a question with choices; what it does not know is left to the general reading."""
    choices = grammar.answers.get(asked)
    if choices is None or len(_WORD.findall(text)) > _MOST_WORDS:
        return None
    if spoken("negated").search(text) and asked != "layoffs":  # "none of them" is a choice of its own
        said = text.strip(" .。!！")
        choices = {value: tuple(word for word in words if word == said) for value, words in choices.items()}
    offered = [(len(word), value, word) for value, words in choices.items() for word in words if _stands_in(word, text)]
    if not offered:
        return None
    _, value, word = max(offered, key=lambda o: o[0])
    return _answer(asked, value.split("|") if "|" in value else value, _whole(text), word)


def _stands_in(word: str, text: str) -> bool:
    if word.isascii() and len(word) < _SHORTEST_WORD:
        return text.strip(" .!") == word  # "it" is a trade only where nothing else is said
    before = r"(?<![a-z])" if word.isascii() else rf"(?<![{_NUMERALS}])"  # 30个人 counts, it is no individual
    after = r"(?![a-z])" if word.isascii() else ""
    return re.search(f"{before}{re.escape(word)}{after}", text) is not None
