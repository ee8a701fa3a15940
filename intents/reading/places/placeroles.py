"""How each place that a message names is named: as the enterprise's own, somebody else's, denied, or of a measure."""

from __future__ import annotations

import re

from intents.reading.clauses import Clause, asks_for_them
from intents.reading.layout import OPENING, Layout
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.placenames import PlaceHit, PlaceNames
from knowledge.records import dataclass, replace

REGISTERED, LOCATED, NAMED, OF_MEASURE = 4, 3, 2, 1
OF_OTHERS, DENIED, DOUBTED = 0, -1, -2
_LOOK_BACK = 40
_LOOK_BACK_FOR_OWNER = 80
_ELSEWHERE = ("外省", "外地", "省外", "外市", "外边", "外面")
_SPEAKERS = frozenset({"self", "enterprise"})
_MARKS = frozenset(",;:.!?，。；：！？、")
_OF_A_KIND = re.compile(r"(?<![a-z])an?\s\Z")
"""A Shenzhen university is one in Shenzhen, Shenzhen University a name."""
_JOINED = re.compile(r"(?:和|与|跟|、|还是|或|及|(?<![a-z])(?:and|or|vs\.?|versus)(?![a-z])|/)\s*\Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that is named, and how."""

    hit: PlaceHit
    role: int
    """REGISTERED, LOCATED, NAMED, OF_MEASURE; OF_OTHERS: of somebody else; DENIED; DOUBTED: one that may be theirs."""


def mentions_of(layout: Layout, hits: list[PlaceHit], names: PlaceNames) -> list[Mention]:
    """The places with how each is named."""
    return [
        Mention(hit, _role(layout, hit, names, *_before(layout.text, hits, i, names))) for i, hit in enumerate(hits)
    ]


def as_what_follows(layout: Layout, mentions: list[Mention], names: PlaceNames) -> list[Mention]:
    """A province right before its city (贵州毕节的机构) is spoken of as the city is; so is 湖南 of 湖南、江西的机构."""
    out = list(mentions)
    for i in range(len(out) - 2, -1, -1):
        if _leads(layout.text, out[i].hit, out[i + 1].hit, names) or _is_listed_with(layout, out[i], out[i + 1]):
            out[i] = replace(out[i], role=out[i + 1].role)
    return out


def _is_listed_with(layout: Layout, first: Mention, second: Mention) -> bool:
    """Whether both are named in one go and the second is somebody else's."""
    if second.role != OF_OTHERS or first.role != NAMED:
        return False
    return _JOINED.fullmatch(layout.text, first.hit.end, second.hit.start) is not None


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
    outright = _role_told_outright(layout, clause, hit, names, before)
    if outright is not None:
        return outright
    if manners.not_in_before.search(before) or manners.not_in_after.match(after):
        return OF_OTHERS if spoken("thing_of_place_after").match(after) else DENIED
    is_a_thing = _is_a_thing(text, hit, names, before, after)
    if clause.hearsay or is_a_thing:
        return _role_of_rumour(layout, hit, names, is_a_thing=is_a_thing)
    if hit.weak and not (manners.located_before.search(before) or after.startswith(("市", "的"))):
        return OF_OTHERS
    if last is not None and _JOINED.search(text, max(last.end, clause.start), start) and last.start >= clause.start:
        is_partner = manners.other_role_after.match(after) or spoken("partner_after").match(after)
        return OF_OTHERS if is_partner else NAMED
    is_ours = spoken("acts_from_before").search(text[clause.start : start]) is not None  # we export from there
    if not is_ours and (_is_somebody_elses(layout, names, before, after) or _explains_elsewhere(text, start)):
        return OF_OTHERS
    return _role_of_ours(layout, hit, names, before, after)


def _role_told_outright(layout: Layout, clause: Clause, hit: PlaceHit, names: PlaceNames, before: str) -> int | None:
    """The role of a place that the words around it settle: "money from the Guangzhou zone, where we're located"."""
    if _is_not_the_owner(layout, hit):
        return OF_OTHERS
    if hit.region and spoken("where_we_are_after").match(layout.text, hit.end):
        return LOCATED
    return _role_where_unsure(layout, clause, hit, names, before)


def _is_not_the_owner(layout: Layout, hit: PlaceHit) -> bool:
    """Whether a bare zone is said to own nothing of theirs: "our landlord is the city, not the zone"."""
    if hit.region is not None:
        return False
    start = max(0, hit.start - _LOOK_BACK_FOR_OWNER)
    return spoken("not_the_owner_before").search(layout.text, start, hit.start) is not None


def _role_where_unsure(layout: Layout, clause: Clause, hit: PlaceHit, names: PlaceNames, before: str) -> int | None:
    """The role of a place that may be theirs, or was; not one that gives: 属不属于中关村支持的方向."""
    asked = spoken("a_not_a_before").search(before)
    if asked and spoken("supported_by_place_after").match(layout.text, hit.end):
        return OF_MEASURE if hit.region else OF_OTHERS
    is_zone = hit.region in names.zones.values()
    beside = is_zone and spoken("doubted_inside_after").match(layout.text, hit.end)
    if asked or beside or _is_former(before) or _is_doubted(layout, clause, hit):
        return _role_of_doubt(layout.text, before, is_zone=is_zone)
    return None


def _is_former(before: str) -> bool:
    """Whether the enterprise was there once: "we used to be in the zone"."""
    return spoken("formerly_in_before").search(before) is not None


def _is_a_thing(text: str, hit: PlaceHit, names: PlaceNames, before: str, after: str) -> bool:
    """Whether the place is only part of the name of something else: a university, a bank, a fair."""
    if not names.manners.other_thing_after.match(after) or _OF_A_KIND.search(before):
        return False
    return text[hit.end - 1] != "区" and spoken("of_a_university_after").match(after) is None


def _is_somebody_elses(layout: Layout, names: PlaceNames, before: str, after: str) -> bool:
    """Whether another is there than the one for whom it is asked: 我是会计，人在宝鸡，客户在西安高新区，替他问."""
    if _is_others(names, before, after):
        return spoken("client_before").search(before) is None or not asks_for_them(layout.text)
    return spoken("speaker_is_in_before").search(before) is not None and asks_for_them(layout.text)


def _role_of_rumour(layout: Layout, hit: PlaceHit, names: PlaceNames, *, is_a_thing: bool) -> int:
    """The zone of a measure that one has heard of is that of the measure: 听说西安高新区没裁员的企业能全退."""
    clause = layout.clause_at(hit.start)
    if is_a_thing or hit.region not in names.zones.values() or len(clause.of("hearsay")) != 1:
        return OF_OTHERS
    return OF_MEASURE if spoken("rumour_of_zone").search(layout.text, clause.start, clause.end) else OF_OTHERS


def _role_of_doubt(text: str, before: str, *, is_zone: bool) -> int:
    """Of a place that may be theirs, or once was; who has moved is not in the zone any more: 原来在高新区，搬走了."""
    if not _is_former(before):
        return DOUBTED  # 不知道算不算高新区
    has_moved = is_zone and any(word in text for word in ("搬", "迁", "moved"))
    return DENIED if has_moved else OF_OTHERS


def _is_doubted(layout: Layout, clause: Clause, hit: PlaceHit) -> bool:
    """Whether the asker does not know it: "not sure whether we are inside the zone"."""
    before = layout.text[clause.start : hit.start]
    if hit.region is not None:
        return ("if " in before or "whether " in before) and spoken("doubted_zone_before").search(before) is not None
    said = spoken("doubted_before").search(before) or spoken("doubted_after").match(layout.text, hit.end)
    return said is not None


def _role_of_ours(layout: Layout, hit: PlaceHit, names: PlaceNames, before: str, after: str) -> int:
    manners, clause = names.manners, layout.clause_at(hit.start)
    if spoken("to_move_there_before").search(before):
        return OF_OTHERS  # 打算搬到天津
    if manners.registered_before.search(before):
        return REGISTERED
    is_asked = clause.question or (clause.asks and not _SPEAKERS.isdisjoint(layout.kinds))
    if is_asked and (
        spoken("measure_of_place_after").match(layout.text, hit.end) or spoken("measure_of_place_before").search(before)
    ):
        return OF_MEASURE if hit.region else OF_OTHERS  # "may we bid in Shenzhen's emergency call?"
    located = bool(manners.located_before.search(before)) or _is_all(layout, clause, hit)
    if located or (manners.located_after.match(after) and not clause.question):
        return LOCATED if hit.region or not clause.question else OF_OTHERS
    if hit.region is None:
        return OF_OTHERS
    return OF_MEASURE if manners.measure_after.match(after) else NAMED


def _is_all(layout: Layout, clause: Clause, hit: PlaceHit) -> bool:
    """A bare zone that is all a clause says: "Jinan. Hi-tech zone, yes."."""
    rest = layout.words_between(clause.start, clause.end) - layout.words_between(hit.start, hit.end)
    return hit.region is None and rest <= 1 and not clause.question


def _is_others(names: PlaceNames, before: str, after: str) -> bool:
    """Whether somebody or something else is there, comes from there or goes there."""
    manners = names.manners
    if spoken("own_means_before").search(before):
        return False  # with private capital in Hefei
    return bool(
        manners.other_role_after.match(after)
        or manners.other_role_before.search(before)
        or manners.other_subject.search(before)
    )


def _explains_elsewhere(text: str, start: int) -> bool:
    """Whether it stands in brackets behind "elsewhere": 与外省（甘肃）同行合包."""
    return text[max(0, start - 1) : start] in OPENING and text.endswith(_ELSEWHERE, 0, start - 1)
