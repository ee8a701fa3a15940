"""The staff group: cards of unanswered questions, a reply that goes back to the asker, the week's figures."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.assistant.actions import decode, encode
from bot.assistant.attending import answered, told
from bot.channels.telegram.jsontext import json_text
from bot.store.figures import Figures
from bot.store.questions import Question, Questions
from bot.store.units import Answered, Letter, Waiting

NUMBER = re.compile(r"#(\d{1,18})\b")
VERB = "q"
STATS = "stats"
"""The command that only this group has: how the last days went."""
COMMAND = re.compile(rf"/{STATS}(?:@\w+)?(?:\s|$)", re.IGNORECASE)
LANGUAGE = "zh"
"""Of the group itself: its members answer askers of every language."""
LONGEST = 3_000
"""Characters of a question on a card, well below Telegram's limit."""


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """One chat of Telegram whose members may answer for the bot."""

    chat: int
    questions: Questions
    wording: Callable[..., str]
    """(language, key, **values) to sentence."""
    figures: Callable[[], Awaitable[Figures]]
    """What happened in the last days, today included."""

    def card(self, question: Question) -> dict[str, Any]:
        """What a question looks like in the group, as parameters of sendMessage."""
        say = self.wording
        text = say(
            LANGUAGE, "staff_card", number=question.id, channel=question.channel, question=question.question[:LONGEST]
        )
        buttons = [
            {"text": say(LANGUAGE, f"staff_{name}"), "callback_data": encode(VERB, name, str(question.id))}
            for name in ("take", "not_ours")
        ]
        return {"text": text, "reply_markup": {"inline_keyboard": [buttons]}}

    def knowledge(self, faults: Sequence[str]) -> str:
        """What the group is told when knowledge is refused, with the first place and reason, or taken up again."""
        if not faults:
            return self.wording(LANGUAGE, "staff_knowledge_good")
        return self.wording(LANGUAGE, "staff_knowledge_refused", number=len(faults), fault=faults[0][:LONGEST])

    def is_meant(self, waiting: Waiting) -> bool:
        """Whether the update is a button of a card, a reply to one, or this group's own command."""
        update = json.loads(waiting.body)
        query, message = update.get("callback_query"), update.get("message")
        if isinstance(query, dict):
            action = decode(str(query.get("data", "")))
            return _chat(query.get("message")) == self.chat and action is not None and action.verb == VERB
        if not isinstance(message, dict) or _chat(message) != self.chat:
            return False
        return _replied(message) is not None or _asks_for_figures(message)

    async def answer(self, waiting: Waiting) -> Answered:
        """Does what the member wants, and says in the group what came of it. Trying again changes nothing."""
        update = json.loads(waiting.body)
        query = update.get("callback_query")
        if isinstance(query, dict):
            said = await self._press(query)
            confirm = Letter(waiting.seq, 0, "answerCallbackQuery", json_text({"callback_query_id": query["id"]}))
            return Answered(waiting.seq, letters=(confirm, self._letter(waiting.seq, 1, said, query["message"])))
        message = update["message"]
        said = await (self._stats() if _asks_for_figures(message) else self._reply(message))
        return Answered(waiting.seq, letters=(self._letter(waiting.seq, 0, said, message),))

    async def _press(self, query: dict[str, Any]) -> str:
        action = decode(query["data"])
        assert action is not None
        name, number = action.arguments[0], int(action.arguments[1])
        agent = _agent(query)
        taken = await self.questions.take([number], agent, told("person_looks"))
        if taken and name == "not_ours":
            taken = await self.questions.settle(taken, agent, "not_ours", say=told("person_not_ours"))
        if not taken:
            return await self._refusal(number)
        return self.wording(
            LANGUAGE, "staff_taken" if name == "take" else "staff_set_aside", agent=agent, number=number
        )

    async def _reply(self, message: dict[str, Any]) -> str:
        number, agent = _replied(message), _agent(message)
        text = str(message.get("text") or "").strip()
        assert number is not None
        if not text:
            return self.wording(LANGUAGE, "staff_text_only")
        taken = await self.questions.take([number], agent, lambda question: "")
        done = await self.questions.settle(taken, agent, "answered", text, answered(text))
        return self.wording(LANGUAGE, "staff_relayed", number=number) if done else await self._refusal(number)

    async def _stats(self) -> str:
        week = await self.figures()
        counts = {outcome: week.total(outcome) for outcome in ("answer", "clarify", "no_answer")}
        return self.wording(
            LANGUAGE,
            "staff_stats",
            days=len(week.days),
            asked=sum(counts.values()),
            waiting=week.waiting,
            helpful=sum(day.helpful for day in week.days),
            unhelpful=sum(day.unhelpful for day in week.days),
            **counts,
        )

    async def _refusal(self, number: int) -> str:
        question = await self.questions.find(number)
        if question is None:
            return self.wording(LANGUAGE, "staff_gone", number=number)
        key = "staff_held" if question.state == "open" else "staff_settled"
        return self.wording(LANGUAGE, key, number=number, agent=question.agent or "")

    def _letter(self, seq: int, part: int, text: str, about: Any) -> Letter:
        body: dict[str, Any] = {"chat_id": self.chat, "text": text}
        if isinstance(about, dict) and isinstance(about.get("message_id"), int):
            body["reply_parameters"] = {"message_id": about["message_id"], "allow_sending_without_reply": True}
        return Letter(seq, part, "sendMessage", json_text(body))


def _chat(message: Any) -> int | None:
    chat = message.get("chat") if isinstance(message, dict) else None
    return chat.get("id") if isinstance(chat, dict) else None


def _asks_for_figures(message: dict[str, Any]) -> bool:
    return COMMAND.match(str(message.get("text") or "")) is not None


def _replied(message: dict[str, Any]) -> int | None:
    """The number of the card that the message replies to; None where it replies to none of the bot's."""
    card = message.get("reply_to_message")
    if not isinstance(card, dict) or not (card.get("from") or {}).get("is_bot"):
        return None
    found = NUMBER.search(str(card.get("text", "")).split("\n")[0])
    return int(found[1]) if found else None


def _agent(thing: dict[str, Any]) -> str:
    user = thing.get("from") or {}
    return str(user.get("username") or user.get("first_name") or user.get("id"))[:64]
