"""A flood from one chat delays that chat only, and nothing of it is dropped."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.assistant.incoming import Command, Message
from bot.channels.telegram.options import Pace
from bot.channels.telegram.parking import Pacing, Parking
from bot.rendering.wording import wording
from bot.store.dead_letters import dead_letter, dead_letters, requeue
from tests.store.databases import database_url
from tests.telegram.processes import Process, given_for
from tests.telegram.running import running
from tests.telegram_server import TelegramServer
from tests.telegram_server.updates import person

pytestmark = pytest.mark.asyncio


def pile_up(server: TelegramServer, chat: int, texts: Sequence[str], users: Sequence[int] = (5,)) -> None:
    """Messages of these users, in turn, that the next poll finds all at once."""
    account = server.account
    account.chats.add(chat)
    for number, text in enumerate(texts):
        message = account.writer.message(chat, person(users[number % len(users)]), text=text)
        account.pending.append(account.writer.update("message", message))


async def test_over_a_hundred_waiting_messages_get_one_notice_and_one_answer_together(tmp_path: Path) -> None:
    """The first hundred are answered one by one, the rest by one answer to the newest; others are not kept waiting."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "warm")
        pile_up(bench.server, 5, [f"m{number}" for number in range(300)])
        await bench.server.write(6, "bystander")
        await bench.server.until(lambda: "m299" in bench.server.sent(5)[-1])
        sent = bench.server.sent(5)
        assert sent.count(wording("zh", "flood")) == 1
        together = [text for text in sent if "m299" in text]
        assert len(together) == 1
        assert together[0].endswith(": m299")
        alone = [text.split(": ")[1] for text in sent if text.partition(": ")[0].isdigit()]
        assert alone == ["warm", *(f"m{number}" for number in range(len(alone) - 1))]
        assert 100 <= len(alone) <= 202
        await bench.settled()
        assert bench.server.sent(6) == ["1: bystander"]
        last_of_six = [call.parameters["chat_id"] for call in bench.server.called("sendMessage")].index(6)
        assert last_of_six < 100


async def test_a_command_in_a_flood_is_done_in_its_turn(tmp_path: Path) -> None:
    """What stands before it is answered together, then it is done, then what stands behind it goes on."""
    async with running(tmp_path) as bench:
        texts = [f"m{number}" for number in range(150)]
        texts[140] = "/forget"
        pile_up(bench.server, 5, texts)
        await bench.server.write(6, "bystander")
        await bench.server.until(lambda: any(text.endswith("m149") for text in bench.server.sent(5)))
        await bench.settled()
        assert Command("forget", "") in bench.assistant.heard
        sent = bench.server.sent(5)
        forgotten = next(at for at, text in enumerate(sent) if text.endswith("/forget"))
        assert sent[forgotten - 1].endswith(": m139")
        assert sent[forgotten + 1 :] == [f"{place}: m{140 + place}" for place in range(1, 10)]
        assert (await bench.ask(5, "afterwards"))[-1] == "10: afterwards"


async def test_talk_among_people_is_no_flood_and_everybody_who_asks_is_answered(tmp_path: Path) -> None:
    """In a group nothing is answered together: whoever speaks to the bot is somebody else than who spoke before."""
    async with running(tmp_path) as bench:
        asked = {number: f"@{bench.server.account.user['username']} m{number}" for number in (3, 120, 121, 149)}
        pile_up(bench.server, -5, [asked.get(number, f"talk {number}") for number in range(150)], users=(7, 8))
        await bench.server.write(6, "bystander")
        await bench.server.until(lambda: len(bench.server.sent(-5)) == len(asked))
        await bench.settled()
        assert bench.server.sent(-5) == ["1: m3", "1: m120", "2: m121", "3: m149"]


