"""One enterprise against many measures."""

from __future__ import annotations

from decimal import Decimal

from knowledge.amounts import parse_benefits
from knowledge.context import Context
from knowledge.eligibility import judge
from knowledge.loading import load_catalogue
from knowledge.rules import Judged
from knowledge.screening import Candidate, screen
from tests.knowledge.small_world import CONTEXT, DAY, PLACES, SOURCE, condition, definition, rule, two, vocabulary

FIRST = rule(condition("first", {"fact": "first", "op": "is", "value": True}))
SECOND = rule(condition("second", {"fact": "second", "op": "is", "value": True}))
SMALL = rule(condition("small", {"fact": "heads", "op": "le", "value": 30}))
BY_HAND = rule(
    {"all": [condition("small", {"fact": "heads", "op": "le", "value": 30}), condition("hand", None, manual=True)]}
)
BOTH = rule(
    {
        "all": [
            condition("first", {"fact": "first", "op": "is", "value": True}),
            condition("second", {"fact": "second", "op": "is", "value": True}),
        ]
    }
)


def worth(yuan: int) -> tuple[object, ...]:
    benefits, problems = parse_benefits(
        [{"of": "benefit", "text": two("sum"), "kind": "exact", "source": SOURCE, "amount": yuan}],
        (),
        CONTEXT.vocabulary,
    )
    assert problems == []
    return benefits


def test_decided_measures_come_best_first() -> None:
    candidates = [
        Candidate("refused", Judged(rule(condition("few", {"fact": "heads", "op": "le", "value": 5})))),
        Candidate("by-hand", Judged(BY_HAND)),
        Candidate("little", Judged(SMALL, worth(10))),  # type: ignore[arg-type]  # benefits, typed loosely here
        Candidate("over", Judged(SMALL, worth(99)), in_force=False),  # type: ignore[arg-type]  # as above
        Candidate("much", Judged(SMALL, worth(50))),  # type: ignore[arg-type]  # as above
    ]
    result = screen(candidates, {"heads": Decimal(20)}, DAY, CONTEXT)
    assert [measure.id for measure in result.decided] == ["much", "little", "over", "by-hand", "refused"]
    assert result.next_question is None


def test_the_question_that_most_open_measures_wait_for_comes_next() -> None:
    candidates = [
        Candidate("a", Judged(FIRST)),
        Candidate("b", Judged(BOTH)),
        Candidate("c", Judged(BOTH)),
        Candidate("d", Judged(SECOND)),
        Candidate("e", Judged(SECOND)),
        Candidate("none", Judged(None)),
    ]
    result = screen(candidates, {}, DAY, CONTEXT)
    assert (result.next_question, result.undecidable) == ("second", 1)
    assert [measure.id for measure in result.undecided] == ["a", "d", "e", "b", "c"]
    assert screen(candidates, {}, DAY, CONTEXT, unanswered={"second"}).next_question == "first"
    assert screen(candidates, {"second": False}, DAY, CONTEXT).next_question == "first"


def test_a_measure_nearer_to_its_verdict_is_asked_about_first() -> None:
    candidates = [Candidate("far", Judged(BOTH)), Candidate("near", Judged(SMALL))]
    assert screen(candidates, {}, DAY, CONTEXT).next_question == "heads"


def test_what_most_answer_alike_is_asked_last() -> None:
    words = vocabulary(first=definition("boolean", late=True), second=definition("boolean"), heads=definition("count"))
    world = Context(words, PLACES)
    candidates = [Candidate("a", Judged(FIRST)), Candidate("b", Judged(BOTH))]
    assert screen(candidates, {}, DAY, world).next_question == "second"
    assert screen(candidates[:1], {}, DAY, world).next_question == "first"


def test_no_question_is_asked_for_measures_that_are_over() -> None:
    candidates = [Candidate("a", Judged(FIRST), in_force=False), Candidate("b", Judged(SECOND))]
    assert screen(candidates, {}, DAY, CONTEXT).next_question == "second"
    assert screen(candidates[:1], {}, DAY, CONTEXT).next_question is None


def test_screening_gives_every_measure_the_verdict_that_asking_for_it_gives() -> None:
    catalogue = load_catalogue()
    firm = {"org_type": "enterprise", "resident": True, "staff": Decimal(80), "enterprise_size": "small"}
    for facts in ({}, firm, {**firm, "region": "htz-xian", "layoffs": "none", "is_high_tech_enterprise": True}):
        candidates = [Candidate(name, subject) for name, subject in catalogue.subjects.items()]
        result = screen(candidates, facts, DAY, catalogue.context)
        found = {one.id: one.verdict for one in result.decided} | {one.id: "unknown" for one in result.undecided}
        asked = {name: judge(s, facts, DAY, catalogue.context) for name, s in catalogue.subjects.items()}
        assert found == {name: one.verdict for name, one in asked.items() if one.verdict is not None}
        assert result.undecidable == sum(one.verdict is None for one in asked.values())
        for one in result.undecided:
            assert set(one.missing) <= set(asked[one.id].missing) | set(catalogue.subjects[one.id].tests)
            assert one.missing
