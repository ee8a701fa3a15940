"""Notes whom a process calls: Python loads this by itself at the start where its folder is on the path."""

import os
import sys
from typing import Any

CALLED = os.environ.get("CALLED")
"""The file for the notes: an address a line, of this process and of those under it."""


def _note(event: str, given: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = given[1]
        _write(f"{address[0]}:{address[1]}" if isinstance(address, tuple) else str(address))
    elif event == "socket.getaddrinfo" and given[0] is not None:
        _write(f"{given[0]}:{given[1]}")


def _write(line: str) -> None:
    file = os.open(str(CALLED), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(file, f"{line}\n".encode())
    os.close(file)


if CALLED:
    sys.addaudithook(_note)
