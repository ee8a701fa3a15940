"""The stand-in itself: an HTTP server on loopback with tests' own view of what it was asked."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tests.telegram_server.account import Account
from tests.telegram_server.change import Change
from tests.telegram_server.description import Refused, decode_parameters, read_parameters
from tests.telegram_server.faults import Fault
from tests.telegram_server.limits import check_limits
from tests.telegram_server.methods import get_updates, perform
from tests.telegram_server.transcript import Call
from tests.telegram_server.updates import JSON, person
from tests.telegram_server.webhooks import WebhookPusher

TOKEN = "7000000001:AAStandInTokenForTests_0123456789abcd"
PATH = re.compile(r"/bot([^/]+)/([^/]+)")
SENDS = frozenset({"sendMessage", "editMessageText", "answerCallbackQuery", "deleteMessage"})


class Line(RequestHandler):
    """A connection that tells whether the answer to its last call was read before the other side was gone.

    A process that dies with bytes unread resets its connections; one that has read everything ends them, and resets
    them when more comes (RFC 9293).
    """

    call: Call | None = None
    number = 0
    _socket: socket.socket
    """A second handle of the connection: under TLS the first is closed before we hear of the end."""
    _way: asyncio.BaseTransport | None = None
    """None while TLS is being agreed upon."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other side is there."""
        self._socket = socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno()))
        self._way = transport
        super().connection_made(transport)

    def abort(self) -> None:
        """Ends it without a farewell, for which a side that is gone would be waited for."""
        if isinstance(self._way, asyncio.WriteTransport):
            self._way.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """The other side is gone."""
        if self.call is not None:
            self.call.unread |= exc is not None or self._current_request is not None or self._is_reset()
            self.call.lost.set()
        self._socket.close()
        super().connection_lost(exc)

    def _is_reset(self) -> bool:
        """Whether the answer came too late: the end was there before it, so that reading shows no error."""
        return bool(self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))


class Exchange(web.Server):
    """A server of such lines."""

    def __init__(self, handler: Any) -> None:
        super().__init__(handler)
        self._lines: list[Line] = []

    def __call__(self) -> Line:
        """The line for one more connection."""
        line = Line(self, loop=self._loop, access_log=None)
        self._lines.append(line)
        line.number = len(self._lines)
        return line

    async def abort(self) -> None:
        """Ends every line; returns when their sockets are closed."""
        for line in self._lines:
            line.abort()
        await asyncio.sleep(0)


