"""How long the first page of inline results takes in process, for each state of a query as it is typed.

usage: python -m benchmarks.inline

Timed: finding, composing up to fifty complete answers and writing the body that Telegram gets. Every query is asked of
an assistant that has answered none of them before; the goal is 100 ms.
"""

from __future__ import annotations

import json
import statistics
import time
from datetime import date
from typing import Any

from bot.assembly import build_assistant
from bot.assistant.assistant import Assistant
from bot.channels.telegram.drafting import Voice
from bot.channels.telegram.inline import PAGE, Inline
from bot.rendering import plain, telegram
from bot.rendering.wording import wording

GOAL_MS = 100.0
DAY = date(2026, 11, 22)
TYPED = (
    "房租 合肥",
    "失业保险返还 西安高新区",
    "地区:杭州 贷款贴息",
    "open: 研发费用加计扣除",
    "类型:税 小微企业",
    "rent relief in Hefei",
    "kind:loan interest subsidy",
    "",
)


def states(text: str) -> list[str]:
    """The query after each letter."""
    return [text[:end] for end in range(1, len(text) + 1)] or [""]


def body_ms(assistant: Assistant, inline: Inline, typed: str) -> tuple[float, int]:
    """Milliseconds to the first page, and how many results it has."""
    began = time.perf_counter()
    offers = assistant.offers(typed, DAY, "zh", 0, PAGE)
    body: dict[str, Any] = inline._body("1", offers)
    json.dumps(body)
    return (time.perf_counter() - began) * 1000, len(offers.page)


def main() -> None:
    """Prints the slowest and the usual time of each query."""
    assistant = build_assistant()
    voice = Voice(telegram.render, plain.render, wording)
    inline = Inline(assistant, voice, None, None, lambda: DAY)  # type: ignore[arg-type]
    inline.username = "huiqi_bot"
    every = []
    for text in TYPED:
        assistant.strangers.clear()
        timed = [body_ms(assistant, inline, typed) for typed in states(text)]
        every += [ms for ms, _ in timed]
        first, most = timed[0][0], max(ms for ms, _ in timed)
        print(f"{text or '(nothing typed)'}: first {first:.1f} ms, slowest {most:.1f} ms, {timed[-1][1]} results")
    every.sort()
    print(f"{len(every)} states: median {statistics.median(every):.1f} ms, p95 {every[int(len(every) * 0.95)]:.1f} ms,")
    print(f"slowest {every[-1]:.1f} ms; goal {GOAL_MS:.0f} ms: {'met' if every[-1] < GOAL_MS else 'missed'}")


if __name__ == "__main__":
    main()
