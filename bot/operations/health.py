"""Whether the process is alive and whether it may be given work.

An outage of Telegram changes neither: it stands in the body of /readyz, in the metrics and in the alert rules, because
restarting or taking the page away would not mend it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Question = Callable[[], bool]
Detail = Callable[[], object]
LARGEST_LAG_SECONDS = 5.0
TICK_SECONDS = 0.5


class LoopPulse:
    """Measures how late the event loop is: a task that wants to run twice a second and notes when it does."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._due: float | None = None
        self._last_lag = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to measure, in the running loop."""
        self._task = asyncio.create_task(self._beat(), name="loop-pulse")

    async def stop(self) -> None:
        """Ends the measuring."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task, self._due = None, None

    @property
    def lag_seconds(self) -> float:
        """How late the loop ran last, or is at this moment where that is worse; 0 before the start."""
        if self._due is None:
            return 0.0
        return max(self._last_lag, self._now() - self._due, 0.0)

    def beaten(self) -> None:
        """Notes that the loop runs now."""
        now = self._now()
        self._last_lag = 0.0 if self._due is None else max(0.0, now - self._due)
        self._due = now + TICK_SECONDS

    async def _beat(self) -> None:
        while True:
            self.beaten()
            await asyncio.sleep(TICK_SECONDS)

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The answer to one probe."""

    passed: bool
    body: Mapping[str, object]
    """Each check by name with what it found; JSON values only."""


def _yes() -> bool:
    return True


@dataclass(slots=True)
class Health:
    """What the probes ask; the parts hand in their own questions."""

    dispatcher_alive: Question = _yes
    """Whether the dispatcher of updates runs; always true where there is none to run."""
    checks: Mapping[str, Question] = field(default_factory=dict)
    """Questions of /readyz by name: migrations, store, knowledge."""
    details: dict[str, Detail] = field(default_factory=dict)
    """What /readyz only tells: Telegram's state, the oldest waiting update in seconds."""
    pulse: LoopPulse = field(default_factory=LoopPulse)
    draining: bool = False
    """Set when the process has been asked to stop."""

    def live(self) -> HealthReport:
        """Whether the loop turns and the dispatcher is alive; where not, only a restart helps."""
        lag = self.pulse.lag_seconds
        dispatcher = _asked(self.dispatcher_alive)
        body = {"loop_lag_seconds": round(lag, 3), "dispatcher": dispatcher}
        return _report(dispatcher and lag < LARGEST_LAG_SECONDS, body)

    def ready(self) -> HealthReport:
        """Whether requests may be sent here."""
        checks = {name: _asked(question) for name, question in self.checks.items()}
        told = {name: _told(detail) for name, detail in self.details.items()}
        return _report(all(checks.values()) and not self.draining, {**checks, "draining": self.draining, **told})


def _report(passed: bool, body: Mapping[str, object]) -> HealthReport:
    return HealthReport(passed, {"ok": passed, **body})


def _asked(question: Question) -> bool:
    """A question that cannot be answered counts as no: a probe must never fail with a traceback."""
    try:
        return bool(question())
    except Exception:
        return False


def _told(detail: Detail) -> object:
    try:
        return detail()
    except Exception as error:
        return f"unknown ({type(error).__name__})"
