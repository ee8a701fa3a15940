"""What is worked out once from the files that ship with the program, and can be kept with a compiled catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")
Table = TypeVar("Table", bound=dict[Any, Any])
_KEPT: dict[str, Any] = {}
_FILLED: dict[str, dict[Any, Any]] = {}


def once(build: Callable[[], T]) -> Callable[[], T]:
    """The function that calls `build` the first time only; its result is among those that `kept` gives."""
    name = f"{build.__module__}.{build.__qualname__}"

    @wraps(build)
    def value() -> T:
        if name not in _KEPT:
            _KEPT[name] = build()
        result: T = _KEPT[name]
        return result

    return value


def filled(name: str, table: Table) -> Table:
    """The table, which fills while it is used; what is in it is among what `kept` gives."""
    _FILLED[name] = table
    return table


def kept() -> dict[str, Any]:
    """Everything worked out so far, by name: to be pickled beside what was made of it."""
    return _KEPT | {name: dict(table) for name, table in _FILLED.items()}


def restore(values: Mapping[str, Any]) -> None:
    """Take over what another process has worked out from the same files."""
    for name, value in values.items():
        if name in _FILLED:
            _FILLED[name].update(value)
        else:
            _KEPT[name] = value
