"""Numbers in all spellings become exact decimals or bands, with their unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.reading.numbers.quantities import find_quantities

EXACT = [
    ("五十万", "500000", "bare"),
    ("3.5亿", "350000000", "bare"),
    ("1.2m yuan", "1200000", "money"),
    ("30 万", "300000", "bare"),
    ("4,800万元", "48000000", "money"),
    ("500k", "500000", "bare"),
    ("12万6", "126000", "bare"),
    ("3亿2000万", "320000000", "bare"),
    ("1万零500元", "10500", "money"),
    ("两个亿", "200000000", "bare"),
    ("1.5个亿", "150000000", "bare"),
    ("一百二十万", "1200000", "bare"),
    ("一万五", "15000", "bare"),
    ("九万六", "96000", "bare"),
    ("两点五亿", "250000000", "bare"),
    ("half a million yuan", "500000", "money"),
    ("45k", "45000", "bare"),
    ("3.8%", "0.038", "share"),
    ("五成", "0.5", "share"),
    ("六成五", "0.65", "share"),
    ("百分之十", "0.1", "share"),
    ("百分之三点八", "0.038", "share"),
    ("三年", "3", "years"),
    ("一年半", "1.5", "years"),
    ("6 years", "6", "years"),
    ("11个月", "11", "months"),
    ("25-person", "25", "people"),
    ("two hundred and fifty workers", "250", "people"),
    ("a dozen people", "12", "people"),
    ("一百零八人", "108", "people"),
]
BANDS = [
    ("近200人", "180", "200", False, True),
    ("约300人", "270", "330", False, False),
    ("两百来人", "180", "220", False, False),
    ("200人左右", "180", "220", False, False),
    ("上百人", "100", "1000", False, True),
    ("几十人", "20", "100", False, True),
    ("三十多人", "30", "40", True, True),
    ("350多人", "350", "360", True, True),
    ("三百多万", "3000000", "4000000", True, True),
    ("资产万多亿", "1000000000000", "2000000000000", True, True),
    ("资产两个多亿", "200000000", "300000000", True, True),
    ("over 200 staff", "200", "300", True, True),
    ("about 1,200 people", "1080", "1320", False, False),
    ("七八个人", "7", "8", False, False),
    ("10-20人", "10", "20", False, False),
    ("不到30人", None, "30", False, True),
    ("50人以上", "50", None, False, False),
]
NONE = ["一般", "千万别", "万一", "5g项目", "一下", "第三批", "十分满意", "一起", "统一", "四川", "半导体", "百强"]


@pytest.mark.parametrize(("text", "value", "unit"), EXACT, ids=[f"n{i}" for i in range(len(EXACT))])
def test_an_exact_number_is_read(text: str, value: str, unit: str) -> None:
    found = find_quantities(text, [])
    assert [(q.exact, q.unit) for q in found] == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    ("text", "low", "high", "low_open", "high_open"), BANDS, ids=[f"b{i}" for i in range(len(BANDS))]
)
def test_a_vague_number_is_a_band(
    text: str, low: str | None, high: str | None, low_open: bool, high_open: bool
) -> None:
    (found,) = find_quantities(text, [])
    assert found.low == (None if low is None else Decimal(low))
    assert found.high == (None if high is None else Decimal(high))
    assert (found.low_open, found.high_open) == (low_open, high_open)


@pytest.mark.parametrize("text", NONE, ids=[f"w{i}" for i in range(len(NONE))])
def test_a_word_is_no_number(text: str) -> None:
    assert find_quantities(text, []) == []


@given(st.integers(1, 9_999_999))
def test_digits_with_commas_keep_their_value(value: int) -> None:
    (found,) = find_quantities(f"{value:,}元", [])
    assert found.exact == value


@given(st.text(alphabet="一二三四五六七八九十百千万亿点半几多来约人元%.,0123456789 km", max_size=40))
def test_no_text_breaks_the_grammar(text: str) -> None:
    for found in find_quantities(text, []):
        assert 0 <= found.span[0] < found.span[1] <= len(text)
