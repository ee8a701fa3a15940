"""What a chat feels like: commands, buttons, edits, attachments, groups, long answers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.assistant.incoming import Attachment, Command, Message, Press
from bot.channels.telegram.letters import short_form
from bot.channels.telegram.reading import arrival
from bot.rendering.wording import wording
from bot.store.models import EXCHANGES, Base
from bot.store.store import Store
from bot.store.units import Intake
from tests.store.databases import database_url
from tests.telegram.running import running
from tests.telegram_server import TelegramServer
from tests.telegram_server.updates import ATTACHMENTS, person

pytestmark = pytest.mark.asyncio
GROUP = -100


async def test_commands_reach_the_assistant_with_their_argument(tmp_path: Path) -> None:
    """Commands, a deep link, one that names the bot, one nobody knows."""
    async with running(tmp_path) as bench:
        for text in ("/start m_htz-xian-rent", "/HELP", "/topics@huiqi_test_bot", "/nonsense  a b"):
            await bench.ask(5, text)
        assert bench.assistant.heard == [
            Command("start", "m_htz-xian-rent"),
            Command("help"),
            Command("topics"),
            Command("nonsense", "a b"),
        ]


async def test_the_first_command_follows_the_language_of_telegram(tmp_path: Path) -> None:
    """A command says nothing about the language; Telegram does."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "/start", user=person(5, "en-GB"))
        await bench.ask(6, "/start", user=person(6, "zh-hans"))
        assert bench.assistant.languages == ["en", "zh"]


async def test_each_attachment_is_told_apart(tmp_path: Path) -> None:
    """A photo, a voice message, a PDF … each with its caption."""
    async with running(tmp_path) as bench:
        for kind, content in ATTACHMENTS.items():
            more: dict[str, Any] = {kind: content} | ({"caption": "这个"} if kind == "photo" else {})
            await bench.server.post(5, **more)
        await bench.server.until(lambda: len(bench.server.sent(5)) == len(ATTACHMENTS))
        assert bench.assistant.heard[0] == Attachment("photo", "这个")
        kinds = {heard.kind for heard in bench.assistant.heard if isinstance(heard, Attachment)}
        assert kinds == {"photo", "voice", "document", "sticker", "location", "contact", "video"}


async def test_buttons_are_shown_pressed_and_answered(tmp_path: Path) -> None:
    """Quick replies become buttons; one whose id is too long is left out; the press stops its clock."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "which?")
        shown = bench.server.account.sent[5][0]
        assert shown["reply_markup"]["inline_keyboard"] == [[{"text": "Next", "callback_data": "1:next:1"}]]
        query = await bench.server.press(shown, "1:next:1")
        await bench.server.until(lambda: len(bench.server.sent(5)) == 2)
        assert bench.assistant.heard[-1] == Press("1:next:1")
        assert query in bench.server.account.answered_queries


@pytest.mark.parametrize(("seconds", "confirmed"), [(60.0, 1), (180.0, 0)])
async def test_a_press_that_has_waited_long_is_processed_without_a_confirmation(
    tmp_path: Path, seconds: float, confirmed: int
) -> None:
    """Telegram takes none after two minutes: the answer comes alone."""
    database = database_url("sqlite", tmp_path)
    server = TelegramServer()
    await server.start()
    async with running(tmp_path, server=server, database=database) as bench:
        await bench.ask(5, "which?")
        await bench.settled()
    account = server.account
    account.open_queries.add("77")
    press = account.writer.press(account.sent[5][0], person(5), "1:next:1", "77")
    before = await Store.open(database, clock=lambda: time.time() - seconds)
    arrived = arrival(account.user["id"], press)
    assert arrived is not None
    await before.commit(Intake(account.user["id"], (arrived,)))
    await before.close()
    async with running(tmp_path, server=server, database=database) as bench:
        await server.until(lambda: len(server.sent(5)) == 2)
        await bench.settled()
        assert len(server.called("answerCallbackQuery")) == confirmed
    await server.stop()


async def test_an_edited_question_gets_its_answer_edited(tmp_path: Path) -> None:
    """The answer changes in place; a longer one grows by a message, a shorter one loses it again."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "other")
        question = await bench.server.write(5, "short")
        await bench.server.until(lambda: len(bench.server.sent(5)) == 2)
        await bench.settled()
        await bench.server.edit(question, "x" * 5000)
        await bench.server.until(lambda: len(bench.server.sent(5)) == 3)
        assert "".join(bench.server.sent(5)[1:]) == "3: " + "x" * 5000
        await bench.settled()
        await bench.server.edit(question, "brief")
        await bench.server.until(lambda: bench.server.called("deleteMessage"))
        assert bench.server.sent(5)[1] == "4: brief"
        await bench.settled()
        await bench.server.edit(question, "brief")
        await bench.settled()


