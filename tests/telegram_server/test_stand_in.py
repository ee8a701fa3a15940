"""The stand-in refuses each kind of wrong call as Telegram does, and queues, pushes and fails as Telegram does."""

from __future__ import annotations

import asyncio
import select
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from tests.telegram_server import TelegramServer
from tests.telegram_server.description import description, mismatch
from tests.telegram_server.updates import ATTACHMENTS

pytestmark = pytest.mark.asyncio


class Client:
    """Makes raw calls."""

    def __init__(self, server: TelegramServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    async def call(
        self, method: str, token: str | None = None, form: bool = False, **parameters: Any
    ) -> dict[str, Any]:
        """The answer as Telegram writes it."""
        url = f"{self.server.url}/bot{token or self.server.token}/{method}"
        data, body = (parameters, None) if form else (None, parameters)
        async with self.session.post(url, data=data, json=body) as answer:
            read: dict[str, Any] = await answer.json()
            assert answer.status == (200 if read["ok"] else read["error_code"])
            return read


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    """A stand-in with one chat, 5, that has written once."""
    server = TelegramServer()
    await server.start()
    await server.write(5, "hello")
    async with aiohttp.ClientSession() as session:
        yield Client(server, session)
    server.forgiven()
    await server.stop()


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "b"} | button]]}


def article(result_id: str) -> dict[str, Any]:
    return {"type": "article", "id": result_id, "title": "t", "input_message_content": {"message_text": "x"}}


