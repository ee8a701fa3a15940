"""A stand-in for the Telegram Bot API on loopback: true queue semantics, checked calls, faults on request."""

from tests.telegram_server.faults import Fault
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.transcript import Call

__all__ = ["Call", "Fault", "TelegramServer"]
