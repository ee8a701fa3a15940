"""All measures sorted by what they mean for one enterprise."""

from __future__ import annotations

from collections.abc import Collection

from bot.assistant.views import Enquirer
from intents.unwanted import is_unwanted
from knowledge.catalogue import Catalogue
from knowledge.records import dataclass
from knowledge.screening import Candidate, Screening, screen
from knowledge.validity import availability, is_in_force

KINDS = ("eligible", "likely", "near", "not_eligible", "over")
"""near: one fact away; over: the conditions are met, but it cannot be had on the day."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The catalogue sorted for one enterprise, each kind best first."""

    found: Screening
    kinds: dict[str, tuple[str, ...]]
    """Ids by KINDS."""
    open: tuple[str, ...]
    """Those that can be had and lack several facts, the fewest first."""


def sort(catalogue: Catalogue, enquirer: Enquirer, unwanted: Collection[str] = ()) -> Sorted:
    """Every measure announced by that day that is not unwanted, by what it means for the enterprise."""
    patience, day, left_out = catalogue.pack.unconfirmed_after_days, enquirer.day, frozenset(unwanted)
    candidates = [
        Candidate(m.id, catalogue.subjects[m.id], is_in_force(availability(m, day, patience)))
        for m in catalogue.nearest_first()
        if m.validity.announced <= day and not is_unwanted(m.kind, m.topics, left_out)
    ]
    found = screen(candidates, dict(enquirer.facts), day, catalogue.context, enquirer.unanswered)
    kinds = {
        verdict: tuple(one.id for one in found.decided if one.verdict == verdict and one.in_force)
        for verdict in ("eligible", "likely")
    }
    kinds["near"] = tuple(one.id for one in found.undecided if one.in_force and len(one.missing) == 1)
    kinds["not_eligible"] = tuple(one.id for one in found.decided if one.verdict == "not_eligible")
    kinds["over"] = tuple(one.id for one in found.decided if one.verdict in ("eligible", "likely") and not one.in_force)
    lacking = [one for one in found.undecided if one.in_force and len(one.missing) > 1]
    lacking.sort(key=lambda one: len(one.missing))
    return Sorted(found, kinds, tuple(one.id for one in lacking))
