"""Owners' errands as data: what is said or pressed, and what each reply must show, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.telegram.splitting import plain as without_tags
from bot.rendering.wording import LANGUAGES, wording
from knowledge.yamlfile import read_yaml

FOLDER = Path(__file__).with_name("errands")
LONGEST = 900
"""Characters that a reply shows before its fold."""
FOLD = re.compile(r"<blockquote expandable>.*?</blockquote>", re.DOTALL)
VERDICT_IN = 3
"""Messages from the question to the verdict, as the median of all errands that are about one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply as its reader sees it."""

    first: str
    """Its first line: on the page the card's title with what stands below it."""
    text: str
    """Everything before the fold."""
    buttons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Errand:
    """One errand in one language, from the first word to what the owner came for."""

    name: str
    language: str
    ends_in_verdict: bool
    turns: tuple[dict[str, Any], ...]
    """Each has user, press (the beginning of a button's label, its number left out), command or attach; `first`, which
    the reply's first line holds; and where wanted shows, hides, buttons, and asks: true where it puts a question."""


def errands() -> list[Errand]:
    """All of them, in both languages."""
    read = {path.stem: read_yaml(path)[0].data for path in sorted(FOLDER.glob("*.yml"))}
    return [
        Errand(name, language, data.get("verdict", False), tuple(data[language]))
        for name, data in read.items()
        for language in LANGUAGES
    ]


def before_the_fold(html: str) -> str:
    """What a message of Telegram shows unopened."""
    return without_tags(FOLD.sub("", html)).strip()


def label_of(wanted: str, labels: Sequence[str]) -> str:
    """The button whose label begins like that, a number before it aside."""
    (found, *_) = [label for label in labels if label.partition(". ")[2].startswith(wanted) or label.startswith(wanted)]
    return found


def faults(turn: dict[str, Any], shown: Shown) -> list[str]:
    """What the reply lacks of what the turn wants, or has too much of."""
    wrong = (
        [] if turn["first"].casefold() in shown.first.casefold() else [f"{turn['first']!r} is not in the first line"]
    )
    wrong += [f"{wanted!r} is not shown" for wanted in turn.get("shows", []) if wanted not in shown.text]
    wrong += [f"{unwanted!r} is shown" for unwanted in turn.get("hides", []) if unwanted in shown.text]
    wrong += [f"no button {wanted!r}" for wanted in turn.get("buttons", []) if wanted not in " ".join(shown.buttons)]
    last = shown.text.rstrip().split("\n")[-1]
    wrong += ["no question at the end"] if turn.get("asks") and not ("?" in last or "？" in last) else []
    wrong += [f"{len(shown.text)} characters before the fold"] if len(shown.text) > LONGEST else []
    return [f"{said} of {turn}, shown: {shown}" for said in wrong]


def is_decided(errand: Errand, shown: Shown) -> bool:
    """Whether the reply leaves no verdict open."""
    unsaid = wording(errand.language, "verdict_unknown", missing="")
    return unsaid.rstrip(" ：:缺").casefold() not in shown.text.casefold()
