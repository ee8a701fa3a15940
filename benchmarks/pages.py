"""What every benchmark's page has: on what it was measured, and where it goes."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from scripts.write_report import REFERENCE
from scripts.write_report import main as write_report


def machine() -> str:
    """Cores, architecture, Python and system."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {platform.system()}"


def publish(page: str, file: Path | None) -> None:
    """The page into its file, and its figures into the report; to standard output where no file is named."""
    if file is None:
        print(page)
        return
    file.write_text(page, encoding="utf-8")
    if file.resolve().is_relative_to(REFERENCE):
        write_report()
