"""How long the disk has taken for a commit of late, and so where the next one is made.

A thread that only waits for the disk still waits for the interpreter's lock before it and after it, and whoever wants
the result for a turn of the event loop: beside a disk of two tenths of a millisecond that is most of a commit. A loop
that waits for the disk itself stands still as long as the disk takes, which must be told from experience.
"""

from __future__ import annotations

QUICK_SECONDS = 0.002
"""For so long the event loop may stand still: it does for longer whenever an answer is worked out."""
DECAY = 0.95
"""What one slow commit is remembered as after each that follows: fifty milliseconds keep the next sixty in a thread."""
LOCK_SECONDS = 0.004
"""What a thread may have waited for the interpreter's lock, and not for the disk."""
UNKNOWN_SECONDS = 0.05
"""What a disk is taken to need before anything is known of it."""


class DiskPace:
    """The slowest commit of late, fading with each that follows."""

    def __init__(self) -> None:
        self._seconds = UNKNOWN_SECONDS

    @property
    def is_quick(self) -> bool:
        """Whether the loop may wait for the next commit itself."""
        return self._seconds < QUICK_SECONDS

    def took(self, seconds: float, *, in_thread: bool) -> None:
        """A commit has ended."""
        self._seconds = max(seconds - LOCK_SECONDS * in_thread, self._seconds * DECAY)
