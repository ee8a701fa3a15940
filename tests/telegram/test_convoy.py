"""Convoys: groups in the order of coming, nothing in between, and no place is ever lost."""

from __future__ import annotations

import asyncio
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.convoy import Convoy


async def test_members_of_a_convoy_run_right_behind_each_other_and_others_in_between() -> None:
    convoy, said = Convoy(3), []

    async def member(number: int) -> None:
        async with convoy:
            said.append(f"m{number}")

    async def other() -> None:
        while len(said) < 1000 and sum(word.startswith("m") for word in said) < 7:
            said.append("other")
            await asyncio.sleep(0)

    await asyncio.gather(other(), *(member(number) for number in range(7)))

    runs = [list(run) for is_member, run in groupby(said, lambda word: word != "other") if is_member]
    assert runs == [["m0", "m1", "m2"], ["m3", "m4", "m5"], ["m6"]]


FATES = st.lists(st.sampled_from(["leaves", "lingers", "fails", "cancelled waiting", "cancelled inside"]), max_size=20)


@given(fates=FATES, size=st.integers(1, 5))
def test_whatever_becomes_of_some_all_others_pass_in_order_and_never_too_many_at_once(
    fates: list[str], size: int
) -> None:
    entered: list[int] = []

    async def run() -> list[BaseException | None]:
        convoy, inside = Convoy(size), 0

        async def member(number: int, fate: str) -> None:
            nonlocal inside
            async with convoy:
                entered.append(number)
                inside += 1
                assert inside <= size
                try:
                    if fate in ("lingers", "cancelled inside"):
                        await asyncio.sleep(0)
                        await asyncio.sleep(0)
                    if fate == "fails":
                        raise ValueError
                finally:
                    inside -= 1

        async def cancel(task: asyncio.Task[None], number: int, fate: str) -> None:
            while fate == "cancelled inside" and number not in entered:
                await asyncio.sleep(0)
            task.cancel()

        tasks = [asyncio.create_task(member(number, fate)) for number, fate in enumerate(fates)]
        await asyncio.sleep(0)  # they queue
        cancelled = [(task, at, fates[at]) for at, task in enumerate(tasks) if fates[at].startswith("cancelled")]
        await asyncio.gather(*(cancel(*one) for one in cancelled))
        async with asyncio.timeout(10):
            return await asyncio.gather(*tasks, return_exceptions=True)

    ended = asyncio.run(run())

    passing = [at for at, fate in enumerate(fates) if fate != "cancelled waiting"]
    assert [at for at in entered if at in passing] == passing
    kinds = {
        "fails": ValueError,
        "cancelled waiting": asyncio.CancelledError,
        "cancelled inside": asyncio.CancelledError,
    }
    assert [type(end) for end in ended] == [kinds.get(fate, type(None)) for fate in fates]


async def test_one_who_is_let_in_and_cancelled_in_the_same_turn_gives_the_place_back() -> None:
    convoy = Convoy(1)

    async def member() -> None:
        async with convoy:
            await asyncio.sleep(0)

    first, second = asyncio.create_task(member()), asyncio.create_task(member())
    loop = asyncio.get_running_loop()
    # Turn 1: both queue; turn 2 lets the first in; cancelled behind that, before it goes on.
    loop.call_soon(lambda: loop.call_soon(first.cancel))
    async with asyncio.timeout(10):
        await asyncio.gather(first, second, return_exceptions=True)

    assert first.cancelled()
    assert second.exception() is None
