"""Runs the webhook behind nginx and behind Caddy, each set up by the block of the how-to, on loopback.

python -m scripts.proxy_test   Needs Debian's nginx, caddy and openssl; says which is missing.
Only addresses, ports and certificate are other than in docs/how-to/run-in-production.md.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.telegram_server import TelegramServer

ROOT = Path(__file__).resolve().parent.parent
HUIQI = Path(sys.executable).with_name("huiqi")
GUIDE = ROOT / "docs/how-to/run-in-production.md"
HIDDEN = ("/metrics", "/readyz", "/healthz")
NGINX = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
access_log off;
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{block}
}}
"""
CADDY = """\
{{
admin off
auto_https disable_redirects
storage file_system {folder}/caddy
}}
{block}
"""


def block_of(language: str, beginning: str) -> str:
    """The first block of that language in the guide that begins so."""
    found = re.search(rf"```{language}\n({beginning}.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        sys.exit(f"proxy-test: {GUIDE.name} has no block of {language} that begins with {beginning}")
    return found[1]


def put(text: str, **changes: str) -> str:
    """The text with each of these replaced; what it says must be there, or the test would test something else."""
    for old, new in changes.items():
        if old not in text:
            sys.exit(f"proxy-test: '{old}' is not in the block of {GUIDE.name}")
        text = text.replace(old, new)
    return text


def nginx(folder: Path, outer: int, inner: int) -> list[str | Path]:
    """The command, its configuration written."""
    block = put(
        block_of("nginx", "server"),
        **{
            "listen 443 ssl": f"listen 127.0.0.1:{outer} ssl",
            "server_name bot.example": "server_name localhost",
            "/etc/ssl/bot.pem": str(folder / "bot.pem"),
            "/etc/ssl/bot.key": str(folder / "bot.key"),
            "http://127.0.0.1:8080": f"http://127.0.0.1:{inner}",
        },
    )
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, block=block), encoding="utf-8")
    return ["nginx", "-p", folder, "-c", folder / "nginx.conf"]


def caddy(folder: Path, outer: int, inner: int) -> list[str | Path]:
    """The command, its configuration written."""
    block = put(
        block_of("text", "bot.example"),
        **{
            "bot.example {": f"https://localhost:{outer} {{\n    tls {folder}/bot.pem {folder}/bot.key",
            "127.0.0.1:8080": f"127.0.0.1:{inner}",
        },
    )
    (folder / "Caddyfile").write_text(CADDY.format(folder=folder, block=block), encoding="utf-8")
    return ["caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"]


PROXIES = {"nginx": nginx, "caddy": caddy}


def certify(folder: Path) -> None:
    """A certificate for localhost, which from now on this process and what it starts believe."""
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "bot.key", "-out", folder / "bot.pem",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    os.environ["SSL_CERT_FILE"] = str(folder / "bot.pem")


@asynccontextmanager
async def started(*command: str | Path, **more: str) -> AsyncIterator[None]:
    """While the process runs; asked to stop at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUIQI_")}
    process = await asyncio.create_subprocess_exec(*command, env=kept | more, stderr=asyncio.subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def try_out(name: str, folder: Path, telegram: TelegramServer) -> list[str]:
    """What does not hold behind that proxy."""
    import aiohttp

    from tests.telegram.processes import free_port

    inner, outer = free_port(), free_port()
    address = f"https://localhost:{outer}"
    settings = {
        "HUIQI_TELEGRAM_TOKEN": telegram.token,
        "HUIQI_TELEGRAM_API_URL": telegram.url,
        "HUIQI_TELEGRAM_MODE": "webhook",
        "HUIQI_WEBHOOK_URL": f"{address}/telegram/webhook",
        "HUIQI_TRUSTED_PROXIES": "127.0.0.1",
        "HUIQI_DATA_DIR": str(folder / f"data-{name}"),
        "HUIQI_HTTP_PORT": str(inner),
        "HUIQI_LOG_LEVEL": "warning",
    }
    wrong: list[str] = []
    async with started(*PROXIES[name](folder, outer, inner)), started(HUIQI, "run", **settings):
        await telegram.write(7, "研发费加计扣除")
        await telegram.until(lambda: telegram.sent(7), 60)
        if "研发费用加计扣除" not in telegram.sent(7)[-1]:
            wrong.append("a message by the webhook is not answered")
        trusting = aiohttp.TCPConnector(ssl=ssl.create_default_context())
        async with aiohttp.ClientSession(connector=trusting) as client:
            for path in HIDDEN:
                async with client.get(address + path) as answer:
                    wrong += [f"{path} can be seen from outside"] if answer.status != 404 else []
            form = {"data": {"text": "研发费加计扣除"}, "headers": {"Origin": address}}
            async with client.post(f"{address}/chat", allow_redirects=False, **form) as page:
                secure = "secure" in str(page.headers.get("Set-Cookie")).lower()
                wrong += [] if secure else ["the page does not know that it is read over https"]
                wrong += [] if page.headers.get("X-Request-Id") else ["an answer carries no request id"]
                wrong += [] if page.status in (200, 303) else ["the page is not there"]
    return wrong


async def main() -> int:
    missing = [tool for tool in (*PROXIES, "openssl") if shutil.which(tool) is None]
    if missing:
        print(f"proxy-test: nothing was tried, install {', '.join(missing)} first")
        return 2
    failed = 0
    with TemporaryDirectory() as scratch:
        certify(Path(scratch))
        from tests.telegram_server import TelegramServer  # once the certificate is believed

        for name in PROXIES:
            telegram = TelegramServer()
            await telegram.start()
            try:
                wrong = await try_out(name, Path(scratch), telegram)
            finally:
                await telegram.stop()
            print(f"{name}: {'; '.join(wrong) or 'webhook, page, request id and what is hidden hold'}", flush=True)
            failed += bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
