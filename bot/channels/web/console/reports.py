"""Figures for staff: what was asked, what of the base grows old; as a page and as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from bot.assistant.views import Viewer
from bot.channels.web.dependencies import ConsoleParts, WebDependencies
from bot.channels.web.pages import Pages
from bot.channels.web.refusals import Refused
from bot.channels.web.visitors import page_language
from bot.rendering.wording import load_wordings
from bot.store.figures import OUTCOMES, Figures, last_days
from bot.store.link_reports import last_links
from bot.store.staff import Member
from knowledge.validity import availability, is_in_force

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue

SPANS = (7, 30, 90)
"""Days that can be looked at together."""
TOP_REGIONS = 10
TABLES = ("totals", "days", "channels", "measures", "regions", "stale", "links", "coverage")
"""What can be exported: everything that the page shows."""


@dataclass(frozen=True, slots=True)
class Base:
    """How the knowledge base stands on a day."""

    measures: int
    in_force: int
    stale: tuple[tuple[str, str, str], ...]
    """(id, availability, verified on) of measures that nobody has confirmed for too long, longest first."""
    by_place: tuple[tuple[str, int], ...]
    """Region id to its measures: what the base covers."""


class ReportRoutes:
    """The handlers of the figures."""

    def __init__(self, deps: WebDependencies, parts: ConsoleParts, pages: Pages) -> None:
        self._deps = deps
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request, member: Member) -> Response:
        """GET /console/figures?days=: the page."""
        found, catalogue = await self._figures(request), self._deps.knowledge()
        language = page_language(request)
        viewer = Viewer(catalogue, load_wordings()[language])
        return self._pages.page(
            "console/figures.html",
            language,
            member=member,
            figures=found,
            most=max((day.all for day in found.days), default=0) or 1,
            span=len(found.days),
            spans=SPANS,
            outcomes=OUTCOMES,
            links=await last_links(await self._parts.store()),
            base=base_of(catalogue, self._deps.today()),
            regions=_regions(catalogue, found),
            place=viewer.region,
            title=viewer.title,
        )

    async def export(self, request: Request, member: Member) -> Response:
        """GET /console/figures/{table}.csv?days=: one of the page's tables. Raises: Refused (404)."""
        table = request.path_params["table"]
        if table not in TABLES:
            raise Refused(404)
        written = io.StringIO()
        csv.writer(written).writerows(await self._rows(table, request))
        headers = {"content-disposition": f'attachment; filename="huiqi-{table}.csv"'}
        return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

    async def _rows(self, table: str, request: Request) -> Iterable[Sequence[object]]:
        catalogue, language = self._deps.knowledge(), page_language(request)
        viewer = Viewer(catalogue, load_wordings()[language])
        if table == "links":
            report = await last_links(await self._parts.store())
            return (("address", "trouble"), *(report.broken.items() if report else ()))
        if table in ("stale", "coverage"):
            return rows_of_base(table, base_of(catalogue, self._deps.today()), viewer)
        found = await self._figures(request)
        match table:
            case "days":
                return rows_of(found)
            case "totals":
                return rows_of_totals(found)
            case "channels":
                return (("channel", "questions"), *found.channels)
            case "measures":
                named = ((name, viewer.title(name), number) for name, number in found.measures)
                return (("measure", "title", "answers"), *named)
            case _:
                regions = _regions(catalogue, found)
                return (("region", "name", "answers"), *((r, viewer.region(r), n) for r, n in regions))

    async def _figures(self, request: Request) -> Figures:
        wanted = request.query_params.get("days", "")
        span = int(wanted) if wanted in map(str, SPANS) else SPANS[1]
        zone = ZoneInfo(self._deps.knowledge().pack.time_zone)
        return await last_days(await self._parts.store(), span, self._deps.today(), zone)


def rows_of(found: Figures) -> Iterator[Sequence[object]]:
    """The figures as rows of a table, its heading first."""
    yield ("day", "questions", *OUTCOMES, "helpful", "unhelpful", "median_seconds")
    for day in found.days:
        seconds = "" if day.seconds is None else round(day.seconds, 4)
        yield (day.day.isoformat(), day.all, *(day.outcomes[o] for o in OUTCOMES), day.helpful, day.unhelpful, seconds)


def rows_of_totals(found: Figures) -> Iterator[Sequence[object]]:
    """The figures of the whole time together."""
    yield ("figure", "value")
    yield from ((outcome, found.total(outcome)) for outcome in OUTCOMES)
    yield ("helpful", sum(day.helpful for day in found.days))
    yield ("unhelpful", sum(day.unhelpful for day in found.days))
    yield ("bot_median_seconds", "" if found.bot_seconds is None else round(found.bot_seconds, 4))
    yield ("person_median_seconds", "" if found.person_seconds is None else round(found.person_seconds, 1))
    yield ("waiting", found.waiting)


def rows_of_base(table: str, base: Base, viewer: Viewer) -> Iterator[Sequence[object]]:
    """What of the base grows old, or what it covers."""
    if table == "stale":
        yield ("measure", "title", "availability", "verified_on")
        yield from ((name, viewer.name(name), state, verified) for name, state, verified in base.stale)
    else:
        yield ("region", "name", "measures")
        yield from ((name, viewer.region(name), number) for name, number in base.by_place)


def base_of(catalogue: Catalogue, day: date) -> Base:
    """How the knowledge base stands on the day."""
    patience = catalogue.pack.unconfirmed_after_days
    states = {name: availability(measure, day, patience) for name, measure in catalogue.measures.items()}
    stale = [
        (name, state, catalogue.measure(name).validity.verified_on.isoformat())
        for name, state in states.items()
        if state == "unconfirmed"
    ]
    places = Counter(place for measure in catalogue.measures.values() for place in measure.places)
    return Base(
        measures=len(states),
        in_force=sum(is_in_force(state) for state in states.values()),
        stale=tuple(sorted(stale, key=lambda one: (one[2], one[0]))),
        by_place=tuple(places.most_common()),
    )


def _regions(catalogue: Catalogue, found: Figures) -> list[tuple[str, int]]:
    """Places of the measures that led answers, by how often."""
    asked: Counter[str] = Counter()
    for name, number in found.measures:
        if name in catalogue.measures:
            asked[catalogue.measure(name).main_region] += number
    return asked.most_common(TOP_REGIONS)
