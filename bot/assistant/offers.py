"""Offers: complete answers about every measure that fits a few typed words, for whoever wants to pick and paste one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from bot.assistant.drafts import empty_answer
from bot.assistant.replies import Asked, Replies
from bot.assistant.searching import search
from bot.assistant.views import Enquirer, Stranger, Viewer
from bot.rendering.answers import Answer, MeasureAnswer
from bot.rendering.wording import LANGUAGES, Wording
from intents.background import Background
from intents.language import message_language
from intents.seen import Seen
from intents.understanding import Understander
from knowledge.measures import KINDS, Measure
from knowledge.records import dataclass
from knowledge.validity import availability, is_in_force

FILTERS = ("region", "kind", "open")
"""Words before a colon that narrow the search, beside what each language calls them (`filter_…`)."""


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, taken apart."""

    text: str
    """What is left to search for."""
    region: str = ""
    kind: str = ""
    is_open: bool = False
    """Whether only what can be used on the day is wanted."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One measure, ready to be passed on."""

    measure: MeasureAnswer
    note: str
    """One line for a list: how it stands, where, what it gives."""
    answer: Answer


@dataclass(frozen=True, slots=True)
class Offers:
    """A page of offers."""

    language: str
    page: tuple[Offer, ...]
    next_start: int | None
    """Where the next page begins; None where this is the last."""


@dataclass(frozen=True, slots=True)
class Offering:
    """Finds offers and composes each one's answer."""

    understander: Understander
    wordings: Mapping[str, Wording]
    strangers: dict[Stranger, MeasureAnswer]

    def offers(self, typed: str, day: date, language: str, start: int = 0, count: int = 50) -> Offers:
        """The best that fit from `start` on; `language` counts where the words tell none."""
        query = read_query(typed, self.wordings)
        words = f"{query.region} {query.kind} {query.text}".strip()
        seen = self.understander.look(words, day, Background(language=language))
        spoken = message_language(words, self.understander.matcher.index, language) if words else language
        found = list(self._fitting(query, seen, day))
        chosen = found[start : start + count]
        viewer = Viewer(self.understander.catalogue, self.wordings[spoken], self.strangers)
        enquirer = Enquirer(viewer.links.read({fact.fact: fact.value for fact in seen.reading.facts}), day)
        page = tuple(_offer(viewer, enquirer, name, score) for name, score in chosen)
        return Offers(spoken, page, start + count if len(found) > start + count else None)

    def _fitting(self, query: Query, seen: Seen, day: date) -> Iterator[tuple[str, float]]:
        """Best first; where no words are left all that fits the filters, what can be used on the day first."""
        measures = self.understander.catalogue.measures
        if query.text:
            found = search(self.understander, seen, query.text)
        else:
            found = [(name, float(self._is_open(measure, day))) for name, measure in measures.items()]
            found.sort(key=lambda one: -one[1])
        named = self.understander.reader.places(query.region) if query.region else []
        places = {place for place, _ in named if place}
        kinds = self._kinds(query.kind) if query.kind else set(KINDS)
        for name, score in found:
            measure = measures[name]
            if measure.validity.announced > day or measure.kind not in kinds:
                continue
            is_there = not query.region or self._is_near(measure, places)
            if is_there and (not query.is_open or self._is_open(measure, day)):
                yield name, score

    def _is_open(self, measure: Measure, day: date) -> bool:
        return is_in_force(availability(measure, day, self.understander.catalogue.pack.unconfirmed_after_days))

    def _kinds(self, word: str) -> set[str]:
        return {word.lower()} if word.lower() in KINDS else set(self.understander.kinds.find(word))

    def _is_near(self, measure: Measure, places: set[str]) -> bool:
        """Whether the measure holds in one of the places, in a part of it or in what it lies in."""
        chain = self.understander.catalogue.regions.chain
        return any(p in chain(place) or place in chain(p) for p in places for place in measure.places)


def read_query(typed: str, wordings: Mapping[str, Wording]) -> Query:
    """The words without their filters. A filter's value ends at the next blank; `open:` has none."""
    names = {name: name for name in FILTERS}
    names |= {wordings[language](f"filter_{name}"): name for name in FILTERS for language in LANGUAGES}
    found: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        name = names[match[1].lower()]
        found[name] = match[2]
        return f" {match[2]} " if name == "open" else " "

    text = re.sub(rf"(?<!\S)({'|'.join(names)})[:：](\S*)", take, typed, flags=re.IGNORECASE)
    return Query(" ".join(text.split()), found.get("region", ""), found.get("kind", ""), "open" in found)


def _offer(viewer: Viewer, enquirer: Enquirer, name: str, score: float) -> Offer:
    measure = viewer.view(name, enquirer, score)
    blocks = tuple(Replies(viewer).about(measure, Asked(None), enquirer))
    status = viewer.wording("short_" + measure.availability)
    note = viewer.wording("offer_note", status=status, place=measure.place, what=measure.what)
    return Offer(measure, note, empty_answer(viewer, enquirer.day, None, blocks))
