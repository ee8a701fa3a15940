"""Every worked example that ships with the content, each a test of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from knowledge.cases import Case, judge_case, mismatches, parse_cases
from knowledge.catalogue import Catalogue
from knowledge.eligibility import Judged, judge
from knowledge.loading import load_catalogue, shipped_pack
from knowledge.validity import availability
from knowledge.yamlfile import read_yaml


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def subject(measure: str) -> Judged:
    found = catalogue().measures[measure]
    return Judged(found.rule, found.gains)


def case_files() -> list[Path]:
    return sorted((shipped_pack() / "cases").glob("*.yml"))


def cases_of(path: Path) -> tuple[Case, ...]:
    read, faults = read_yaml(path)
    cases, problems = parse_cases(path.stem, read.data, catalogue().context.vocabulary, catalogue().regions)
    assert (list(faults), problems) == ([], []), path.name
    return cases


def all_cases() -> list[Any]:
    return [
        pytest.param(path, index, id=f"{path.stem}-{index}")
        for path in case_files()
        for index in range(len(read_yaml(path)[0].data or ()))
    ]


@pytest.mark.parametrize(("path", "index"), all_cases())
def test_case_holds(path: Path, index: int) -> None:
    case = cached_cases(path)[index]
    measure = catalogue().measures[case.measure]
    state = availability(measure, case.as_of, catalogue().pack.unconfirmed_after_days)
    wrong = mismatches(case, judge_case(case, subject(case.measure), catalogue().context), state)
    assert wrong == (), case.name


@cache
def cached_cases(path: Path) -> tuple[Case, ...]:
    return cases_of(path)


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
def test_leaving_a_fact_out_of_a_case_never_contradicts_it(path: Path) -> None:
    """The semantics over every real measure: less known is never a new yes, more known never takes a verdict back."""
    for case in cached_cases(path):
        full = judge_case(case, subject(case.measure), catalogue().context)
        for fact in case.facts:
            less = {name: value for name, value in case.facts.items() if name != fact}
            part = judge(subject(case.measure), less, case.as_of, catalogue().context, amount_of=case.amount_of)
            if part.verdict in ("eligible", "not_eligible"):
                assert part.verdict == full.verdict, (case.name, fact)
            if part.verdict == "unknown":
                assert part.missing, (case.name, fact)
