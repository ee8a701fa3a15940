"""Checks that go beyond reading: worked examples hold and leave nothing untried, and nothing lies about unused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from knowledge.cases import Case, judge_case, mismatches, parse_cases
from knowledge.catalogue import Catalogue
from knowledge.conditions import leaves
from knowledge.coverage import untried
from knowledge.errors import Problem, nearest
from knowledge.hints import hints
from knowledge.influence import facts_of
from knowledge.loading import shipped_pack
from knowledge.records import dataclass
from knowledge.validity import availability
from knowledge.yamlfile import read_yaml


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; warnings never change the exit status."""

    faults: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    cases: int


def check_catalogue(
    catalogue: Catalogue, folders: Sequence[Path] = (), *, shipped: bool = True, day: date | None = None
) -> Report:
    """Every fault and warning of a catalogue that could be read, its cases included.

    `day` is today for what grows old; without it nothing is reported as old.
    """
    tested, faults = _try_cases(catalogue, folders, shipped)
    for name, measure in catalogue.measures.items():
        cases = tested.get(name, [])
        faults += [Problem(f"cases/{name}.yml", 0, 0, line) for line in untried(measure, cases, catalogue.context)]
    faults += [*_unused_facts(catalogue), *_circles(catalogue)]
    return Report(tuple(sorted(faults)), tuple(sorted(hints(catalogue, day))), sum(map(len, tested.values())))


def unfit_to_serve(catalogue: Catalogue, folders: Sequence[Path] = (), *, shipped: bool = True) -> list[Problem]:
    """Cases that do not hold and circles: what would be answered wrongly. What is only untried can serve."""
    return sorted([*_try_cases(catalogue, folders, shipped)[1], *_circles(catalogue)])


def _try_cases(
    catalogue: Catalogue, folders: Sequence[Path], shipped: bool
) -> tuple[dict[str, list[Case]], list[Problem]]:
    """The cases by measure, and what is wrong with them."""
    faults: list[Problem] = []
    tested: dict[str, list[Case]] = {}
    for folder in [*([shipped_pack()] if shipped else []), *folders]:
        for path in sorted((folder / "cases").glob("*.yml")):
            cases, problems = _cases(path, catalogue)
            faults += problems
            tested.setdefault(path.stem, []).extend(cases)
    for name, cases in tested.items():
        if name in catalogue.measures:
            faults += [problem for case in cases for problem in _case_faults(case, catalogue)]
    return tested, faults


def _cases(path: Path, catalogue: Catalogue) -> tuple[Sequence[Case], list[Problem]]:
    read, problems = read_yaml(path, f"cases/{path.name}")
    if problems:
        return (), list(problems)
    if path.stem not in catalogue.measures:
        hint = nearest(path.stem, catalogue.measures)
        return (), [read.problem((), f"'{path.stem}' is not a measure.{hint}")]
    cases, findings = parse_cases(path.stem, read.data, catalogue.context.vocabulary, catalogue.regions)
    return cases, [read.problem(at, message) for at, message in findings]


def _case_faults(case: Case, catalogue: Catalogue) -> Iterator[Problem]:
    measure = catalogue.measures[case.measure]
    judgement = judge_case(case, catalogue.subjects[case.measure], catalogue.context)
    state = availability(measure, case.as_of, catalogue.pack.unconfirmed_after_days)
    for wrong in mismatches(case, judgement, state):
        yield Problem(f"cases/{case.measure}.yml", 0, 0, f"{case.name}: {wrong}")


def _unused_facts(catalogue: Catalogue) -> Iterator[Problem]:
    vocabulary = catalogue.context.vocabulary
    used: Counter[str] = Counter()
    for measure in catalogue.measures.values():
        used.update(f for leaf in (leaves(measure.rule) if measure.rule else ()) if leaf.test for f in leaf.test.facts)
        formulas = (f for gain in measure.gains for f in (gain.amount, gain.otherwise) if f is not None)
        used.update(fact for formula in formulas for fact in facts_of(formula))
    for fact in vocabulary.fact_ids():
        used.update(source for rule in vocabulary[fact].derived for source in rule.inputs)
    for fact in vocabulary.fact_ids():
        if not used[fact] and not used[fact.removesuffix("_not")]:  # x_not: places ruled out for x
            yield Problem("facts.yml", 0, 0, f"{fact}: no measure and no other fact uses it")


def _circles(catalogue: Catalogue) -> Iterator[Problem]:
    """Measures that require or replace themselves by way of others."""
    for relation in ("requires", "supersedes"):
        for name in catalogue.measures:
            if name in _reached(name, relation, catalogue):
                yield Problem(f"{name}.yml", 0, 0, f"relations.{relation}: leads back to '{name}'")


def _reached(name: str, relation: str, catalogue: Catalogue) -> set[str]:
    found: set[str] = set()
    waiting = list(getattr(catalogue.measures[name].relations, relation))
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting += getattr(catalogue.measures[other].relations, relation)
    return found
