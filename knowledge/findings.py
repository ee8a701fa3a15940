"""What is wrong in a file: every problem with the path to it, collected and never raised one by one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from knowledge.citations import LANGUAGES, Citation, Text
from knowledge.errors import nearest

Path = tuple[str | int, ...]
"""Keys and list positions from the top of the file to the place."""


class Finding(NamedTuple):
    """One thing that is wrong, and where."""

    path: Path
    message: str


def not_allowed(word: object, kind: str, allowed: Collection[str]) -> str:
    """The message for a word outside a closed list; short lists are printed whole."""
    listed = f" Allowed: {', '.join(sorted(allowed))}." if 0 < len(allowed) <= 24 else ""
    return f"'{word}' is not {kind}.{nearest(str(word), allowed)}{listed}"


class Findings:
    """Collects problems while plain data is read; every reader returns None where it has reported one."""

    __slots__ = ("problems",)

    def __init__(self) -> None:
        self.problems: list[Finding] = []

    def add(self, path: Path, message: str) -> None:
        """Keep one problem."""
        self.problems.append(Finding(path, message))

    def mapping(
        self, data: Any, path: Path, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, Any] | None:
        """The mapping with its keys checked; None where it is not a mapping or lacks a key."""
        if not isinstance(data, dict):
            self.add(path, f"expected keys and values, read {describe(data)}")
            return None
        allowed = {*required, *optional}
        for key in data:
            if key not in allowed:
                self.add((*path, str(key)), not_allowed(key, "a key here", allowed))
        lacking = [key for key in required if key not in data]
        for key in lacking:
            self.add(path, f"'{key}' is missing")
        return None if lacking else data

    def sequence(self, data: Any, path: Path, at_least: int = 1) -> list[Any] | None:
        """The list; None where it is not one or too short."""
        if not isinstance(data, list) or len(data) < at_least:
            self.add(path, f"expected a list of at least {at_least}, read {describe(data)}")
            return None
        return data

    def text(self, data: Any, path: Path) -> Text | None:
        """A sentence in each language."""
        fields = self.mapping(data, path, required=LANGUAGES)
        if fields is None:
            return None
        for language in LANGUAGES:
            wording = fields[language]
            if not isinstance(wording, str) or not wording.strip():
                self.add((*path, language), f"expected a sentence, read {describe(wording)}")
                return None
        return {language: fields[language] for language in LANGUAGES}

    def citation(self, data: Any, path: Path) -> Citation | None:
        """A source: {document, at}."""
        fields = self.mapping(data, path, required=("document",), optional=("at",))
        if fields is None:
            return None
        at = None if fields.get("at") is None else self.text(fields["at"], (*path, "at"))
        if not isinstance(fields["document"], str):
            self.add((*path, "document"), f"expected a document id, read {describe(fields['document'])}")
            return None
        return Citation(fields["document"], at)


def describe(data: Any) -> str:
    """What was read, short enough for one line."""
    if data is None:
        return "nothing"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, dict):
        return f"keys ({', '.join(map(str, data))})"
    if isinstance(data, list):
        return f"a list of {len(data)}"
    shown = str(data)
    return f"'{shown[:60]}…'" if len(shown) > 60 else f"'{shown}'"
