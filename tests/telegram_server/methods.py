"""What each method does in the stand-in, after its parameters were checked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from tests.telegram_server.account import Account, Webhook
from tests.telegram_server.description import Refused
from tests.telegram_server.limits import check_text

Values = dict[str, Any]


def perform(account: Account, method: str, values: Values) -> Any:
    """The method's result; getUpdates is apart, since it waits. Raises: Refused."""
    return METHODS[method](account, values)


async def get_updates(account: Account, values: Values) -> list[Values]:
    """Long polling: the oldest pending updates from the offset on. Raises: Refused with 409."""
    if account.webhook is not None:
        raise Refused(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", 409
        )
    account.poll += 1
    mine = account.poll
    account.acknowledge(values.get("offset", 0))
    if "allowed_updates" in values:
        account.allowed = values["allowed_updates"]
    account.wake()
    try:
        async with asyncio.timeout(values.get("timeout", 0)):
            await account.changed.until(lambda: account.pending or account.poll != mine or account.webhook)
    except TimeoutError:
        return []
    if account.poll != mine:
        raise Refused("terminated by other getUpdates request; make sure that only one bot instance is running", 409)
    if account.webhook:
        raise Refused("terminated by setWebhook request", 409)
    return account.pending[: values.get("limit", 100)]


def _send_message(account: Account, values: Values) -> Values:
    return account.deliver(values, check_text(values))


def _edit_message_text(account: Account, values: Values) -> Values:
    return account.edit(values, check_text(values))


def _edit_markup(account: Account, values: Values) -> Values:
    message = account.own_message(values, "message to edit not found")
    return account.edit(values, message["text"])


def _delete_message(account: Account, values: Values) -> bool:
    message = account.own_message(values, "message to delete not found")
    del account.messages[message["chat"]["id"], message["message_id"]]
    return True


def _answer_callback(account: Account, values: Values) -> bool:
    if values["callback_query_id"] not in account.open_queries:
        raise Refused("query is too old and response timeout expired or query ID is invalid")
    account.open_queries.discard(values["callback_query_id"])
    account.answered_queries[values["callback_query_id"]] = values
    return True


def _answer_inline(account: Account, values: Values) -> bool:
    if values["inline_query_id"] not in account.open_queries:
        raise Refused("query is too old and response timeout expired or query ID is invalid")
    account.open_queries.discard(values["inline_query_id"])
    account.answered_queries[values["inline_query_id"]] = values
    return True


def _set_webhook(account: Account, values: Values) -> bool:
    account.webhook = None
    if values["url"]:
        account.webhook = Webhook(values["url"], values.get("secret_token", ""), values.get("max_connections", 40))
    if "allowed_updates" in values:
        account.allowed = values["allowed_updates"]
    if values.get("drop_pending_updates"):
        account.pending.clear()
    return True


def _delete_webhook(account: Account, values: Values) -> bool:
    return _set_webhook(account, {"url": ""} | values)


def _webhook_info(account: Account, values: Values) -> Values:
    hook = account.webhook
    info: Values = {"url": hook.url if hook else "", "has_custom_certificate": False}
    info["pending_update_count"] = len(account.pending)
    if hook and hook.last_error:
        info |= {"last_error_date": 1, "last_error_message": hook.last_error}
    if hook:
        info["max_connections"] = hook.max_connections
    if account.allowed:
        info["allowed_updates"] = account.allowed
    return info


def _set_commands(account: Account, values: Values) -> bool:
    account.commands[_scope(values)] = values["commands"]
    return True


def _delete_commands(account: Account, values: Values) -> bool:
    account.commands.pop(_scope(values), None)
    return True


def _scope(values: Values) -> str:
    scope = values.get("scope", {"type": "default"})
    return json.dumps([scope, values.get("language_code", "")], sort_keys=True)


def _chat_action(account: Account, values: Values) -> bool:
    account.reachable(values["chat_id"])
    return True


METHODS: dict[str, Callable[[Account, Values], Any]] = {
    "getMe": lambda account, values: account.user,
    "sendMessage": _send_message,
    "editMessageText": _edit_message_text,
    "editMessageReplyMarkup": _edit_markup,
    "deleteMessage": _delete_message,
    "answerCallbackQuery": _answer_callback,
    "answerInlineQuery": _answer_inline,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _webhook_info,
    "setMyCommands": _set_commands,
    "deleteMyCommands": _delete_commands,
    "getMyCommands": lambda account, values: account.commands.get(_scope(values), []),
    "sendChatAction": _chat_action,
    "setMyDescription": lambda account, values: True,
    "setMyShortDescription": lambda account, values: True,
}
