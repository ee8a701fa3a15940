"""Facts over time: dated, grown old, corrected, forgotten; several enterprises of one user."""

from __future__ import annotations

from datetime import date

from bot.assistant import keeping
from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Command, Message, Press
from bot.rendering import plain
from bot.rendering.answers import Answer

DAY = date(2026, 11, 22)
TAX = "小型微利企业所得税优惠我们能享受吗，"


def talk(
    assistant: Assistant, *said: str, day: date = DAY, state: Conversation | None = None
) -> tuple[Answer, Conversation]:
    conversation = state or Conversation()
    answer: Answer | None = None
    for text in said:
        name, _, argument = text.removeprefix("/").partition(" ")
        incoming = Command(name, argument) if text.startswith("/") else Message(text)
        turn = assistant.respond(incoming, Conversation.from_json(conversation.to_json()), day)
        answer, conversation = turn.answer, turn.conversation
    assert answer is not None
    return answer, conversation


def test_a_fact_is_kept_with_the_day_on_which_it_was_stated(assistant: Assistant) -> None:
    _, state = talk(assistant, TAX + "80人")
    assert state.stated["staff"] == "2026-11-22"
    answer, _ = talk(assistant, "/profile", state=state)
    text = plain.render(answer)
    assert "2026年11月22日说的" in text
    assert "职工人数：80 人" in text


def test_a_fact_of_last_year_expires_with_its_year_and_is_asked_again(assistant: Assistant) -> None:
    _, state = talk(assistant, "稳岗返还能拿多少，失业保险交了20个月，去年裁员率3%，参保50人", day=date(2026, 12, 31))
    assert state.profile["layoff_rate"] == 0.03
    answer, state = talk(assistant, "稳岗返还我们符合吗", day=date(2027, 1, 1), state=state)
    assert "layoff_rate" not in state.profile
    assert state.profile["insured_staff"] == 50
    assert answer.asks == "layoff_rate"
    assert "2026年12月31日您说的是 3%" in plain.render(answer)


def test_the_old_answer_can_be_confirmed_with_one_press(assistant: Assistant) -> None:
    _, state = talk(assistant, TAX + "80人", day=date(2025, 6, 1))
    answer, state = talk(assistant, TAX + "资产500万，应纳税所得额80万，非限制行业", state=state)
    assert (answer.asks, "staff" in state.profile) == ("staff", False)
    still = next(choice for choice in answer.choices if "80" in choice.label and "还是" in choice.label)
    turn = assistant.respond(Press(still.action), state, DAY)
    assert (turn.answer.measures[0].verdict, turn.conversation.profile["staff"]) == ("eligible", 80)
    assert turn.conversation.stale == {}


def test_a_day_in_the_past_never_grows_old(assistant: Assistant) -> None:
    state = keeping.state(Conversation(), {"registered_on": "2019-03-01", "staff": 9}, date(2020, 1, 1))
    aged = keeping.age(state, DAY, assistant.catalogue.context.vocabulary)
    assert (dict(aged.profile), list(aged.stale)) == ({"registered_on": "2019-03-01"}, ["staff"])


def test_no_verdict_is_stored(assistant: Assistant) -> None:
    _, state = talk(assistant, TAX + "80人，资产500万，应纳税所得额80万，非限制行业")
    assert "eligible" not in state.to_json()


def test_that_facts_are_kept_is_said_once_with_its_day(assistant: Assistant) -> None:
    first, state = talk(assistant, TAX + "80人")
    second, _ = talk(assistant, "资产500万", state=state)
    said = [any(block.role == "consent" for block in answer.blocks) for answer in (first, second)]
    assert (said, state.consent) == ([True, False], "2026-11-22")


def test_nothing_is_said_of_keeping_where_nothing_is_kept(assistant: Assistant) -> None:
    turn = assistant.respond(Message(TAX + "80人"), Conversation(is_kept=False), DAY)
    assert [block for block in turn.answer.blocks if block.role == "consent"] == []


def test_each_enterprise_keeps_its_facts_and_the_measure_is_judged_for_the_one_chosen(assistant: Assistant) -> None:
    whole = "80人，资产500万，应纳税所得额80万，非限制行业"
    _, state = talk(assistant, "/profile rename 甲公司", TAX + whole, "/profile new 乙公司")
    assert (state.enterprise, dict(state.profile)) == ("乙公司", {})
    answer, state = talk(assistant, "应纳税所得额400万", state=state)
    assert answer.measures[0].verdict == "not_eligible"
    answer, state = talk(assistant, "/profile use 甲", state=state)
    assert (state.enterprise, answer.measures[0].verdict) == ("甲公司", "eligible")


def test_an_enterprise_without_a_name_is_not_lost_when_another_is_added(assistant: Assistant) -> None:
    _, state = talk(assistant, TAX + "80人", "新增企业 乙公司")
    assert {name: known["profile"] for name, known in state.enterprises.items()} == {"未命名企业": {"staff": 80}}


def test_a_deleted_enterprise_leaves_nothing(assistant: Assistant) -> None:
    _, state = talk(assistant, "/profile rename 甲公司", TAX + "86人", "/profile new 乙公司", "/profile delete 甲公司")
    assert "甲公司" not in state.to_json()
    assert "86" not in state.to_json()


def test_a_name_that_fits_two_chooses_none(assistant: Assistant) -> None:
    state = Conversation(enterprise="甲", enterprises={"成都乙公司": {}, "成都丙公司": {}})
    assert [keeping.find(state, name) for name in ("成都", "乙", "成都丙公司")] == [None, "成都乙公司", "成都丙公司"]


def test_a_region_takes_back_that_it_was_ruled_out(assistant: Assistant) -> None:
    said = ("西安高新区失业保险返还我们符合吗", "不是西安，是成都", "搞错了，就是西安高新区")
    _, state = talk(assistant, *said, day=date(2020, 4, 10))
    assert (state.profile["region"], "region_not" in state.profile) == ("htz-xian", False)


def test_forgetting_leaves_the_language_and_nothing_else(assistant: Assistant) -> None:
    _, state = talk(assistant, TAX + "80人", "/profile new 乙公司", "/forget")
    assert state == Conversation(language=state.language, spoken=state.spoken)


def test_a_conversation_of_an_older_version_is_read(assistant: Assistant) -> None:
    old = '{"language":null,"spoken":"zh","profile":{"staff":80},"measure":"cn-small-low-profit-tax","asked":"assets"}'
    turn = assistant.respond(Message("500万"), Conversation.from_json(old), DAY)
    assert turn.conversation.profile == {"staff": 80, "assets": 5_000_000}
