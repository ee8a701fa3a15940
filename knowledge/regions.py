"""The tree of places: country, provinces, cities, zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """One place; `names` are the ways people write it, the official one first."""

    __pydantic_config__ = {"extra": "forbid"}
    parent: str | None
    names: Mapping[str, tuple[str, ...]]
    districts: tuple[str, ...] = ()
    """Districts and counties that are read as this place."""

    def name(self, language: str) -> str:
        """The first name in that language, or the first at all."""
        names = self.names.get(language) or next(iter(self.names.values()))
        return names[0]


@dataclass(frozen=True, slots=True)
class Regions:
    """All places by id, with the questions that conditions ask about them."""

    by_id: Mapping[str, Region]
    _chains: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __contains__(self, region: object) -> bool:
        return region in self.by_id

    def chain(self, region: str) -> tuple[str, ...]:
        """The place and everything it lies in, smallest first; an unknown place is alone."""
        known = self._chains.get(region)
        if known is None:
            known = self._chains[region] = self._climb(region)
        return known

    def _climb(self, region: str) -> tuple[str, ...]:
        out: list[str] = []
        at: str | None = region
        while at is not None and at not in out:
            out.append(at)
            found = self.by_id.get(at)
            at = found.parent if found else None
        return tuple(out)

    def within(self, place: str, area: str) -> bool:
        """Whether the place is the area or lies in it."""
        return area in self.chain(place)

    def disjoint(self, place: str, area: str) -> bool:
        """Whether neither lies in the other."""
        return not self.within(place, area) and not self.within(area, place)

    def name(self, region: str, language: str) -> str:
        """The place's name in that language; the id where the place is not known."""
        found = self.by_id.get(region)
        return found.name(language) if found else region
