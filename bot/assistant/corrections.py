"""What those are told who were answered with a measure that says something else by now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.assistant.views import Enquirer, Viewer
from bot.rendering import formats
from bot.rendering.wording import Wording
from knowledge.measures import Validity

LONGEST = 400
"""Characters of one part."""


def corrected(viewer: Viewer, measure: str, parts: Sequence[str], day: date) -> str:
    """The sentence with the measure's name, and what each changed part says now."""
    lines = "\n".join(_lines(viewer, measure, parts, day))
    return viewer.wording("correction", name=viewer.name(measure), text=lines)


def removed(wording: Wording, titles: Mapping[str, str]) -> str:
    """The sentence about a measure that the base holds no longer; `titles` by language is what it was called."""
    return wording("correction_gone", name=called(titles, wording.language))


def called(titles: Mapping[str, str], language: str) -> str:
    """The title in the language, or in another where it has none in that; empty where it has none at all."""
    return titles.get(language) or next(iter(titles.values()), "")


def part_names(viewer: Viewer, parts: Sequence[str]) -> str:
    """Names of the changed parts in the viewer's language."""
    return viewer.wording.join([viewer.wording(f"correction_{part}") for part in parts])


def _lines(viewer: Viewer, measure: str, parts: Sequence[str], day: date) -> Iterator[str]:
    for part in parts:
        now = _now(viewer, measure, part, day)
        name = viewer.wording(f"correction_{part}")
        yield viewer.wording("correction_line", part=name, now=now[:LONGEST] or viewer.wording("correction_nothing"))


def _now(viewer: Viewer, measure: str, part: str, day: date) -> str:
    """What the part says now; empty where it says nothing any more."""
    language = viewer.wording.language
    shown, stated = viewer.view(measure, Enquirer({}, day)), viewer.catalogue.measure(measure)
    match part:
        case "condition":
            return viewer.wording.join([condition.text for condition in shown.conditions])
        case "amount":
            return viewer.wording.join([formats.in_language(gain.text, language) for gain in stated.gains])
        case "window":
            return _window(viewer, stated.validity, viewer.wording("short_" + shown.availability))
        case "place":
            return shown.place
        case "application":
            said = (shown.apply[key] for key in ("steps", "documents", "contact", "url"))
            return viewer.wording.join([text for text in said if text])
        case _:
            return shown.summary


def _window(viewer: Viewer, validity: Validity, state: str) -> str:
    """How the measure stands, and its last days where they are known."""
    last = (validity.last_day, *(year.last_day for year in validity.years))
    days = [formats.day(day, viewer.wording.language) for day in last if day is not None]
    until = viewer.wording("correction_until", days=viewer.wording.join(days)) if days else ""
    return state + until
