"""Facts, parameters and formulas read from files: every fault is named where it stands."""

# ruff: noqa: E501 - one fault a line

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.expressions import parse
from knowledge.factsfile import parse_vocabulary
from knowledge.parameters import parse_parameters
from tests.knowledge.small_world import SOURCE, WORDS, definition, options, two

HEADS = {"fact": "heads"}
TIERS = [{"up_to": 10, "rate": 0}, {"up_to": None, "rate": "0.5"}]


def brackets(**changed: Any) -> dict[str, Any]:
    return {"brackets": {"of": HEADS, "mode": "slab", "tiers": TIERS} | changed}


def steps(**changed: Any) -> dict[str, Any]:
    return {"steps": {"of": HEADS, "tiers": [{"at_least": 10, "value": 1}], "below": 0} | changed}


FORMULAS: list[tuple[str, Any, tuple[str | int, ...], str]] = [
    ("flag", True, (), "expected a number or one operation, read true"),
    ("words", "many", (), "expected a number or one operation, read 'many'"),
    ("endless", "NaN", (), "expected a number or one operation, read 'NaN'"),
    ("two_operations", {"add": [1], "sub": [1, 2]}, (), "read keys (add, sub)"),
    ("fact_is_no_id", {"fact": 7}, ("fact",), "expected a fact id, read '7'"),
    ("fact_is_unknown", {"fact": "haeds"}, ("fact",), "'haeds' is not a fact. Did you mean 'heads'?"),
    ("fact_is_no_number", {"fact": "place"}, ("fact",), "'place' is a fact of type region, here it has to be one of:"),
    ("three_to_subtract", {"sub": [3, 2, 1]}, ("sub",), "'sub' takes exactly two, read 3"),
    ("nothing_to_add", {"add": []}, ("add",), "expected a list of at least 1, read a list of 0"),
    ("parameter_is_no_id", {"param": 7}, ("param",), "expected a parameter id, read '7'"),
    ("since_what", {"days_since": {}}, ("days_since",), "'fact' is missing"),
    ("since_a_number", {"months_since": HEADS}, ("months_since", "fact"), "here it has to be one of: date"),
    ("clamp_of_nothing", {"clamp": {"low": 0}}, ("clamp",), "'of' is missing"),
    ("clamp_to_words", {"clamp": {"of": HEADS, "low": "x"}}, ("clamp", "low"), "expected a number or one operation"),
    ("brackets_without", {"brackets": {"of": HEADS, "mode": "slab"}}, ("brackets",), "'tiers' is missing"),
    ("odd_mode", brackets(mode="slap"), ("brackets", "mode"), "'slap' is not a mode. Did you mean 'slab'?"),
    ("no_last_tier", brackets(tiers=TIERS[:1]), ("brackets", "tiers"), "only the last tier has 'up_to: null'"),
    ("two_last_tiers", brackets(tiers=TIERS[1:] * 2), ("brackets", "tiers"), "only the last tier has 'up_to: null'"),
    ("tiers_fall", brackets(tiers=[TIERS[0], *TIERS]), ("brackets", "tiers"), "the limits have to rise"),
    ("tier_is_text", brackets(tiers=["x"]), ("brackets", "tiers", 0), "expected keys and values, read 'x'"),
    ("rate_is_text", brackets(tiers=[{"up_to": None, "rate": "x"}]), ("brackets", "tiers", 0, "rate"), "read 'x'"),
    ("steps_without", {"steps": {"of": HEADS, "below": 0}}, ("steps",), "'tiers' is missing"),
    ("below_is_text", steps(below="x"), ("steps", "below"), "expected a number, read 'x'"),
    ("bound_is_nothing", steps(tiers=[{"at_least": None, "value": 1}]), ("steps", "tiers", 0, "at_least"), "nothing"),
    (
        "steps_rise",
        steps(tiers=[{"at_least": n, "value": 1} for n in (1, 2)]),
        ("steps", "tiers"),
        "the bounds have to fall from tier to tier, highest first",
    ),
    ("choose_nothing", {"choose": {"fact": "kind", "cases": {}}}, ("choose", "cases"), "at least one"),
    ("choose_by_number", {"choose": {"fact": "heads", "cases": {"x": 1}}}, ("choose", "fact"), "has to be one of"),
    ("choose_unknown", {"choose": {"fact": "kind", "cases": {"w": 1}}}, ("choose", "cases", "w"), "an option of kind"),
    ("choose_a_flag", {"choose": {"fact": "first", "cases": {"x": 1}}}, ("choose", "cases", "x"), "true or false"),
    ("case_is_text", {"choose": {"fact": "kind", "cases": {"x": "y"}}}, ("choose", "cases", "x"), "expected a number"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "path", "message"), [c[1:] for c in FORMULAS], ids=[c[0] for c in FORMULAS])
def test_a_fault_in_a_formula_is_named_where_it_stands(data: Any, path: tuple[str | int, ...], message: str) -> None:
    _, problems = parse(data, ("amount",), WORDS)
    assert [(found.path, message in found.message) for found in problems] == [(("amount", *path), True)], problems


