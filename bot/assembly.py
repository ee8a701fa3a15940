"""Builds the assistant from knowledge and rules, by way of a compiled cache where one can be kept."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from bot.assistant.assistant import SPOKEN_COMMANDS, Assistant
from bot.assistant.picking import load_pointing
from bot.compiledfile import link_compiled, read_compiled, write_compiled
from bot.operations.interpreter import give_way
from bot.rendering.wording import WordingError, load_wordings, unsaid
from intents.background import Background
from intents.understanding import Understander
from knowledge.errors import KnowledgeError
from knowledge.places import BRANCHES, pack_paths

LOOKED_AT_TOGETHER = 500
"""Files between two pauses, a few milliseconds: the shipped pack has fewer."""
CODE = ("knowledge", "intents", "bot/rendering")
BESIDE = ("bot/compiledfile.py", "bot/assistant/picking.py", "bot/assistant/picking.yml")
"""Single files of which something is kept with a compiled form, or by which it is written."""
WARM_UP, WARM_DAY = "惠企 huiqi", date(2026, 1, 1)
"""A message that makes everything that is made at first use, so that it is kept."""
AHEAD = "ahead"
"""Beside the compiled form in use: the one of what staff are trying out, until they keep it."""
BROUGHT = Path(sys.prefix) / "share" / "huiqi"
"""Where an image brings the compiled form of the shipped pack, made by bot.compiling while it was built."""


def build_assistant(folders: Sequence[Path] = (), *, shipped: bool = True, cache: Path | None = None) -> Assistant:
    """The assistant over the shipped pack and the folders laid over it.

    `cache` is a folder for the compiled form; None, or one that cannot be written, compiles anew.
    Raises: KnowledgeError or RulesError with every fault of every file.
    """
    return assistant_over(_compiled(folders, shipped, cache))


def compile_checked(folders: Sequence[Path], cache: Path) -> Path:
    """The file that holds the compiled form of the shipped pack with these folders over it, its worked cases checked.

    Raises: KnowledgeError or RulesError with every fault; OSError where the file cannot be written.
    """
    path = _place(cache, folders, shipped=True)
    if not path.exists():
        from intents.building import build_understander
        from knowledge.lint import unfit_to_serve
        from knowledge.loading import load_catalogue

        catalogue = load_catalogue(folders)
        faults = unfit_to_serve(catalogue, folders)
        if faults:
            raise KnowledgeError(faults)
        write_compiled(path, _warmed(build_understander(catalogue)))
    return path


def compiled_already(folders: Sequence[Path], cache: Path) -> Path | None:
    """The file that `compile_checked` would make there, or has made ahead of its use; None where there is none yet."""
    path, made = _place(cache, folders, shipped=True), _place(cache / AHEAD, folders, shipped=True)
    return next((found for found in (path, made) if found.exists()), None)


def is_compiled(folders: Sequence[Path], cache: Path) -> bool:
    """Whether `build_assistant` finds a compiled form with that cache, so that it need not compile."""
    path = _place(cache, folders, shipped=True)
    return path.exists() or (BROUGHT / path.name).exists()


def put_to_use(made: Path, cache: Path) -> None:
    """A compiled form made ahead is the one that the next start finds. Raises: OSError."""
    path = cache / made.name
    if not path.exists():
        link_compiled(made, path)


def read_unhurried(path: Path) -> Assistant | None:
    """The assistant over a compiled form, read so that other threads get their turn; None where it cannot be read."""
    found = _read(path, unhurried=True)
    return assistant_over(found) if found is not None else None


def assistant_over(understander: Understander) -> Assistant:
    """The assistant, which can say all that the rules make it say. Raises: WordingError."""
    wordings = load_wordings()
    faults = [
        unsaid(wording, intent, "is missing; intents/rules/order.yml names such an intent under 'chat'")
        for intent in understander.rules.groups["chat"]
        for wording in wordings.values()
        if intent not in SPOKEN_COMMANDS and not wording.has(intent)
    ]
    if faults:
        raise WordingError(faults)
    return Assistant(understander.catalogue, understander, wordings)


def default_cache() -> Path:
    """Where a user's programs keep what they can make again."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "huiqi"


def _compiled(folders: Sequence[Path], shipped: bool, cache: Path | None) -> Understander:
    if cache is None:
        return _compile(folders, shipped)
    path = _place(cache, folders, shipped)
    found = _read(path) or _read(BROUGHT / path.name)
    if found is None:
        found = _warmed(_compile(folders, shipped))
        with contextlib.suppress(OSError):
            write_compiled(path, found)
    return found


def _place(cache: Path, folders: Sequence[Path], shipped: bool) -> Path:
    return cache / f"compiled-{_fingerprint(folders, shipped)}.pickle"


def _warmed(compiled: Understander) -> Understander:
    """The same, with everything that is made at first use."""
    load_wordings()
    load_pointing()
    compiled.understand(WARM_UP, WARM_DAY, Background())
    return compiled


def _compile(folders: Sequence[Path], shipped: bool) -> Understander:
    from intents.building import build_understander  # neither is needed when the compiled form is at hand
    from knowledge.loading import load_catalogue

    compiled = build_understander(load_catalogue(folders, shipped=shipped))
    gc.freeze()  # it stays to the end, as what is read from a file does
    return compiled


def _read(path: Path, *, unhurried: bool = False) -> Understander | None:
    """The compiled form; None where there is none that fits, or it is another user's."""
    try:
        if path.parent != BROUGHT and path.stat().st_uid != os.getuid():
            return None
    except OSError:
        return None
    return read_compiled(path, unhurried=unhurried)


def content_state(folders: Sequence[Path]) -> str:
    """Changes whenever a file of the folders does, or a link on the way to it; nothing is read but the file table."""
    digest = hashlib.blake2b(digest_size=12)
    for place in folders:
        for link in (place, *(place / branch for branch in BRANCHES)):
            digest.update(f"{link.resolve()} {link.is_dir()}\n".encode())
        _add_stats(digest, pack_paths(place))
    return digest.hexdigest()


def _fingerprint(folders: Sequence[Path], shipped: bool) -> str:
    """Changes whenever a content file or the code that compiles it changes."""
    digest = hashlib.blake2b(f"{sys.version}{shipped}{content_state(folders)}".encode(), digest_size=12)
    root = Path(__file__).resolve().parent.parent
    for package in CODE:
        found = (p for pattern in ("*.py", "*.yml", "*.txt") for p in (root / package).rglob(pattern))
        _add_stats(digest, sorted(found, key=str))
    _add_stats(digest, [root / name for name in BESIDE])
    return digest.hexdigest()


def _add_stats(digest: hashlib.blake2b, paths: Iterable[Path | str]) -> None:
    for number, path in enumerate(paths, 1):
        if number % LOOKED_AT_TOGETHER == 0:
            give_way()
        with contextlib.suppress(FileNotFoundError):  # gone since it was listed
            stat = os.stat(path)  # thousands of plain paths, every two seconds
            digest.update(f"{path}|{stat.st_mtime_ns}|{stat.st_size}\n".encode())
