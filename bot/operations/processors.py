"""How many processors this process may use."""

from __future__ import annotations

import os
from pathlib import Path


def processors(own: Path = Path("/proc/self/cgroup"), groups: Path = Path("/sys/fs/cgroup")) -> float:
    """Those that it may run on, or the share of them that its container is given, where that is less.

    The share is `cpu.max` of its control group (the kernel's "Control Group v2"): microseconds of processor time in so
    many, or "max". Where there is none to read, only the processors count.
    """
    allowed = float(len(os.sched_getaffinity(0)))
    try:
        group = own.read_text(encoding="ascii").rpartition("0::/")[2].strip()
        quota, _, period = (groups / group / "cpu.max").read_text(encoding="ascii").partition(" ")
        return min(allowed, int(quota) / int(period))
    except (OSError, ValueError):
        return allowed
