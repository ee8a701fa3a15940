"""Why a measure was found, or an answer refused: one list of reasons, the same for a user, a program and a terminal."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Command, Message
from bot.channels.terminal.explaining import print_evidence
from bot.rendering import plain
from bot.rendering.api import answer_json

ASKED = {
    "answered": ("西安高新区贷款贴息60%", "answer"),
    "asked back": ("哪里有低息贷款", "clarify"),
    "another country": ("越南的研发费用能加计扣除吗", "no_answer"),
    "a private life": ("I lost my job, can I get unemployment insurance back?", "no_answer"),
    "another place": ("福州高新区贷款贴息60%还有吗", "no_answer"),
}


@pytest.mark.parametrize("case", ASKED.values(), ids=ASKED.keys())
def test_every_surface_gives_the_same_reasons(
    assistant: Assistant, capsys: pytest.CaptureFixture[str], case: tuple[str, str]
) -> None:
    text, outcome = case
    turn = assistant.respond(Message(text), Conversation(), date(2020, 4, 10))
    rows = answer_json(turn.answer)["evidence"]
    assert turn.answer.outcome == outcome
    assert [(row["text"], row["channel"], row["weight"]) for row in rows] == [
        (line.text, line.channel, pytest.approx(line.weight, abs=5e-5)) for line in turn.answer.evidence
    ]
    total = sum(row["weight"] for row in rows)
    score = turn.answer.measures[0].score if turn.answer.measures else 0.0
    assert min(1.0, max(0.0, total)) == pytest.approx(score, abs=1e-3)
    for row in rows:
        assert row["span"] is None or text[slice(*row["span"])] == row["text"]
    why = plain.render(assistant.respond(Command("why"), turn.conversation, date(2020, 4, 10)).answer)
    words = list(dict.fromkeys(row["text"] for row in rows if row["text"]))
    assert words
    assert all(word in why for word in words[:6])
    print_evidence(turn.answer)
    table = capsys.readouterr().err
    assert table.count("veto") == sum(row["channel"] == "veto" for row in rows)
    assert all(f"{line.weight:+.3f}" in table for line in turn.answer.evidence)


def test_what_forbids_an_answer_stands_first(assistant: Assistant) -> None:
    answer = assistant.respond(Message("越南的研发费用能加计扣除吗"), Conversation(), date(2026, 11, 22)).answer
    assert (answer.evidence[0].channel, answer.evidence[0].text, answer.evidence[0].weight) == ("veto", "越南", 0.0)
