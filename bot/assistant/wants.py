"""What the user does not want to see, in words."""

from __future__ import annotations

from collections.abc import Iterable

from bot.assistant.views import Viewer
from knowledge.measures import KINDS


def left_out(viewer: Viewer, unwanted: Iterable[str], key: str = "left_out") -> str:
    """The sentence that names the kinds and topics of measures that are left out."""
    return viewer.wording(key, kinds=viewer.wording.join([_label(viewer, name) for name in sorted(unwanted)]))


def _label(viewer: Viewer, name: str) -> str:
    return viewer.wording("kind_" + name) if name in KINDS else viewer.catalogue.topics[name][viewer.wording.language]
