"""On what a benchmark ran, in a line for its page."""

from __future__ import annotations

import os
import platform


def machine() -> str:
    """Cores, architecture, Python and system."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {platform.system()}"
