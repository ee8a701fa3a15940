"""Inline mode: complete answers as somebody types, in the language typed, for the newest query only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.offers import Query, read_query
from bot.channels.telegram.drafting import Voice
from bot.channels.telegram.inline import result_id
from bot.rendering import plain, telegram
from bot.rendering.wording import load_wordings, wording
from knowledge.validity import availability, is_in_force
from tests.telegram.answering import DAY
from tests.telegram.running import Bench, running
from tests.telegram_server.description import mismatch

pytestmark = pytest.mark.asyncio
VOICE = Voice(telegram.render, plain.render, wording)


@asynccontextmanager
async def bot(folder: Path, assistant: Assistant) -> AsyncIterator[Bench]:
    """The bot with the real knowledge."""
    async with running(folder, assistant=assistant, voice=VOICE) as bench:
        yield bench


async def results(bench: Bench, query: str, **more: Any) -> dict[str, Any]:
    """What Telegram is given for a query."""
    query_id = await bench.server.type_inline(query, **more)
    await bench.server.until(lambda: query_id in bench.server.account.answered_queries)
    return bench.server.account.answered_queries[query_id]


async def test_each_result_is_a_whole_answer_with_its_source(tmp_path: Path, assistant: Assistant) -> None:
    """Ready to be passed on: name, how it stands, what it gives, source; and a way to ask further."""
    async with bot(tmp_path, assistant) as bench:
        answered = await results(bench, "房租 合肥")
        first = answered["results"][0]
        measure = assistant.catalogue.measures[first["id"].partition(":")[2]]
        text = first["input_message_content"]["message_text"]
        assert measure.title["zh"] in text
        assert assistant.catalogue.documents[measure.sources[0].document].title["zh"] in text
        assert first["reply_markup"]["inline_keyboard"][0][0]["url"].endswith(f"huiqi_test_bot?start=m_{measure.id}")
        assert answered["button"]["start_parameter"]
        assert (answered["is_personal"], answered["next_offset"]) == (True, "")
        assert (await bench.store.backlog(bench.server.account.user["id"]))[0] == 0


async def test_results_are_in_the_language_typed(tmp_path: Path, assistant: Assistant) -> None:
    """Whatever the language of the Telegram that it is typed into; the same measure keeps its id."""
    async with bot(tmp_path, assistant) as bench:
        english = (await results(bench, "rent relief in Hefei", language="zh-hans"))["results"]
        again = (await results(bench, "rent relief in Hefei"))["results"]
        assert {result["id"].partition(":")[0] for result in english} == {"en"}
        assert [result["id"] for result in english] == [result["id"] for result in again]
        nothing_typed = (await results(bench, "", language="en"))["results"]
        assert nothing_typed[0]["id"].startswith("en:")


async def test_all_pages_together_hold_every_measure_once(tmp_path: Path, assistant: Assistant) -> None:
    """Fifty a page, until there is none left."""
    async with bot(tmp_path, assistant) as bench:
        found, offset, pages = [], "", 0
        while pages == 0 or offset:
            answered = await results(bench, "", offset=offset)
            found += [result["id"] for result in answered["results"]]
            offset, pages = answered["next_offset"], pages + 1
        known = [m for m in assistant.catalogue.measures.values() if m.validity.announced <= DAY]
        assert len(found) == len(set(found)) == len(known)
        assert pages == -(-len(known) // 50)


async def test_of_one_person_only_the_newest_query_is_answered(tmp_path: Path, assistant: Assistant) -> None:
    """What was typed before it is not worth an answer any more; another person is not concerned."""
    async with bot(tmp_path, assistant) as bench:
        await bench.server.until(lambda: bench.server.called("getUpdates"))
        account = bench.server.account
        # Nothing is handed over before all of it is typed.
        for at, text in enumerate(("房", "房租", "房租减免")):
            account.open_queries.add(f"typed{at}")
            body = {"id": f"typed{at}", "from": {"id": 5, "is_bot": False, "first_name": "A"}, "offset": ""}
            account.pending.append(account.writer.update("inline_query", body | {"query": text}))
        account.wake()
        await bench.server.until(lambda: "typed2" in account.answered_queries)
        await results(bench, "贷款", user_id=6)
        assert "typed0" not in account.answered_queries
        assert "typed1" not in account.answered_queries


async def test_a_query_that_has_expired_or_is_malformed_stops_nothing(tmp_path: Path, assistant: Assistant) -> None:
    """Telegram refuses the answer, or writes what nobody expects."""
    async with bot(tmp_path, assistant) as bench:
        query_id = await bench.server.type_inline("房租")
        bench.server.account.open_queries.discard(query_id)
        for body in ({"id": 7}, {"id": "1", "from": 7}, 7):
            await bench.server.account.push(bench.server.account.writer.update("inline_query", body))  # type: ignore[arg-type]
        assert (await results(bench, "贷款", user_id=6))["results"]
        assert bench.service.healthy()


async def test_every_answer_fits_a_message_of_telegram(assistant: Assistant) -> None:
    """In both languages, for every measure: within all limits of the published description."""
    from bot.channels.telegram.inline import Inline

    inline = Inline(assistant, VOICE, None, None, lambda: DAY)  # type: ignore[arg-type]
    inline.username = "huiqi_test_bot"
    for language in ("zh", "en"):
        for offer in assistant.offers("", DAY, language, 0, 10_000).page:
            result = inline._result(offer, language)
            assert mismatch(["InlineQueryResult"], result, "result") is None
            assert len(result["id"].encode()) <= 64
            assert result["description"]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("房租 地区:合肥", Query("房租", region="合肥")),
        ("region:Hefei kind:loan", Query("", region="Hefei", kind="loan")),
        ("open: 贷款", Query("贷款", is_open=True)),
        ("OPEN:贷款 类型：税", Query("贷款", kind="税", is_open=True)),
        ("reopen: x", Query("reopen: x")),
    ],
    ids=["region", "two", "open", "mixed", "none"],
)
async def test_filters_stand_before_a_colon(typed: str, query: Query) -> None:
    """In either language, in any order."""
    assert read_query(typed, load_wordings()) == query


async def test_filters_leave_only_what_fits(assistant: Assistant) -> None:
    """Kind, place with all that holds there, and what can be used on the day."""
    measures, chain = assistant.catalogue.measures, assistant.catalogue.regions.chain
    day = date(2026, 11, 22)
    taxes = assistant.offers("kind:tax", day, "zh", 0, 1000).page
    assert {measures[offer.measure.id].kind for offer in taxes} == {"tax"}
    hefei = [measures[offer.measure.id] for offer in assistant.offers("地区:合肥", day, "zh", 0, 1000).page]
    assert hefei
    assert all(any("city-hefei" in chain(place) or place in chain("city-hefei") for place in m.places) for m in hefei)
    patience = assistant.catalogue.pack.unconfirmed_after_days
    usable = assistant.offers("open:", day, "zh", 0, 1000).page
    assert usable
    assert all(is_in_force(availability(measures[offer.measure.id], day, patience)) for offer in usable)
    assert len(usable) < len(assistant.offers("", day, "zh", 0, 1000).page)


async def test_ids_of_results_are_never_too_long() -> None:
    """Telegram takes 64 bytes."""
    assert result_id("htz-xian-rent", "zh") == "zh:htz-xian-rent"
    assert len(result_id("x" * 80, "zh").encode()) <= 64


@pytest.mark.parametrize("is_forwarded", [True, False], ids=["forwarded", "typed"])
async def test_a_forwarded_post_is_told_from_a_question(
    tmp_path: Path, assistant: Assistant, is_forwarded: bool
) -> None:
    """Its numbers are nobody's; what was typed is a question as before."""
    post = "据本报消息，西安高新区出台办法：没有裁员或者裁员很少的中小企业，可以拿回2019年缴的失业保险费的一半。"
    post += "目前已有860家企业拿到钱。"
    origin = {"type": "hidden_user", "date": 1_790_000_000, "sender_user_name": "A"}
    async with bot(tmp_path, assistant) as bench:
        await bench.server.write(5, post, **({"forward_origin": origin} if is_forwarded else {}))
        await bench.server.until(lambda: bench.server.sent(5))
        assert ("转来的文章" in bench.server.sent(5)[0]) == is_forwarded
        assert bench.server.refused == []
