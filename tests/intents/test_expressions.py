"""An expression that was kept finds what it found before it was kept."""

from __future__ import annotations

import pickle
import re

import pytest

from intents.expressions import Expression
from intents.rules import load_rules

OF_ALL_KINDS = {
    "names": r"(?P<sum>\d+)\s*(?P<unit>万|yuan)",
    "case": r"(?i)rent(?:al)?",
    "around": r"(?<![a-z])(?:no|not)(?![a-z])",
    "class": r"[几多\u3400-\u34ff^]+?少{2,3}",
    "reference": r"(租|贷)\1",
    "nothing": r"",
}
TEXT = "租租多少少 30万 300 yuan Rental is not a Rent, no; 退税怎么申请 how much can we get until when"


def kept(source: str) -> re.Pattern[str]:
    found: Expression = pickle.loads(pickle.dumps(Expression(source)))
    return found.pattern


def found(pattern: re.Pattern[str]) -> list[tuple[tuple[int, int], tuple[str, ...], dict[str, str]]]:
    return [(one.span(), one.groups(), one.groupdict()) for one in pattern.finditer(TEXT)]


@pytest.mark.parametrize("source", OF_ALL_KINDS.values(), ids=OF_ALL_KINDS.keys())
def test_a_kept_expression_is_the_same_pattern(source: str) -> None:
    compiled = re.compile(source)
    assert kept(source) == compiled
    assert found(kept(source)) == found(compiled)
    assert kept(source).groupindex == compiled.groupindex


def test_so_is_every_pattern_of_the_rules() -> None:
    sources = [one.source for one in load_rules().patterns.expressions]
    assert [kept(source) for source in sources] == [re.compile(source) for source in sources]


def test_a_program_that_the_engine_does_not_accept_is_compiled() -> None:
    make, (source, (flags, groups, names, numbers)) = Expression("房(租|价)").__reduce__()
    spoiled = make(source, (flags, groups, names, numbers[::-1]))
    assert spoiled.pattern == re.compile("房(租|价)")


def test_an_expression_that_is_none_says_so_when_it_is_needed() -> None:
    with pytest.raises(re.error):
        _ = Expression("(").pattern
