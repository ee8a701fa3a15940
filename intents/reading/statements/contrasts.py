"""What others have or did and the enterprise says not to: "our sister company holds the certificate, we don't"."""

from __future__ import annotations

from collections.abc import Container

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.vocabulary.manners import spoken

_DENIED = {
    "hte_certificate": ("is_high_tech_enterprise", False),
    "hte": ("is_high_tech_enterprise", False),
    "tech_sme": ("is_tech_sme", False),
    "tech_sme_number": ("is_tech_sme", False),
    "trouble_said": ("clean_record", True),
    "trouble": ("clean_record", True),
    "restricted": ("industry_restricted", False),
    "laid_off": ("layoffs", "none"),
    "expand": ("expands_production", False),
    "upgrade": ("technical_upgrade", False),
    "key_epidemic": ("key_epidemic_enterprise", False),
    "key_epidemic_list": ("key_epidemic_enterprise", False),
    "approved": ("higher_level_approval", False),
}
"""What "we don't" says, by the class of what others do."""
_DEEDS = frozenset({"laid_off", "expand", "upgrade", "approved"})
"""Of what was only heard, what somebody did."""
_LONGEST = 24


def read_contrasts(layout: Layout) -> list[ReadFact]:
    """The facts that a bare "we don't" denies of the clause before it."""
    if layout.kinds.isdisjoint(_DENIED):
        return []
    out: list[ReadFact] = []
    for before, clause in zip(layout.clauses, layout.clauses[1:], strict=False):
        if clause.end - clause.start > _LONGEST or before.question or clause.asks or "?" in before.mark:
            continue
        is_apart = clause.sentence != before.sentence and not before.theirs
        if is_apart and not before.hearsay:
            continue
        if spoken("we_do_not_alone").fullmatch(layout.text, clause.start, clause.end):
            out += _denied(layout, before, clause, only=_DEEDS if is_apart else None)
    return out


def _denied(layout: Layout, before: Clause, clause: Clause, *, only: Container[str] | None) -> list[ReadFact]:
    words = [*before.cues, *before.inner]
    for kind, (fact, value) in _DENIED.items():
        if only is not None and kind not in only:
            continue
        named = next((cue for cue in words if cue.kind == kind), None)
        if named is not None:
            return [ReadFact(fact, value, (named.start, clause.end), layout.text[named.start : named.end])]
    return []
