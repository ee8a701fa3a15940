"""What is remembered of words changes nothing of what is made of them."""

from __future__ import annotations

from intents.familiar import KEPT, Familiar
from intents.normalise import normalise
from intents.reading.vocabulary.grammar import load_grammar
from intents.reading.vocabulary.spelling import Spelled, put_right
from intents.speller import build_speller

TEXTS = ["our emplyees wait", "the subsidy in Futian District", "futian wait", "we weren't there", "weren there"]


def test_a_text_is_familiar_where_all_its_words_are() -> None:
    words = Familiar()
    words.add("rent")
    assert words.hold(["rent", "rent"])
    assert words.hold([])
    assert not words.hold(["rent", "relief"])


def test_only_so_many_words_are_kept() -> None:
    words = Familiar()
    for number in range(KEPT + 1):
        words.add(str(number))
    assert words.hold([str(KEPT - 1)])
    assert not words.hold([str(KEPT)])


def test_words_are_put_right_alike_whatever_was_met_before() -> None:
    grammar = load_grammar()
    first = [put_right(Spelled(text, None), grammar) for text in TEXTS]
    assert [put_right(Spelled(text, None), grammar) for text in reversed(TEXTS)] == first[::-1]
    assert first[0].text == "our employees wait"


def test_misprints_are_corrected_alike_whatever_was_met_before() -> None:
    speller = build_speller(["subsidy relief"], ["were there"])
    messages = [normalise(text) for text in ("the subsdy", "subsidy relief", "the subsdy weren't", "weren")]
    first = [speller.correct(one).text for one in messages]
    assert first[0] == "the subsidy"
    assert [speller.correct(one).text for one in messages] == first
