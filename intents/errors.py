"""What can be wrong with rules and lexicon."""

from __future__ import annotations

from knowledge.errors import KnowledgeError


class RulesError(KnowledgeError):
    """A rule or lexicon file cannot be used; `problems` lists every fault."""
