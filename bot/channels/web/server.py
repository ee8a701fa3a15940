"""Serves the application from the process's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.server import Server

from bot.channels.web.dependencies import WebSettings

GOODBYE_SECONDS = 5
CONNECTIONS = 2_000


class PortError(Exception):
    """The port cannot be listened on; the message is one line for the operator."""


class WebServer:
    """One listening port: `await server.start()`, and `await server.stop()` at the end."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._settings = settings
        self._socket: socket.socket | None = None
        self._task: asyncio.Task[None] | None = None
        self._server = _Listening(
            Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="off",
                ws="none",
                limit_concurrency=CONNECTIONS,
                timeout_graceful_shutdown=GOODBYE_SECONDS,
            )
        )

    async def start(self) -> str:
        """The address that it listens on, once it does. Raises: PortError."""
        self._socket = _listen(self._settings)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="web-server")
        await self._server.listening.wait()
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def stop(self) -> None:
        """Finishes the requests that have begun, for at most GOODBYE_SECONDS, and ends."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        if self._socket is not None:
            self._socket.close()


class _Listening(Server):
    """uvicorn's server that tells when it listens, and leaves the process's signals to the process."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(settings: WebSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise PortError(
            f"HUIQI_HTTP_HOST, HUIQI_HTTP_PORT: read {settings.host} and {settings.port}, but {reason}; "
            "allowed: an address of this machine and a free port"
        ) from None
    listener.listen(1024)
    listener.setblocking(False)
    return listener
