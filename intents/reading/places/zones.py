"""High-tech zones: the one that is meant by "the zone", one that is doubted or left for another, and its city."""

from __future__ import annotations

from itertools import pairwise

from intents.reading.layout import Layout
from intents.reading.places.placeroles import DENIED, DOUBTED, LOCATED, NAMED, OF_MEASURE, REGISTERED, Mention
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.placenames import PlaceHit, PlaceNames
from knowledge.records import replace

_MERGED = frozenset({"htz-guangzhou", "htz-zhongguancun"})
"""High-tech zones that are one with their city's economic development zone, or have it inside."""


def city_of(region: str | None, names: PlaceNames) -> str:
    """The place around this one, or itself, that has a high-tech zone; empty where none has."""
    for place in names.regions.chain(region) if region else ():
        if place in names.zones:
            return place
    return ""


def zone_spoken_of(layout: Layout, mentions: list[Mention]) -> str | None:
    """What "the zone" means behind a zone that is somebody else: "let by the Hefei zone, inside the zone"."""
    for first, second in pairwise(mentions):
        if second.hit.region is None and layout.text[second.hit.start : second.hit.end] == "the zone":
            return first.hit.region
    return None


def denied_at_the_end(layout: Layout, mentions: list[Mention], names: PlaceNames) -> list[Mention]:
    """The zones as denied, where the message ends in "but not in it": 离高新区很近，但不在里面."""
    if spoken("not_inside_it").search(layout.text) is None:
        return mentions
    zones = {None, *names.zones.values()}
    return [replace(one, role=DENIED) if one.hit.region in zones else one for one in mentions]


def around_a_doubt(mentions: list[Mention], chosen: Mention | None, names: PlaceNames) -> PlaceHit | None:
    """The zone of which it is not known whether the enterprise is in it, so that only its city is told.

    Who sits in a zone does not doubt that by asking what belongs to it: 位于中关村，属不属于中关村支持的方向.
    """
    doubted = {m.hit.region: m.hit for m in mentions if m.role == DOUBTED}
    if not doubted or (chosen is not None and chosen.role == REGISTERED):
        return None
    zones = names.zones.values()
    if chosen is None:
        return next((hit for region, hit in doubted.items() if region in zones), None)
    is_that = chosen.hit.region in doubted and chosen.role < LOCATED
    return chosen.hit if chosen.hit.region in zones and (is_that or None in doubted) else None


def in_the_other_zone(
    layout: Layout, mentions: list[Mention], chosen: Mention | None, names: PlaceNames
) -> list[tuple[PlaceHit, str]]:
    """High-tech zones that the enterprise is not in since it is in their city's other one, and where that is told."""
    out = [(one.hit, zone) for one in mentions if (zone := _not_the_zone(layout, one, names))]
    zones = names.zones.values()
    is_in_a_zone = chosen is not None and chosen.hit.region in zones and chosen.role != OF_MEASURE
    return out if is_in_a_zone else [*out, *_in_another_zone(layout, mentions, names)]


def _in_another_zone(layout: Layout, mentions: list[Mention], names: PlaceNames) -> list[tuple[PlaceHit, str]]:
    """The high-tech zone that a message names, where the enterprise is in its city's other one: 我们在经开区."""
    found = spoken("in_other_zone").search(layout.text)
    zones = (m.hit.region for m in mentions if m.hit.region in names.zones.values())
    zone = next(zones, None) if found else None
    if found is None or zone is None or zone in _MERGED:
        return []
    return [(PlaceHit(zone, *found.span()), zone)]


def _not_the_zone(layout: Layout, mention: Mention, names: PlaceNames) -> str | None:
    """The high-tech zone of a city in whose other zone the enterprise is: 在西安经开区; None where both are one."""
    if mention.role < NAMED or spoken("other_zone_after").match(layout.text, mention.hit.end) is None:
        return None
    zone = names.zones.get(city_of(mention.hit.region, names))
    return None if zone in _MERGED else zone