async def test_an_edit_of_an_answer_that_is_gone_is_sent_anew(tmp_path: Path) -> None:
    """The user deleted the answer, then corrected the question."""
    async with running(tmp_path) as bench:
        question = await bench.server.write(5, "short")
        await bench.server.until(lambda: bench.server.sent(5))
        await bench.settled()
        del bench.server.account.messages[5, bench.server.account.sent[5][0]["message_id"]]
        await bench.server.edit(question, "again")
        await bench.server.until(lambda: bench.server.sent(5)[-1] == "2: again")


async def test_in_groups_only_what_is_meant_for_the_bot_is_answered(tmp_path: Path) -> None:
    """Mention, reply to the bot, command; talk among people is not answered. The answer hangs on its question."""
    async with running(tmp_path) as bench:
        user = person(9)
        await bench.server.write(GROUP, "who has the key?", user=user)
        await bench.server.write(GROUP, "/help@other_bot", user=user)
        await bench.server.write(GROUP, "@huiqi_test_bot 房租", user=user)
        await bench.server.until(lambda: bench.server.sent(GROUP))
        shown = bench.server.account.sent[GROUP][0]
        await bench.server.write(GROUP, "and loans", user=user, reply_to_message=shown)
        await bench.server.write(GROUP, "/help@huiqi_test_bot", user=user)
        await bench.server.until(lambda: len(bench.server.sent(GROUP)) == 3)
        await bench.server.post(GROUP, user=user, photo=ATTACHMENTS["photo"])
        await bench.settled()
        assert bench.assistant.heard == [Message("房租"), Message("and loans"), Command("help")]
        assert all("reply_parameters" in call.parameters for call in bench.server.called("sendMessage"))


async def test_members_of_a_group_have_conversations_of_their_own(tmp_path: Path) -> None:
    """One member's facts are not another's."""
    async with running(tmp_path) as bench:
        for user in (person(8), person(9), person(8)):
            await bench.ask(GROUP, "@huiqi_test_bot x", user=user)
        assert bench.server.sent(GROUP) == ["1: x", "1: x", "2: x"]


async def test_a_long_answer_is_split_and_arrives_whole(tmp_path: Path) -> None:
    """Each part within Telegram's limit, in order."""
    async with running(tmp_path) as bench:
        text = "\n\n".join(f"{number} " + "政策😀" * 300 for number in range(12))
        await bench.server.write(5, text)
        await bench.server.until(lambda: bench.server.sent(5) and "11 政" in bench.server.sent(5)[-1])
        assert "\n\n".join(bench.server.sent(5)) == f"1: {text}"


async def test_markup_that_telegram_cannot_read_is_sent_as_plain_text(tmp_path: Path) -> None:
    """An answer is never lost to a tag."""
    async with running(tmp_path) as bench:
        assert await bench.ask(5, "a broken one?") == ["1: a broken one?"]
        assert "reply_markup" in bench.server.account.sent[5][0]
        (refused,) = bench.server.forgiven()
        assert "can't parse entities" in (refused.error or "")
        assert "parse_mode" not in bench.server.called("sendMessage")[-1].parameters


