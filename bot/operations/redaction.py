"""Takes personal data out of text before it is kept: telephone numbers, identity numbers, addresses, names.

What is taken out becomes stars, which mean nothing to understanding, so that the text that is kept is answered like
the one that was pasted. Numbers that count money stay: they are what the question is about.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from knowledge.yamlfile import read_yaml

STARS = "***"


def redact(text: str) -> str:
    """The text without what could name or reach a person."""
    for pattern in _patterns():
        text = pattern.sub(STARS, text)
    return text


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    rules = read_yaml(Path(str(files("bot.operations").joinpath("redaction.yml"))))[0].data
    filled = {
        "{surname}": f"[{rules['surnames']}]",
        "{title}": f"(?:{rules['titles']})",
        "{not_money}": f"(?i:{rules['not_money']})",
    }
    out = []
    for written in rules["patterns"]:
        pattern = str(written)
        for place, expression in filled.items():
            pattern = pattern.replace(place, expression)
        out.append(re.compile(pattern))
    return tuple(out)
