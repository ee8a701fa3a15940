"""Compiles knowledge in a process of its own, so that who serves goes on serving: python -m bot.compiling CACHE FOLDER…

Prints one JSON object: {"path": the compiled form} or {"faults": [one line each]}. What compiling leaves behind in a
process's memory, half of what serving takes, is gone with the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from bot.assembly import build_assistant, compile_checked, is_compiled
from knowledge.errors import KnowledgeError

log = structlog.get_logger(__name__)

BACKGROUND = 10
"""How much it stands back behind whoever serves (nice)."""
UNCHECKED = "--unchecked"
"""The worked cases are not looked at, nothing is printed, and nobody serves meanwhile."""


def compile_first(cache: Path, places: Sequence[Path]) -> None:
    """Has the compiled form made by a process of its own where there is none; who starts waits for it.

    Its worked cases are not checked: a start with these places would not check them either. Where it cannot be made,
    whoever reads it next compiles and says why not.
    """
    if not is_compiled(places, cache):
        with contextlib.suppress(OSError):
            subprocess.run(_command(cache, places, UNCHECKED), capture_output=True, check=False)  # noqa: S603 - ours


async def compile_apart(cache: Path, places: Sequence[Path]) -> tuple[Path | None, tuple[str, ...]]:
    """(the compiled form, faults) by a process of its own; neither where that fails, which is in the log."""
    import asyncio

    child = await asyncio.create_subprocess_exec(
        *_command(cache, places),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        said, trouble = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
    if child.returncode:
        log.error("knowledge.compiling_failed", said=trouble.decode(errors="replace")[-2000:])
        return None, ()
    result = json.loads(said)
    return (Path(result["path"]) if "path" in result else None), tuple(result.get("faults", ()))


def _command(cache: Path, places: Sequence[Path], *options: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "bot.compiling", *options, str(cache), *map(str, places))


def main() -> None:
    """Compile what the arguments name."""
    if sys.argv[1] == UNCHECKED:
        cache, *folders = map(Path, sys.argv[2:])
        build_assistant(folders, cache=cache)
    else:
        cache, *folders = map(Path, sys.argv[1:])
        _compile_in_background(cache, folders)


def _compile_in_background(cache: Path, folders: Sequence[Path]) -> None:
    os.nice(BACKGROUND)
    with contextlib.suppress(OSError):  # where memory runs out this process is to end, not the one that serves
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    try:
        said: dict[str, object] = {"path": str(compile_checked(folders, cache))}
    except KnowledgeError as error:
        said = {"faults": [str(problem) for problem in error.problems]}
    except OSError as error:
        said = {"faults": [f"{cache}: the compiled form cannot be kept: {error.strerror}"]}
    print(json.dumps(said, ensure_ascii=True))


if __name__ == "__main__":
    main()
