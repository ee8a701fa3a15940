"""Tries every property of the tests with many fresh random examples, round after round, until the time is over.

usage: python -m scripts.fuzz [MINUTES [PROCESSES]]
Ends with 1 after the first round in which something failed: the output names the example and how to try it again.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

ROUND = ("--hypothesis-profile=fuzz", "-m", "hypothesis", "--timeout=1800", "-rf", "--tb=short")
CHECKED, INTERRUPTED = 0, 2


def properties() -> list[str]:
    """Test files that hold any."""
    found = sorted(Path("tests").rglob("test_*.py"))
    return [str(path) for path in found if "hypothesis" in path.read_text(encoding="utf-8")]


def one_round(seconds: float, processes: int) -> tuple[bool, str]:
    """Whether nothing failed, and the runner's closing line; the round is cut short where the time is over."""
    command = [sys.executable, "-m", "pytest", *ROUND, "-n", str(processes), *properties()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            output, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)
            output, _ = running.communicate()
    is_whole = running.returncode in (CHECKED, INTERRUPTED) and "\nFAILED " not in output
    if not is_whole:
        print(output)
    closing = [line for line in output.splitlines() if " passed" in line or " failed" in line]
    return is_whole, closing[-1] if closing else "no test ended"


def main() -> int:
    """Rounds until the minutes are over or something fails."""
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    end = time.monotonic() + 60 * minutes
    number = 0
    while (left := end - time.monotonic()) > 0:
        number += 1
        is_whole, closing = one_round(left, processes)
        print(f"round {number}: {closing}", flush=True)
        if not is_whole:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
