"""Delivery beside stock clients, in one run.

Every contender gets the same messages, to as many chats, from the same Bot API stand-in, with and without 50 ms of
latency; each is measured twice, in turns, and the faster run counts. Huiqi gives whole answers (durable intake, order,
understanding, knowledge, reply); the others echo. Then: PTB's dispatch alone, Huiqi's time from message to answer at
half load (twice as well: the calmer run counts), a flood from one chat, and its start.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.delivery.contenders import BARE, HUIQI, STOCK
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
GOAL = "| {what} | {goal} | {figure} | {met} |"


async def compare(messages: int) -> Rates:
    """The best of two runs of each contender at each latency."""
    best: Rates = {}
    for latency in LATENCIES:
        for name in (HUIQI, BARE, STOCK) * 2:
            rate = await rate_of(name, messages, latency)
            known = best.get((name, latency))
            best[name, latency] = rate if known is None or rate.a_second > known.a_second else known
    return best


async def calmer_waits(rate: float) -> Waits:
    """The waits at a steady rate, of two runs those with the lower p99."""
    runs = [await waits_at(rate, 600) for _ in range(2)]
    return min(runs, key=lambda waits: waits.p99_in_process)


def rates_table(rates: Rates) -> str:
    """A row a contender and latency."""
    head = "| what | latency | a second | CPU ms each | MB |\n| --- | --- | --- | --- | --- |"
    rows = (
        f"| {name} | {latency * 1000:.0f} ms | {rate.a_second:.0f} | {rate.cpu_ms:.2f} | {rate.megabytes:.0f} |"
        for (name, latency), rate in rates.items()
    )
    return "\n".join([head, *rows])


def goals_table(rates: Rates, waits: Waits, ready: float, flooded: Flooded) -> tuple[str, int]:
    """Each goal with its figure, and how many are missed."""
    beside = {key: rates[HUIQI, key[1]].a_second / rate.a_second for key, rate in rates.items()}
    most = max(rates[HUIQI, latency].megabytes for latency in LATENCIES)
    half = rates[HUIQI, 0.0].a_second / 2
    stock_slow, stock, bare = beside[STOCK, 0.05], beside[STOCK, 0.0], beside[BARE, 0.0]
    inside = waits.p99_in_process
    others = flooded.others.longest / 1000
    rows = [
        ("whole answers beside the stock echo, 50 ms", "at least 3", stock_slow, stock_slow >= 3),
        ("whole answers beside the stock echo, no latency", "at least 0.9", stock, stock >= 0.9),
        ("whole answers beside the echo over aiohttp, no latency", "at least 0.35", bare, bare >= 0.35),
        (f"p99 in process at half load ({half:.0f} a second), ms", "under 20", inside, inside < 20),
        ("memory, MB", "under 160", most, most < 160),
        ("`/readyz` after the start, warm cache, s (median of five)", "at most 1.5", ready, ready <= 1.5),
        ("longest wait of others under a flood, s", "at most 2", others, others <= 2),
    ]
    head = "| what | goal | this run | met |\n| --- | --- | --- | --- |"
    lines = [
        GOAL.format(what=what, goal=goal, figure=f"{figure:.2f}", met="yes" if met else "no")
        for what, goal, figure, met in rows
    ]
    return "\n".join([head, *lines]), sum(not met for *_, met in rows)


async def page(messages: int) -> str:
    """The whole run, as the page shows it."""
    await warm_cache()
    rates = await compare(messages)
    waits = await calmer_waits(rates[HUIQI, 0.0].a_second / 2)
    flooded = await flood()
    with TemporaryDirectory() as folder:
        starts = [await asyncio.to_thread(seconds_to_ready, folder) for _ in range(6)][1:]
    commit, commit_p99 = await asyncio.to_thread(sync_waits)
    goals, missed = goals_table(rates, waits, median(starts), flooded)
    return PAGE.read_text(encoding="utf-8").format(
        messages=messages,
        chats=CHATS,
        cores=os.cpu_count(),
        python=platform.python_version(),
        day=datetime.now(UTC).date().isoformat(),
        rates=rates_table(rates),
        dispatch=await dispatch_rate(messages),
        goals=goals,
        waits=waits,
        commit=commit,
        commit_p99=commit_p99,
        verdict=f"Goals that this run missed: {missed}." if missed else "All goals were met.",
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
    async with asyncio.timeout(LONGEST_SECONDS):
        written = await page(arguments.messages)
    if arguments.write:
        arguments.write.write_text(written, encoding="utf-8")
    print(written)
