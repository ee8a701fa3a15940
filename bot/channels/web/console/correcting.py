"""Corrections of a measure: whoever was answered with what it said before is told, by itself or by staff's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.assistant.corrections import called, corrected, part_names, removed
from bot.assistant.views import Viewer
from bot.channels.web.bodies import read_form
from bot.channels.web.dependencies import ConsoleParts, WebDependencies
from bot.channels.web.refusals import Refused
from bot.rendering.wording import LANGUAGES, load_wordings, wording
from bot.store.corrections import Correction, Corrections
from bot.store.measure_versions import MeasureVersions
from bot.store.question_log import answered_with
from bot.store.staff import Member
from bot.store.store import Store
from bot.store.telling import Word, tell

LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Announced:
    """A correction as staff see it."""

    correction: Correction
    name: str
    """Of the measure."""
    parts: str
    """What changed, in words."""
    texts: dict[str, str]
    """Language to what is told."""
    count: int
    """How many are told."""


class Correcting:
    """The handlers of corrections."""

    def __init__(self, deps: WebDependencies, parts: ConsoleParts) -> None:
        self._deps = deps
        self._parts = parts

    async def tell(self, request: Request, member: Member) -> Response:
        """POST /console/measures/{id}/correct: zh, en; a text in one language is enough. Raises: Refused (404, 422)."""
        name, catalogue = request.path_params["id"], self._deps.knowledge()
        if name not in catalogue.measures:
            raise Refused(404)
        form = await read_form(request)
        texts = {language: form.get(language, "").strip()[:LONGEST] for language in LANGUAGES}
        given = next((text for text in texts.values() if text), None)
        if given is None:
            raise Refused(422)
        title = catalogue.measure(name).title
        store = await self._parts.store()
        words = []
        for conversation, language in await to_be_told(store, name):
            called = title.get(language, name)
            text = wording(language, "person_correction", name=called, text=texts.get(language) or given)
            words.append(Word(conversation, language, called, text))

        def write(connection: Connection) -> None:
            for word in words:
                tell(connection, word, store.clock())

        await store.run(write)
        await store.set_mark(_mark(name), str(store.clock()))
        return RedirectResponse(f"/console/measures/{name}?told={len(words)}", 303)

    async def decide(self, request: Request, member: Member) -> Response:
        """POST /console/measures/{id}/correction: number; `tell`: told now, else to nobody. Raises: Refused (422)."""
        name, form = request.path_params["id"], await read_form(request)
        number = form.get("number", "")
        if not number.isdecimal() or len(number) > 9:
            raise Refused(422)
        corrections = Corrections(await self._parts.store())
        move = corrections.hurry if "tell" in form else corrections.hold
        await move(name, int(number), member.name)
        return RedirectResponse(f"/console/measures/{name}#history", 303)


async def to_be_told(store: Store, measure: str) -> list[tuple[str, str]]:
    """(conversation, language) of those answered before the measure's newest version and not told of since."""
    versions = await MeasureVersions(store).of(measure)
    before = versions[-1].at if len(versions) > 1 else store.clock()
    since = float(await store.mark(_mark(measure)) or 0.0)
    last = await Corrections(store).of(measure)
    if last is not None and last.state == "waiting":
        return []
    if last is not None and last.state == "told":
        since = max(since, last.at)
    return await answered_with(store, measure, since, before)


async def announced(store: Store, correction: Correction, viewer: Viewer, day: date) -> Announced:
    """The correction with all that staff decide by."""
    name, spoken = correction.measure, viewer.wording.language
    if correction.is_removal or name not in viewer.catalogue.measures:
        titles = await MeasureVersions(store).title(name)
        title = called(titles, spoken) or name
        texts = {language: removed(words, titles) for language, words in load_wordings().items()}
    else:
        title = viewer.name(name)
        viewers = {language: Viewer(viewer.catalogue, words) for language, words in load_wordings().items()}
        texts = {language: corrected(one, name, correction.parts, day) for language, one in viewers.items()}
    count = len(await answered_with(store, name, 0.0, correction.at))
    return Announced(correction, title, part_names(viewer, correction.parts), texts, count)


def _mark(measure: str) -> str:
    return f"correction:{measure}"[:80]