async def test_many_presses_are_no_flood_of_questions(tmp_path: Path) -> None:
    """Each is done; the question behind them is answered for itself."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "policy")
        shown = bench.server.account.sent[5][-1]
        for _ in range(150):
            query_id = str(next(bench.server.account.query_ids))
            bench.server.account.open_queries.add(query_id)
            press = bench.server.account.writer.press(shown, person(5), "1:next:1", query_id)
            bench.server.account.pending.append(press)
        await bench.server.write(5, "hello")
        await bench.server.until(lambda: bench.server.sent(5)[-1].endswith("hello"))
        assert bench.server.sent(5)[-1] == "152: hello"


async def test_pacing_allows_a_burst_then_one_at_a_time() -> None:
    """Five at once, then one a second; another chat is not concerned."""
    now = 100.0
    pacing = Pacing(Pace(), lambda: now)
    waits = []
    for _ in range(7):
        waits.append(pacing.wait_of(5))
        pacing.note(5)
    assert waits == [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0]
    assert pacing.wait_of(6) == 0.0
    now = 110.0
    assert pacing.wait_of(5) == 0.0


async def test_one_person_has_one_pace_in_all_chats() -> None:
    """Whoever floods several groups is slowed down in each; others there are not."""
    pacing = Pacing(Pace(), lambda: 100.0)
    for group in range(1, 7):
        pacing.note(-group, 5)
    assert pacing.wait_of(-7, 5) == 2.0
    assert pacing.wait_of(-7, 6) == 0.0
    assert pacing.wait_of(5, 5) == 2.0


async def test_an_update_larger_than_any_message_is_set_aside(tmp_path: Path) -> None:
    """With its beginning, to be looked at; whoever sent it is answered the next time."""
    async with running(tmp_path) as bench:
        await bench.server.write(5, "x", extra="y" * 200_000)
        assert await bench.ask(5, "fine") == ["1: fine"]
        (letter,) = await dead_letters(bench.store)
        assert (letter.lane, letter.error, len(letter.body)) == (5, "unreadable", 2**17)


async def test_parking_keeps_one_chat_or_all() -> None:
    """One limited chat waits alone; the third within ten seconds makes everybody wait."""
    now = 0.0
    parking = Parking(lambda: now, jitter=lambda: 0.0)
    parking.park(1, 5)
    parking.park(2, 5)
    assert (parking.wait_of(1), parking.wait_of(9)) == (5, 0)
    now = 1.0
    parking.park(3, 30)
    assert (parking.wait_of(9), parking.wait_of_all()) == (30, 30)
    now = 31.0
    assert parking.wait_of(9) == 0


async def test_answers_are_paced_and_none_is_dropped(tmp_path: Path) -> None:
    """A quick writer gets every answer, the later ones a little later."""
    async with running(tmp_path, pace=Pace(private_seconds=0.2, private_burst=2)) as bench:
        began = time.monotonic()
        for number in range(5):
            await bench.server.write(5, f"m{number}")
        await bench.server.until(lambda: len(bench.server.sent(5)) == 5)
        assert bench.server.called("sendMessage")[-1].began - began >= 3 * 0.2
        assert bench.server.sent(5) == [f"{number + 1}: m{number}" for number in range(5)]


async def test_dead_letters_can_be_looked_at_and_requeued(tmp_path: Path) -> None:
    """After the repair the message is answered, though its sender has had an apology."""
    async with running(tmp_path) as bench:

        def break_down(text: str) -> None:
            raise RuntimeError("boom")

        bench.assistant.misbehave = break_down
        await bench.ask(5, "房租")
        await bench.settled()
        (letter,) = await dead_letters(bench.store)
        assert (letter.lane, letter.tries, letter.error) == (5, 4, "RuntimeError: boom")
        assert "房租" in letter.body
        assert await dead_letter(bench.store, letter.seq) == letter
        bench.assistant.misbehave = lambda text: None
        assert await requeue(bench.store, [letter.seq, 999]) == 1
        await bench.server.until(lambda: bench.server.sent(5) == [wording("zh", "failed"), "1: 房租"])
        assert bench.assistant.heard[-1] == Message("房租")
        assert await dead_letter(bench.store, letter.seq) is None


async def test_a_flood_of_long_messages_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    """What waits lies in the database: 24 MB of messages take a fraction of that, and others are answered meanwhile."""
    server = TelegramServer()
    await server.start()
    process = Process(given_for(server, database_url("sqlite", tmp_path)))
    try:
        await process.start()
        for number in range(100):  # what is made at first use is made
            await server.write(7, f"m{number}")
        await server.until(lambda: len(server.sent(7)) == 100)
        before = process.most_megabytes()
        pile_up(server, 5, [f"{number} " + "补" * 2_000 for number in range(4_000)])
        await server.write(6, "bystander")
        await server.until(lambda: server.sent(6) and server.sent(5)[-1].split()[-2] == "3999")
        assert process.most_megabytes() - before < 16
    finally:
        await process.end()
        await server.stop()
