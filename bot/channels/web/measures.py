"""The measures as the HTTP interface gives them, each as an answer about it would show it to somebody unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.rendering.wording import load_wordings

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue

LISTED = ("id", "name", "kind", "region", "regions", "availability", "verified_on")


def list_measures(knowledge: Catalogue, language: str, day: date) -> dict[str, Any]:
    """Every measure in short, in the order of the files."""
    return {
        "knowledge": knowledge.version,
        "as_of": day.isoformat(),
        "measures": [_in_short(show_measure(knowledge, name, language, day)) for name in knowledge.measures],
    }


def show_measure(knowledge: Catalogue, name: str, language: str, day: date) -> dict[str, Any]:
    """One measure in full. Raises: KeyError."""
    from bot.assistant.views import Enquirer, Viewer
    from bot.rendering.api import measure_json

    viewer = Viewer(knowledge, load_wordings()[language])
    answer = viewer.view(name, Enquirer(facts={}, day=day))
    shown = measure_json(answer)
    del shown["score"]
    return {**shown, "topics": list(knowledge.measure(name).topics)}


def screen(knowledge: Catalogue, profile: Mapping[str, Any], language: str, day: date) -> dict[str, Any]:
    """Every measure judged for an enterprise of these facts (JSON values that were checked)."""
    from bot.assistant.sorting import sort
    from bot.assistant.views import Enquirer, Viewer
    from bot.rendering.api import screening_json

    viewer = Viewer(knowledge, load_wordings()[language])
    facts = viewer.links.read(profile)
    found = sort(viewer.catalogue, Enquirer(facts, day)).found
    return screening_json(found, [viewer.view(one.id, Enquirer(facts, day)) for one in found.decided])


def _in_short(measure: dict[str, Any]) -> dict[str, Any]:
    return {key: measure[key] for key in (*LISTED, "topics")}
