"""Builds the assistant from knowledge and rules, by way of a compiled cache where one can be kept."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.assistant.assistant import Assistant
from bot.rendering.wording import load_wordings
from intents.once import kept, restore
from intents.understanding import Background, Understander, build_understander

CODE = ("knowledge", "intents", "bot/rendering")
WARM_UP, WARM_DAY = "惠企 huiqi", date(2026, 1, 1)
"""A message that makes everything that is made at first use, so that it is kept."""


def build_assistant(folders: Sequence[Path] = (), *, shipped: bool = True, cache: Path | None = None) -> Assistant:
    """The assistant over the shipped pack and the folders laid over it.

    `cache` is a folder for the compiled form; None, or one that cannot be written, compiles anew.
    Raises: KnowledgeError or RulesError with every fault of every file.
    """
    understander = _compiled(folders, shipped, cache)
    gc.enable()
    gc.freeze()  # what is compiled stays to the end; looking through it again and again for garbage costs a fifth
    return Assistant(understander.catalogue, understander, load_wordings())


def default_cache() -> Path:
    """Where a user's programs keep what they can make again."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "huiqi"


def _compiled(folders: Sequence[Path], shipped: bool, cache: Path | None) -> Understander:
    if cache is None:
        return _compile(folders, shipped)
    path = cache / f"compiled-{_fingerprint(folders, shipped)}.pickle"
    found = _read(path)
    if found is None:
        found = _compile(folders, shipped)
        load_wordings()
        found.understand(WARM_UP, WARM_DAY, Background())
        _write(path, found)
    return found


def _compile(folders: Sequence[Path], shipped: bool) -> Understander:
    from knowledge.loading import load_catalogue  # parsing is not needed when the compiled form is at hand

    return build_understander(load_catalogue(folders, shipped=shipped))


def _read(path: Path) -> Understander | None:
    """The compiled form; None where there is none that fits. Only files of our own are read."""
    try:
        if path.stat().st_uid != os.getuid():
            return None
        gc.disable()  # nothing of what is read is garbage, and looking for some takes half the time
        found, worked_out = pickle.loads(path.read_bytes())  # noqa: S301 - this user's own, named by its content
    except Exception:  # a damaged file can raise anything, and it is only a copy
        return None
    finally:
        gc.enable()
    if not isinstance(found, Understander):
        return None
    restore(worked_out)
    return found


def _write(path: Path, compiled: Understander) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in path.parent.glob("compiled-*.pickle"):
            old.unlink(missing_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(pickle.dumps((compiled, kept()), protocol=pickle.HIGHEST_PROTOCOL))
        scratch.replace(path)
    except OSError:
        return


def _fingerprint(folders: Sequence[Path], shipped: bool) -> str:
    """Changes whenever a content file or the code that compiles it changes."""
    digest = hashlib.blake2b(f"{sys.version}{shipped}".encode(), digest_size=12)
    root = Path(__file__).resolve().parent.parent
    for place in folders:
        digest.update(f"{place.resolve()}\n".encode())  # a folder that is not there is not the same as none
        _add_stats(digest, place, ("*.yml",))
    for package in CODE:
        _add_stats(digest, root / package, ("*.py", "*.yml", "*.txt"))
    return digest.hexdigest()


def _add_stats(digest: hashlib.blake2b, folder: Path, patterns: tuple[str, ...]) -> None:
    found = sorted((p for pattern in patterns for p in folder.rglob(pattern)), key=str)
    for path in found:
        stat = path.stat()
        digest.update(f"{path}|{stat.st_mtime_ns}|{stat.st_size}\n".encode())
