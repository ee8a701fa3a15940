"""How threads share the interpreter, so that work beside the event loop does not keep the loop from its turn.

An answer over a large knowledge base is a few dozen numpy calls, and each lets go of the interpreter. A thread that
computes takes it up at once and keeps it for a whole switch interval (five milliseconds by default), each time: an
answer of seven milliseconds then takes a hundred and fifty. (The "convoy effect", https://bugs.python.org/issue7946.)
"""

from __future__ import annotations

import sys
import time

SWITCH_SECONDS = 0.0005
"""For how long a thread may keep the interpreter while another waits for it."""
PAUSE_SECONDS = 0.001
"""After each portion of work for which nobody waits; a portion is a millisecond or a few."""


def share_interpreter() -> None:
    """From now on threads of this process change places often."""
    sys.setswitchinterval(SWITCH_SECONDS)


def give_way() -> None:
    """Lets other threads in between two portions of work; never to be called on the event loop."""
    time.sleep(PAUSE_SECONDS)
