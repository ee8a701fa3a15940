"""Every way of writing a number reads as the same value, wherever it stands and whatever is said around it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.reading.numbers.quantities import Quantity, find_quantities
from tests.reading.conftest import Reader

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
TRADITIONAL = str.maketrans("万亿", "萬億")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
ONES, TENS = WORDS.split()[:20], WORDS.split()[20:]


def chinese(value: int) -> str:
    """The numeral as it is read out, up to 9,999,999 (一百二十三万零四百五十)."""
    if value >= 10_000:
        head, tail = divmod(value, 10_000)
        return chinese(head) + "万" + ("" if not tail else ("零" if tail < 1000 else "") + chinese(tail))
    for unit, word in ((1000, "千"), (100, "百"), (10, "十")):
        if value >= unit:
            head, tail = divmod(value, unit)
            gap = "零" if tail and tail < unit // 10 else ""
            return DIGITS[head] + word + ("" if not tail else gap + chinese(tail))
    return DIGITS[value]


def english(value: int) -> str:
    for unit, word in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= unit:
            head, tail = divmod(value, unit)
            return f"{english(head)} {word}" + (f" and {english(tail)}" if tail else "")
    if value < len(ONES):
        return ONES[value]
    tens, ones = divmod(value, 10)
    return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")


def only(text: str) -> Quantity:
    (found,) = find_quantities(text, [])
    return found


@given(st.integers(2, 9_999_999))
def test_a_chinese_numeral_keeps_its_value(value: int) -> None:
    assert only(chinese(value) + "元").exact == value


@given(st.integers(11, 9_999_999))
def test_a_formal_numeral_is_the_same_number(value: int) -> None:
    assert only(chinese(value).translate(FORMAL) + "元").exact == value


@given(st.integers(2, 9_999_999))
def test_an_english_numeral_keeps_its_value(value: int) -> None:
    assert only(f"{english(value)} yuan").exact == value


@given(st.integers(1, 99_999), st.integers(1, 9))
def test_ten_thousands_are_written_in_four_ways(whole: int, tenth: int) -> None:
    value = Decimal(whole * 10_000 + tenth * 1000)
    for text in (f"{whole}.{tenth}万元", f"{whole}万{tenth}元", f"{whole}.{tenth} 万元", f"{whole}.{tenth}w元"):
        assert only(text).exact == value, text


@given(st.decimals("0.1", "999.9", places=1))
def test_millions_are_written_in_four_ways(value: Decimal) -> None:
    for text in (f"{value}m yuan", f"{value} million yuan", f"RMB {value} million", f"¥{value}m"):
        assert only(text).exact == value * 1_000_000, text


@given(st.integers(1, 999), st.sampled_from(["至少", "不到", "约", "超过", "最多", ""]))
def test_a_band_holds_the_number_it_is_made_of(value: int, word: str) -> None:
    found = only(f"{word}{value}人")
    assert found.low is None or found.low <= value
    assert found.high is None or found.high >= value
    assert (found.low, found.high) != (None, None)


FACTS = st.fixed_dictionaries(
    {"staff": st.integers(2, 9999), "assets": st.integers(1, 9999), "taxable_income": st.integers(1, 9999)}
)


def sentence(facts: dict[str, int]) -> str:
    return f"员工{facts['staff']}人，资产总额{facts['assets']}万元，应纳税所得额{facts['taxable_income']}万元"


def read(reader: Reader, message: str) -> dict[str, object]:
    return {found.fact: found.value for found in reader(message).facts}


@given(FACTS)
def test_width_and_script_change_nothing(reader: Reader, facts: dict[str, int]) -> None:
    plain = read(reader, sentence(facts))
    assert plain["staff"] == facts["staff"]
    assert plain["assets"] == facts["assets"] * 10_000
    assert read(reader, sentence(facts).translate(WIDE)) == plain
    assert (
        read(reader, sentence(facts).translate(TRADITIONAL).replace("员工", "員工").replace("资产总额", "資產總額"))
        == plain
    )


IDLE = ["你好", "麻烦看一下", "谢谢", "hello there", "please help", "想问问", "在吗"]


@given(FACTS, st.sampled_from(IDLE), st.sampled_from(IDLE))
def test_words_about_nothing_change_nothing(reader: Reader, facts: dict[str, int], before: str, after: str) -> None:
    assert read(reader, f"{before}，{sentence(facts)}。{after}") == read(reader, sentence(facts))


@given(FACTS)
def test_the_span_of_a_fact_holds_its_number(reader: Reader, facts: dict[str, int]) -> None:
    message = sentence(facts)
    found = {f.fact: message[slice(*f.span)] for f in reader(message).facts}
    assert all(str(value) in found[fact] for fact, value in facts.items())


@pytest.mark.parametrize("text", ["二〇一九", "第三条", "一般", "千万别", "半导体", "零部件", "一块儿", "四川"])
def test_what_looks_like_a_number_is_none(text: str) -> None:
    assert [q for q in find_quantities(text, []) if q.exact != 2019] == []
