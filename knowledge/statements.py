"""What a measure states, part by part: what its history compares, and what of it decides or counts.

Words to find a measure by are no part of either.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, fields, is_dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from knowledge.citations import Citation
from knowledge.formulas import ParameterNumber
from knowledge.measures import Measure
from knowledge.parameters import Parameter
from knowledge.records import dataclass
from knowledge.yamlfile import read_yaml

NOT_STATED = frozenset({"id", "names", "keywords", "examples", "topics", "validity"})
"""Parts that say nothing about what an enterprise gets; the window is taken without the day of verification."""
DECISIVE: Mapping[str, tuple[str, ...]] = {
    "condition": ("eligibility",),
    "amount": ("benefits",),
    "window": ("validity",),
    "place": ("region", "regions"),
    "application": ("apply",),
    "texts": ("title", "summary", "who", "what", "notes"),
}
"""Parts whose change matters to whoever was answered, by the name under which it is told."""
REMOVED = "removed"
"""The name under which it is told that the base holds a measure no longer."""
_UNDECIDED = frozenset({"id", "verified_on", "announced", "weight"})
"""Fields that neither decide nor count anything."""


def statements(measure: Measure, parameters: Mapping[str, Parameter]) -> Mapping[str, str]:
    """Part of the measure to what it says."""
    whole = _Walk(parameters, worded=True)
    out = {f.name: whole.text(getattr(measure, f.name)) for f in fields(measure) if f.name not in NOT_STATED}
    return {**out, "validity": whole.text(replace(measure.validity, verified_on=date.min))}


def stated_title(said: Mapping[str, str]) -> Mapping[str, str]:
    """The title by language, read back from `statements`."""
    return stated_text(said, "title")


def stated_text(said: Mapping[str, str], part: str) -> Mapping[str, str]:
    """A text of the measure by language, read back from `statements`: all that is left of one that is gone."""
    pairs = _PAIR.findall(said.get(part, ""))
    return {literal_eval(language): literal_eval(text) for language, text in pairs}


def substance(measure: Measure, parameters: Mapping[str, Parameter]) -> Mapping[str, str]:
    """Part of the measure to what of it decides or counts: the same for two wordings of the same thing.

    Of a text its figures count, of a condition or a formula its test with the values of its parameters; where a
    statement stands does not.
    """
    bare = _Walk(parameters, worded=False)
    return {part: bare.text([getattr(measure, name) for name in names]) for part, names in DECISIVE.items()}


_QUOTED = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_PAIR = re.compile(rf"\( {_QUOTED} {_QUOTED} \)")


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through a value, part by part, in an order that is the same in every process."""

    parameters: Mapping[str, Parameter]
    worded: bool
    """Whether wording and places in documents count."""

    def text(self, value: Any) -> str:
        """What counts of the value, in one text."""
        return value if isinstance(value, str) else " ".join(self._parts(value))

    def _parts(self, value: Any) -> Iterator[str]:
        match value:
            case Citation() if not self.worded:
                return
            case ParameterNumber(name) if name in self.parameters:
                yield from (f"{dated.since} {dated.value}" for dated in self.parameters[name].values)
            case Mapping() if not self.worded and all(isinstance(text, str) for text in value.values()):
                yield f"{[_figures(text) for _, text in sorted(value.items())]}"
            case Mapping() | frozenset():
                yield from self._listed(sorted(value.items() if isinstance(value, Mapping) else value, key=repr))
            case tuple() | list():
                yield from self._listed(value)
            case _ if is_dataclass(value):
                yield type(value).__name__
                yield from self._listed(getattr(value, f.name) for f in fields(value) if self._counts(f))
            case _:
                yield repr(value)

    def _listed(self, values: Iterable[Any]) -> Iterator[str]:
        yield "("
        for value in values:
            yield from self._parts(value)
        yield ")"

    def _counts(self, one: Field[Any]) -> bool:
        return one.init and (self.worded or one.name not in _UNDECIDED)


def _figures(text: str) -> list[str]:
    return sorted({re.sub(r"[\s,]", "", found).strip(".").lower() for found in _figure().findall(text)})


@cache
def _figure() -> re.Pattern[str]:
    patterns = read_yaml(Path(str(files("knowledge").joinpath("figures.yml"))))[0].data
    return re.compile("|".join(patterns), re.IGNORECASE)