def test_a_flag_chooses_by_true_and_false() -> None:
    _, problems = parse({"choose": {"fact": "first", "cases": {True: 1, "false": 2}}}, (), WORDS)
    assert problems == []


CHOICE = definition("choice", options=options("x", "y"))
FACTS: list[tuple[str, Any, tuple[str | int, ...], str]] = [
    ("type", definition("cuont"), ("type",), "'cuont' is not a type of fact. Did you mean 'count'?"),
    ("label", definition("count") | {"label": {"zh": "人"}}, ("label",), "'en' is missing"),
    ("question", definition("count") | {"question": two(" ")}, ("question", "zh"), "expected a sentence"),
    ("options", definition("count", options=options("x", "y")), ("options",), "only a choice has options"),
    ("one_option", definition("choice", options=options("x")), ("options",), "expected a list of at least 2"),
    ("an_option_twice", definition("choice", options=options("x", "x")), ("options",), "an option stands here twice"),
    ("sensitive", definition("count", sensitive="yes"), ("sensitive",), "expected true or false, read 'yes'"),
    ("late", definition("count", late="yes"), ("late",), "expected true or false, read 'yes'"),
    ("year", definition("count", year="next"), ("year",), "'next' is not a year"),
    ("min", definition("count", min="x"), ("min",), "expected a number or null, read 'x'"),
    ("derived", definition("count", derived={}), ("derived",), "expected a list of at least 1"),
    ("rule", definition("count", derived=["x"]), ("derived", 0), "expected keys and values, read 'x'"),
    ("neither", definition("count", derived=[{}]), ("derived", 0), "a rule has either 'expr' or 'value'"),
    ("both", definition("count", derived=[{"expr": 1, "value": 1}]), ("derived", 0), "either 'expr' or 'value'"),
    ("from_nothing", definition("count", derived=[{"value": 1}]), ("derived", 0), "follows from no other fact"),
    ("value", definition("count", derived=[{"value": "x"}]), ("derived", 0, "value"), "expected a number, read 'x'"),
    ("when", definition("count", derived=[{"value": 1, "when": ["x"]}]), ("derived", 0, "when"), "read a list of 1"),
    ("when_what", definition("count", derived=[{"value": 1, "when": {"kidn": "x"}}]), ("derived", 0, "when", "kidn"), "Did you mean 'kind'?"),
    ("when_how", definition("count", derived=[{"value": 1, "when": {"kind": "w"}}]), ("derived", 0, "when", "kind"), "'w' is not an option"),
    ("when_day", definition("count", derived=[{"value": 1, "when": {"day": "soon"}}]), ("derived", 0, "when", "day"), "can be asked of a day"),
    ("unless", definition("count", derived=[{"value": 1, "when": {"kind": "x"}, "unless_given": [["x"]]}]), ("derived", 0, "unless_given"), "is not a fact"),
    ("itself", definition("count", derived=[{"expr": {"add": [{"fact": "tried"}, 1]}}]), ("derived",), "follows from itself"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "path", "message"), [c[1:] for c in FACTS], ids=[c[0] for c in FACTS])
def test_a_fault_in_a_fact_is_named_where_it_stands(data: Any, path: tuple[str | int, ...], message: str) -> None:
    _, problems = parse_vocabulary({"kind": CHOICE, "day": definition("date"), "tried": data})
    assert [(found.path, message in found.message) for found in problems] == [(("tried", *path), True)], problems


@pytest.mark.parametrize("data", [None, [], "x", 7], ids=["nothing", "list", "text", "number"])
def test_a_file_of_something_else_is_one_fault(data: Any) -> None:
    assert [found.path for found in parse_vocabulary(data)[1]] == [()]
    assert [found.path for found in parse_parameters(data)[1]] == ([()] if data is not None else [])


VALUE = {"from": date(2024, 1, 1), "value": 1, "source": SOURCE}
PARAMETERS: list[tuple[str, Any, tuple[str | int, ...], str]] = [
    ("text", "x", (), "expected keys and values, read 'x'"),
    ("no_value", {"text": two("rate"), "values": []}, ("values",), "expected a list of at least 1"),
    ("value_is_text", {"text": two("rate"), "values": ["x"]}, ("values", 0), "expected keys and values"),
    ("odd_day", {"text": two("rate"), "values": [VALUE | {"from": "soon"}]}, ("values", 0, "from"), "expected a day"),
    (
        "odd_value",
        {"text": two("rate"), "values": [VALUE | {"value": "x"}]},
        ("values", 0, "value"),
        "expected a number",
    ),
    ("no_source", {"text": two("rate"), "values": [VALUE | {"source": 7}]}, ("values", 0, "source"), "expected keys"),
    ("same_day", {"text": two("rate"), "values": [VALUE, VALUE]}, ("values",), "the days have to rise"),
]


@pytest.mark.parametrize(("data", "path", "message"), [c[1:] for c in PARAMETERS], ids=[c[0] for c in PARAMETERS])
def test_a_fault_in_a_parameter_is_named_where_it_stands(data: Any, path: tuple[str | int, ...], message: str) -> None:
    _, problems = parse_parameters({"rate": data})
    assert [(found.path, message in found.message) for found in problems] == [(("rate", *path), True)], problems
