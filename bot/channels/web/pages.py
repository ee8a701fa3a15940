"""Turns what is to be shown into HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.assistant.actions import encode
from bot.channels.web.assets import Assets
from bot.channels.web.cards import cards_of
from bot.channels.web.replies import Exchange
from bot.channels.web.visitors import page_language
from bot.rendering.answers import Choice
from bot.rendering.wording import load_wordings, wording

EXAMPLES = ("web_example_1", "web_example_2", "web_example_3")
FIRST_TOPICS = 9
"""Topics that an empty page shows at once; the others unfold."""
_OTHER = {"zh": "en", "en": "zh"}


@dataclass(frozen=True, slots=True)
class Chat:
    """What stands on the chat page."""

    language: str
    exchanges: Sequence[Exchange]
    topics: Sequence[Choice]
    """Buttons of an empty page."""


def shortcuts(language: str) -> tuple[Choice, ...]:
    """Buttons that always stand at hand."""
    keys = (("button_screen", "screen"), ("web_profile", "profile"))
    return tuple(Choice(wording(language, key), encode("c", command)) for key, command in keys)


class Pages:
    """The page's templates."""

    def __init__(self, assets: Assets) -> None:
        folder = str(files("bot.channels.web").joinpath("templates"))
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals |= {"asset": assets.address, "cards_of": cards_of}

    def offer(self, **values: object) -> None:
        """Makes values known to every template."""
        self._environment.globals |= values

    def chat(self, chat: Chat) -> HTMLResponse:
        """The whole chat page."""
        more = {"examples": EXAMPLES, "first_topics": FIRST_TOPICS, "shortcuts": shortcuts(chat.language)}
        return self.page("chat.html", chat.language, chat=chat, **more)

    def exchange(self, exchange: Exchange, language: str, *, is_first: bool) -> HTMLResponse:
        """One exchange, to be put at the end of the page."""
        return self.page("added.html", language, exchange=exchange, is_first=is_first)

    def error(
        self, request: Request, status: int, sentence: str, headers: dict[str, str] | None = None
    ) -> HTMLResponse:
        """A page with one sentence and the way back."""
        home = "/console" if request.url.path.startswith("/console/") else "/"
        page = self.page("error.html", page_language(request), sentence=sentence, home=home)
        page.status_code = status
        page.headers.update(headers or {})
        return page

    def page(self, template: str, language: str, **values: object) -> HTMLResponse:
        """A template filled in, with the sentences of that language as `words`."""
        words = load_wordings()[language]
        html = self._environment.get_template(template).render(
            words=words, language=language, other_language=_OTHER[language], **values
        )
        return HTMLResponse(html, headers={"cache-control": "no-store", "content-language": language})
