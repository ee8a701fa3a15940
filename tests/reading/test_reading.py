"""What holds for every message: no crash, spans in the message, linear time, several ways of typing read alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.reading import PlaceNames
from intents.reading.statements.ways import WAYS
from intents.reading.vocabulary.grammar import load_grammar
from tests.examples import examples
from tests.reading.conftest import Reader

PIECES = [
    "我们",
    "没裁员",
    "西安高新区",
    "不在",
    "12万",
    "三年",
    "高企",
    "研发",
    "员工",
    "?",
    "，",
    "。",
    "改成",
    "80人",
    " no ",
    "staff ",
    "5% ",
    "去年",
    "in Hefei ",
    "2019年5月",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@examples(150)
def test_no_message_breaks_the_reading(reader: Reader, pieces: list[str]) -> None:
    message = "".join(pieces)
    for found in reader(message).facts:
        assert 0 <= found.span[0] < found.span[1] <= len(message)


ODD = {
    "empty": "",
    "space": " ",
    "emoji": "🙏",
    "control": "\x00",
    "marks": "?" * 50,
    "layoffs": "没裁员" * 1600,
    "numbers": "12人" * 1600,
    "places": "不在西安" * 1200,
}


@pytest.mark.parametrize("message", list(ODD.values()), ids=list(ODD))
def test_odd_and_hostile_messages_are_read(reader: Reader, message: str) -> None:
    assert reader(message) is not None


def test_traditional_and_simplified_are_read_alike(reader: Reader) -> None:
    first = reader("我们在济南高新区，没有裁员，员工五十人")
    second = reader("我們在濟南高新區，沒有裁員，員工五十人")
    assert {f.fact: f.value for f in first.facts} == {f.fact: f.value for f in second.facts}


def test_the_end_of_a_long_message_is_read_where_it_was_typed(reader: Reader) -> None:
    message = "话" * 3000 + "我们在济南高新区"
    (found,) = [f for f in reader(message).facts if f.fact == "region"]
    assert message[slice(*found.span)] == "济南高新区"


def test_a_place_only_asked_about_is_assumed(reader: Reader) -> None:
    (found,) = reader("宁波高新区包车补助怎么领").facts
    assert (found.fact, found.value, found.assumed) == ("region", "htz-ningbo", True)


def test_a_place_stated_is_not_assumed(reader: Reader) -> None:
    found = next(f for f in reader("我们公司在宁波高新区").facts if f.fact == "region")
    assert not found.assumed


def test_every_zone_has_the_city_pattern(places: PlaceNames) -> None:
    hits = places.find("合肥高新技术产业开发区和hefei high tech zone")
    assert [h.region for h in hits] == ["htz-hefei", "htz-hefei"]


def test_every_rule_says_how_it_is_said() -> None:
    rules = [rule for group in load_grammar().statements.values() for rule in group]
    assert {rule.said for rule in rules} <= set(WAYS)
