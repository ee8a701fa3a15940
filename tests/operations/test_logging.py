"""The log: one form for every line, and no secret in any, whoever writes it and however it came in."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

TOKEN = "7000000001:AAStandInTokenForTests_0123456789abcd"
SECRET = TOKEN.partition(":")[2]
SAYING = """
import logging, sys
import structlog
from bot.operations.logging import configure_logging
from bot.operations.secrecy import keep_secret

form, token = sys.argv[1:]
if form != "none":
    configure_logging(form, "info")
keep_secret(token)
ours, theirs = structlog.get_logger("ours"), logging.getLogger("theirs")
ours.warning("said.so", address=f"/bot{token}/getMe", more=["/bot" + token.replace(":", "%3A")])
theirs.error("asked %s", f"/bot{token}/getMe")
theirs.error("counted %d", f"/bot{token}/getMe")
for log in (ours, theirs):
    try:
        try:
            raise LookupError(f"no route for /bot{token}/getMe")
        except LookupError as error:
            raise RuntimeError(token) from error
    except RuntimeError:
        log.exception("failed")
"""
"""A process that says its token in every way, and the end of what it says."""


def said(form: str) -> str:
    """What such a process writes to its log."""
    done = subprocess.run([sys.executable, "-c", SAYING, form, TOKEN], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_line_and_no_traceback_has_the_token_in_it(form: str) -> None:
    """All of it is there but the token."""
    text = said(form)
    assert text.count("said.so") == text.count("asked ") == text.count("counted %d") == 1
    assert text.count("no route for /bot***/getMe") == text.count("RuntimeError: ***") == 2
    assert SECRET not in text


def test_each_line_is_whole_json_where_that_is_asked_for() -> None:
    """The tracebacks too."""
    lines = [json.loads(line) for line in said("json").splitlines()]
    assert [line["event"] for line in lines] == [
        "said.so",
        "asked /bot***/getMe",
        "counted %d ('/bot***/getMe',)",
        "failed",
        "failed",
    ]
    assert lines[0]["address"] == "/bot***/getMe"
    assert all("no route for /bot***/getMe" in line["exception"] for line in lines[-2:])


def test_a_library_that_writes_before_the_log_is_set_up_shows_no_token_either() -> None:
    """By the standard library's own handler, its traceback included."""
    text = said("none")
    theirs = text.partition("asked ")[2]
    assert "no route for /bot***/getMe" in theirs
    assert SECRET not in theirs
