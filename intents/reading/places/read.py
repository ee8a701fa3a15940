"""Where the enterprise is, and where it is not, from the places that a message names."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.places.placeroles import DENIED, LOCATED, NAMED, OF_MEASURE, OF_OTHERS, Mention, as_what_follows
from intents.reading.places.zones import around_a_doubt, city_of, denied_at_the_end, in_the_other_zone, zone_spoken_of
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.placenames import PlaceHit, PlaceNames
from knowledge.records import replace

_LOOK_BACK = 24
_OUTSIDE = frozenset({"hongkong", "macao", "taiwan"})
"""Not the mainland: who is registered there is no resident enterprise."""


def read_places(layout: Layout, mentions: list[Mention], names: PlaceNames, place: str | None) -> list[ReadFact]:
    """The facts region, resident and region_not; spans are in the laid-out text.

    `place` is where "the zone" is, as long as the message does not say which.
    """
    if not mentions:
        return []
    mentions = denied_at_the_end(layout, as_what_follows(layout, mentions, names), names)
    if (either := _undecided(layout, mentions)) is not None:
        around = _around_both(*either, names)
        return [_fact(layout, "region", around, [*either])] if around else []
    mentions = _with_own_sites(layout, mentions)
    told = [m for m in mentions if m.hit.region and m.role > OF_OTHERS]
    chosen = _choose(layout, _not_denied(told, mentions, names), names)
    around = chosen.hit.region if chosen else told[0].hit.region if told else zone_spoken_of(layout, mentions) or place
    zone = names.zones.get(city_of(around, names))
    denied = [(m.hit, m.hit.region or zone) for m in mentions if m.role == DENIED]
    denied += in_the_other_zone(layout, mentions, chosen, names)
    return [
        *_region(layout, mentions, chosen, zone, names),
        *_resident(layout, chosen, names),
        *_region_not(layout, [(hit, region) for hit, region in denied if region]),
    ]


def _undecided(layout: Layout, mentions: list[Mention]) -> tuple[PlaceHit, PlaceHit] | None:
    """Two places of which nobody has decided yet which it is to be: 落户张家口还是大同还在谈."""
    for first, second in pairwise(m.hit for m in mentions if m.hit.region):
        if spoken("place_or_place").fullmatch(layout.text, first.end, second.start) is None:
            continue
        clause = layout.clause_at(first.start)
        is_open = spoken("undecided_after").match(layout.text, second.end)
        if is_open or spoken("undecided_before").search(layout.text, clause.start, first.start):
            return first, second
    return None


def _around_both(first: PlaceHit, second: PlaceHit, names: PlaceNames) -> str | None:
    """The province that both are in, if there is one."""
    others = names.regions.chain(str(second.region))
    return next((r for r in names.regions.chain(str(first.region))[:-1] if r in others[:-1]), None)


def _region(
    layout: Layout, mentions: list[Mention], chosen: Mention | None, zone: str | None, names: PlaceNames
) -> list[ReadFact]:
    """Where the enterprise is: in the `zone` around that is named bare, in the city of one that is doubted, or else."""
    bare = [m.hit for m in mentions if m.hit.region is None and m.role >= LOCATED]
    if bare and zone and (chosen.role >= NAMED if chosen else not _asks(layout, bare[0])):
        return [_fact(layout, "region", zone, [bare[0], *([chosen.hit] if chosen else [])])]
    if unsure := around_a_doubt(mentions, chosen, names):
        return [_fact(layout, "region", city_of(unsure.region, names), [unsure])]
    if chosen is None:
        return []
    is_assumed = chosen.role == OF_MEASURE or _only_mentioned(layout, chosen)
    return [_fact(layout, "region", chosen.hit.region, [chosen.hit], is_assumed=is_assumed)]


def _resident(layout: Layout, chosen: Mention | None, names: PlaceNames) -> list[ReadFact]:
    """Who is registered in a place of the mainland is a resident enterprise."""
    if chosen is None or not _is_incorporated(layout, chosen, names):
        return []
    return [ReadFact("resident", True, (chosen.hit.start, chosen.hit.end), "", derived=True)]


def _region_not(layout: Layout, denied: list[tuple[PlaceHit, str]]) -> list[ReadFact]:
    if not denied:
        return []
    regions = list(dict.fromkeys(region for _, region in denied))
    return [_fact(layout, "region_not", regions, [hit for hit, _ in denied])]


def _is_incorporated(layout: Layout, mention: Mention, names: PlaceNames) -> bool:
    """Whether the enterprise is said to be registered in a place of the mainland."""
    hit = mention.hit
    before = layout.text[max(0, hit.start - _LOOK_BACK) : hit.start]
    said = spoken("incorporated_before").search(before) or spoken("incorporated_after").match(layout.text, hit.end)
    return bool(said) and not _OUTSIDE & set(names.regions.chain(str(hit.region)))


def _fact(layout: Layout, fact: str, value: Any, hits: list[PlaceHit], *, is_assumed: bool = False) -> ReadFact:
    start, end = min(h.start for h in hits), max(h.end for h in hits)
    return ReadFact(fact, value, (start, end), layout.text[hits[0].start : hits[0].end], assumed=is_assumed)


def _only_mentioned(layout: Layout, mention: Mention) -> bool:
    """A place named in a question that says nothing of the enterprise itself."""
    return (
        mention.role == NAMED
        and "self" not in layout.kinds
        and "enterprise" not in layout.kinds
        and "layoffs" not in layout.kinds
        and not layout.quantities
    )


def _asks(layout: Layout, hit: PlaceHit) -> bool:
    return layout.clause_at(hit.start).question


def _with_own_sites(layout: Layout, mentions: list[Mention]) -> list[Mention]:
    """Where nothing else says where the enterprise is, it is where its laboratory is: "our lab is in Lanzhou"."""
    is_elsewhere = "注册" in layout.text or "registered" in layout.text
    if is_elsewhere or any(one.hit.region and one.role >= NAMED for one in mentions):
        return mentions
    return [replace(one, role=LOCATED) if _is_own_site(layout, one) else one for one in mentions]


def _is_own_site(layout: Layout, mention: Mention) -> bool:
    clause = layout.clause_at(mention.hit.start)
    if mention.role != OF_OTHERS or mention.hit.region is None or clause.hearsay or clause.theirs:
        return False
    return spoken("own_site_before").search(layout.text[clause.start : mention.hit.start]) is not None


def _not_denied(told: list[Mention], mentions: list[Mention], names: PlaceNames) -> list[Mention]:
    """Without places that are only named, where the message says that it is not in them: 不在高新区，高新区的配套."""
    cities = {city_of(m.hit.region, names) for m in told}
    denied = [m.hit.region for m in mentions if m.role == DENIED]
    zones = [names.zones[city] for city in cities if None in denied and city in names.zones]
    outside = [*filter(None, denied), *zones]
    within = names.regions.within
    return [m for m in told if m.role >= LOCATED or not any(within(str(m.hit.region), area) for area in outside)]


def _choose(layout: Layout, mentions: list[Mention], names: PlaceNames) -> Mention | None:
    """The deepest place of the best told mentions; None where several places are compared."""
    if not mentions:
        return None
    mentions = _without_the_measures(layout, mentions, names)
    best = max(m.role for m in mentions)
    leading = [m for m in mentions if m.role == best]
    regions = names.regions
    first = leading[0]
    if any(regions.disjoint(str(m.hit.region), str(first.hit.region)) for m in leading):
        asked = _asks(layout, first.hit) or _asks(layout, leading[-1].hit)
        if (best < LOCATED or asked) and names.manners.compare.search(layout.text):
            return None
        leading = [m for m in leading if not regions.disjoint(str(m.hit.region), str(first.hit.region))]
    chain = [
        m
        for m in mentions
        if m.role >= min(best, NAMED) and not regions.disjoint(str(m.hit.region), str(first.hit.region))
    ]
    return max(chain or leading, key=lambda m: (len(regions.chain(str(m.hit.region))), m.role, -m.hit.start))


def _without_the_measures(layout: Layout, mentions: list[Mention], names: PlaceNames) -> list[Mention]:
    """Without a zone that only a question names, where a city around it is told: 我们在青岛，青岛高新区的资助有份吗."""
    asked = [m for m in mentions if m.role < LOCATED and (_asks(layout, m.hit) or _is_applied_for(layout, m.hit))]
    left = {id(m) for m in asked if any(_is_told_around(layout, m, other, names) for other in mentions)}
    return [m for m in mentions if id(m) not in left]


def _is_applied_for(layout: Layout, hit: PlaceHit) -> bool:
    start = layout.clause_at(hit.start).start
    return spoken("to_apply_for_before").search(layout.text, start, hit.start) is not None


def _is_told_around(layout: Layout, asked: Mention, other: Mention, names: PlaceNames) -> bool:
    if other.role < NAMED or other.hit.region not in names.regions.chain(str(asked.hit.region))[1:]:
        return False
    return not _asks(layout, other.hit) or (other.role >= LOCATED and other.hit.end < asked.hit.start)


def places_meant(layout: Layout, mentions: list[Mention]) -> tuple[str, ...]:
    """Places that the message is about, denied ones included; not those of a supplier, a customer or an employee.

    A place of which somebody is said to have told is meant where the message names no other; a zone always is, since
    what was heard of is its measure: 听说苏州高新区利率低.
    """
    meant = [one.hit.region for one in mentions if one.hit.region and one.role != OF_OTHERS]
    hits = [one.hit for one in mentions if one.hit.region and not one.hit.weak]
    heard = [str(hit.region) for hit in hits if _is_heard_of(layout, hit)]
    meant += [region for region in heard if not meant or region.startswith("htz-")]
    return tuple(dict.fromkeys(meant))


def _is_heard_of(layout: Layout, hit: PlaceHit) -> bool:
    """Whether somebody there is said to have told of a measure or to have got it, or its zone's is asked for."""
    clause = layout.clause_at(hit.start)
    if clause.hearsay or (clause.asks and str(hit.region).startswith("htz-")):
        return True
    return spoken("told_of_after").search(layout.text, hit.end, clause.end) is not None
