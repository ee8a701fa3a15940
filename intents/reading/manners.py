"""How things are said: the patterns of intents/lexicon/manners.yml, any of whose alternatives may match."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from intents.expressions import Expression
from intents.lexicon import read_mapping
from intents.once import once


@lru_cache(maxsize=256)
def spoken(name: str) -> re.Pattern[str]:
    """The pattern of that name; any of its expressions may match. Raises: KeyError for an unknown name."""
    return _patterns()[name].pattern


@once
def _patterns() -> dict[str, Expression]:
    path = Path(str(files("intents").joinpath("lexicon/manners.yml")))
    data: dict[str, Any] = read_mapping(path, "intents/lexicon/manners.yml").data
    return {name: Expression("|".join(map(str, alternatives))) for name, alternatives in data.items()}
