"""An expression that was kept finds what it found before it was kept."""

from __future__ import annotations

import pickle
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.expressions import Expression, reduced
from intents.firstcharacters import led
from intents.lexicon import read_shipped
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


SOURCES = [one.source for one in load_rules().patterns.expressions]
SOURCES += ["|".join(map(str, alternatives)) for alternatives in read_shipped("lexicon/manners.yml").values()]
PIECES = [
    *"我们 没 不 有 是 吗 能不能 申请 约 超过 30 万 没有 ， ? 如果 打算".split(),  # noqa: SIM905 - shorter so
    *(word + " " for word in ("we", "more than", "if", "not", "planning to", "5", "the")),
]


def kept(source: str) -> re.Pattern[str]:
    found: Expression = pickle.loads(pickle.dumps(Expression(source)))
    return found.pattern


def found(pattern: re.Pattern[str]) -> list[tuple[tuple[int, int], tuple[str, ...], dict[str, str]]]:
    return [(one.span(), one.groups(), one.groupdict()) for one in pattern.finditer(TEXT)]


@pytest.mark.parametrize("source", OF_ALL_KINDS.values(), ids=OF_ALL_KINDS.keys())
def test_a_kept_expression_is_the_same_pattern(source: str) -> None:
    compiled = re.compile(source)
    assert kept(source).pattern == source
    assert found(kept(source)) == found(compiled)
    assert kept(source).groupindex == compiled.groupindex


@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.MULTILINE | re.DOTALL])
@pytest.mark.parametrize("source", OF_ALL_KINDS.values(), ids=OF_ALL_KINDS.keys())
def test_so_is_a_compiled_pattern_that_was_kept(source: str, flags: int) -> None:
    compiled = re.compile(source, flags)
    load, arguments = reduced(compiled)
    again = load(*pickle.loads(pickle.dumps(arguments)))
    assert (again.pattern, again.flags, again.groupindex) == (source, compiled.flags, compiled.groupindex)
    assert found(again) == found(compiled)


def test_so_is_every_pattern_of_the_rules() -> None:
    for source in SOURCES:
        assert found(kept(source)) == found(re.compile(source))


@given(source=st.sampled_from(SOURCES), text=st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_look_at_the_first_character_changes_nothing(source: str, text: str) -> None:
    plain, quick = re.compile(source), re.compile(led(source))
    assert [one.span() for one in quick.finditer(text)] == [one.span() for one in plain.finditer(text)]
    assert [bool(quick.match(text, at)) for at in range(len(text))] == [
        bool(plain.match(text, at)) for at in range(len(text))
    ]


LED = {
    "around": (r"(?<!no )rent|(?<![a-z])loan", "(?=[lr])(?:(?<!no )rent|(?<![a-z])loan)"),
    "optional": (r"(?:about )?\d", r"(?=[\da])(?:(?:about )?\d)"),
    "letter": ("rent|loan", "rent|loan"),
    "may be empty": (r"(?<![a-z])x?", r"(?<![a-z])x?"),
    "anything": (r"(?<![a-z]).x", r"(?<![a-z]).x"),
    "case": ("(?i)(?<![a-z])rent", "(?i)(?<![a-z])rent"),
}


@pytest.mark.parametrize(("source", "expected"), LED.values(), ids=LED.keys())
def test_a_pattern_is_led_by_what_it_can_begin_with(source: str, expected: str) -> None:
    assert led(source) == expected


def test_a_program_that_the_engine_does_not_accept_is_compiled() -> None:
    make, (source, (flags, groups, names, numbers)) = Expression("房(租|价)").__reduce__()
    spoiled = make(source, (flags, groups, names, zlib.compress(zlib.decompress(numbers)[::-1])))
    assert spoiled.pattern == re.compile("房(租|价)")


def test_an_expression_that_is_none_says_so_when_it_is_needed() -> None:
    with pytest.raises(re.error):
        _ = Expression("(").pattern
