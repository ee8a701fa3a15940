"""The semantics of judging, over random rules and enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from knowledge.amounts import parse_benefits
from knowledge.conditions import MET, UNMET, facts_read, leaves, worst
from knowledge.context import View
from knowledge.derivation import observe
from knowledge.eligibility import Judged, Judgement, judge, judge_view, outcome
from knowledge.reasons import shortest_reason
from knowledge.values import Band, FactValue, Options, Outcome
from tests.knowledge.small_world import CONTEXT, DAY, SOURCE, WORDS, completions, condition, profiles, rule, trees, two

FACTS = ("first", "second", "kind", "heads")


def verdict(tree: Any, facts: Mapping[str, FactValue]) -> str | None:
    return judged(Judged(rule(tree)), facts).verdict


def judged(subject: Judged, facts: Mapping[str, FactValue]) -> Judgement:
    return judge(subject, facts, DAY, CONTEXT)


def some_of(profile: dict[str, FactValue], kept: set[str]) -> dict[str, FactValue]:
    return {fact: value for fact, value in profile.items() if fact in kept}


subsets = st.sets(st.sampled_from(FACTS))


@given(trees(), profiles(), subsets, subsets)
def test_adding_facts_keeps_a_verdict_of_yes_or_no(
    tree: Any, profile: dict[str, FactValue], kept: set[str], added: set[str]
) -> None:
    before = verdict(tree, some_of(profile, kept))
    if before in ("eligible", "not_eligible"):
        assert verdict(tree, some_of(profile, kept | added)) == before


@given(trees(), profiles(), subsets)
def test_removing_facts_never_yields_eligible(tree: Any, profile: dict[str, FactValue], kept: set[str]) -> None:
    if verdict(tree, profile) != "eligible":
        assert verdict(tree, some_of(profile, kept)) != "eligible"


@given(trees(), profiles(), subsets)
def test_missing_is_exactly_what_can_change_the_verdict(
    tree: Any, profile: dict[str, FactValue], kept: set[str]
) -> None:
    subject = Judged(rule(tree))
    known = some_of(profile, kept)
    named = facts_read(subject.eligibility) if subject.eligibility else ()
    verdicts = {tuple(sorted(facts.items())): judged(subject, facts).verdict for facts in completions(known, named)}
    can_change = {
        fact
        for facts in completions(known, named)
        for fact in named
        if fact not in known
        and len({verdicts[tuple(sorted(other.items()))] for other in completions(_without(facts, fact), named)}) > 1
    }
    assert set(judged(subject, known).missing) == can_change


def _without(facts: dict[str, FactValue], fact: str) -> dict[str, FactValue]:
    return {name: value for name, value in facts.items() if name != fact}


@given(trees(), profiles(), subsets)
def test_a_verdict_is_unknown_only_while_something_is_missing(
    tree: Any, profile: dict[str, FactValue], kept: set[str]
) -> None:
    result = judged(Judged(rule(tree)), some_of(profile, kept))
    assert result.missing or result.verdict != "unknown"


@given(trees(), profiles())
def test_nothing_is_missing_of_a_complete_enterprise(tree: Any, profile: dict[str, FactValue]) -> None:
    result = judged(Judged(rule(tree)), profile)
    assert result.missing == ()
    assert result.asks is None
    assert result.verdict != "unknown"


@given(trees(), profiles(), subsets, st.sampled_from(("benefit", "tax_due")))
def test_verdict_and_amount_alone_are_those_of_the_whole_judgement(
    tree: Any, profile: dict[str, FactValue], kept: set[str], of: str
) -> None:
    due = {"of": "tax_due", "text": two("due"), "kind": "exact", "source": SOURCE, "amount": {"fact": "heads"}}
    benefits, problems = parse_benefits([due | {"otherwise": 7}], (), WORDS)
    assert problems == []
    subject, view = Judged(rule(tree), benefits), observe(some_of(profile, kept), DAY, CONTEXT)
    whole = judge_view(subject, view, amount_of=of)
    assert outcome(subject, view, amount_of=of) == (whole.verdict, whole.amount)
    assert outcome(subject, view) == (whole.verdict, None)


@given(trees(), st.lists(st.tuples(profiles(), subsets), min_size=2, max_size=5))
def test_a_changed_fact_gives_what_a_fresh_evaluation_gives(
    tree: Any, steps: list[tuple[dict[str, FactValue], set[str]]]
) -> None:
    kept_object = Judged(rule(tree))
    for profile, kept in steps:
        facts = some_of(profile, kept)
        assert judged(kept_object, facts) == judged(Judged(rule(tree)), facts)


@given(trees(), profiles(), subsets)
def test_the_lines_shown_add_up_to_the_verdict(tree: Any, profile: dict[str, FactValue], kept: set[str]) -> None:
    result = judged(Judged(rule(tree)), some_of(profile, kept))
    outcomes = {line.outcome for line in result.conditions}
    if result.verdict == "eligible":
        assert outcomes <= {Outcome.MET}
    if result.verdict == "likely":
        assert outcomes <= {Outcome.MET, Outcome.MANUAL}
    if Outcome.UNMET in outcomes:
        assert result.verdict == "not_eligible"
    elif Outcome.UNKNOWN in outcomes:
        assert result.verdict in ("unknown", "not_eligible")  # parts that shut each other out


@given(trees(manual=False), trees(manual=False), profiles(), subsets)
def test_groups_are_kleene_duals(one: Any, two: Any, profile: dict[str, FactValue], kept: set[str]) -> None:
    view = View(CONTEXT, DAY, some_of(profile, kept))
    pairs = (
        ({"none": [one, two]}, {"all": [{"none": [one]}, {"none": [two]}]}),
        ({"none": [{"all": [one, two]}]}, {"any": [{"none": [one]}, {"none": [two]}]}),
        ({"none": [{"none": [one]}]}, one),
    )
    for left, right in pairs:
        assert _read(left).state(view) == _read(right).state(view)


def _read(tree: Any) -> Any:
    return rule(_renamed(tree, iter(range(1000))))


def _renamed(tree: Any, numbers: Any) -> Any:
    """The same tree with ids that are unique again after putting two together."""
    for kind in ("all", "any", "none"):
        if kind in tree:
            return {kind: [_renamed(part, numbers) for part in tree[kind]]}
    return {**tree, "id": f"c{next(numbers)}"}


@given(trees(), profiles(), st.integers(0, 12), st.integers(0, 12), st.sets(st.sampled_from(("x", "y", "z"))))
def test_a_band_or_open_choice_decides_only_what_every_point_of_it_decides(
    tree: Any, profile: dict[str, FactValue], below: int, above: int, others: set[str]
) -> None:
    heads, kind = profile["heads"], profile["kind"]
    assert isinstance(heads, Decimal)
    assert isinstance(kind, str)
    open_choice = Options((kind, *sorted(others - {kind})))
    vague = {**profile, "heads": Band(heads - below, heads + above), "kind": open_choice}
    found = verdict(tree, vague)
    if found in ("eligible", "not_eligible"):
        assert verdict(tree, profile) == found


@given(trees(), profiles(), subsets, st.permutations(FACTS))
def test_the_order_of_facts_does_not_matter(
    tree: Any, profile: dict[str, FactValue], kept: set[str], order: list[str]
) -> None:
    facts = some_of(profile, kept)
    shuffled = {fact: facts[fact] for fact in order if fact in facts}
    subject = Judged(rule(tree))
    assert judged(subject, shuffled) == judged(subject, facts)


@given(trees(), profiles(), subsets)
def test_the_shortest_reason_brings_the_verdict_about_by_itself(
    tree: Any, profile: dict[str, FactValue], kept: set[str]
) -> None:
    subject, facts = Judged(rule(tree)), some_of(profile, kept)
    view = observe(facts, DAY, CONTEXT)
    reason = shortest_reason(subject, view)
    conditions = {leaf.id: leaf for leaf in leaves(rule(tree))}
    read = {fact for name in reason if (test := conditions[name].test) is not None for fact in test.facts}
    if worst([part.node.state(view) for part in subject.parts])[1] in (UNMET, MET):
        assert verdict(tree, some_of(facts, read)) == verdict(tree, facts)


def test_a_refusal_is_explained_by_one_condition_and_a_yes_by_the_shortest_way() -> None:
    first = condition("first", {"fact": "first", "op": "is", "value": True})
    second = condition("second", {"fact": "second", "op": "is", "value": True})
    few = condition("few", {"fact": "heads", "op": "le", "value": 10})
    tree = {
        "all": [few, {"any": [{"all": [first, second]}, condition("kind", {"fact": "kind", "op": "is", "value": "x"})]}]
    }

    def reason(**facts: FactValue) -> tuple[str, ...]:
        return shortest_reason(Judged(rule(tree)), observe(facts, DAY, CONTEXT))

    assert reason(heads=Decimal(20), first=False, kind="y") == ("few",)
    assert reason(heads=Decimal(5), first=True, second=True, kind="x") == ("few", "kind")
    assert reason(heads=Decimal(5), first=False, second=True, kind="y") == ("first", "kind")
    assert reason(heads=Decimal(5)) == ("first", "second", "kind")
