"""Every text of the page can be read on its ground, in light and in dark (WCAG 2.2, contrast AA)."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

TEXT_ON_GROUND = [
    ("ink", "ground"),
    ("ink", "card"),
    ("ink", "tint"),
    ("soft-ink", "ground"),
    ("soft-ink", "card"),
    ("accent", "ground"),
    ("accent", "card"),
    ("on-accent", "accent"),
    ("good", "card"),
    ("good", "good-tint"),
    ("wait", "card"),
    ("wait", "wait-tint"),
    ("bad", "bad-tint"),
]


def palette(scheme: str) -> dict[str, tuple[int, int, int]]:
    """The colours of a scheme by name."""
    css = files("bot.channels.web").joinpath("static/page.css").read_text()
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light if scheme == "light" else dark))
    return {name: channels(colour) for name, colour in found.items()}


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #rgb or #rrggbb."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = palette(scheme)
    darker, lighter = sorted((luminance(colours[text]), luminance(colours[ground])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
