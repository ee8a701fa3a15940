"""Tests of the Telegram channel against the Bot API stand-in."""
