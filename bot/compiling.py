"""Compiles knowledge in a process of its own, so that who serves goes on serving: python -m bot.compiling CACHE FOLDER…

Prints one JSON object: {"path": the compiled form} or {"faults": [one line each]}.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bot.assembly import compile_checked
from knowledge.errors import KnowledgeError

BACKGROUND = 10
"""How much it stands back behind whoever serves (nice)."""


def main() -> None:
    """Compile what the arguments name."""
    os.nice(BACKGROUND)
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
