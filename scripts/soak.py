"""Ten minutes of load on a bot as it is served: memory and open files must stay, and a backup must not disturb.

python -m scripts.soak [SECONDS] [MESSAGES A SECOND]
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.telegram.processes import free_port
from tests.telegram_server import TelegramServer

HUIQI = Path(sys.executable).with_name("huiqi")
CHATS = 400
TEXTS = (
    "西安高新区失业保险返还", "研发费加计扣除能省多少税", "rent relief in Hefei", "我们有30人,亏损", "谢谢", "合肥",
    "小型微利企业的标准是什么", "how big is the extra deduction", "去年研发费300万", "/forget", "高新技术企业认定条件",
)  # fmt: skip
WARM = 0.3
"""Share of the time after which memory is expected to stay as it is."""
LARGEST_GROWTH = 0.05


@dataclass(slots=True)
class Sample:
    """What the system says of the process."""

    seconds: float
    megabytes: float
    files: int


@dataclass(slots=True)
class Soak:
    """One run."""

    telegram: TelegramServer
    pid: int
    rate: float
    seconds: float
    began: float = field(default_factory=time.monotonic)
    written: int = 0
    samples: list[Sample] = field(default_factory=list)

    @property
    def age(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    async def load(self) -> None:
        """Messages at an even rate, each from a chat of its own in turn."""
        order = random.Random(20261122)
        while self.age < self.seconds:
            while self.written < self.age * self.rate:
                await self.telegram.write(1 + self.written % CHATS, order.choice(TEXTS))
                self.written += 1
            await asyncio.sleep(0.02)

    async def watch(self) -> None:
        """A look at the process every two seconds; the stand-in forgets what it need not know."""
        while self.age < self.seconds:
            self.samples.append(sample(self.pid, self.age))
            await asyncio.sleep(2)

    async def back_up(self, folder: Path, environment: dict[str, str]) -> tuple[int, int]:
        """Backups one after the other all the time: how many, and how many failed."""
        done = failed = 0
        while self.age < self.seconds:
            child = await asyncio.create_subprocess_exec(
                HUIQI, "backup", str(folder / "copy.sqlite3"), env=environment, stdout=asyncio.subprocess.DEVNULL
            )
            failed += bool(await child.wait())
            done += 1
            await asyncio.sleep(min(20.0, self.seconds / 10))
        return done, failed


def sample(pid: int, seconds: float) -> Sample:
    resident = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return Sample(seconds, resident / 1e6, len(os.listdir(f"/proc/{pid}/fd")))


def delivered(telegram: TelegramServer) -> int:
    """Messages that have arrived."""
    return sum(map(len, telegram.account.sent.values()))


def judge(samples: list[Sample], seconds: float) -> tuple[str, bool]:
    """The first and the last fifth after warming up, and whether they are alike."""
    steady = [one for one in samples if one.seconds > seconds * WARM]
    part = max(1, len(steady) // 5)
    first, last = steady[:part], steady[-part:]
    before, after = (sum(one.megabytes for one in some) / len(some) for some in (first, last))
    # Connections come and go with the load; what leaks is never closed.
    files_before, files_after = (min(one.files for one in some) for some in (first, last))
    growth = after / before - 1
    said = f"memory {before:.1f} → {after:.1f} MB ({growth:+.1%}), open files at least {files_before} → {files_after}"
    return said, abs(growth) <= LARGEST_GROWTH and files_after <= files_before + 2


async def main(seconds: float, rate: float) -> bool:
    telegram = TelegramServer(latency=0.02)
    await telegram.start()
    with TemporaryDirectory() as name:
        folder = Path(name)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("HUIQI_")} | {
            "HUIQI_TELEGRAM_TOKEN": telegram.token,
            "HUIQI_TELEGRAM_API_URL": telegram.url,
            "HUIQI_DATA_DIR": str(folder / "data"),
            "HUIQI_HTTP_PORT": str(free_port()),
            "HUIQI_LOG_LEVEL": "warning",
        }
        process = await asyncio.create_subprocess_exec(HUIQI, "run", env=environment)
        try:
            await telegram.write(1, TEXTS[0])
            await telegram.until(lambda: telegram.sent(1), 120)
            soak = Soak(telegram, process.pid, rate, seconds)
            backups, *_ = await asyncio.gather(soak.back_up(folder, environment), soak.load(), soak.watch())
            await telegram.until(lambda: delivered(telegram) >= soak.written, 300)
        finally:
            process.terminate()
            status = await process.wait()
            await telegram.stop()
    sent = delivered(telegram)
    said, steady = judge(soak.samples, seconds)
    print(f"{soak.written} messages in {seconds:.0f} s, {sent} sent; {said}; stopped with status {status}")
    print(
        f"{backups[0]} backups under load, {backups[1]} failed; {len(telegram.refused)} calls against the description"
    )
    return steady and sent > soak.written and not backups[1] and not status


if __name__ == "__main__":
    given = [float(word) for word in sys.argv[1:]] + [600.0, 20.0][len(sys.argv) - 1 :]
    sys.exit(0 if asyncio.run(main(*given)) else 1)