class TelegramServer:
    """A Bot API of its own: `await start()`, give `url` to the bot, write as a user, look at what came back.

    `is_checking`: whether calls are held against the published description; a benchmark, whose stand-in has its
    processor from those it measures, does without.
    """

    def __init__(self, latency: float = 0.0, tls: ssl.SSLContext | None = None, *, is_checking: bool = True) -> None:
        self.latency = latency
        self._is_checking = is_checking
        self._tls = tls
        self.token = TOKEN
        self.accounts: dict[str, Account] = {}
        self.calls: list[Call] = []
        self.refused: list[Call] = []
        """Calls that broke the published description or a limit: `stop` finds none, or the test has looked at them."""
        self.faults: list[Fault] = []
        self.url = ""
        self._runner: web.ServerRunner | None = None
        self._exchange: Exchange | None = None
        self._pushers: list[WebhookPusher] = []
        self._changed = Change()
        self.add_bot(TOKEN, "huiqi_test_bot")

    def add_bot(self, token: str, username: str) -> Account:
        """A further bot with its own queue."""
        self.accounts[token] = Account(token, username)
        return self.accounts[token]

    @property
    def account(self) -> Account:
        """The first bot."""
        return self.accounts[self.token]

    async def start(self, port: int = 0) -> None:
        """Serves on loopback; `url` is set afterwards."""
        self._exchange = Exchange(self._serve)
        self._runner = web.ServerRunner(self._exchange, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=self._tls)
        await site.start()
        address = self._runner.addresses[0]
        self.url = f"http{'s' if self._tls else ''}://127.0.0.1:{address[1]}"
        for account in self.accounts.values():
            self._pushers.append(WebhookPusher(account))
            self._pushers[-1].start()

    async def stop(self) -> None:
        """Closes every connection.

        Raises: AssertionError where a call did not conform to the published description, unless it was `forgiven`.
        """
        for pusher in self._pushers:
            await pusher.stop()
        if self._runner and self._exchange:
            await self._runner.cleanup()
            await self._exchange.abort()
        assert self.refused == [], "calls that do not conform to the published description of the Bot API"

    def forgiven(self) -> list[Call]:
        """The calls that did not conform, which are what the test is about; they count no more."""
        wrong, self.refused = self.refused, []
        return wrong

    @property
    def pusher(self) -> WebhookPusher:
        """Webhook deliveries of the first bot."""
        return self._pushers[0]

    async def write(self, chat_id: int, text: str, **more: Any) -> JSON:
        """A user's text reaches the bot; `user`, `reply_to_message` … may be given. Gives the message."""
        return await self.post(chat_id, text=text, **more)

    async def post(self, chat_id: int, user: JSON | None = None, **content: Any) -> JSON:
        """A user's message of any kind reaches the bot; gives the message."""
        account = self.account
        account.chats.add(chat_id)
        message = account.writer.message(chat_id, user or person(abs(chat_id)), **content)
        account.messages[chat_id, message["message_id"]] = message
        await account.push(account.writer.update("message", message))
        return message

    async def edit(self, message: JSON, text: str) -> None:
        """A user edits a message."""
        edited = message | {"text": text, "edit_date": message["date"] + 1}
        await self.account.push(self.account.writer.update("edited_message", edited))

    async def press(self, shown: JSON, data: str, user: JSON | None = None) -> str:
        """A user presses a button; gives the callback query's id."""
        query_id = str(next(self.account.query_ids))
        self.account.open_queries.add(query_id)
        presser = user or person(abs(shown["chat"]["id"]))
        await self.account.push(self.account.writer.press(shown, presser, data, query_id))
        return query_id

    async def type_inline(self, query: str, user_id: int = 5, offset: str = "", language: str = "zh-hans") -> str:
        """A user types after the bot's name in some chat; gives the inline query's id."""
        query_id = str(next(self.account.query_ids))
        self.account.open_queries.add(query_id)
        body = {"id": query_id, "from": person(user_id, language), "query": query, "offset": offset}
        await self.account.push(self.account.writer.update("inline_query", body))
        return query_id

    def sent(self, chat_id: int) -> list[str]:
        """Texts that the bot sent to a chat, as they stand now (edits included), in order."""
        return [message["text"] for message in self.account.sent.get(chat_id, [])]

    def called(self, method: str) -> list[Call]:
        """All calls of one method."""
        return [call for call in self.calls if call.method == method]

    def sends_on_the_wire(self) -> int:
        """Sends that were carried out, and whose answer the bot had not read when it died."""
        return sum(call.unread for call in self.calls if call.method in SENDS and call.performed)

    def is_idle(self) -> bool:
        """Whether no call but a long poll is open."""
        return all(call.ended is not None for call in self.calls[-500:] if call.method != "getUpdates")

    async def until(self, condition: Callable[[], Any], seconds: float = 90.0) -> None:
        """Returns once the condition holds, looked at after every call. Raises: TimeoutError with what was sent."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.until(condition)
        except TimeoutError:
            tail = [(call.method, call.status, call.error) for call in self.calls[-12:]]
            raise TimeoutError(f"not within {seconds} s; last calls {tail}; sent {self.account.sent}") from None

    def fail(self, **fault: Any) -> Fault:
        """The next calls that fit go wrong; see Fault for the kinds."""
        self.faults.append(Fault(**fault))
        return self.faults[-1]

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        named = PATH.fullmatch(request.path)
        if named is None:
            return web.Response(status=404)
        call = Call(named[1], named[2], await self._read(request), time.monotonic())
        self.calls.append(call)
        assert isinstance(request.protocol, Line)
        request.protocol.call, call.line = call, request.protocol.number
        call.unread = request.transport is None  # gone between its call and our reading of it
        try:
            if call.method != "getUpdates" and self.latency:
                await asyncio.sleep(self.latency)
            return await self._answer(request, call)
        finally:
            call.unread |= request.transport is None or request.transport.is_closing()  # gone before its answer
            call.ended = time.monotonic()
            self._changed.tell()

    async def _read(self, request: web.BaseRequest) -> dict[str, Any]:
        if request.content_type == "application/json":
            return dict(json.loads(await request.read())) if request.can_read_body else {}
        return dict(request.query) | dict(await request.post())

    async def _answer(self, request: web.BaseRequest, call: Call) -> web.StreamResponse:
        fault = next((fault for fault in self.faults if fault.fits(call.method, call.parameters)), None)
        if fault:
            fault.use()
            if fault.after:
                await self._perform(call)
            else:  # it happens on the way: the call must conform all the same
                with suppress(Refused):
                    call.parameters = self._checked(call)
            return await self._break(request, call, fault)
        return self._reply(call, await self._perform(call))

    async def _perform(self, call: Call) -> Refused | None:
        """Carries the call out; the refusal, where there is one."""
        account = self.accounts.get(call.token)
        try:
            if account is None:
                raise Refused("Unauthorized", 401) if ":" in call.token else Refused("Not Found", 404)
            call.parameters = self._checked(call)
            if call.method == "getUpdates":
                call.result = await get_updates(account, call.parameters)
            else:
                call.result = perform(account, call.method, call.parameters)
        except Refused as refusal:
            return refusal
        call.performed = True
        account.wake()
        return None

    def _checked(self, call: Call) -> dict[str, Any]:
        if not self._is_checking and call.method in SENDS:
            return decode_parameters(call.method, call.parameters)
        try:
            values = read_parameters(call.method, call.parameters)
            check_limits(call.method, values)
        except Refused as refusal:
            call.error = str(refusal)
            self.refused.append(call)
            raise
        return values

    def _reply(self, call: Call, refusal: Refused | None) -> web.Response:
        if refusal is None:
            call.status = 200
            return _json_response({"ok": True, "result": call.result}, 200)
        call.status, call.error = refusal.code, str(refusal)
        body: JSON = {"ok": False, "error_code": refusal.code, "description": str(refusal)}
        if refusal.retry_after:
            body["parameters"] = {"retry_after": refusal.retry_after}
        return _json_response(body, refusal.code)

    async def _break(self, request: web.BaseRequest, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.hang:
            self._changed.tell()
            await asyncio.Event().wait()
        if fault.reset:
            if request.transport:
                request.transport.abort()
            return web.Response()
        call.status = fault.status or 200
        if fault.body is not None:
            return web.Response(body=fault.body, status=call.status)
        text = fault.text or f"fault {call.status}"
        call.error = call.error or text
        answer: JSON = {"ok": False, "error_code": call.status, "description": text}
        if fault.retry_after is not None:
            answer["description"] = f"Too Many Requests: retry after {fault.retry_after}"
            answer["parameters"] = {"retry_after": fault.retry_after}
        return _json_response(answer, call.status)


def _json_response(content: JSON, status: int) -> web.Response:
    return web.Response(body=json.dumps(content).encode(), status=status, content_type="application/json")
