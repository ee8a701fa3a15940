"""What a single question loads, and what serving Telegram does: nothing that only something else needs."""

from __future__ import annotations

import subprocess
import sys

NOT_NEEDED = (
    "aiohttp",
    "asyncio",
    "numpy.ma",
    "pydantic",
    "rapidfuzz",
    "rich",
    "sqlalchemy",
    "starlette",
    "structlog",
    "telegram",
    "uvicorn",
    "yaml",
)
PROGRAM = """
import contextlib, io, sys
from bot.cli import run
with contextlib.redirect_stdout(io.StringIO()):
    run(["ask", "西安高新区的房租补贴"])
print(*sys.modules)
"""


def test_one_question_loads_no_more_than_it_needs() -> None:
    command = [sys.executable, "-c", PROGRAM]
    subprocess.run(command, check=True, capture_output=True)  # the compiled form is there from now on
    loaded = set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    assert loaded & set(NOT_NEEDED) == set()


def test_serving_telegram_loads_only_what_it_serves() -> None:
    program = "import sys; from bot.operations.lean import import_structlog; import_structlog()\n"
    program += "import bot.channels.telegram.service; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert {"click", "cryptography", "httpx", "pydantic", "rapidfuzz", "rich"} & set(loaded) == set()
