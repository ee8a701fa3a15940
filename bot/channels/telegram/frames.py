"""Frames, by which a process and the one that it has forked speak: four bytes of length, then a pickled list.

To unpickle is to run what it says; here it comes from our own fork, over a socket that nobody else has.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

LENGTH_BYTES = 4


def frame_of(items: Sequence[Any]) -> bytes:
    """The items as they are sent."""
    data = pickle.dumps(items, pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def cut_items(received: bytearray) -> list[Any] | None:
    """The items of the first frame, which is cut off; None while a part of it is missing."""
    end = LENGTH_BYTES + int.from_bytes(received[:LENGTH_BYTES], "big")
    if len(received) < max(end, LENGTH_BYTES):
        return None
    data = bytes(received[LENGTH_BYTES:end])
    del received[:end]
    return _items(data)


def read_items(channel: BinaryIO) -> list[Any] | None:
    """The items of the next frame, which is waited for; None where there will be no more."""
    length = channel.read(LENGTH_BYTES)
    if len(length) < LENGTH_BYTES:
        return None
    return _items(channel.read(int.from_bytes(length, "big")))


def batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items in lists of at most so many."""
    rest = iter(items)
    return iter(lambda: list(islice(rest, size)), [])


def _items(data: bytes) -> list[Any]:
    items: list[Any] = pickle.loads(data)  # noqa: S301 - see above
    return items
