"""Telegram: every message gets its answer, once, in order. Import `service` only where a token is set."""

import sys

from bot.operations.lean import import_telegram

# PTB imports httpx for a transport of its own, and httpx its command line where that can be had: 1.6 MB.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
import_telegram()
