"""The queue on both databases: nobody answers what somebody else is on, everybody is told once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.store.cards import CARDS
from bot.store.kept_answers import KeptAnswers
from bot.store.measure_versions import MeasureVersions, Said
from bot.store.models import INBOX, OUTBOX
from bot.store.notes import notes_for
from bot.store.persons import forget_person
from bot.store.question_log import answered_with, asked_lately
from bot.store.questions import HELD_SECONDS, Question, Questions
from bot.store.retention import clean_up
from bot.store.staff import IDLE_SECONDS, SESSION_SECONDS, Staff
from bot.store.store import Store
from bot.store.telling import telegram_chat
from bot.store.units import Arrival, Exchange, Intake
from tests.store.databases import ENGINES, database_url, everything

pytestmark = pytest.mark.asyncio
BOT, STAFF = 7, -700


class Clock:
    """A clock that is set by hand."""

    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    opened = await Store.open(database_url(request.param, tmp_path), clock)
    yield opened
    await opened.close()


def exchange(conversation: str = "web:a", waits: str | None = "q", question: str = "q", **more: str) -> Exchange:
    outcome = more.get("outcome", "no_answer" if waits else "answer")
    return Exchange(
        conversation,
        "web",
        "zh",
        question,
        outcome,
        None,
        0.5,
        more.get("measures", "[]"),
        "k",
        "2026-11-22",
        0.1,
        waits,
    )


async def ask(store: Store, conversation: str = "web:a") -> int:
    """The number of a question that waits now."""
    await store.remember(conversation, "{}", exchange(conversation))
    return max(question.id for question in await Questions(store).waiting())


def said(question: Question) -> str:
    return f"about {question.id}"


async def test_of_many_who_take_at_once_one_has_it(store: Store) -> None:
    number = await ask(store)
    questions = Questions(store)
    taken = await asyncio.gather(*(questions.take([number], f"agent {n}", said) for n in range(8)))
    assert sorted(taken) == [[]] * 7 + [[number]]
    assert [note.text for note in await notes_for(store, "web:a")] == [f"about {number}"]


async def test_who_holds_too_long_loses_it_to_the_next(store: Store, clock: Clock) -> None:
    number = await ask(store)
    questions = Questions(store)
    await questions.take([number], "mei", said)
    clock.now += HELD_SECONDS + 1
    assert await questions.take([number], "bo", said) == [number]
    assert await questions.settle([number], "mei", "answered", "x", said) == []
    assert await questions.settle([number], "bo", "answered", "x", said) == [number]


async def test_what_is_let_go_is_anybodys(store: Store) -> None:
    number = await ask(store)
    questions = Questions(store)
    await questions.take([number], "mei", said)
    await questions.let_go([number], "bo")
    assert await questions.take([number], "bo", said) == []
    await questions.let_go([number], "mei")
    assert await questions.take([number], "bo", said) == [number]


async def test_only_what_a_person_is_to_answer_waits(store: Store) -> None:
    await store.remember("web:a", "{}", exchange(waits=None))
    assert await Questions(store).waiting() == []


async def test_who_waits_is_told_once_that_nobody_looked(store: Store, clock: Clock) -> None:
    questions = Questions(store)
    await ask(store, "web:a")
    taken = await ask(store, "web:b")
    await questions.take([taken], "mei", lambda _: "")
    clock.now += 3600
    assert await questions.tell_late(3000, said) == 1
    assert await questions.tell_late(3000, said) == 0
    assert len(await notes_for(store, "web:a")) == 1
    assert await notes_for(store, "web:b") == []


async def test_forgetting_and_retention_reach_everything_that_somebody_wrote(store: Store, clock: Clock) -> None:
    questions = Questions(store)
    number = await ask(store, "web:a")
    await questions.take([number], "mei", said)
    await store.forget("web:a")
    assert await questions.waiting() == []
    assert await notes_for(store, "web:a") == []
    await questions.take([await ask(store, "web:b")], "mei", said)
    reference = await KeptAnswers(store).keep("mei", None, {"question": "q"})
    clock.now += 91 * 86_400
    await store.run(lambda connection: clean_up(connection, clock.now, 90))
    assert await questions.waiting() == []
    assert await notes_for(store, "web:b") == []
    assert await KeptAnswers(store).find(reference) is None
    assert await asked_lately(store, 10) == []


async def test_each_wording_is_in_the_log_once_newest_first(store: Store) -> None:
    for question in ("one", "two", "one"):
        await store.remember("web:a", "{}", exchange(question=question, waits=None))
    assert await asked_lately(store, 10) == ["one", "two"]
    assert await asked_lately(store, 1) == ["one"]


async def test_who_was_answered_with_a_measure_is_known(store: Store) -> None:
    await store.remember("web:a", "{}", exchange("web:a", None, measures='["rent","loan"]'))
    await store.remember("web:b", "{}", exchange("web:b", None, measures='["loan","rent"]'))
    await store.remember("web:c", "{}", exchange("web:c", None, measures='["rent-2"]'))
    now = store.clock()
    assert await answered_with(store, "rent", 0.0, now + 1) == [("web:a", "zh")]
    assert await answered_with(store, "rent", now, now + 1) == []
    assert await answered_with(store, "rent", 0.0, now) == []


async def test_a_measures_history_has_a_row_a_change(store: Store) -> None:
    versions = MeasureVersions(store)
    half, third, loan = (Said({"what": what}, {}) for what in ("half", "a third", "all"))
    assert await versions.note("1", {"rent": half, "loan": loan}, 0.0) == []
    assert await versions.note("2", {"rent": half, "loan": loan}, 0.0) == []
    assert await versions.note("3", {"rent": third, "loan": loan}, 0.0) == ["rent"]
    assert [(v.number, v.knowledge, v.content) for v in await versions.of("rent")] == [
        (1, "1", {"what": "half"}),
        (2, "3", {"what": "a third"}),
    ]


async def test_a_session_ends_when_unused_and_in_the_end_anyway(store: Store, clock: Clock) -> None:
    staff = Staff(store)
    await staff.add("mei", "viewer", "hash")
    secret = await staff.open_session("mei")
    clock.now += IDLE_SECONDS - 1
    assert await staff.session(secret) is not None
    clock.now += IDLE_SECONDS + 1
    assert await staff.session(secret) is None
    secret, end = await staff.open_session("mei"), clock.now + SESSION_SECONDS
    while clock.now < end:
        assert await staff.session(secret) is not None
        clock.now += IDLE_SECONDS / 2
    assert await staff.session(secret) is None


@pytest.mark.parametrize(
    ("conversation", "chat"),
    [("telegram:12:5", (12, 5)), ("telegram:12:-700:5", (12, -700)), ("web:abc", None)],
)
async def test_a_conversation_names_its_chat(conversation: str, chat: tuple[int, int] | None) -> None:
    assert telegram_chat(conversation) == chat


def card(question: Question) -> dict[str, Any]:
    return {"text": f"#{question.id} {question.question}"}


async def owed(store: Store) -> list[tuple[str, str]]:
    """(method, body) of what the staff group has not been sent yet."""
    query = select(OUTBOX.c.method, OUTBOX.c.body).where(OUTBOX.c.lane == STAFF, OUTBOX.c.state == "new")
    rows = await store.run(lambda connection: connection.execute(query.order_by(OUTBOX.c.inbox_seq)).all())
    return [(row.method, row.body) for row in rows]


async def test_a_card_goes_with_its_question_wherever_it_is(store: Store, clock: Clock) -> None:
    """Before it is sent it says nothing more; in the group it is taken back, and what staff quoted of it goes."""
    questions = Questions(store)
    await store.remember("web:a", "{}", exchange("web:a", "secret"))
    await questions.show_cards(BOT, STAFF, card)
    await store.forget("web:a")
    assert [json.loads(body)["text"] for _, body in await owed(store)] == ["#1"]
    await store.remember("web:b", "{}", exchange("web:b", "secret"))
    await questions.show_cards(BOT, STAFF, card)
    sent = OUTBOX.update().values(state="sent", message_id=OUTBOX.c.inbox_seq - CARDS + 90)
    await store.run(lambda connection: connection.execute(sent))
    reply = Arrival(1, STAFF, f"telegram:{BOT}:{STAFF}:5", '{"reply_to_message": {"text": "#2 secret"}}')
    await store.commit(Intake(BOT, (reply,)))
    await store.run(lambda connection: connection.execute(INBOX.update().values(state="done")))
    await store.run(lambda connection: forget_person(connection, "web:b", clock.now))
    assert [(method, json.loads(body)["message_id"]) for method, body in await owed(store)] == [
        ("deleteMessage", 91),
        ("deleteMessage", 92),
    ]
    assert "secret" not in await store.run(everything)


async def test_a_number_is_never_given_to_a_second_question(store: Store) -> None:
    """Staff answer by the number on a card: the answer must not reach somebody else."""
    for key in ("web:a", "web:b"):
        await store.remember(key, "{}", exchange(key))
        (question,) = await Questions(store).waiting()
        await store.forget(key)
        assert question.id == {"web:a": 1, "web:b": 2}[key]
