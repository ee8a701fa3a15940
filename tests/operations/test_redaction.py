"""Personal data goes, what the question is about stays."""

from __future__ import annotations

import pytest

from bot.operations.redaction import redact


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("我叫王小明,想问房租", "王小明"),
        ("请联系张经理谈谈", "张"),
        ("联系人:欧阳锋 手机见下", "欧阳锋"),
        ("电话13812345678,谢谢", "13812345678"),
        ("+86 138-1234-5678 call me", "1234-5678"),
        ("座机010-62345678", "62345678"),
        ("身份证11010119900307123X", "11010119900307123X"),
        ("代码91610131MA6TX3XB12", "91610131MA6TX3XB12"),
        ("寄到 mei.li@example.com.cn 吧", "mei.li@example.com.cn"),
        ("微信号huiqi_2026", "huiqi_2026"),
        ("QQ:12345678", "12345678"),
        ("卡号6222 0212 3456 7890 123", "3456"),
        ("My name is Jane Miller, what is there", "Miller"),
    ],
)
def test_personal_data_is_taken_out(text: str, personal: str) -> None:
    assert personal not in redact(text)
    assert "***" in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "去年销售额13800000000元,能扣多少",
        "研发费用 1234567890123456 元",
        "员工总数200人,高新区的总量控制",
        "公司总部在西安,王府井也有店",
        "财税〔2018〕99号还有效吗",
        "2020年2月21日到2020年6月30日",
        "we have 200 people and 3,000,000 yuan of R&D",
        "",
    ],
)
def test_what_the_question_is_about_stays(text: str) -> None:
    assert redact(text) == text