async def test_forget_leaves_nothing_of_the_conversation(tmp_path: Path) -> None:
    """After /forget no row holds what was said; the next message begins anew."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "secret figures")
        await bench.settled()
        assert await rows_with(bench.store, "secret figures")
        await bench.ask(5, "/forget")
        await bench.settled()
        assert await rows_with(bench.store, "secret figures") == []
        assert (await bench.ask(5, "again"))[-1] == "1: again"


async def rows_with(store: Store, text: str) -> list[str]:
    """Tables that hold the text."""

    async def read(connection: AsyncConnection) -> list[str]:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            for row in await connection.execute(table.select())
            if text in str(row)
        ]

    found: list[str] = await store.read(read)
    return found


async def test_odd_texts_are_answered(tmp_path: Path) -> None:
    """Markup, control characters, emoji, half characters, 4,096 characters."""
    async with running(tmp_path) as bench:
        for text in ("<b>&amp;", "\x00\x07", "😀", "\ud83d", "x" * 4096):
            await bench.ask(5, text)
        await bench.settled()
        assert len(bench.server.sent(5)) >= 5
        assert wording("zh", "failed") not in bench.server.sent(5)


async def test_an_answer_asks_whether_it_was_right_and_can_be_copied(tmp_path: Path) -> None:
    """What is pressed stands in the log beside that answer, of one's own conversation only; no message follows."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "policy one")
        await bench.ask(5, "policy two")
        await bench.ask(6, "policy three")
        await bench.settled()
        shown = bench.server.account.sent[5][0]
        buttons = [button for row in shown["reply_markup"]["inline_keyboard"] for button in row]
        right, wrong, copy = buttons
        assert copy["copy_text"] == {"text": "1: policy one"}
        query = await bench.server.press(shown, right["callback_data"])
        await bench.server.until(lambda: query in bench.server.account.answered_queries)
        assert bench.server.account.answered_queries[query]["text"] == wording("zh", "feedback_right")
        await bench.server.press(bench.server.account.sent[6][0], wrong["callback_data"])
        await bench.ask(6, "done?")
        await bench.settled()
        assert await verdicts(bench.store) == [True, None, None, None]
        assert [len(bench.server.sent(chat)) for chat in (5, 6)] == [2, 2]


async def verdicts(store: Store) -> list[bool | None]:
    """What was said of each answer, in the order of the answers."""

    async def read(connection: AsyncConnection) -> list[bool | None]:
        return list((await connection.execute(select(EXCHANGES.c.helpful).order_by(EXCHANGES.c.id))).scalars())

    return await store.read(read)


@pytest.mark.parametrize(
    "data", ["1:h:right", "1:h:maybe:1", "1:h:right:x", "1:h:right:" + "9" * 30, "2:h:right:1", ""]
)
async def test_a_button_that_says_nothing_known_is_answered_all_the_same(tmp_path: Path, data: str) -> None:
    """Of an older or a newer release, or forged."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "which?")
        await bench.server.press(bench.server.account.sent[5][0], data)
        await bench.server.until(lambda: len(bench.server.sent(5)) == 2)
        assert bench.service.status()["dead"] == 0


@pytest.mark.parametrize(
    "text",
    [
        "short",
        "a\n" + "b" * 200 + "\nsource\nhttps://example.org/x",
        "😀" * 300,
        "x" * 300 + "\ny\nz",
        "\n".join("abcdefgh" * 9),
    ],
    ids=["short", "middle", "astral", "one_line", "many_lines"],
)
async def test_the_short_form_fits_a_button(text: str) -> None:
    """256 UTF-16 units; what leads stays."""
    short = short_form(text)
    assert 1 <= len(short.encode("utf-16-le")) // 2 <= 256
    assert short[0] == text[0]
    assert short == text or len(text) + text.count("😀") > 256 or "b" * 200 in text
