"""Keeps the token out of logs, whoever writes them: PTB logs addresses, and the token is part of the address."""

from __future__ import annotations

import logging
from typing import Any

_secrets: set[str] = set()
_plain_factory = logging.getLogRecordFactory()


def keep_out_of_logs(secret: str) -> None:
    """From now on every log record shows *** in place of the secret."""
    if not _secrets:
        logging.setLogRecordFactory(_redacted)
    _secrets.add(secret)


def _redacted(*arguments: Any, **more: Any) -> logging.LogRecord:
    record = _plain_factory(*arguments, **more)
    text = record.getMessage() if record.args else str(record.msg)
    if any(secret in text for secret in _secrets):
        for secret in _secrets:
            text = text.replace(secret, "***")
        record.msg, record.args = text, ()
    return record
