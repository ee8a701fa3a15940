"""Compiles knowledge in a process of its own, so that who serves goes on serving: python -m bot.compiling CACHE FOLDER…

Prints one JSON object: {"path": the compiled form} or {"faults": [one line each]}.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from bot.assembly import compile_checked
from knowledge.errors import KnowledgeError

log = structlog.get_logger(__name__)

BACKGROUND = 10
"""How much it stands back behind whoever serves (nice)."""


async def compile_apart(cache: Path, places: Sequence[Path]) -> tuple[Path | None, tuple[str, ...]]:
    """(the compiled form, faults) by a process of its own; neither where that fails, which is in the log."""
    import asyncio

    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.compiling",
        str(cache),
        *map(str, places),
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


def main() -> None:
    """Compile what the arguments name."""
    os.nice(BACKGROUND)
    with contextlib.suppress(OSError):  # where memory runs out this process is to end, not the one that serves
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    cache, *folders = map(Path, sys.argv[1:])
    try:
        said: dict[str, object] = {"path": str(compile_checked(folders, cache))}
    except KnowledgeError as error:
        said = {"faults": [str(problem) for problem in error.problems]}
    except OSError as error:
        said = {"faults": [f"{cache}: the compiled form cannot be kept: {error.strerror}"]}
    print(json.dumps(said, ensure_ascii=True))


if __name__ == "__main__":
    main()
