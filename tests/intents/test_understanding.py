"""What a message means: the same for every spelling of it, and explained to the last hundredth."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.evaluation.noise import NOISES
from bot.rendering import plain
from intents.background import Background
from intents.understanding import Understander, Understanding
from tests.examples import examples

DAY = date(2020, 4, 10)
OWN = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "questions" / "own.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def understander(assistant: Assistant) -> Understander:
    return assistant.understander


def first(understanding: Understanding) -> str | None:
    measures = understanding.decision.measures
    return measures[0].entry.id if measures and understanding.decision.outcome != "no_answer" else None


SAME = {
    "traditional": ("西安高新区没裁员失业保险能退吗", "西安高新區沒裁員失業保險能退嗎"),
    "full_width": ("宁波高新区包车补50%吗", "宁波高新区包车补５０％吗"),
    "case": ("Hefei zone rent waiver for state premises", "HEFEI ZONE RENT WAIVER FOR STATE PREMISES"),
    "punctuation": ("杭州高新区的五亿专项资金管什么", "杭州高新区的五亿专项资金,管什么???!!"),
    "markup": ("合肥高新区房租有减免吗", "合肥高新区<b class='x'>房租</b>有减免吗<br/>"),
    "emoji": ("石家庄高新区过桥资金", "🙏石家庄高新区过桥资金🙏"),
    "homophone": ("研发费用加计扣除", "研发废用加记扣除"),
    "pinyin": ("研发费用加计扣除", "yanfa feiyong jiaji kouchu"),
    "typo": ("high-tech enterprise recognition", "hihg-tech enterprize recogniton"),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME.keys())
def test_another_spelling_finds_the_same_measure(understander: Understander, pair: tuple[str, str]) -> None:
    plain, other = (understander.understand(q, date(2026, 11, 22), Background()) for q in pair)
    assert first(plain) is not None
    assert first(other) == first(plain)


@pytest.mark.parametrize("row", OWN[::6], ids=lambda row: row["id"])
def test_evidence_adds_up_and_stands_in_the_message(understander: Understander, row: dict[str, str]) -> None:
    found = understander.understand(row["q"], date.fromisoformat(row["as_of"]), Background())
    score = found.decision.measures[0].score if found.decision.measures else 0.0
    total = sum(reason.weight for reason in found.evidence)
    assert min(1.0, max(0.0, total)) == pytest.approx(score, abs=1e-5)
    for reason in found.evidence:
        if reason.span is not None:
            assert row["q"][slice(*reason.span)] == reason.text


@given(st.sampled_from(OWN), st.sampled_from(sorted(NOISES)), st.integers(0, 99))
@examples(150)
def test_evidence_adds_up_however_the_message_is_written(
    understander: Understander, row: dict[str, str], noise: str, seed: int
) -> None:
    text = NOISES[noise](row["q"], random.Random(seed))
    found = understander.understand(text, date.fromisoformat(row["as_of"]), Background())
    score = found.decision.measures[0].score if found.decision.measures else 0.0
    total = sum(reason.weight for reason in found.evidence)
    assert min(1.0, max(0.0, total)) == pytest.approx(score, abs=1e-5)
    for reason in found.evidence:
        if reason.span is not None:
            assert text[slice(*reason.span)] == reason.text


VETOED = {
    "another country": ("Does Malaysia let firms deduct research costs twice?", "abroad", "Malaysia"),
    "another country in Chinese": ("波兰的企业研发费用加计扣除多少", "abroad", "波兰"),
    "a private life": ("我女儿考上大学了,贷款的利息谁给贴", "personal", "我女儿"),
    "an errand": ("高企证书丢了，还享受15%吗", "errand", "证书丢"),
    "an errand in English": ("which law firm should check our HNTE file?", "errand", "which law firm should"),
    "a fraud": ("帮我编一份研发项目立项书去申请加计扣除", "improper", "编一份"),
    "a place without one": ("福州高新区贷款贴息60%还有吗", "place", "福州高新区"),
}


@pytest.mark.parametrize("case", VETOED.values(), ids=VETOED.keys())
def test_what_forbids_an_answer_is_evidence_and_no_part_of_the_sum(
    understander: Understander, case: tuple[str, str, str]
) -> None:
    text, veto, words = case
    found = understander.understand(text, date(2026, 11, 22), Background())
    rows = [(reason.matched, reason.text, reason.weight) for reason in found.evidence if reason.channel == "veto"]
    assert found.decision.outcome == "no_answer"
    assert found.decision.veto == veto
    assert (veto, words, 0.0) in rows


NOT_VETOED = {
    "an errand beside a question for help": "我们营业执照丢了要补办，合肥高新区国有厂房的房租减免还能申请吗",
    "an expert from abroad": "我们厂想从日本请一位模具专家,有什么便利",
    "the founder's father": "My father founded our factory and we kept every worker, is jobless insurance paid back?",
    "a foreign team for a problem here": "We are a Dutch lab and can solve a problem on Hebei's open list, may we?",
}


@pytest.mark.parametrize("text", NOT_VETOED.values(), ids=NOT_VETOED.keys())
def test_a_country_or_a_relative_alone_forbids_nothing(understander: Understander, text: str) -> None:
    found = understander.understand(text, date(2022, 6, 1), Background())
    assert found.decision.veto is None
    assert found.decision.outcome != "no_answer"


STORIES = {
    "the need in the last sentence": (
        (
            "We cast iron covers for drains and have been at it since my uncle's time. The sand line jams"
            " every other day. What I would like to know is whether an expert of a university can be sent here to"
            " find out why so many castings crack."
        ),
        "cn-st-personnel-serve-enterprises",
    ),
    "the need in the middle": (
        (
            "各位领导好,我们是做塑料托盘的,厂子在城东,门口就是公交站。去年订单少了三成,可是三十几个老师傅一个都没让走,"
            "失业保险也没断过,能不能退一部分。另外祝工作顺利。"
        ),
        "cn-job-retention-refund",
    ),
}


@pytest.mark.parametrize("case", STORIES.values(), ids=STORIES.keys())
def test_the_need_is_found_in_a_story(understander: Understander, case: tuple[str, str]) -> None:
    found = understander.understand(case[0], date(2026, 11, 22), Background())
    assert first(found) == case[1]


JOINED = {
    "two places": (
        "合肥高新区的房租和西安高新区的贷款贴息都有吗",
        "2020-04-10",
        {"hefei-state-rent-waiver", "xian-loan-interest-subsidy"},
    ),
    "no place": ("房租和社保都能减吗", "2020-04-10", {"hefei-state-rent-waiver", "xian-insurance-tax-deferral"}),
    "a measure that serves both a little": (
        "济南高新区社保补贴,另外招人有没有补贴",
        "2020-04-10",
        {"jinan-social-insurance-subsidy", "jinan-employment-subsidies"},
    ),
    "of a province": (
        "河北引进人才和上市辅导都有哪些",
        "2022-06-01",
        {"hebei-high-level-talent", "hebei-star-listing"},
    ),
    "of today": (
        "技术转让所得税优惠以及稳岗返还",
        "2026-11-22",
        {"cn-tech-transfer-income-tax", "cn-job-retention-refund"},
    ),
    "in English": (
        "Xi'an high-tech zone: loan interest and social insurance, is there help with both?",
        "2020-04-10",
        {"xian-loan-interest-subsidy", "xian-insurance-tax-deferral"},
    ),
}


@pytest.mark.parametrize("case", JOINED.values(), ids=JOINED.keys())
def test_each_joined_need_is_served_by_the_measure_that_is_mainly_for_it(
    understander: Understander, case: tuple[str, str, set[str]]
) -> None:
    text, day, wanted = case
    found = understander.understand(text, date.fromisoformat(day), Background()).decision
    assert found.outcome == "answer"
    assert {one.entry.id for one in (found.measures[0], *found.also)} == wanted


BROAD = {
    "tax": ("哪些税收优惠我们小公司能用", date(2026, 11, 22), "tax"),
    "rent": ("rent reduction for firms?", date(2020, 4, 10), "rent"),
    "loan": ("公司想贷款", date(2020, 4, 10), "loan"),
    "insurance": ("社保这块有没有什么支持", date(2020, 4, 10), "insurance"),
}


@pytest.mark.parametrize("case", BROAD.values(), ids=BROAD.keys())
def test_a_broad_need_leaves_the_choice_between_the_measures_that_serve_it(
    understander: Understander, case: tuple[str, date, str]
) -> None:
    text, day, topic = case
    found = understander.understand(text, day, Background()).decision
    assert found.outcome == "clarify"
    assert len(found.measures) >= 2
    assert all(topic in one.entry.topics for one in found.measures)


def test_a_place_alone_leaves_the_choice_between_its_measures(understander: Understander) -> None:
    found = understander.understand("合肥高新区", date(2020, 4, 10), Background()).decision
    assert found.outcome == "clarify"
    assert {place for one in found.measures for place in one.entry.places} == {"htz-hefei"}


HEARD = {"稳刚返环": "稳岗返还", "研法废用": "研发费用", "创心卷": "创心卷"}


@pytest.mark.parametrize("pair", HEARD.items(), ids=("two wrong", "both ends wrong", "too short to tell"))
def test_four_characters_that_sound_like_a_phrase_are_read_as_it(
    understander: Understander, pair: tuple[str, str]
) -> None:
    spelled = understander.matcher.speller.correct(understander.lexicon.normalise(pair[0]))
    assert (spelled.text, spelled.raw) == (pair[1], pair[0])


@given(st.text(max_size=300))
@examples(150)
def test_any_text_is_understood(understander: Understander, text: str) -> None:
    found = understander.understand(text, DAY, Background())
    assert found.decision.outcome in ("answer", "clarify", "no_answer")
    for fact in found.facts:
        assert 0 <= fact.span[0] < fact.span[1] <= len(text)


def test_a_title_is_answered_with_its_measure(understander: Understander) -> None:
    wrong = []
    for measure in understander.catalogue.measures.values():
        for language in ("zh", "en"):
            found = understander.understand(measure.title[language], date(2026, 11, 22), Background())
            if first(found) != measure.id:
                wrong.append((measure.id, language, first(found)))
    assert wrong == []


def test_our_own_questions_are_answered_and_foreign_ones_refused(understander: Understander) -> None:
    """A floor under what `scripts/fit_weights.py` reports: a change that costs much is seen at once."""
    right, offered, refused = [], [], []
    for row in OWN:
        found = understander.understand(row["q"], date.fromisoformat(row["as_of"]), Background())
        if row["outcome"] == "no_answer":
            chats = found.intent is not None and found.intent.group != "asking"
            refused.append(found.decision.outcome == "no_answer" or chats)
        else:
            offered.append(first(found) is not None)
            right.append(first(found) in {*row["top1"], *(row["all"] if row["outcome"] == "clarify" else [])})
    assert sum(right) / len(right) >= 0.97
    assert sum(offered) / len(offered) >= 0.98
    assert sum(refused) / len(refused) >= 0.97


def test_a_place_without_the_measure_is_not_answered_with_another_place(understander: Understander) -> None:
    found = understander.understand("昆明高新区租国有厂房能免租吗", DAY, Background())
    assert all("htz-hefei" not in c.entry.places for c in found.decision.measures)


def test_a_measure_is_not_offered_before_it_was_announced(understander: Understander) -> None:
    found = understander.understand("研发费用加计扣除100%", date(2022, 1, 1), Background())
    assert "cn-rd-super-deduction" not in [c.entry.id for c in found.decision.measures]


def test_two_processes_print_the_same_bytes() -> None:
    """One builds everything anew, the other takes what was compiled before; each has hashes of its own."""
    program = [str(Path(sys.executable).with_name("huiqi")), "ask", "--json", "--batch", "-"]
    lines = "\n".join(json.dumps({"q": row["q"], "as_of": row["as_of"]}) for row in OWN[::25])
    running = [
        subprocess.Popen(
            program,
            env={**os.environ, "PYTHONHASHSEED": seed, **cache},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for seed, cache in (("1", {"XDG_CACHE_HOME": "/dev/null/no"}), ("2", {}))
    ]
    outputs = {process.communicate(lines)[0] for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == len(OWN[::25])


PINYIN = {
    "whole": ("yanfa jiaji kouchu", "研发加计扣除"),
    "parts": ("xiaowei qiye suodeshui", "小微企业所得税"),
    "place-kept": ("hefei gaoxinqu mianzu", "hefei gaoxinqu 免租"),
    "english-kept": ("can we get a loan", "can we get a loan"),
}


@pytest.mark.parametrize("pair", PINYIN.values(), ids=PINYIN.keys())
def test_pinyin_is_read_as_the_words_of_the_field(understander: Understander, pair: tuple[str, str]) -> None:
    typed, read = pair
    message = understander.look(typed, DAY, Background()).message
    assert message.text == read
    assert len(message.starts) == len(message.text)
    assert list(message.starts) == sorted(message.starts)


MISPRINTS = {
    "shape": ("高新技木企业认定", "高新技术企业认定"),
    "sound": ("加记扣除比例", "加计扣除比例"),
    "number-kept": ("蓝牙耳机五百块以内", "蓝牙耳机五百块以内"),
    "place-kept": ("山东省企业研发投入后补助", "山东省企业研发投入后补助"),
    "right-kept": ("国家项目有两份证明开不出来", "国家项目有两份证明开不出来"),
}


@pytest.mark.parametrize("pair", MISPRINTS.values(), ids=MISPRINTS.keys())
def test_a_misprint_is_put_right_and_nothing_else(understander: Understander, pair: tuple[str, str]) -> None:
    typed, meant = pair
    assert understander.look(typed, DAY, Background()).message.text == meant


OUTSIDE = {
    "abroad": ("泰国给中小企业的租金补贴怎么申请", "no_answer"),
    "abroad-en": ("Does Canada have a super deduction for research", "no_answer"),
    "private": ("我女儿的助学贷款利息能减吗", "no_answer"),
    "private-en": ("can my husband get unemployment insurance back", "no_answer"),
    "experts-from-abroad": ("从德国请来的外国专家入境有便利吗", "answer"),
    "firm": ("我公司没裁员,失业保险能返还吗", "answer"),
}


@pytest.mark.parametrize("case", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_another_country_and_a_private_life_are_refused(understander: Understander, case: tuple[str, str]) -> None:
    text, outcome = case
    found = understander.understand(text, date(2026, 11, 22), Background())
    assert found.decision.outcome == outcome


BARE = {
    "zh": ("补贴", "减税", "宁波高新区政策", "西安", "房东就是不肯降租", "房租真交不起了"),
    "en": ("rent relief", "support in Hefei high-tech zone", "cant afford the rent any more"),
}


@pytest.mark.parametrize("text", [text for own in BARE.values() for text in own])
def test_a_bare_need_or_place_asks_back(understander: Understander, text: str) -> None:
    found = understander.understand(text, DAY, Background())
    assert found.decision.outcome == "clarify"
    assert len(found.decision.measures) > 1


@pytest.mark.parametrize("text", ["稳岗 长沙", "Changsha job retention"])
def test_a_place_without_a_measure_of_its_own_has_what_holds_everywhere(understander: Understander, text: str) -> None:
    found = understander.understand(text, date(2026, 11, 22), Background())
    assert (found.decision.outcome, first(found)) == ("answer", "cn-job-retention-refund")


TWO_NEEDS = {
    "zh": ("西安高新区社保缓缴和贷款贴息分别怎么办", DAY, {"insurance", "loan"}),
    "open": ("房租和贷款都有吗", DAY, {"rent", "loan"}),
    "en": ("Can we get the super deduction and the job retention refund?", date(2026, 11, 22), {"tax", "insurance"}),
}


@pytest.mark.parametrize("case", TWO_NEEDS.values(), ids=TWO_NEEDS.keys())
def test_a_message_that_joins_two_needs_gets_a_measure_for_each(
    assistant: Assistant, case: tuple[str, date, set[str]]
) -> None:
    text, day, wanted = case
    answer = assistant.respond(Message(text), Conversation(is_kept=False), day).answer
    topics = [set(assistant.catalogue.measures[m.id].topics) for m in answer.measures]
    assert wanted <= set.union(*topics)
    said = plain.render(answer)
    for topic in wanted:
        assert any(topic in own and m.name in said for own, m in zip(topics, answer.measures, strict=True))


def test_one_need_is_answered_with_one_part(understander: Understander) -> None:
    for text in ("西安高新区贷款贴息怎么办", "青岛和沈阳哪边补得多", "研发费用加计扣除和什么一起用"):
        assert understander.understand(text, DAY, Background()).decision.also == ()
