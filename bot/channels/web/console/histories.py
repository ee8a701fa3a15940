"""What is known about a measure beside what it says: worked cases, and what it said before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store.measure_versions import MeasureVersions, Version
from bot.store.store import Store
from knowledge.cases import Case, parse_cases
from knowledge.loading import shipped_pack
from knowledge.statements import DECISIVE, REMOVED
from knowledge.yamlfile import read_yaml

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue


def measure_cases(name: str, catalogue: Catalogue) -> Sequence[Case]:
    """The worked cases that ship with the measure; none where there are none."""
    path = shipped_pack() / "cases" / f"{name}.yml"
    data = _read(path) if path.is_file() else None
    return parse_cases(name, data, catalogue.context.vocabulary)[0] if data else ()


async def measure_history(store: Store, name: str) -> list[tuple[Version, list[str]]]:
    """Every version of the measure with the parts that differ from the one before, newest first."""
    versions = await MeasureVersions(store).of(name)
    parts = [_changed_parts(old, new) for old, new in pairwise(versions)]
    return list(zip(versions, [[], *parts], strict=False))[::-1]


def _changed_parts(old: Version, new: Version) -> list[str]:
    if not new.content:
        return [REMOVED]
    return sorted({_part(key) for key in {*new.content, *old.content} if new.content.get(key) != old.content.get(key)})


def _part(field: str) -> str:
    """The name under which a change of the field is told."""
    return next((part for part, fields in DECISIVE.items() if field in fields), "rest")


@lru_cache(maxsize=64)
def _read(path: Path) -> object:
    return read_yaml(path)[0].data
