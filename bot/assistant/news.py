"""What a user who asked for it is told without asking: verdicts that changed with the knowledge, windows that close."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.assistant.conversation import Conversation
from bot.assistant.views import Enquirer, Viewer
from bot.rendering import formats
from knowledge.measures import Measure
from knowledge.validity import is_in_force

SOON = timedelta(days=14)
"""A window that closes within this time is told of."""
GOOD = ("eligible", "likely")


@dataclass(frozen=True, slots=True)
class News:
    """One thing worth telling."""

    key: str
    """The same for the same news, however often and by whom it is found."""
    text: str


def changed_verdicts(
    before: Viewer, after: Viewer, conversation: Conversation, day: date, measures: Collection[str]
) -> list[News]:
    """Those of the measures that can be used on the day and now fit where they did not, or no longer where they did."""
    found = []
    for name, profile in _enterprises(conversation):
        was, now = (_verdicts(viewer, profile, day, measures) for viewer in (before, after))
        for measure in sorted(was.keys() | now.keys()):
            old, new = was.get(measure), now.get(measure)
            if old == new or not {old, new} & set(GOOD):
                continue
            viewer = after if measure in after.catalogue.measures else before
            line = viewer.wording(
                "news_changed",
                name=viewer.name(measure),
                before=_said(viewer, old),
                after=_said(viewer, new),
                enterprise=_named(name),
            )
            found.append(News(f"{name}|{measure}|{old}|{new}|{after.catalogue.version}", line))
    return found


def closing_windows(viewer: Viewer, conversation: Conversation, day: date, measures: Collection[str]) -> list[News]:
    """Those of the measures that fit and whose last day is near."""
    found = []
    for name, profile in _enterprises(conversation):
        for measure, verdict in _verdicts(viewer, profile, day, measures).items():
            last = _last_day(viewer.catalogue.measures[measure], day)
            if verdict in GOOD and last is not None and day <= last <= day + SOON:
                shown = formats.day(last, viewer.wording.language)
                line = viewer.wording("news_closing", name=viewer.name(measure), day=shown, enterprise=_named(name))
                found.append(News(f"{name}|{measure}|closes|{last}", line))
    return found


def _enterprises(conversation: Conversation) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield conversation.enterprise, conversation.profile
    yield from ((name, kept.get("profile", {})) for name, kept in conversation.enterprises.items())


def _named(enterprise: str) -> str:
    return f" ({enterprise})" if enterprise else ""


def _verdicts(viewer: Viewer, profile: Mapping[str, Any], day: date, measures: Collection[str]) -> dict[str, str]:
    """Of each of the measures that decides something and can be used on the day; none where nothing is known."""
    enquirer = Enquirer(viewer.links.read(profile), day)
    if not enquirer.facts:
        return {}
    held = (viewer.catalogue.measures[name] for name in measures if name in viewer.catalogue.measures)
    usable = (m for m in held if is_in_force(viewer.availability(m, enquirer)))
    judged = ((measure.id, viewer.judge(measure, enquirer).verdict) for measure in usable)
    return {name: str(verdict) for name, verdict in judged if verdict is not None}


def _last_day(measure: Measure, day: date) -> date | None:
    days = [measure.validity.last_day, *(year.last_day for year in measure.validity.years)]
    return min((last for last in days if last is not None and last >= day), default=None)


def _said(viewer: Viewer, verdict: str | None) -> str:
    return viewer.wording(f"news_{verdict or 'gone'}")
