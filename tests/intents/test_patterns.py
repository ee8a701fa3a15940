"""Many patterns at once find what each of them finds alone, and the words that they need are in all that they match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.literals import required_literals, two_of
from intents.patterns import build_labels, build_patterns, united
from intents.rules import load_rules

NEEDED = {
    "word": ("房租", {"房租"}),
    "choice": ("减(租|免)", {"减"}),
    "alternatives": ("房租|rent", {"房租", "rent"}),
    "class": ("[几多]少", {"少"}),
    "repeated": ("(?:万){1,3}元?", {"万"}),
    "longest": (r"a.*deduct(ion|ed)?\b", {"deduct"}),
}


@pytest.mark.parametrize(("source", "literals"), NEEDED.values(), ids=NEEDED.keys())
def test_a_pattern_needs_its_words(source: str, literals: set[str]) -> None:
    assert required_literals(source)[0] == literals


def test_a_pattern_is_tried_only_where_both_of_its_parts_may_be() -> None:
    patterns = build_patterns(["(房租|租金).*(减|免)", "房租"])
    assert patterns.possible("租金减半") == [0]
    assert patterns.possible("房租多少") == [1]
    assert patterns.possible("免房租") == [0, 1]


@pytest.mark.parametrize("source", [r"\d+", "a?", "x|.*", "(?i)rent"], ids=["digits", "optional", "anything", "case"])
def test_a_pattern_of_which_nothing_can_be_said_is_always_tried(source: str) -> None:
    assert required_literals(source) == []
    assert build_patterns([source]).possible("zzz") == [0]


def test_united_patterns_are_possible_where_each_is() -> None:
    alone = [build_patterns(sources) for sources in (["房租|租金", r"\d+"], [], ["(减|免).*租", "rent"])]
    together = united(alone)
    for text in ("租金减半", "免房租", "rent 3", "", "你好"):
        assert [one.possible(text) for one in together] == [one.possible(text) for one in alone]


@pytest.mark.parametrize("source", ["(房租|租金).*( |a)", "x(?:rent|租)e"])
def test_a_letter_that_every_text_has_narrows_nothing_down(source: str) -> None:
    first, second = two_of(required_literals(source))
    assert all(len(literal) > 1 or not literal.isascii() for literal in (*first, *second))


RULES = load_rules()
PATTERNS = [re.compile(one.source) for one in RULES.patterns.expressions]


@given(st.lists(st.sampled_from("能多少补贴钱吗怎么 howmuchcanwe?,申请什么时候why"), max_size=40).map("".join))
def test_no_pattern_that_matches_is_left_out(text: str) -> None:
    possible = set(RULES.patterns.possible(text))
    assert {number for number, pattern in enumerate(PATTERNS) if pattern.search(text)} <= possible


@pytest.mark.parametrize("rule", [rule for _, rule in RULES.ordered], ids=lambda r: f"{r.intent}-{r.language}")
def test_every_example_is_found_by_words(rule: object) -> None:
    for text in (*rule.match, *rule.miss):  # type: ignore[attr-defined]
        possible = set(RULES.patterns.possible(text))
        assert {number for number, pattern in enumerate(PATTERNS) if pattern.search(text)} <= possible


def test_labels_come_in_the_order_in_which_they_are_listed() -> None:
    labels = build_labels({"loan": ["贷", "loan"], "rent": ["租"], "tax": ["税"]})
    assert list(labels.find("税和房租,还有贷款loan")) == ["loan", "rent", "tax"]
    assert list(labels.find("你好")) == []
