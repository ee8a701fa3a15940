"""The vocabulary and what follows from facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import knowledge
from knowledge.context import Context
from knowledge.derivation import derive
from knowledge.facts import Vocabulary
from knowledge.factsfile import parse_vocabulary
from knowledge.profiles import read_profile
from knowledge.values import Band, FactValue, Members, Options, to_json
from knowledge.yamlfile import read_yaml
from tests.knowledge.small_world import PLACES, definition

DAY = date(2026, 11, 22)
D = Decimal
FACTS_FILE = Path(knowledge.__file__).parent / "packs" / "china" / "facts.yml"


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    vocabulary, problems = parse_vocabulary(read_yaml(FACTS_FILE)[0].data)
    assert problems == []
    return vocabulary


def follow(words: Vocabulary, given: dict[str, FactValue]) -> dict[str, FactValue]:
    return derive(given, DAY, Context(words, PLACES))


@pytest.mark.parametrize(
    ("given", "fact", "expected"),
    [
        ({"people_laid_off": D(11), "insured_staff": D(200)}, "layoff_rate", D("0.055")),
        ({"people_laid_off": D(11), "insured_staff": D(200), "layoff_rate": D("0.2")}, "layoff_rate", D("0.2")),
        ({"people_laid_off": D(0)}, "layoff_rate", D(0)),
        ({"layoffs": "none"}, "layoff_rate", D(0)),
        ({"layoffs": "few"}, "layoff_rate", None),
        ({"people_laid_off": D(3)}, "layoff_rate", None),
        ({"rd_spend_this_year": D(8), "rd_spend_last_year": D(5)}, "rd_increase", D(3)),
        ({"is_high_tech_enterprise": True}, "technology_enterprise", True),
        ({"is_tech_sme": True}, "technology_enterprise", True),
        ({"is_high_tech_enterprise": False, "is_tech_sme": False}, "technology_enterprise", None),
        ({"registered_on": date(2025, 11, 22)}, "age_days", D(365)),
        ({"registered_on": date(2025, 11, 22)}, "age_months", D(12)),
        ({"age_months": D(12)}, "age_days", Band(D(365), D(395))),
        ({"staff": D(20)}, "enterprise_size", None),
        ({"incubator_tenant": True}, "landlord", None),
        ({"landlord": "incubator"}, "incubator_tenant", None),
        ({"region": "htz-xian"}, "in_national_htz", True),
        ({"region": "city-xian"}, "in_national_htz", None),
    ],
)
def test_what_follows_from_what(
    words: Vocabulary, given: dict[str, FactValue], fact: str, expected: FactValue | None
) -> None:
    assert follow(words, given).get(fact) == expected


def test_transfer_net_income_leaves_equipment_out_only_where_it_is_not_mentioned(words: Vocabulary) -> None:
    parts: dict[str, FactValue] = {"transfer_receipts": D(800), "transfer_cost": D(120), "transfer_taxes": D(30)}
    assert follow(words, parts)["transfer_net_income"] == 650
    assert follow(words, {**parts, "transfer_equipment": D(50)})["transfer_net_income"] == 600
    assert follow(words, {**parts, "transfer_equipment": Band(D(0), D(50))})["transfer_net_income"] == Band(
        D(600), D(650)
    )


def test_a_band_goes_through_a_share(words: Vocabulary) -> None:
    facts = follow(words, {"people_laid_off": Band(D(0), D(10)), "insured_staff": D(200)})
    assert facts["layoff_rate"] == Band(D(0), D("0.05"))


def test_a_given_band_is_narrowed_by_what_follows(words: Vocabulary) -> None:
    given: dict[str, FactValue] = {
        "layoff_rate": Band(D(0), D("0.2")),
        "people_laid_off": D(11),
        "insured_staff": D(200),
    }
    assert follow(words, given)["layoff_rate"] == D("0.055")


@pytest.mark.parametrize(
    ("fact", "raw", "value"),
    [
        ("staff", 120, D(120)),
        ("staff", {"min": 180, "max": 220}, Band(D(180), D(220))),
        ("staff", {"min": 200, "min_open": True}, Band(D(200), None, min_open=True)),
        ("rd_domestic_share", "0.6", D("0.6")),
        ("rd_domestic_share", 0.6, D("0.6")),
        ("enterprise_size", ["micro", "small"], Options(("micro", "small"))),
        ("enterprise_size", ["small"], "small"),
        ("region_not", ["zone"], Members(("zone",))),
        ("registered_on", "2025-11-22", date(2025, 11, 22)),
        ("rd_increase", -5, D(-5)),
    ],
)
def test_values_read_from_plain_data(words: Vocabulary, fact: str, raw: Any, value: FactValue) -> None:
    facts, problems = read_profile({fact: raw}, words, PLACES)
    assert (facts, problems) == ({fact: value}, [])


@pytest.mark.parametrize(
    ("fact", "raw", "message"),
    [
        ("staf", 5, "Did you mean 'staff'?"),
        ("staff", "many", "expected a number, read 'many'"),
        ("staff", -3, "cannot be: at least 0"),
        ("staff", True, "expected a number"),
        ("staff", {"min": 9, "max": 3}, "min first"),
        ("layoff_rate", 5, "at most 1"),
        ("enterprise_size", "smal", "Did you mean 'small'?"),
        ("region", "atlantis", "'atlantis' is not a region id"),
        ("registered_on", "yesterday", "expected a day"),
        ("clean_record", "yes", "expected true or false"),
    ],
)
def test_a_wrong_value_is_named(words: Vocabulary, fact: str, raw: Any, message: str) -> None:
    facts, problems = read_profile({fact: raw}, words, PLACES)
    assert facts == {}
    assert len(problems) == 1
    assert message in problems[0].message
    assert problems[0].path == (fact,)


def test_values_are_written_as_the_contract_says() -> None:
    assert to_json(D(120)) == 120
    assert to_json(D("0.055")) == 0.055
    assert to_json(Band(D(100), None, min_open=True)) == {"min": 100, "min_open": True}
    assert to_json(Options(("micro", "small"))) == ["micro", "small"]
    assert to_json(date(2025, 11, 22)) == "2025-11-22"


def test_facts_that_follow_from_each_other_are_a_problem() -> None:
    circle = {
        "a": definition("count", derived=[{"expr": {"fact": "b"}}]),
        "b": definition("count", derived=[{"expr": {"fact": "a"}}]),
    }
    _, problems = parse_vocabulary(circle)
    assert [problem.message for problem in problems] == ["follows from itself"]


def test_every_problem_of_the_vocabulary_is_found_in_one_run() -> None:
    data = {"a": definition("numbr"), "b": definition("count", unt="x"), "c": definition("choice")}
    _, problems = parse_vocabulary(data)
    assert [problem.path for problem in problems] == [("a", "type"), ("b", "unt"), ("c", "options")]
    assert "Did you mean 'number'?" in problems[0].message
    assert "Did you mean 'unit'?" in problems[1].message


def test_every_fact_has_a_question_of_its_own(words: Vocabulary) -> None:
    for language in ("zh", "en"):
        questions = [words[fact].question[language] for fact in words.fact_ids()]
        assert len(set(questions)) == len(questions)
        assert all(question.endswith(("?", "？", "。", ".")) for question in questions)
