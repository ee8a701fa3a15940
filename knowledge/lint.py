"""Checks that go beyond reading: worked examples hold, and what an editor should look at again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.cases import Case, judge_case, mismatches, parse_cases
from knowledge.catalogue import Catalogue
from knowledge.conditions import leaves
from knowledge.errors import Problem, nearest
from knowledge.influence import facts_of
from knowledge.loading import shipped_pack
from knowledge.measures import Measure
from knowledge.validity import availability
from knowledge.yamlfile import read_yaml

VERDICTS_NEEDED = ("met", "unmet", "unknown")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; warnings never change the exit status."""

    faults: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    cases: int


def check_catalogue(catalogue: Catalogue, folders: Sequence[Path] = (), *, shipped: bool = True) -> Report:
    """Every fault and warning of a catalogue that could be read, its cases included."""
    faults: list[Problem] = []
    tested: dict[str, list[Case]] = {}
    for folder in [*([shipped_pack()] if shipped else []), *folders]:
        for path in sorted((folder / "cases").glob("*.yml")):
            cases, problems = _cases(path, catalogue)
            faults += problems
            tested.setdefault(path.stem, []).extend(cases)
    for name, cases in tested.items():
        if name in catalogue.measures:
            faults += [p for case in cases for p in _case_faults(case, catalogue)]
    warnings = [*_untested(catalogue, tested), *_unused_facts(catalogue), *_twins(catalogue)]
    return Report(tuple(sorted(faults)), tuple(sorted(warnings)), sum(map(len, tested.values())))


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


def _untested(catalogue: Catalogue, tested: dict[str, list[Case]]) -> Iterator[Problem]:
    """Measures that decide something without a case for each way it can end."""
    for measure in catalogue.measures.values():
        if measure.rule is None:
            continue
        verdicts = {case.expect.get("verdict") for case in tested.get(measure.id, [])}
        found = {
            "met": bool(verdicts & {"eligible", "likely"}),
            "unmet": "not_eligible" in verdicts or _cannot_fail(measure),
            "unknown": "unknown" in verdicts,
        }
        for need in VERDICTS_NEEDED:
            if not found[need]:
                yield Problem(f"cases/{measure.id}.yml", 0, 0, f"has no case that comes out {need}")


def _cannot_fail(measure: Measure) -> bool:
    return measure.rule is not None and all(leaf.test is None for leaf in leaves(measure.rule))


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
        if not used[fact]:
            yield Problem("facts.yml", 0, 0, f"{fact}: no measure and no other fact uses it")


_PLAIN = re.compile(r"[\W_]+")


def _twins(catalogue: Catalogue) -> Iterator[Problem]:
    """Example messages that stand, punctuation aside, under two measures."""
    owners: dict[str, str] = {}
    for measure in catalogue.measures.values():
        for language in ("zh", "en"):
            for text in measure.examples.plain(language):
                other = owners.setdefault(_PLAIN.sub("", text.lower()), measure.id)
                if other != measure.id:
                    yield Problem(f"{measure.id}.yml", 0, 0, f"the example '{text}' stands under {other} too")
