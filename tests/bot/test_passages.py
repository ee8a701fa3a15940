"""An article that somebody hands on is no question, and its numbers are nobody's facts."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message, Press

DAY = date(2026, 11, 22)
ARTICLE = (
    "据本报消息，西安高新区出台办法帮企业渡过难关。办法提出，没有裁员或者裁员很少的中小企业，可以拿回2019年缴的失业保险费的一半。"
    "办法还提出，研发费用加计扣除的比例为100%，全区预计减税2亿元。截至上月底，已有860家企业拿到钱，合计4300万元，涉及职工5万名。"
    "有关负责人表示，下一步将把服务送上门，让政策落到实处，让企业安心生产。各街道、各园区要指定专人联系企业，按月报告进度。"
)
NEWS = (
    "The zone's administration has announced that enterprises which laid off nobody get half of their unemployment "
    "insurance premium back. According to officials, 860 enterprises have received 43 million yuan so far. The super "
    "deduction of R&D expense stands at 100%. Companies with 200 employees or fewer were said to profit most. The "
    "administration intends to visit enterprises and to explain the rules on site in the coming months."
)


@pytest.mark.parametrize(("text", "first"), [(ARTICLE, "失业保险"), (NEWS, "nemployment")], ids=["chinese", "english"])
def test_an_article_is_answered_with_the_measures_that_it_touches_and_a_question(
    assistant: Assistant, text: str, first: str
) -> None:
    turn = assistant.respond(Message(text), Conversation(), DAY)
    answer = turn.answer
    assert answer.outcome == "clarify"
    assert len(answer.measures) >= 2
    assert any(first in measure.name for measure in answer.measures)
    assert all(measure.verdict != "eligible" for measure in answer.measures)
    assert [choice.label for choice in answer.choices] == [f"{n}. {m.name}" for n, m in enumerate(answer.measures, 1)]
    assert answer.blocks[-1].role == "question"
    assert answer.facts == {}
    assert turn.conversation.profile == {}


def test_one_of_the_measures_is_chosen_by_its_button_or_its_number(assistant: Assistant) -> None:
    turn = assistant.respond(Message(ARTICLE), Conversation(), DAY)
    second = turn.answer.measures[1].id
    for chosen in (Press(turn.answer.choices[1].action), Message("第二个")):
        assert assistant.respond(chosen, turn.conversation, DAY).answer.measures[0].id == second


def test_a_profile_that_was_told_before_stays_as_it_was(assistant: Assistant) -> None:
    told = Conversation(profile={"staff": 30})
    assert assistant.respond(Message(ARTICLE), told, DAY).conversation.profile == {"staff": 30}


@pytest.mark.parametrize("more", ["我们厂在西安高新区，也没裁员，能拿多少？", "请问这个怎么申请"], ids=["own", "asks"])
def test_who_speaks_of_the_own_enterprise_or_asks_is_answered(assistant: Assistant, more: str) -> None:
    answer = assistant.respond(Message(ARTICLE + more), Conversation(), DAY).answer
    assert "转来的文章" not in answer.blocks[0].text


@pytest.mark.parametrize(("is_forwarded", "is_passage"), [(True, True), (False, False)])
def test_what_was_forwarded_need_not_be_as_long(assistant: Assistant, is_forwarded: bool, is_passage: bool) -> None:
    part = ARTICLE[: ARTICLE.index("办法还提出")]
    assert 60 <= len(part) < 160
    answer = assistant.respond(Message(part, is_forwarded=is_forwarded), Conversation(), DAY).answer
    assert ("转来的文章" in answer.blocks[0].text) == is_passage


def test_a_passage_that_touches_nothing_is_said_to_and_nobody_is_called(assistant: Assistant) -> None:
    text = "春天到了，公园里的花开了，湖边的柳树也绿了，孩子们在草地上放风筝，老人们坐在长椅上晒太阳。" * 4
    answer = assistant.respond(Message(text), Conversation(), DAY).answer
    assert answer.outcome == "no_answer"
    assert not answer.needs_person
    assert "没有我知道的政策" in answer.blocks[-1].text