HELLO: dict[str, Any] = {"chat_id": 5, "text": "hi"}
# ruff: noqa: E501 - one wrong call a line
WRONG_CALLS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("no_such_method", "sendMessages", HELLO, 404, "Not Found"),
    ("no_chat", "sendMessage", {"text": "hi"}, 400, "Bad Request: chat_id is empty"),
    ("no_text", "sendMessage", {"chat_id": 5}, 400, "Bad Request: message text is empty"),
    ("blank_text", "sendMessage", {"chat_id": 5, "text": " \n"}, 400, "Bad Request: message text is empty"),
    ("unknown_chat", "sendMessage", {"chat_id": 6, "text": "hi"}, 400, "Bad Request: chat not found"),
    ("too_long", "sendMessage", {"chat_id": 5, "text": "x" * 4097}, 400, "Bad Request: message is too long"),
    ("too_long_in_utf16", "sendMessage", {"chat_id": 5, "text": "\U0001f600" * 2049}, 400, "message is too long"),
    ("unknown_parameter", "sendMessage", HELLO | {"shout": True}, 400, 'parameter "shout" is unknown'),
    ("wrong_kind", "sendMessage", HELLO | {"disable_notification": "maybe"}, 400, "must be of type Boolean"),
    ("wrong_parse_mode", "sendMessage", HELLO | {"parse_mode": "XML"}, 400, "unsupported parse_mode"),
    ("open_tag", "sendMessage", HELLO | {"text": "<b>x", "parse_mode": "HTML"}, 400, "Can't find end tag corresponding"),
    ("end_tag", "sendMessage", HELLO | {"text": "x</b>", "parse_mode": "HTML"}, 400, "Unexpected end tag at byte offset 1"),
    ("odd_tag", "sendMessage", HELLO | {"text": "<h1>x</h1>", "parse_mode": "HTML"}, 400, 'Unsupported start tag "h1"'),
    ("crossed", "sendMessage", HELLO | {"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, 400, 'expected "</i>"'),
    ("bare_less", "sendMessage", HELLO | {"text": "1 < 2", "parse_mode": "HTML"}, 400, "can't parse entities"),
    ("data_65", "sendMessage", HELLO | {"reply_markup": keyboard(callback_data="x" * 65)}, 400, "BUTTON_DATA_INVALID"),
    ("data_22_han", "sendMessage", HELLO | {"reply_markup": keyboard(callback_data="房" * 22)}, 400, "BUTTON_DATA_INVALID"),
    ("empty_button", "sendMessage", HELLO | {"reply_markup": keyboard()}, 400, "Text buttons are unallowed"),
    ("copy_257", "sendMessage", HELLO | {"reply_markup": keyboard(copy_text={"text": "x" * 257})}, 400, "BUTTON_COPY"),
    ("odd_url", "sendMessage", HELLO | {"reply_markup": keyboard(url="huiqi")}, 400, "Wrong HTTP URL"),
    ("odd_field", "sendMessage", HELLO | {"reply_markup": keyboard(url="http://x.test", hue=1)}, 400, '"hue" is unknown'),
    ("no_label", "sendMessage", HELLO | {"reply_markup": {"inline_keyboard": [[{"url": "http://x.test"}]]}}, 400, "\"text\""),
    ("no_object", "sendMessage", HELLO | {"reply_markup": 7}, 400, "object expected as"),
    ("no_reply", "sendMessage", HELLO | {"reply_parameters": {"message_id": 99}}, 400, "message to be replied not found"),
    ("edit_without_text", "editMessageText", {"chat_id": 5, "message_id": 2}, 400, "message text is empty"),
    ("edit_nothing", "editMessageText", HELLO | {"message_id": 99}, 400, "message to edit not found"),
    ("edit_a_users", "editMessageText", HELLO | {"message_id": 1}, 400, "message to edit not found"),
    ("delete_nothing", "deleteMessage", {"chat_id": 5, "message_id": 99}, 400, "message to delete not found"),
    ("old_query", "answerCallbackQuery", {"callback_query_id": "9"}, 400, "query is too old"),
    ("inline_51", "answerInlineQuery", {"inline_query_id": "1", "results": [article(str(n)) for n in range(51)]}, 400, "RESULTS_TOO_MUCH"),
    ("inline_twice", "answerInlineQuery", {"inline_query_id": "1", "results": [article("1")] * 2}, 400, "RESULT_ID_DUPLICATE"),
    ("command_upper", "setMyCommands", {"commands": [{"command": "Start", "description": "d"}]}, 400, "BOT_COMMAND_INVALID"),
    ("command_257", "setMyCommands", {"commands": [{"command": "a", "description": "d" * 257}]}, 400, "DESCRIPTION_INVALID"),
    ("commands_101", "setMyCommands", {"commands": [{"command": "a", "description": "d"}] * 101}, 400, "COMMANDS_TOO_MUCH"),
    ("odd_scope", "setMyCommands", {"commands": [], "scope": {"type": "planet"}}, 400, "must be"),
    ("secret", "setWebhook", {"url": "https://x.test", "secret_token": "a b"}, 400, "secret token contains unallowed"),
    ("long_secret", "setWebhook", {"url": "https://x.test", "secret_token": "a" * 257}, 400, "secret token is too long"),
    ("no_url", "setWebhook", {"url": "ftp:x"}, 400, "bad webhook"),
    ("limit_256", "getUpdates", {"limit": 256}, 400, "limit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "parameters", "code", "text"), [c[1:] for c in WRONG_CALLS], ids=[c[0] for c in WRONG_CALLS]
)
async def test_wrong_call_gets_telegrams_error(
    client: Client, method: str, parameters: dict[str, Any], code: int, text: str
) -> None:
    """Nothing wrong passes, and the error is Telegram's."""
    answer = await client.call(method, **parameters)
    assert (answer["ok"], answer["error_code"]) == (False, code)
    assert text in answer["description"]
    assert client.server.sent(5) == []


async def test_tokens_are_told_apart(client: Client) -> None:
    """A well-formed unknown token is unauthorized, a malformed one is not found."""
    assert (await client.call("getMe", token="8:AA"))["description"] == "Unauthorized"
    assert (await client.call("getMe", token="rubbish"))["error_code"] == 404


async def test_blocked_chat_is_forbidden(client: Client) -> None:
    """A user who blocked the bot gets nothing."""
    client.server.account.blocked.add(5)
    assert (await client.call("sendMessage", **HELLO))["description"] == "Forbidden: bot was blocked by the user"


async def test_limits_are_inclusive_and_count_parsed_text(client: Client) -> None:
    """Exactly at the limit is right; tags do not count."""
    text = "<b>" + "x" * 4096 + "</b>"
    answer = await client.call(
        "sendMessage", chat_id=5, text=text, parse_mode="HTML", reply_markup=keyboard(callback_data="x" * 64)
    )
    assert answer["ok"]
    assert client.server.sent(5) == ["x" * 4096]


async def test_form_calls_are_read_like_json(client: Client) -> None:
    """Stock clients send forms in which every value is text."""
    answer = await client.call("sendMessage", form=True, chat_id="5", text="12", reply_markup='{"inline_keyboard": []}')
    assert answer["result"]["text"] == "12"


async def test_unchanged_edit_is_refused(client: Client) -> None:
    """An edit must change something."""
    sent = (await client.call("sendMessage", **HELLO))["result"]
    again = await client.call("editMessageText", chat_id=5, message_id=sent["message_id"], text="hi")
    assert again["description"].startswith("Bad Request: message is not modified")
    assert (await client.call("editMessageText", chat_id=5, message_id=sent["message_id"], text="ho"))["ok"]
    assert client.server.sent(5) == ["ho"]


async def test_updates_stay_until_acknowledged(client: Client) -> None:
    """An offset drops what is below it, for ever; no offset drops nothing."""
    second = await client.server.write(5, "again")
    first_two = (await client.call("getUpdates"))["result"]
    assert [update["message"]["text"] for update in first_two] == ["hello", "again"]
    later = (await client.call("getUpdates", offset=first_two[1]["update_id"]))["result"]
    assert later == [first_two[1]]
    assert later[0]["message"] == second
    assert (await client.call("getUpdates", offset=first_two[0]["update_id"]))["result"] == later


async def test_second_poll_ends_the_first_with_409(client: Client) -> None:
    """Two pollers of one token conflict."""
    await client.call("getUpdates", offset=10**9)
    first = asyncio.create_task(client.call("getUpdates", timeout=20))
    await client.server.until(lambda: client.server.account.poll == 2 or client.server.called("getUpdates"))
    while client.server.account.poll < 2:
        await asyncio.sleep(0)
    second = asyncio.create_task(client.call("getUpdates", timeout=20))
    assert (await first)["description"].startswith("Conflict: terminated by other getUpdates request")
    await client.server.write(5, "x")
    assert len((await second)["result"]) == 1


async def test_webhook_gets_updates_in_order_with_secret_and_retries(client: Client) -> None:
    """Refused updates come again, as late as they were asked to; the next of a chat waits; the secret is sent along."""
    seen: list[tuple[str, str | None]] = []
    times: list[float] = []

    async def hook(request: web.Request) -> web.Response:
        seen.append(((await request.json())["message"]["text"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        times.append(time.monotonic())
        return web.Response(status=503 if len(seen) == 1 else 200, headers={"Retry-After": "1"})

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await client.server.write(5, "again")
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        assert (await client.call("setWebhook", url=url, secret_token="s3cret"))["ok"]
        assert "webhook is active" in (await client.call("getUpdates"))["description"]
        await client.server.account.changed.until(lambda: not client.server.account.pending)
    finally:
        await runner.cleanup()
    assert [text for text, _ in seen] == ["hello", "hello", "again"]
    assert times[1] - times[0] >= 1
    assert {secret for _, secret in seen} == {"s3cret"}
    info = (await client.call("getWebhookInfo"))["result"]
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")


async def test_faults_hit_the_calls_that_fit_and_no_others(client: Client) -> None:
    """429 carries retry_after; a lost answer still delivered; a reset cuts the line."""
    client.server.fail(method="sendMessage", chat_id=5, status=429, retry_after=3)
    limited = await client.call("sendMessage", **HELLO)
    assert limited["parameters"] == {"retry_after": 3}
    assert limited["description"] == "Too Many Requests: retry after 3"
    client.server.fail(method="sendMessage", reset=True, after=True)
    with pytest.raises(aiohttp.ClientError):
        await client.call("sendMessage", **HELLO)
    assert client.server.sent(5) == ["hi"]
    assert (await client.call("sendMessage", **HELLO))["ok"]


@pytest.mark.parametrize("fault", [{"status": 500}, {"reset": True}, {"reset": True, "after": True}])
async def test_a_call_that_meets_a_fault_must_conform_all_the_same(client: Client, fault: dict[str, Any]) -> None:
    """Whoever makes a wrong one hears of the fault, and its test of the wrong call."""
    client.server.fail(method="sendMessage", **fault)
    with suppress(aiohttp.ClientError):
        assert (await client.call("sendMessage", **HELLO, shout=True))["description"] == "fault 500"
    (wrong,) = client.server.forgiven()
    assert wrong.error == 'Bad Request: parameter "shout" is unknown to sendMessage'
    client.server.fail(method="sendMessage", **fault)
    with suppress(aiohttp.ClientError):
        await client.call("sendMessage", **HELLO)
    assert client.server.forgiven() == []


async def test_its_own_updates_conform_to_the_description(client: Client) -> None:
    """What the stand-in writes is what Telegram could write."""
    server = client.server
    message = await server.write(-7, "/help@huiqi_test_bot now", user={"id": 9, "is_bot": False, "first_name": "A"})
    await server.edit(message, "changed")
    for kind, content in ATTACHMENTS.items():
        await server.post(5, **{kind: content})
    shown = (await client.call("sendMessage", **HELLO, reply_markup=keyboard(callback_data="1")))["result"]
    await server.press(shown, "1")
    for update in server.account.pending:
        assert mismatch(["Update"], update, "update") is None
    assert description()["methods"]["getMe"] == {}


@pytest.mark.parametrize("reads", [True, False], ids=["read", "unread"])
async def test_an_answer_that_was_never_read_is_on_the_wire(client: Client, reads: bool) -> None:
    """A process that dies before it has read an answer leaves it unread; one that has read it does not."""
    server = client.server
    body = b'{"chat_id": 5, "text": "x"}'
    call = f"POST /bot{server.token}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as connection:
        connection.sendall(f"{call}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await server.until(lambda: server.called("sendMessage") and server.called("sendMessage")[-1].ended)
        await asyncio.to_thread(select.select, [connection], [], [])
        if reads:
            connection.recv(65536)
    lost = server.called("sendMessage")[-1].lost
    await lost.wait()
    assert server.sends_on_the_wire() == (not reads)
