"""Calls to the Bot API over aiohttp: PTB's transport, and a raw way whose outcome is a value, never an exception."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Any, Literal

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.options import TelegramOptions
from bot.operations.secrecy import without_secrets

KEEP_ALIVE_SECONDS = 30
CONNECTIONS = 256

REFUSALS = (401, 404)
"""Statuses by which Telegram refuses a token: a well-formed one, or one that it cannot read."""

SENT = re.compile(rb'\{"ok": ?true, ?"result": ?\{"message_id": ?(\d{1,18})[,}]')
"""How an answer begins whose result is a message."""

NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientProxyConnectionError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """How a call ended."""

    kind: Literal["ok", "refused", "unreached", "uncertain"]
    """refused: Telegram said no; unreached: it never saw the call; uncertain: nobody knows whether it did."""
    status: int = 0
    result: Any = None
    text: str = ""
    """Telegram's description, or the name of the network's error. Never holds the token."""
    retry_after: float | None = None
    moved_to: int | None = None
    """The group's new id, where it has become a supergroup."""


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API, through the proxy where one is set.

    `tls`: whom they trust; None stands for the authorities of the system.
    """

    def __init__(self, options: TelegramOptions, tls: ssl.SSLContext | None = None) -> None:
        self._options = options
        self._tls = tls
        self._read_seconds = options.timing.answer
        self._proxy = options.proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Opens the pool."""
        if self._session is None or self._session.closed:
            trace = aiohttp.TraceConfig()
            trace.on_connection_reuseconn.append(_note_reuse)
            self._session = aiohttp.ClientSession(connector=self._connector(), trace_configs=[trace])

    async def shutdown(self) -> None:
        """Closes the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def renew(self) -> None:
        """A fresh pool, for when the old one brings nothing but failures."""
        await self.shutdown()
        await self.initialize()

    async def do_request(  # noqa: PLR0913, PLR0917 - the signature is PTB's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body, as PTB wants them; its errors name no address, since that holds the token."""
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else self._read_seconds
        try:
            if request_data is not None and request_data.multipart_data:
                return await self._send(method, url, _form(request_data), seconds)
            body = request_data.parameters if request_data else {}
            return await self._send(method, url, body, seconds)
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    async def server_time(self) -> float | None:
        """What the API's server takes the time to be, seconds since 1970; None where it does not say."""
        await self.initialize()
        assert self._session is not None
        try:
            timeout = aiohttp.ClientTimeout(total=self._read_seconds)
            traced = SimpleNamespace(reused=False)
            async with self._session.head(
                self._options.api_url, timeout=timeout, proxy=self._http_proxy(), trace_request_ctx=traced
            ) as answer:
                return parsedate_to_datetime(answer.headers["Date"]).timestamp()
        except Exception:  # whatever is wrong with the way is told by whoever calls a method
            return None

    async def call(self, method: str, parameters: Mapping[str, Any], read_seconds: float | None = None) -> Reply:
        """How the call ended, whatever happened."""
        url = f"{self._options.api_url.rstrip('/')}/bot{self._options.token}/{method}"
        try:
            status, body = await self._send("POST", url, parameters, read_seconds or self._read_seconds)
        except NEVER_SENT as error:
            return Reply("unreached", text=type(error).__name__)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Reply("uncertain", text=type(error).__name__)
        except Exception as error:  # a proxy's own errors have no common base
            return Reply("unreached", text=type(error).__name__)
        return read_reply(status, body)

    async def _send(self, method: str, url: str, body: Any, read_seconds: float) -> tuple[int, bytes]:
        try:
            return await self._send_once(method, url, body, read_seconds)
        except DeadConnection:
            return await self._send_once(method, url, body, read_seconds)

    async def _send_once(self, method: str, url: str, body: Any, read_seconds: float) -> tuple[int, bytes]:
        await self.initialize()
        assert self._session is not None
        context = SimpleNamespace(reused=False)
        content = {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}
        timing = aiohttp.ClientTimeout(total=None, connect=self._options.timing.connect, sock_read=read_seconds)
        proxy = self._http_proxy()
        try:
            async with self._session.request(
                method, url, **content, timeout=timing, proxy=proxy, trace_request_ctx=context
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            if context.reused and not isinstance(error, NEVER_SENT):
                raise DeadConnection(type(error).__name__) from None
            raise

    def _http_proxy(self) -> str | None:
        return self._proxy if self._proxy and self._proxy.startswith("http") else None

    def _connector(self) -> aiohttp.BaseConnector:
        common: dict[str, Any] = {"limit": CONNECTIONS, "keepalive_timeout": KEEP_ALIVE_SECONDS}
        common["ssl"] = self._tls or True
        if self._proxy and self._proxy.startswith("socks"):
            from aiohttp_socks import ProxyConnector  # only where it is used

            return ProxyConnector.from_url(self._proxy, **common)
        return aiohttp.TCPConnector(**common)


class DeadConnection(aiohttp.ClientError):
    """A kept-alive connection that the other side had closed in the meantime."""


async def _note_reuse(_session: Any, context: Any, _params: Any) -> None:
    context.trace_request_ctx.reused = True


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def read_reply(status: int, body: bytes) -> Reply:
    """What an answer of the Bot API means. A server that echoes the address it was asked for tells the token.

    Of a message that was sent only its id is read: the rest, which is long, says what we said ourselves.
    """
    if status == 200 and (sent := SENT.match(body)):
        return Reply("ok", status, {"message_id": int(sent[1])})
    try:
        answer = json.loads(body)
        if answer.get("ok"):
            return Reply("ok", status, answer["result"])
    except (ValueError, AttributeError, KeyError, RecursionError):
        # A proxy's page, half an answer or one that nests too deep: what became of the call is not known.
        return Reply("uncertain" if status < 300 else "refused", status, text=f"no JSON, status {status}")
    parameters = answer.get("parameters")
    more = parameters if isinstance(parameters, dict) else {}
    text = without_secrets(str(answer.get("description", "")))
    return Reply("refused", status, None, text, more.get("retry_after"), more.get("migrate_to_chat_id"))
