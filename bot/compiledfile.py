"""A compiled understander in a file, in portions: reading a large one must not keep other threads waiting.

Measures go into pickles of a few hundred each. What one pickle has read is freed in one go when its end is reached, and
for 10,000 measures in a single one that takes eighty milliseconds in which no other thread gets its turn.
"""

from __future__ import annotations

import copyreg
import gc
import os
import pickle
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader, FileIO
from itertools import islice
from pathlib import Path
from typing import Any

from bot.operations.interpreter import give_way
from intents.expressions import reduced
from intents.once import kept, restore
from intents.understanding import Understander

MEASURES = 500
"""In one pickle."""
OLDER_KEPT = 1
GARBAGE_AFTER = 5_000
"""Objects after which garbage is looked for, which one message makes: nearly all that it makes goes without that."""
READ_AHEAD = 1 << 16
"""Bytes, a frame of pickle: read so, a compiled form is never in memory twice."""


class _Unhurried:
    """A file whose reader pauses before each portion: a thread that unpickles would let no other thread in between."""

    def __init__(self, file: BufferedReader[FileIO]) -> None:
        self._file = file
        self.readline = file.readline

    def read(self, size: int) -> bytes:
        """The next portion: pickle asks for frames of 64 KiB, about a millisecond's work each."""
        give_way()
        return self._file.read(size)

    def readinto(self, buffer: memoryview) -> int:
        """The next portion of a large array."""
        give_way()
        return self._file.readinto(buffer)


def write_compiled(path: Path, compiled: Understander) -> None:
    """Keeps it under that name, in one step; of older compiled forms beside it one stays. Raises: OSError."""
    _clear(path)
    scratch = path.with_suffix(f".{os.getpid()}")
    with scratch.open("wb") as file:
        for part in _parts(compiled):
            pickler = pickle.Pickler(file, protocol=pickle.HIGHEST_PROTOCOL)
            pickler.dispatch_table = copyreg.dispatch_table | {re.Pattern: reduced}
            pickler.dump(part)
    scratch.replace(path)


def link_compiled(made: Path, path: Path) -> None:
    """What was made elsewhere is also kept under that name, as if it had been written there. Raises: OSError."""
    _clear(path)
    path.hardlink_to(made)


def _clear(path: Path) -> None:
    """Makes the folder, and room in it: the last one stays, to which a change that is taken back leads."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    older = sorted(path.parent.glob("compiled-*.pickle"), key=_written_at)
    for old in older[:-OLDER_KEPT]:
        old.unlink(missing_ok=True)


def _written_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:  # another process has cleared it away
        return 0


def read_compiled(path: Path, *, unhurried: bool = False) -> Understander | None:
    """The compiled form; None where there is none that can be read. Only files of our own are to be read.

    Garbage is not looked for while it is read, and never again among what was: all that was made of the file stays to
    the end, and looking through it again and again costs a fifth. `unhurried` gives other threads their turn.
    """
    gc.disable()
    try:
        with BufferedReader(path.open("rb", buffering=0), READ_AHEAD) as file:
            return _read(_Unhurried(file) if unhurried else file)
    except Exception:  # a damaged file can raise anything, and it is only a copy
        return None
    finally:
        gc.freeze()
        gc.set_threshold(GARBAGE_AFTER)
        gc.enable()


def _parts(compiled: Understander) -> Iterator[Any]:
    """What goes into the file, in order: everything but the measures, then these."""
    whole = compiled.catalogue
    bare = replace(whole, measures={}, subjects={}, reads={})
    names = iter(whole.measures)
    portions = list(iter(lambda: list(islice(names, MEASURES)), []))
    yield replace(compiled, catalogue=bare), kept(), len(portions)
    for portion in portions:
        yield tuple({name: table[name] for name in portion} for table in (whole.measures, whole.subjects, whole.reads))


def _read(file: Any) -> Understander | None:
    found, worked_out, portions = pickle.load(file)  # noqa: S301 - this user's own, named by its content
    if not isinstance(found, Understander):
        return None
    catalogue = found.catalogue
    for _ in range(portions):
        tables = pickle.load(file)  # noqa: S301 - as above
        for table, portion in zip((catalogue.measures, catalogue.subjects, catalogue.reads), tables, strict=True):
            table.update(portion)  # type: ignore[attr-defined]  # a dict: `_parts` has put one there
    restore(worked_out)
    return found
