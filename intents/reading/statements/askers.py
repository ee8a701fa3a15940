"""Ways of saying what the asker is: a kind of enterprise or organisation, said of itself and of nobody else."""

from __future__ import annotations

from typing import Any

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.statements.lasting import is_past
from intents.reading.statements.sayings import Saying
from intents.reading.statements.speaking import speaks_of_us
from intents.reading.vocabulary.manners import spoken

_OPENING_WORDS = 8


def terse(said: Saying) -> Any:
    """Said in few words, and not of somebody else who is named: the landlord, a partner."""
    of_another = spoken("landlord_before").search(said.layout.text, said.clause.start, said.cue.start)
    is_partner = said.is_preceded("partner_before")  # 和湖北的劳务机构一起包车
    is_over = is_past(said)
    is_partner = is_partner or (said.rule.value == "hr_agency" and _is_hired(said))
    several = said.plural and not said.is_preceded("we_are_right_before")  # "we're headhunters" are one
    is_ours = not (said.asked or said.planned or said.for_others or several or of_another or is_partner or is_over)
    return said.outcome if is_ours else None


def _is_hired(said: Saying) -> bool:
    """Whether a factory speaks of the agency that it uses: "we're a plant. Our HR agency chartered the coaches"."""
    is_theirs = spoken("our_before").search(said.before) is not None
    return is_theirs and spoken("declared_factory").search(said.layout.text) is not None


def us(said: Saying) -> Any:
    """Said of the enterprise itself, or denied."""
    if said.asked or said.planned or is_past(said) or (said.clause.question and said.is_preceded("or_right_before")):
        return None  # 我们是开发方还是委托方?
    if said.clause.question and spoken("may_we_as_before").search(said.layout.text[said.clause.start : said.cue.start]):
        return None  # can we be taxed at 15% as a high-tech enterprise?
    return said.outcome if said.denied or speaks_of_us(said.layout, said.clause, said.cue) else None


def own(said: Saying) -> Any:
    """What the enterprise has or is itself, and no other."""
    denied = said.denied and not said.is_followed("is_not_another")  # our company isn't a university
    is_ours = said.before.endswith(" our ") and not said.layout.text.startswith("'", said.cue.end)
    for_others = said.for_others and not is_ours  # "no shareholding link to our company"
    if for_others or said.plural or denied or said.asked:
        return None
    return None if said.is_preceded("somebody_elses_before") else said.rule.value


def body(said: Saying) -> Any:
    """A hospital, an association or an office is the asker only where it is all that is named, and by the asker."""
    if said.asked or said.planned or said.denied or said.clause.theirs or not said.is_followed("named_in_full_after"):
        return None
    if said.is_preceded("we_are_before") or said.is_preceded("of_ours_before"):
        return said.rule.value
    is_subject = not said.for_others and not said.is_preceded("somebody_or_by_before")
    return said.rule.value if is_subject and opens_the_message(said) else None


def one(said: Saying) -> Any:
    """One kind of enterprise, not enterprises of that kind in general, and not a question which kind we are."""
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


def opens_the_message(said: Saying) -> bool:
    """Whether it stands within the first words of the message, or behind no more than a place or a measure's name."""
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
