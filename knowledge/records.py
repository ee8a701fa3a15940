"""Dataclasses that are quick to define: the same as the standard library's, but nothing is compiled until it is used.

`dataclasses.dataclass` writes and compiles six methods for a frozen class when its module is imported, about half a
millisecond each time, and a hundred and fifty classes stand behind a single question. Here comparing, hashing and
printing go through one `attrgetter` a class, and `__init__` is compiled when the first object is made; objects that
are read from the compiled catalogue never need it.

That a frozen one does not change is what the type checker sees to: a `__setattr__` that refuses would make every
field of every new object three times as slow to set, and a message makes hundreds of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(field_specifiers=(dataclasses.field,))
def dataclass(
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    repr: bool = True,  # noqa: A002 - the name it has there
) -> Callable[[type[T]], type[T]]:
    """As `dataclasses.dataclass`: pydantic, `replace` and `fields` take the class for one of the standard library's."""

    def define(cls: type[T]) -> type[T]:
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
        listed = dataclasses.fields(made)  # type: ignore[arg-type]  # a dataclass since the line before
        methods: dict[str, Any] = {"__init__": _first_init}
        if repr:
            methods["__repr__"] = _repr([f.name for f in listed if f.repr])
        if eq:
            methods |= _comparing([f.name for f in listed if f.compare], frozen=frozen)
        if frozen and slots:
            methods |= _pickling([f.name for f in listed])
        for name, method in methods.items():
            if name not in cls.__dict__:
                setattr(made, name, method)
        return made

    return define


if TYPE_CHECKING:
    from dataclasses import replace as replace  # noqa: PLC0414 - exported so; and so that names and types of the changes are checked
else:

    def replace(one, /, **changes):
        """As `dataclasses.replace`, several times as fast for a class with slots."""
        cls = type(one)
        copy = _copies.get(cls)
        if copy is None:
            copy = _copies[cls] = _compile_copy(cls)
        return copy(one, changes)


_copies: dict[type, Callable[[Any, dict[str, Any]], Any]] = {}
"""What `replace` does for each class met so far."""


def _compile_copy(cls: type) -> Callable[[Any, dict[str, Any]], Any]:
    """Slot by slot, then the changes; a class that keeps more than what it is made of goes the common way."""
    listed = dataclasses.fields(cls)
    if not all(f.init for f in listed) or any(f.name not in getattr(cls, "__slots__", ()) for f in listed):
        return lambda one, changes: dataclasses.replace(one, **changes)
    is_plain = not any("__setattr__" in base.__dict__ for base in cls.__mro__[:-1])  # those of `dataclasses` refuse
    known: dict[str, Any] = {"_new": cls.__new__, "_cls": cls, "_names": {f.name for f in listed}}
    known |= {"_set": setattr if is_plain else object.__setattr__}
    lines = [f"new.{f.name} = one.{f.name}" if is_plain else f"_set(new, {f.name!r}, one.{f.name})" for f in listed]
    after = ["new.__post_init__()"] if hasattr(cls, "__post_init__") else []
    check = "if not changes.keys() <= _names: raise TypeError(f'no such field: {changes.keys() - _names}')"
    change = "for name in changes: _set(new, name, changes[name])"
    body = [check, "new = _new(_cls)", *lines, change, *after, "return new"]
    exec("def copy(one, changes):\n " + "\n ".join(body), known)  # noqa: S102 - the fields' own names
    made: Callable[[Any, dict[str, Any]], Any] = known["copy"]
    return made


def _first_init(self: Any, *values: Any, **named: Any) -> None:
    cls = type(self)
    cls.__init__ = _compile_init(cls)
    self.__init__(*values, **named)


def _compile_init(cls: type) -> Callable[..., None]:
    """`__init__` over the fields in order, as the standard library would write it."""
    known: dict[str, Any] = {"_absent": MISSING}
    wanted: list[str] = []
    body = [_assignment(f, wanted, known) for f in dataclasses.fields(cls)]
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    exec(f"def __init__({', '.join(['self', *wanted])}):\n " + "\n ".join(body or ["pass"]), known)  # noqa: S102 - the fields' own names
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _assignment(one: Field[Any], wanted: list[str], known: dict[str, Any]) -> str:
    """The line that sets a field; its parameter goes into `wanted`, what the line needs into `known`."""
    name, value = one.name, one.name
    known[f"_make_{name}"], known[f"_default_{name}"] = one.default_factory, one.default
    made = one.default_factory is not MISSING
    if not one.init:
        if not made and one.default is MISSING:
            return "pass"
        return f"self.{name} = " + (f"_make_{name}()" if made else f"_default_{name}")
    if made:
        wanted.append(f"{name}=_absent")
        value = f"_make_{name}() if {name} is _absent else {name}"
    else:
        wanted.append(name if one.default is MISSING else f"{name}=_default_{name}")
    return f"self.{name} = {value}"


def _repr(names: list[str]) -> Callable[[Any], str]:
    def represent(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return represent


def _comparing(names: list[str], *, frozen: bool) -> dict[str, Any]:
    values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def equal(self: Any, other: Any) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return {"__eq__": equal, "__hash__": (lambda self: hash(values(self))) if frozen else None}


def _pickling(names: list[str]) -> dict[str, Any]:
    def state(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def restore(self: Any, values: list[Any]) -> None:
        for name, value in zip(names, values, strict=True):
            setattr(self, name, value)

    return {"__getstate__": state, "__setstate__": restore}
