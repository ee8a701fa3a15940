"""What is kept can be copied while it is in use, brought back, handed out and forgotten; older databases come along."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from alembic import command
from alembic.config import Config
from sqlalchemy import func, select, text, update

from bot.store import staff_models
from bot.store.backup import back_up, restore
from bot.store.engine import address, open_writing_engine
from bot.store.errors import LostLane, StoreError
from bot.store.migrating import LOCK_KEY, SCRIPTS, known_versions, migrate
from bot.store.models import CONVERSATIONS, EXCHANGES, INBOX, LANES, MARKS, OUTBOX, SCHEMA, Base
from bot.store.persons import IMPERSONAL, export_person, forget_person, tables_of_persons
from bot.store.retention import clean_up
from bot.store.store import Store
from bot.store.telling import Word, tell
from bot.store.units import Answered, Arrival, Claim, Exchange, Intake, LaneReport, Letter
from tests.store.databases import ENGINES, database_url, everything

pytestmark = pytest.mark.asyncio
BOT, MEI, LIN = 7, 501, 502
DAY = 86_400.0


@pytest_asyncio.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store, on each engine."""
    opened = await Store.open(database_url(request.param, tmp_path))
    yield opened
    await opened.close()


def exchange(key: str, question: str) -> Exchange:
    return Exchange(key, "telegram", "zh", question, "answer", None, 1.0, "[]", "1", "2026-11-22", 0.001)


async def speak(store: Store, user: int, update_id: int, *, group: int | None = None) -> None:
    """One message that is answered, one that has died, one that waits; each letter is still owed."""
    lane = group or user
    key = f"telegram:{BOT}:{lane}:{user}" if group else f"telegram:{BOT}:{lane}"
    bodies = [Arrival(update_id + n, lane, key, json.dumps({"said": f"secret {user}"})) for n in range(3)]
    await store.commit(Intake(BOT, tuple(bodies)))
    (work,) = [one for one in await store.commit(Claim(BOT, "me", 10)) if one.lane == lane]
    first, second = (one.seq for one in work.arrivals[:2])
    letter = Letter(first, 0, "sendMessage", json.dumps({"text": f"secret {user}"}))
    answered = Answered(first, None, False, key, f'{{"secret": {user}}}', (letter,), exchange(key, f"secret {user}"))
    died = Answered(second, dead=f"secret {user}")
    await store.commit(LaneReport(BOT, lane, work.fence, (answered, died), release=True))


async def counts(store: Store) -> dict[str, int]:
    def count(connection: Any) -> dict[str, int]:
        tables = Base.metadata.sorted_tables
        return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables}

    found: dict[str, int] = await store.run(count)
    return found


async def test_a_copy_made_while_in_use_is_whole_and_can_be_brought_back(store: Store, tmp_path: Path) -> None:
    for user in (MEI, LIN):
        await speak(store, user, user * 10)
    before, file = await counts(store), tmp_path / "copy.sqlite3"
    writing = asyncio.create_task(keep_writing(store))
    rows = await asyncio.to_thread(back_up, store._url, file)
    assert await stopped(writing) > 0
    assert {name: rows[name] for name in ("inbox", "outbox", "exchanges")} == {
        name: before[name] for name in ("inbox", "outbox", "exchanges")
    }
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == ["copy.sqlite3"]
    with sqlite3.connect(file) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def keep_writing(store: Store) -> int:
    """Writes until it is cancelled; how often it could."""
    written = 0
    try:
        while True:
            await store.set_mark(f"m{written % 50}", str(written))
            written += 1
    except asyncio.CancelledError:
        return written


async def stopped(task: asyncio.Task[int]) -> int:
    task.cancel()
    return await task


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_copy_is_brought_back_into_either_engine(engine: str, tmp_path: Path) -> None:
    store = await Store.open(database_url("sqlite", tmp_path))
    await speak(store, MEI, 10)
    before = await store.run(everything)
    file = tmp_path / "copy.sqlite3"
    await asyncio.to_thread(back_up, store._url, file)
    await store.close()
    (tmp_path / "other").mkdir()
    url = database_url(engine, tmp_path / "other")
    assert (await asyncio.to_thread(restore, file, url))["inbox"] == 3
    other = await Store.open(url)
    try:
        assert await other.run(everything) == before
        await speak(other, LIN, 20)  # numbers go on after those that were brought back
        assert (await counts(other))["inbox"] == 6
    finally:
        await other.close()


