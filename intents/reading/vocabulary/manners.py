"""How things are said: the patterns of intents/lexicon/manners.yml, any of whose alternatives may match."""

from __future__ import annotations

import re
from functools import cache

from intents.expressions import Expression
from intents.lexicon import read_shipped
from intents.once import once


@cache
def spoken(name: str) -> re.Pattern[str]:
    """The pattern of that name; any of its expressions may match. Raises: KeyError for an unknown name."""
    return _patterns()[name].pattern


@once
def _patterns() -> dict[str, Expression]:
    patterns = read_shipped("lexicon/manners.yml")
    return {name: Expression("|".join(map(str, alternatives))) for name, alternatives in patterns.items()}
