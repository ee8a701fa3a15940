"""Where the enterprise is, and where it is not, from the places that a message names."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from intents.reading.clauses import Clause, asks_for_them
from intents.reading.layout import Layout
from intents.reading.manners import spoken
from intents.reading.model import ReadFact
from intents.reading.placenames import PlaceHit, PlaceNames
from knowledge.records import dataclass, replace

REGISTERED, LOCATED, NAMED, OF_MEASURE = 4, 3, 2, 1
DOUBTED = -2
_LOOK_BACK = 24
_MERGED = frozenset({"htz-guangzhou", "htz-zhongguancun"})
"""High-tech zones that are one with their city's economic development zone, or have it inside."""
_OPENING = ("(", "（")
_ELSEWHERE = ("外省", "外地", "省外", "外市", "外边", "外面")
_MARKS = frozenset(",;:.!?，。；：！？、")
_OF_A_KIND = re.compile(r"(?<![a-z])an?\s\Z")
"""A Shenzhen university is one in Shenzhen, Shenzhen University a name."""
_OUTSIDE = frozenset({"hongkong", "macao", "taiwan"})
"""Not the mainland: who is registered there is no resident enterprise."""
_JOINED = re.compile(r"(?:和|与|跟|、|还是|或|及|(?<![a-z])(?:and|or|vs\.?|versus)(?![a-z])|/)\s*\Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that is named, and how."""

    hit: PlaceHit
    role: int
    """REGISTERED, LOCATED, NAMED, OF_MEASURE; 0: of somebody else; -1: denied; -2: one that may be theirs."""


def mentions_of(layout: Layout, hits: list[PlaceHit], names: PlaceNames) -> list[Mention]:
    """The places with how each is named."""
    return [
        Mention(hit, _role(layout, hit, names, *_before(layout.text, hits, i, names))) for i, hit in enumerate(hits)
    ]


def read_places(layout: Layout, mentions: list[Mention], names: PlaceNames, place: str | None) -> list[ReadFact]:
    """The facts region and region_not; spans are in the laid-out text.

    `place` is where "the zone" is, as long as the message does not say which.
    """
    if not mentions:
        return []
    mentions = _without_it(layout, _with_what_follows(layout, mentions, names), names)
    told = [m for m in mentions if m.hit.region and m.role > 0]
    chosen = _choose(layout, _not_denied(told, mentions, names), names)
    out: list[ReadFact] = []
    city = chosen.hit.region if chosen else told[0].hit.region if told else _zone_spoken_of(layout, mentions) or place
    bare = [m for m in mentions if m.hit.region is None and m.role >= LOCATED]
    zone = names.zones.get(_city_of(city, names))
    if (
        bare
        and zone
        and (chosen is None or chosen.role >= NAMED)
        and (chosen is not None or not _asks(layout, bare[0].hit))
    ):
        spans = [bare[0].hit] + ([chosen.hit] if chosen else [])
        out.append(_fact(layout, "region", zone, spans, False))
    elif unsure := _around_a_doubt(mentions, chosen, names):
        out.append(_fact(layout, "region", _city_of(unsure.region, names), [unsure], False))
    elif chosen:
        out.append(
            _fact(
                layout,
                "region",
                chosen.hit.region,
                [chosen.hit],
                chosen.role == OF_MEASURE or _only_mentioned(layout, chosen),
            )
        )
    if chosen and _is_incorporated(layout, chosen, names):
        out.append(ReadFact("resident", True, (chosen.hit.start, chosen.hit.end), "", derived=True))
    denied = [(m.hit, m.hit.region or names.zones.get(_city_of(city, names))) for m in mentions if m.role == -1]
    denied += [(m.hit, zone) for m in mentions if (zone := _not_the_zone(layout, m, names))]
    if chosen is None or chosen.hit.region not in names.zones.values() or chosen.role == OF_MEASURE:
        denied += _in_another_zone(layout, mentions, names)
    listed = [(hit, region) for hit, region in denied if region]
    if listed:
        out.append(
            _fact(layout, "region_not", list(dict.fromkeys(r for _, r in listed)), [h for h, _ in listed], False)
        )
    return out


def _without_it(layout: Layout, mentions: list[Mention], names: PlaceNames) -> list[Mention]:
    """The zones as denied, where the message ends in "but not in it": 离高新区很近，但不在里面."""
    if spoken("not_inside_it").search(layout.text) is None:
        return mentions
    zones = {None, *names.zones.values()}
    return [replace(one, role=-1) if one.hit.region in zones else one for one in mentions]


def _around_a_doubt(mentions: list[Mention], chosen: Mention | None, names: PlaceNames) -> PlaceHit | None:
    """The zone of which it is not known whether the enterprise is in it, so that only its city is told."""
    doubted = {m.hit.region: m.hit for m in mentions if m.role == DOUBTED}
    if not doubted or (chosen is not None and chosen.role == REGISTERED):
        return None
    zones = names.zones.values()
    if chosen is None:
        return next((hit for region, hit in doubted.items() if region in zones), None)
    is_that = chosen.hit.region in zones and (None in doubted or chosen.hit.region in doubted)
    return chosen.hit if is_that else None


def _in_another_zone(layout: Layout, mentions: list[Mention], names: PlaceNames) -> list[tuple[PlaceHit, str | None]]:
    """The high-tech zone that a message names, where the enterprise is in its city's other one: 我们在经开区."""
    found = spoken("in_other_zone").search(layout.text)
    zones = (m.hit.region for m in mentions if m.hit.region in names.zones.values())
    zone = next(zones, None) if found else None
    if found is None or zone is None or zone in _MERGED:
        return []
    return [(PlaceHit(zone, *found.span()), zone)]


def _zone_spoken_of(layout: Layout, mentions: list[Mention]) -> str | None:
    """What "the zone" means behind a zone that is somebody else: "let by the Hefei zone, inside the zone"."""
    for first, second in pairwise(mentions):
        if second.hit.region is None and layout.text[second.hit.start : second.hit.end] == "the zone":
            return first.hit.region
    return None


def _not_the_zone(layout: Layout, mention: Mention, names: PlaceNames) -> str | None:
    """The high-tech zone of a city in whose other zone the enterprise is: 在西安经开区; None where both are one."""
    if mention.role < NAMED or spoken("other_zone_after").match(layout.text, mention.hit.end) is None:
        return None
    zone = names.zones.get(_city_of(mention.hit.region, names))
    return None if zone in _MERGED else zone


def _not_denied(told: list[Mention], mentions: list[Mention], names: PlaceNames) -> list[Mention]:
    """Without places that are only named, where the message says that it is not in them: 不在高新区，高新区的配套."""
    cities = {_city_of(m.hit.region, names) for m in told}
    denied = [m.hit.region for m in mentions if m.role == -1]
    zones = [names.zones[city] for city in cities if None in denied and city in names.zones]
    outside = [*filter(None, denied), *zones]
    within = names.regions.within
    return [m for m in told if m.role >= LOCATED or not any(within(str(m.hit.region), area) for area in outside)]


def places_meant(layout: Layout, mentions: list[Mention]) -> tuple[str, ...]:
    """Places that the message is about, denied ones included; not those of a supplier, a customer or an employee.

    A place of which somebody is said to have told is meant where the message names no other; a zone always is, since
    what was heard of is its measure: 听说苏州高新区利率低.
    """
    meant = [one.hit.region for one in mentions if one.hit.region and one.role != 0]
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


def _with_what_follows(layout: Layout, mentions: list[Mention], names: PlaceNames) -> list[Mention]:
    """A province right before its city (贵州毕节的机构) is spoken of as the city is; so is 湖南 of 湖南、江西的机构."""
    out = list(mentions)
    for i in range(len(out) - 2, -1, -1):
        if _leads(layout.text, out[i].hit, out[i + 1].hit, names) or _is_listed_with(layout, out[i], out[i + 1]):
            out[i] = replace(out[i], role=out[i + 1].role)
    return out


def _is_listed_with(layout: Layout, first: Mention, second: Mention) -> bool:
    """Whether both are named in one go and the second is somebody else's."""
    if second.role or first.role != NAMED:
        return False
    return _JOINED.fullmatch(layout.text, first.hit.end, second.hit.start) is not None


def _is_incorporated(layout: Layout, mention: Mention, names: PlaceNames) -> bool:
    """Whether the enterprise is said to be registered in a place of the mainland."""
    hit = mention.hit
    before = layout.text[max(0, hit.start - _LOOK_BACK) : hit.start]
    said = spoken("incorporated_before").search(before) or spoken("incorporated_after").match(layout.text, hit.end)
    return bool(said) and not _OUTSIDE & set(names.regions.chain(str(hit.region)))


def _city_of(region: str | None, names: PlaceNames) -> str:
    for place in names.regions.chain(region) if region else ():
        if place in names.zones:
            return place
    return ""


def _fact(layout: Layout, fact: str, value: Any, hits: list[PlaceHit], assumed: bool) -> ReadFact:
    start, end = min(h.start for h in hits), max(h.end for h in hits)
    return ReadFact(fact, value, (start, end), layout.text[hits[0].start : hits[0].end], assumed=assumed)


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


def _before(text: str, hits: list[PlaceHit], i: int, names: PlaceNames) -> tuple[PlaceHit | None, int]:
    """The place named before one, and where that one begins with the province that leads it (安徽阜阳)."""
    start = hits[i].start
    while i and _leads(text, hits[i - 1], hits[i], names):
        i -= 1
        start = hits[i].start
    return (hits[i - 1] if i else None), start


def _leads(text: str, first: PlaceHit, second: PlaceHit, names: PlaceNames) -> bool:
    is_one = first.region and second.region and 0 <= second.start - first.end <= 1
    if text[first.end : second.start] in _MARKS:
        return False  # 我们在苏州，苏州高新区的贷款能申请吗
    return bool(is_one) and first.region != second.region and first.region in names.regions.chain(str(second.region))


def _role(layout: Layout, hit: PlaceHit, names: PlaceNames, last: PlaceHit | None, start: int) -> int:
    manners, text = names.manners, layout.text
    clause = layout.clause_at(hit.start)
    before = text[max(clause.start, start - _LOOK_BACK) : start]
    after = text[hit.end : hit.end + _LOOK_BACK]
    if hit.region is None and spoken("not_the_owner_before").search(layout.text, max(0, hit.start - 80), hit.start):
        return 0  # our landlord is the city, not the zone
    is_former = spoken("formerly_in_before").search(before)
    if is_former or spoken("a_not_a_before").search(before) or _is_doubted(layout, clause, hit):
        return _role_of_doubt(
            text, before, is_zone=hit.region in names.zones.values()
        )  # 不知道算不算高新区; we used to be in the zone
    if manners.not_in_before.search(before) or manners.not_in_after.match(after):
        return 0 if spoken("thing_of_place_after").match(after) else -1
    is_a_thing = manners.other_thing_after.match(after) and not _OF_A_KIND.search(before)
    is_a_thing = is_a_thing and text[hit.end - 1] != "区" and spoken("of_a_university_after").match(after) is None
    if clause.hearsay or is_a_thing:
        return _role_of_rumour(layout, hit, names, is_a_thing=bool(is_a_thing))
    if hit.weak and not (manners.located_before.search(before) or after.startswith(("市", "的"))):
        return 0
    if last is not None and _JOINED.search(text, max(last.end, clause.start), start) and last.start >= clause.start:
        is_partner = manners.other_role_after.match(after) or spoken("partner_after").match(after)
        return 0 if is_partner else NAMED
    if _is_somebody_elses(layout, names, before, after) or _explains_elsewhere(text, start):
        return 0
    return _role_of_ours(layout, hit, names, before, after)


def _is_somebody_elses(layout: Layout, names: PlaceNames, before: str, after: str) -> bool:
    """Whether another is there than the one for whom it is asked: 我是会计，人在宝鸡，客户在西安高新区，替他问."""
    if _is_others(names, before, after):
        return spoken("client_before").search(before) is None or not asks_for_them(layout.text)
    return spoken("speaker_is_in_before").search(before) is not None and asks_for_them(layout.text)


def _role_of_rumour(layout: Layout, hit: PlaceHit, names: PlaceNames, *, is_a_thing: bool) -> int:
    """The zone of a measure that one has heard of is that of the measure: 听说西安高新区没裁员的企业能全退."""
    clause = layout.clause_at(hit.start)
    if is_a_thing or hit.region not in names.zones.values() or len(clause.of("hearsay")) != 1:
        return 0
    return OF_MEASURE if spoken("rumour_of_zone").search(layout.text, clause.start, clause.end) else 0


def _role_of_doubt(text: str, before: str, *, is_zone: bool) -> int:
    """Of a place that may be theirs, or once was; who has moved is not in the zone any more: 原来在高新区，搬走了."""
    if spoken("formerly_in_before").search(before) is None:
        return DOUBTED
    has_moved = is_zone and any(word in text for word in ("搬", "迁", "moved"))
    return -1 if has_moved else 0


def _is_doubted(layout: Layout, clause: Clause, hit: PlaceHit) -> bool:
    """Whether the asker does not know it: "not sure whether we are inside the zone"."""
    if hit.region is not None:
        return False
    before = layout.text[clause.start : hit.start]
    said = spoken("doubted_before").search(before) or spoken("doubted_after").match(layout.text, hit.end)
    return said is not None


def _role_of_ours(layout: Layout, hit: PlaceHit, names: PlaceNames, before: str, after: str) -> int:
    manners, clause = names.manners, layout.clause_at(hit.start)
    if spoken("to_move_there_before").search(before):
        return 0  # 打算搬到天津
    if manners.registered_before.search(before):
        return REGISTERED
    if clause.question and spoken("measure_of_place_after").match(layout.text, hit.end):
        return OF_MEASURE if hit.region else 0  # "may we bid in Shenzhen's emergency call?"
    located = bool(manners.located_before.search(before)) or _is_all(layout, clause, hit)
    if located or (manners.located_after.match(after) and not clause.question):
        return LOCATED if hit.region or not clause.question else 0
    if hit.region is None:
        return 0
    return OF_MEASURE if manners.measure_after.match(after) else NAMED


def _is_all(layout: Layout, clause: Clause, hit: PlaceHit) -> bool:
    """A bare zone that is all a clause says: "Jinan. Hi-tech zone, yes."."""
    rest = layout.words_between(clause.start, clause.end) - layout.words_between(hit.start, hit.end)
    return hit.region is None and rest <= 1 and not clause.question


def _is_others(names: PlaceNames, before: str, after: str) -> bool:
    """Whether somebody or something else is there, comes from there or goes there."""
    manners = names.manners
    if spoken("acts_from_before").search(before) or spoken("own_means_before").search(before):
        return False  # we export from there; with private capital in Hefei
    return bool(
        manners.other_role_after.match(after)
        or manners.other_role_before.search(before)
        or manners.other_subject.search(before)
    )


def _explains_elsewhere(text: str, start: int) -> bool:
    """Whether it stands in brackets behind "elsewhere": 与外省（甘肃）同行合包."""
    return text[max(0, start - 1) : start] in _OPENING and text.endswith(_ELSEWHERE, 0, start - 1)


def _without_the_measures(layout: Layout, mentions: list[Mention], names: PlaceNames) -> list[Mention]:
    """Without a zone that only a question names, where a city around it is told: 我们在青岛，青岛高新区的资助有份吗."""
    asked = [m for m in mentions if m.role < LOCATED and _asks(layout, m.hit)]
    left = {id(m) for m in asked if any(_is_told_around(layout, m, other, names) for other in mentions)}
    return [m for m in mentions if id(m) not in left]


def _is_told_around(layout: Layout, asked: Mention, other: Mention, names: PlaceNames) -> bool:
    if other.role < NAMED or other.hit.region not in names.regions.chain(str(asked.hit.region))[1:]:
        return False
    return not _asks(layout, other.hit) or (other.role >= LOCATED and other.hit.end < asked.hit.start)


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
        asked = layout.clause_at(first.hit.start).question or layout.clause_at(leading[-1].hit.start).question
        if (best < LOCATED or asked) and names.manners.compare.search(layout.text):
            return None
        leading = [m for m in leading if not regions.disjoint(str(m.hit.region), str(first.hit.region))]
    chain = [
        m
        for m in mentions
        if m.role >= min(best, NAMED) and not regions.disjoint(str(m.hit.region), str(first.hit.region))
    ]
    return max(chain or leading, key=lambda m: (len(regions.chain(str(m.hit.region))), m.role, -m.hit.start))
