"""What must be in no log and on no page, whoever writes it: the token, a part of every address of the Bot API."""

from __future__ import annotations

import logging
from typing import Any

HIDDEN = "***"
_secrets: tuple[str, ...] = ()
"""The longest first, since one can be a part of another."""
_plain_factory = logging.getLogRecordFactory()
_plain_formatter = logging.Formatter()


def keep_secret(token: str) -> None:
    """From now on *** stands in place of the token, and of the part that is secret where that stands alone."""
    global _secrets  # noqa: PLW0603 - the log is the process's, and so is what must not be in it
    if not _secrets:
        logging.setLogRecordFactory(_redacted)
    known = {*_secrets, token, token.rpartition(":")[2]} - {""}
    _secrets = tuple(sorted(known, key=len, reverse=True))


def without_secrets(text: str) -> str:
    """The text with *** in place of every secret."""
    for secret in _secrets:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return text


def hide_secrets(_logger: Any, _method: str, line: Any) -> Any:
    """A processor of structlog for the end of a chain: the line is searched once, whatever it was made of."""
    return without_secrets(line) if isinstance(line, str) else line


def _redacted(*arguments: Any, **more: Any) -> logging.LogRecord:
    """A record of the standard library, for whatever handler; its traceback is written here, to be searched."""
    record = _plain_factory(*arguments, **more)
    try:
        text = record.getMessage() if record.args else str(record.msg)
    except Exception:  # a wrong call of a library's, which the standard library would print with all that it was given
        record.msg, record.args = f"{record.msg} {record.args!r}", ()
        text = record.msg
    hidden = without_secrets(text)
    if hidden != text:
        record.msg, record.args = hidden, ()
    if record.exc_info:
        record.exc_text = without_secrets(_plain_formatter.formatException(record.exc_info))
    return record