async def test_a_database_with_rows_is_given_up_only_when_told_to(tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    store = await Store.open(url)
    await store.set_mark("a", "1")
    file = tmp_path / "copy.sqlite3"
    await asyncio.to_thread(back_up, url, file)
    await store.set_mark("a", "2")
    with pytest.raises(StoreError, match="the database is not empty; with --replace"):
        await asyncio.to_thread(restore, file, url)
    assert await store.mark("a") == "2"
    await asyncio.to_thread(restore, file, url, replace=True)
    assert await store.mark("a") == "1"
    await store.close()


async def test_nothing_is_brought_back_beside_a_running_bot(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    await asyncio.to_thread(back_up, store._url, file)
    role = store.role(f"telegram-{BOT}")
    assert await role.take()
    with pytest.raises(StoreError, match="a bot is using the database"):
        await asyncio.to_thread(restore, file, store._url, replace=True)
    await role.leave()


async def test_a_file_that_is_no_copy_changes_nothing(tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(StoreError, match="is not a copy that huiqi backup made"):
        await asyncio.to_thread(restore, tmp_path / "notes.txt", url)


def older(url: str, version: str) -> None:
    """The database as that release left it."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes |= {"url": address(url).replace("+aiosqlite", ""), "lock": LOCK_KEY}
    command.upgrade(config, version)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("version", sorted(known_versions()))
async def test_every_earlier_database_is_brought_up_to_date_with_its_rows(
    version: str, engine: str, tmp_path: Path
) -> None:
    url = database_url(engine, tmp_path, bare=True)
    await asyncio.to_thread(older, url, version)
    await asyncio.to_thread(fill, url)
    await asyncio.to_thread(migrate, url)
    assert await held(url) == ("1", "{}")


async def test_a_copy_of_an_earlier_release_is_brought_back(tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path, bare=True)
    await asyncio.to_thread(older, url, min(known_versions()))
    await asyncio.to_thread(fill, url)
    (tmp_path / "huiqi.db").rename(tmp_path / "copy.db")
    await asyncio.to_thread(restore, tmp_path / "copy.db", url)
    assert await held(url) == ("1", "{}")


def fill(url: str) -> None:
    """A row in two tables that every release has had."""
    engine = open_writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO marks VALUES ('a', '1')"))
        connection.execute(text("INSERT INTO conversations (key, state, updated_at) VALUES ('web:x', '{}', 1.0)"))
    engine.dispose()


async def held(url: str) -> tuple[str | None, str | None]:
    """What the store finds of those rows."""
    store = await Store.open(url)
    try:
        return await store.mark("a"), await store.conversation("web:x")
    finally:
        await store.close()


async def test_the_newest_migration_is_the_version_that_the_code_needs() -> None:
    assert max(known_versions()) == SCHEMA


async def test_all_that_is_kept_of_a_user_is_handed_out_and_nothing_of_others(store: Store) -> None:
    await speak(store, MEI, 10)
    await speak(store, MEI, 20, group=-100)
    await speak(store, LIN, 30)
    found = await store.run(lambda connection: export_person(connection, str(MEI)))
    assert {name: len(rows) for name, rows in found.items()} == {
        "conversations": 2, "exchanges": 2, "inbox": 6, "outbox": 2,
    }  # fmt: skip
    assert "secret 502" not in json.dumps(found)
    assert await store.run(lambda connection: export_person(connection, "50")) == {}


async def test_who_has_shut_the_bot_out_is_told_nothing_until_they_speak_again(store: Store) -> None:
    """News and corrections: each would be refused."""

    async def told() -> int:
        word = Word(f"telegram:{BOT}:{MEI}", "zh", "", "news")
        await store.run(lambda connection: tell(connection, word, store.clock()))
        owed = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.lane == MEI, OUTBOX.c.inbox_seq < 0)
        return int(await store.run(lambda connection: connection.execute(owed).scalar_one()))

    await speak(store, MEI, 10)
    assert await told() == 1
    await store.run(lambda connection: connection.execute(update(LANES).values(active=False)))
    assert await told() == 1
    await speak(store, MEI, 20)
    assert await told() == 2


async def test_a_forgotten_user_is_nowhere_and_others_are_untouched(store: Store) -> None:
    await speak(store, MEI, 10)
    await speak(store, MEI, 20, group=-100)
    await speak(store, LIN, 30)
    for user in (MEI, LIN):
        word = Word(f"telegram:{BOT}:{user}", "zh", "", f"secret {user}")
        await store.run(lambda connection, word=word: tell(connection, word, store.clock()))
    others = await store.run(lambda connection: export_person(connection, str(LIN)))
    assert await store.run(lambda connection: forget_person(connection, str(MEI), store.clock())) > 0
    assert "secret 501" not in await store.run(everything)
    assert await store.run(lambda connection: export_person(connection, str(LIN))) == others
    waiting = {row.lane: row.waiting for row in await store.run(lambda c: c.execute(select(LANES)).all())}
    assert waiting == {MEI: 0, -100: 0, LIN: 3}


async def test_who_is_being_answered_when_forgotten_leaves_nothing_and_is_answered_again(store: Store) -> None:
    """A running bot has the message in hand while the command forgets its sender."""
    key, hello = f"telegram:{BOT}:{MEI}", Arrival(1, MEI, f"telegram:{BOT}:{MEI}", '{"said": "secret"}')
    await store.commit(Intake(BOT, (hello,)))
    (work,) = await store.commit(Claim(BOT, "me", 10))
    await as_a_command(store, lambda connection: forget_person(connection, str(MEI), store.clock()))
    answer = Answered(work.arrivals[0].seq, None, False, key, '{"said": "secret"}')
    with pytest.raises(LostLane):
        await store.commit(LaneReport(BOT, MEI, work.fence, (answer,), release=True))
    assert "secret" not in await store.run(everything)
    await store.commit(Intake(BOT, (Arrival(2, MEI, key, '{"said": "again"}'),)))
    (work,) = await store.commit(Claim(BOT, "me", 10))
    assert [one.body for one in work.arrivals] == ['{"said": "again"}']


async def as_a_command(store: Store, work: Callable[[Any], Any]) -> None:
    """Done on the same database beside the store, as another process does it."""
    other = await Store.open(store._url)
    await other.run(work)
    await other.close()


async def test_the_word_of_the_user_reaches_all_but_the_letters_owed_to_him(store: Store) -> None:
    """/forget in a chat: its own answer is still to be sent."""
    await speak(store, MEI, 10)
    (work,) = await store.commit(Claim(BOT, "me", 10))
    key = f"telegram:{BOT}:{MEI}"
    last = work.arrivals[0].seq
    said = Letter(last, 0, "sendMessage", '{"text": "forgotten"}')
    for letter in work.letters:
        await store.commit(LaneReport(BOT, MEI, work.fence, settled=(settled(letter),)))
    forget = Answered(last, conversation=key, state="{}", letters=(said,), forget=True)
    await store.commit(LaneReport(BOT, MEI, work.fence, (forget,), release=True))
    left = await store.run(everything)
    assert "secret" not in left
    assert "forgotten" in left


def settled(letter: Letter) -> Any:
    from bot.store.units import Settled

    return Settled(letter.inbox_seq, letter.part, message_id=1)


async def test_after_the_days_of_retention_nothing_that_somebody_wrote_is_left(store: Store) -> None:
    await speak(store, MEI, 10)
    await store.run(lambda c: c.execute(INBOX.update().where(INBOX.c.state == "new").values(state="done")))
    await store.run(lambda c: c.execute(OUTBOX.update().values(state="sent")))
    await store.run(lambda connection: clean_up(connection, store.clock() + 91 * DAY, 90))
    assert "secret" not in await store.run(everything)


async def test_every_table_is_known_to_hold_words_of_persons_or_none() -> None:
    assert staff_models
    personal = {table.name for table in tables_of_persons()} | {CONVERSATIONS.name, OUTBOX.name}
    assert {EXCHANGES.name, INBOX.name} <= personal
    assert MARKS.name in IMPERSONAL
    assert personal & IMPERSONAL == set()
    assert {table.name for table in Base.metadata.sorted_tables} == personal | IMPERSONAL
