"""Our dataclasses do what the standard library's do."""

from __future__ import annotations

import dataclasses
import pickle
from dataclasses import field

import pytest
from pydantic import TypeAdapter, ValidationError

from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Sum:
    """Something with every kind of field."""

    __pydantic_config__ = {"extra": "forbid"}
    name: str
    yuan: int = 0
    notes: list[str] = field(default_factory=list)
    length: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


@dataclass(slots=True)
class Box:
    """Something that may change."""

    inside: int = 1


def test_fields_are_given_by_place_and_by_name() -> None:
    one = Sum("rent", 5)
    assert (one.name, one.yuan, one.notes, one.length) == ("rent", 5, [], 4)
    assert Sum(yuan=5, name="rent") == one
    assert Sum("rent").notes is not Sum("rent").notes


def test_a_missing_field_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="name"):
        Sum()  # type: ignore[call-arg]


def test_an_object_has_its_fields_and_no_others() -> None:
    one = Sum("rent")
    with pytest.raises(AttributeError):
        one.yaun = 3  # type: ignore[attr-defined]
    assert not hasattr(one, "__dict__")


def test_an_open_object_changes_and_has_no_hash() -> None:
    box = Box()
    box.inside = 2
    assert box == Box(2)
    with pytest.raises(TypeError):
        hash(box)


def test_equal_values_are_equal_and_hash_alike() -> None:
    one, same, other = (dataclasses.replace(Sum("rent", yuan), notes=()) for yuan in (5, 5, 6))  # type: ignore[arg-type]
    assert one == same
    assert one != other
    assert hash(one) == hash(same)
    assert one != ("rent", 5, ())


def test_it_shows_its_fields() -> None:
    assert repr(Sum("rent", 5)) == "Sum(name='rent', yuan=5, notes=[])"


def test_it_survives_pickling() -> None:
    one = Sum("rent", 5, ["a"])
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.length == 4


def test_pydantic_reads_and_checks_it() -> None:
    adapter = TypeAdapter(Sum)
    assert adapter.validate_python({"name": "rent", "yuan": 3}) == Sum("rent", 3)
    with pytest.raises(ValidationError):
        adapter.validate_python({"name": "rent", "yaun": 3})


def test_it_counts_as_a_dataclass() -> None:
    assert dataclasses.is_dataclass(Sum)
    assert [f.name for f in dataclasses.fields(Sum)] == ["name", "yuan", "notes", "length"]
    assert Sum.__match_args__ == ("name", "yuan", "notes")


@dataclass(frozen=True, slots=True)
class Plain:
    """Only fields that it is made of."""

    name: str
    parts: list[str]


@pytest.mark.parametrize("before", [Sum("rent", 5, ["a"]), Plain("rent", ["a"])], ids=["derived", "plain"])
def test_replace_changes_what_is_named_and_nothing_else(before: Sum | Plain) -> None:
    after = replace(before, name="wages")
    assert after == dataclasses.replace(before, name="wages")
    assert before.name == "rent"


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """One of the standard library's own, which refuses to be changed."""

    name: str
    yuan: int = 0


def test_replace_copies_a_frozen_class_of_the_standard_library() -> None:
    assert replace(Standard("rent", 5), name="wages") == Standard("wages", 5)


def test_replace_works_out_again_what_follows() -> None:
    assert replace(Sum("rent"), name="wages").length == 5


@pytest.mark.parametrize("before", [Sum("rent"), Plain("rent", [])], ids=["derived", "plain"])
def test_replace_takes_no_name_that_is_no_field(before: Sum | Plain) -> None:
    with pytest.raises(TypeError):
        replace(before, nmae="wages")  # type: ignore[call-arg]  # misspelt on purpose
