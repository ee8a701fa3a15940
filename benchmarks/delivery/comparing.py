"""Delivery beside stock clients, in one run.

Every contender gets messages from as many chats, from the same Bot API stand-in, with and without 50 ms of latency,
once each chat has had an answer. They are measured in turns, since machines are restless: what is compared is compared
within a turn, and the median of the turns counts. Huiqi gives whole answers (durable intake, order, understanding,
knowledge, reply), as it serves on two processors and all in one process; the others echo. Then: PTB's dispatch alone,
Huiqi's time from message to answer at half load (four times: the calmest run counts), what all that `huiqi run` serves
holds in memory, a flood from one chat, its start, and how long one replica takes over from another.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, median_low
from tempfile import TemporaryDirectory

from benchmarks.delivery.contenders import ALONE, BARE, HUIQI, STOCK
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
from benchmarks.delivery.serving import MESSAGES, Held, memory_of_serving

LATENCIES = (0.0, 0.05)
TURNS = 4
SLOW_TURNS, SLOW_SHARE = 2, 3
"""The stock echo, which takes thirty times as long, has so many turns, with one in so many messages."""
LONGEST_SECONDS = 300
"""The whole run ends by then, with an error where something hangs."""
Rates = dict[tuple[str, float], list[Rate]]
"""By name and latency, in the order of the turns."""

PAGE = Path(__file__).with_name("page.md")
"""The page with places for the figures."""


async def compare(messages: int) -> Rates:
    """Each contender's turns at each latency; within a turn one is measured right after the other."""
    rates: Rates = {}
    for latency in LATENCIES:
        for turn in range(TURNS):
            for name in (HUIQI, BARE, ALONE):
                rates.setdefault((name, latency), []).append(await rate_of(name, messages, latency))
            if turn < SLOW_TURNS:
                slow = await rate_of(STOCK, messages // SLOW_SHARE, latency)
                rates.setdefault((STOCK, latency), []).append(slow)
    return rates


def usual(rates: list[Rate]) -> Rate:
    """The turn of the median speed, the slower where there are two."""
    speed = median_low([rate.a_second for rate in rates])
    return next(rate for rate in rates if rate.a_second == speed)


async def calmest_waits(name: str, rates: Rates) -> Waits:
    """The waits at half of what it can do, of four runs those with the lowest p99."""
    runs = [await waits_at(name, usual(rates[name, 0.0]).a_second / 2, 600) for _ in range(4)]
    return min(runs, key=lambda waits: waits.p99_in_process)


def rates_table(rates: Rates) -> str:
    """A row a contender and latency."""
    head = "| what | latency | a second | CPU ms each | MB |\n| --- | --- | --- | --- | --- |"
    shown = (
        (name, latency, usual(rates[name, latency])) for latency in LATENCIES for name in (HUIQI, ALONE, BARE, STOCK)
    )
    rows = (
        f"| {name} | {latency * 1000:.0f} ms "
        f"| {rate.a_second:.0f} | {rate.cpu_ms:.2f} | {rate.megabytes_together:.0f} |"
        for name, latency, rate in shown
    )
    return "\n".join([head, *rows])


def goals_table(
    rates: Rates, waits: dict[str, Waits], held: dict[str, Held], ready: float, flooded: Flooded, handed_over: float
) -> tuple[str, int]:
    """Each goal with its figures: as it serves, all in one process. How many are missed as it serves."""
    both = (HUIQI, ALONE)
    others = flooded.others.longest / 1000
    rows = [
        ("beside the stock echo, 50 ms", "at least 3", _shares(rates, STOCK, 0.05), 3),
        ("beside the stock echo, no latency", "at least 0.9", _shares(rates, STOCK, 0.0), 0.9),
        ("beside the echo over aiohttp, no latency", "at least 0.35", _shares(rates, BARE, 0.0), 0.35),
        ("p99 in process at half load, ms", "under 20", [waits[name].p99_in_process for name in both], -20),
        ("memory of the larger process of `huiqi run`, MB", "under 160", [held[name].largest for name in both], -160),
        ("`/readyz` after the start, warm cache, s (median of five)", "at most 1.5", [ready], -1.5),
        ("longest wait of others under a flood, s", "at most 2", [others], -2),
        ("all answered after one of two replicas was killed, s", "at most 15", [handed_over], -15),
    ]
    head = "| what | goal | as it serves | all in one process |\n| --- | --- | --- | --- |"
    lines = [_goal(*row) for row in rows]
    missed = sum(not _is_met(figures[0], limit) for *_, figures, limit in rows)
    return "\n".join([head, *lines]), missed


def _shares(rates: Rates, echo: str, latency: float) -> list[float]:
    """Whole answers for each echo: the median of the turns that both had."""
    echoes = rates[echo, latency]
    return [
        median(
            answers.a_second / echoed.a_second for answers, echoed in zip(rates[name, latency], echoes, strict=False)
        )
        for name in (HUIQI, ALONE)
    ]


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
    waits = {name: await calmest_waits(name, rates) for name in (HUIQI, ALONE)}
    held = {name: await memory_of_serving(is_beside=name == HUIQI) for name in (HUIQI, ALONE)}
    flooded = await flood()
    with TemporaryDirectory() as folder:
        starts = [await asyncio.to_thread(seconds_to_ready, folder) for _ in range(6)][1:]
    handed_over = await seconds_to_hand_over()
    commit, commit_p99 = await asyncio.to_thread(sync_waits)
    goals, missed = goals_table(rates, waits, held, median(starts), flooded, handed_over)
    return PAGE.read_text(encoding="utf-8").format(
        messages=messages,
        chats=CHATS,
        fast=TURNS,
        slow=SLOW_TURNS,
        cores=os.cpu_count(),
        python=platform.python_version(),
        day=datetime.now(UTC).date().isoformat(),
        rates=rates_table(rates),
        dispatch=await dispatch_rate(600),
        goals=goals,
        waits=waits[HUIQI],
        waits_alone=waits[ALONE],
        halves=[usual(rates[name, 0.0]).a_second / 2 for name in (HUIQI, ALONE)],
        held=held[HUIQI],
        served=MESSAGES,
        turns=[
            f"{one.a_second / other.a_second:.2f}"
            for one, other in zip(rates[HUIQI, 0.0], rates[BARE, 0.0], strict=True)
        ],
        commit=commit,
        commit_p99=commit_p99,
        verdict=f"Goals that it missed as it serves: {missed}." if missed else "As it serves it met each goal.",
        flood=FLOOD,
        bystanders=BYSTANDERS,
        flooded=flooded,
    )


async def main() -> None:
    """Writes the page, or prints it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--write", type=Path, help="file for the page; standard output otherwise")
    arguments = parser.parse_args()
    gc.disable()  # the stand-in is in this process: its pauses would count as waits
    async with asyncio.timeout(LONGEST_SECONDS):
        written = await page(arguments.messages)
    if arguments.write:
        arguments.write.write_text(written, encoding="utf-8")
    print(written)
