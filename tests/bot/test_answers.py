"""What an answer says first, what it names its sources by, and how long it may be."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Command, Message
from bot.assistant.turns import Turns
from bot.assistant.views import Viewer
from bot.rendering import plain
from bot.rendering.answers import Answer
from bot.rendering.wording import LANGUAGES

FOLDED = {"conditions", "source", "note"}
"""Roles that channels fold away."""
BEFORE_THE_FOLD = 900
DAYS = (date(2020, 4, 10), date(2022, 6, 1), date(2026, 11, 22))
SIDES = ("what", "eligible", "amount", "apply", "deadline", "documents", "source")
NOW = DAYS[-1]


def ask(assistant: Assistant, text: str, day: date = NOW) -> Answer:
    return assistant.respond(Message(text), Conversation(is_kept=False), day).answer


def first_line(answer: Answer) -> str:
    return plain.render(answer).split("\n")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_is_longer_than_a_phone_takes(assistant: Assistant, language: str) -> None:
    turns = Turns(Viewer(assistant.catalogue, assistant.wordings[language], assistant.strangers))
    long = []
    for day in DAYS:
        for measure in assistant.catalogue.measures.values():
            for side in SIDES if measure.validity.announced <= day else ():
                answer = turns.about(measure.id, Conversation(), day, side).answer
                shown = sum(len(block.text) + 1 for block in answer.blocks if block.role not in FOLDED)
                long += [(measure.id, side, shown)] if shown > BEFORE_THE_FOLD else []
    assert long == []


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        (
            "小微企业所得税能省多少，80人，资产500万，应纳税所得额80万，非限制行业",
            NOW,
            "少交税 160,000 元 = 800,000 × 20%",
        ),
        ("稳岗返还到什么时候截止", NOW, "2026年12月31日截止"),
        ("稳岗返还怎么申请", NOW, "免申即享"),
        ("研发费用加计扣除出处是哪个文件", NOW, "2023年第7号"),
        ("西安高新区失业保险返还能拿多少", NOW, "多半已经结束"),
        ("西安高新区小企业没裁员，2019年失业保险交了12万，能返多少", DAYS[0], "可得 60,000 元 = 120,000 × 50%"),
    ],
    ids=["sum", "until", "how", "source", "over", "sum-of-2020"],
)
def test_the_first_line_answers_what_was_asked(assistant: Assistant, text: str, day: date, said: str) -> None:
    answer = ask(assistant, text, day)
    assert said in first_line(answer)
    assert first_line(answer).startswith(answer.measures[0].name)


def test_every_condition_names_its_document_and_the_list_below_has_it(assistant: Assistant) -> None:
    answer = ask(assistant, "高企认定我们够格吗，100人，科技人员8人")
    conditions = next(block for block in answer.blocks if block.role == "conditions").text.split("\n")[1:]
    sources = next(block for block in answer.blocks if block.role == "source").text
    assert len(conditions) == len(answer.measures[0].conditions)
    for line in conditions:
        mark = line[line.rindex("[") :]
        assert f"{mark} " in sources


def test_a_refusal_by_number_says_the_gap_and_what_would_change_it(assistant: Assistant) -> None:
    text = plain.render(ask(assistant, "小微企业所得税优惠，310人，资产500万，应纳税所得额80万，非限制行业，能享受吗"))
    assert "现在 310 人，最多 300 人，多出 10 人" in text
    assert "300 人及以下" in text
    assert "符合，可得 160,000 元" in text


def test_a_person_decides_is_said_with_what(assistant: Assistant) -> None:
    answer = ask(assistant, "西安高新区小企业贷款贴息能申请吗，在西安高新区", DAYS[0])
    assert answer.measures[0].verdict == "likely"
    assert "要由主管部门认定的是：经营受困但有发展前景" in first_line(answer)


def test_a_cap_reads_as_up_to(assistant: Assistant) -> None:
    text = plain.render(ask(assistant, "稳岗返还能拿多少，小企业，交了24个月，没裁员，参保40人，去年失业保险交了10万"))
    assert "最多 60,000 元" in text


def test_a_reprint_is_called_one_behind_its_original(assistant: Assistant) -> None:
    text = plain.render(ask(assistant, "孵化器能减租吗，高新区的", DAYS[0]))
    source = next(line for line in text.split("\n") if line.startswith("来源"))
    assert source.index("科学技术部办公厅") < text.index("英文转载")


def test_screening_counts_names_sums_and_asks(assistant: Assistant) -> None:
    said = "成都的公司，80人，资产2000万，应纳税所得额150万，非限制行业，有高企证，能享受哪些政策"
    answer = ask(assistant, said)
    text = plain.render(answer)
    assert first_line(answer).startswith("您的企业今天能用的措施：符合 2 条")
    assert "300,000 元（1 条）" in text
    assert "不能同时享受" in text
    assert answer.asks is not None
    assert sum(len(b.text) + 1 for b in answer.blocks if b.role not in FOLDED) <= BEFORE_THE_FOLD


def test_screening_lists_what_does_not_fit_on_request(assistant: Assistant) -> None:
    turn = assistant.respond(Message("我们在成都，80人，能享受哪些政策"), Conversation(), NOW)
    counted = next(choice for choice in turn.answer.choices if choice.label.startswith("不符合的"))
    listed = assistant.respond(Command("screen"), turn.conversation, NOW)
    assert counted.label in [choice.label for choice in listed.answer.choices]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_another_measure_leaves_the_one_under_discussion(assistant: Assistant, language: str) -> None:
    begun = assistant.respond(Command("start", "m_cn-hnte-recognition"), Conversation(language=language), NOW)
    stayed = []
    for measure in assistant.catalogue.measures.values():
        found = assistant.respond(Message(measure.title[language]), begun.conversation, NOW).answer.measures[:1]
        if not found or (found[0].id == "cn-hnte-recognition") != (measure.id == "cn-hnte-recognition"):
            stayed.append(measure.id)
    assert stayed == []
