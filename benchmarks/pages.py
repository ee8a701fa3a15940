"""What every benchmark's page has: on what it was measured, and where it goes."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Cores, architecture, Python and system."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {platform.system()}"


def publish(page: str, file: Path | None) -> None:
    """The page into its file, or to standard output where none is named."""
    if file is None:
        print(page)
    else:
        file.write_text(page, encoding="utf-8")
