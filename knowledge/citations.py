"""Where a statement stands: a document and the place in it."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.records import dataclass

LANGUAGES = ("zh", "en")
"""Every text of the knowledge and every sentence of the bot stands in each of them."""
Text = Mapping[str, str]
"""One sentence in each language: language code to wording."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one document."""

    document: str
    """Id of a document in documents.yml."""
    at: Mapping[str, str] | None
    """The place in the document, as a short heading in each language; None where the document is short."""
