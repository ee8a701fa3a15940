"""Every example of an intent rule is a test: what must be recognised, and what must not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intents.lexicon import Lexicon, load_lexicon
from intents.rules import IntentRules, load_rules
from knowledge.citations import LANGUAGES

RULES = load_rules()
BLIND = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "questions" / "intents.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Messages written before looking at the rules, with the intent of each."""
FEWEST_MATCHES = 8
FEWEST_MISSES = 5


def _examples(kind: str) -> list[object]:
    """The examples of every rule, each with an id that every terminal can show."""
    return [
        pytest.param(intent, text, id=f"{intent}-{rule.language}-{number:02}")
        for intent, rules in RULES.rules.items()
        for rule in rules
        for number, text in enumerate(getattr(rule, kind), 1)
    ]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def rules() -> IntentRules:
    return RULES


@pytest.mark.parametrize(("intent", "text"), _examples("match"))
def test_match_wins(lexicon: Lexicon, rules: IntentRules, intent: str, text: str) -> None:
    hit = rules.find(lexicon.normalise(text).text)
    assert hit is not None, f"{text!r} is recognised as nothing"
    assert hit.intent == intent, f"{text!r} is taken for {hit.intent}"


@pytest.mark.parametrize(("intent", "text"), _examples("miss"))
def test_miss_does_not_win(lexicon: Lexicon, rules: IntentRules, intent: str, text: str) -> None:
    hit = rules.find(lexicon.normalise(text).text)
    assert hit is None or hit.intent != intent, f"{text!r} is taken for {intent}"


@pytest.mark.parametrize("row", BLIND, ids=[f"{row['intent']}-{number:03}" for number, row in enumerate(BLIND)])
def test_blind_message_has_its_intent(lexicon: Lexicon, rules: IntentRules, row: dict[str, str]) -> None:
    hit = rules.find(lexicon.normalise(row["q"]).text)
    assert (hit.intent if hit is not None else None) == row["intent"], row["q"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", RULES.rules)
def test_rule_has_enough_examples(rules: IntentRules, intent: str, language: str) -> None:
    rule = next(rule for rule in rules.rules[intent] if rule.language == language)
    assert len(rule.match) >= FEWEST_MATCHES
    assert len(rule.miss) >= FEWEST_MISSES


_QUESTIONS = {
    "rate": "加计扣除比例是多少",
    "rent": "房租能减吗",
    "where": "创新券去哪里领",
    "until": "稳岗返还什么时候截止",
    "loan_en": "can we get a bridge loan in Shijiazhuang",
    "rate_en": "what is the super deduction rate",
}
_OPENINGS = {
    "hello": "你好",
    "morning": "早上好",
    "thanks": "谢谢",
    "there": "在吗",
    "haha": "哈哈哈",
    "ok": "好的",
    "hi_en": "hi",
    "thanks_en": "thanks a lot",
    "good_morning_en": "good morning team",
    "ok_en": "ok great",
}


@pytest.mark.parametrize("opening", _OPENINGS)
@pytest.mark.parametrize("question", _QUESTIONS)
@pytest.mark.parametrize("joint", [", ", "! ", " ", "\n"], ids=["comma", "bang", "blank", "line"])
def test_politeness_does_not_hide_a_question(
    lexicon: Lexicon, rules: IntentRules, opening: str, question: str, joint: str
) -> None:
    text = _OPENINGS[opening] + joint + _QUESTIONS[question]
    hit = rules.find(lexicon.normalise(text).text)
    assert hit is None or hit.group == "asking", f"{text!r} is taken for {hit.intent}"


_PIECES = ["你好", "谢谢", "算了", "why ", "can we ", "how do ", "还", "能", "多少", "ok "]


@pytest.mark.parametrize("piece", _PIECES, ids=[f"piece-{n}" for n in range(len(_PIECES))])
def test_long_repetition_is_read_in_time(lexicon: Lexicon, rules: IntentRules, piece: str) -> None:
    """No pattern backtracks without bound; the time limit of the test run is the judge."""
    text = lexicon.normalise((piece * 5000)[:5000] + "x").text
    rules.every(text)
