"""Passwords: hashed with Argon2id in a thread, because that is meant to take its time."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
LONGEST = 256


def is_good(password: str) -> bool:
    """Whether it can be somebody's password: long enough, and not one character again and again."""
    return SHORTEST <= len(password) <= LONGEST and len(set(password)) > 3


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher().hash(password)


async def hash_password(password: str) -> str:
    """The hash to keep, made beside the event loop."""
    return await asyncio.to_thread(hashed, password)


async def is_right(kept: str | None, password: str) -> bool:
    """Whether the password is the one of the hash; for an unknown person it takes as long and is wrong."""
    return await asyncio.to_thread(_verify, kept, password)


def _verify(kept: str | None, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nobody(), password[:LONGEST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # only who signs in needs it

    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody's")
