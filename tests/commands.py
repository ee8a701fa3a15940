"""Runs the installed command as a user does: a process of its own, bytes in, bytes out."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HUIQI = Path(sys.executable).with_name("huiqi")


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of one command."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Command:
    """`huiqi`, with a cache folder and a folder to run in."""

    cache: Path
    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        """The tests' own environment without any setting of the bot."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUIQI_")}
        return kept | {"XDG_CACHE_HOME": str(self.cache)} | more

    def __call__(self, *arguments: str | bytes | Path, given: str | bytes = b"", **environment: str) -> Ran:
        """The finished command; `given` is its standard input, more settings are variables."""
        done = subprocess.run(
            [HUIQI, *arguments],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            cwd=self.folder,
            env=self.environment(**environment),
            timeout=60,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
        assert "Traceback" not in ran.err, ran.err
        return ran
