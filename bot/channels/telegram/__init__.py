"""Telegram: every message gets its answer, once, in order. Import `service` only where a token is set."""

from bot.operations.lean import import_telegram

import_telegram()
