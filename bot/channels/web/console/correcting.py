"""A correction of a measure: whoever was answered with what it said before is told."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.bodies import read_form
from bot.channels.web.dependencies import ConsoleParts, WebDependencies
from bot.channels.web.refusals import Refused
from bot.rendering.wording import LANGUAGES, wording
from bot.store.measure_versions import MeasureVersions
from bot.store.question_log import answered_with
from bot.store.staff import Member
from bot.store.store import Store
from bot.store.telling import Word, tell

LONGEST = 1_000


class Correcting:
    """The handler of corrections."""

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


async def to_be_told(store: Store, measure: str) -> list[tuple[str, str]]:
    """(conversation, language) of those answered before the measure's newest version and not told of since."""
    versions = await MeasureVersions(store).of(measure)
    before = versions[-1].at if len(versions) > 1 else store.clock()
    since = float(await store.mark(_mark(measure)) or 0.0)
    return await answered_with(store, measure, since, before)


def _mark(measure: str) -> str:
    return f"correction:{measure}"[:80]
