"""Which files of a folder make a pack: what stands beside them, hidden copies among it, is not looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

BRANCHES = ("measures", "cases", "phrases")


def pack_files(folder: Path) -> Iterator[Path]:
    """Every YAML file of the pack in the folder, in a fixed order; a folder that is not there has none."""
    return map(Path, pack_paths(folder))


def pack_paths(folder: Path) -> Iterator[str]:
    """The same as plain paths: for who looks at ten thousand of them every few seconds."""
    if folder.is_dir():
        yield from (f"{folder}/{name}" for name in sorted(os.listdir(folder)) if name.endswith(".yml"))
    for branch in BRANCHES:
        # Named outright, because a walk does not follow a branch that is a link (as in a mounted ConfigMap).
        for here, below, names in os.walk(folder / branch):
            below[:] = sorted(name for name in below if not name.startswith("."))
            yield from (f"{here}/{name}" for name in sorted(names) if name.endswith(".yml"))
