"""The limits that the Bot API puts on texts, buttons, commands and inline results, with its own error texts."""

from __future__ import annotations

import re
from typing import Any

from tests.telegram_server.description import Refused
from tests.telegram_server.markup import text_of_html

MESSAGE_UNITS = 4096
CAPTION_UNITS = 1024
BUTTON_BYTES = 64
COPY_UNITS = 256
INLINE_RESULTS = 50
COMMANDS = 100
SECRET = 256


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_limits(method: str, values: dict[str, Any]) -> None:
    """Raises: Refused, where a value is over a limit of the Bot API."""
    if "text" in values and method in ("sendMessage", "editMessageText"):
        check_text(values)
    if method == "answerCallbackQuery" and units(values.get("text", "")) > 200:
        raise Refused("MESSAGE_TOO_LONG")
    if "reply_markup" in values:
        check_keyboard(values["reply_markup"])
    checks = {"setMyCommands": _check_commands, "answerInlineQuery": _check_results, "setWebhook": _check_webhook}
    if method in checks:
        checks[method](values)
    if method == "getUpdates" and not 1 <= values.get("limit", 100) <= 100:
        raise Refused("limit must be between 1 and 100")


def check_text(values: dict[str, Any]) -> str:
    """The text after parsing; Raises: Refused where it is empty, too long or cannot be parsed."""
    mode = values.get("parse_mode", "")
    if mode.lower() not in ("", "html", "markdown", "markdownv2"):
        raise Refused("unsupported parse_mode")
    sent = values.get("text", "")
    text = text_of_html(sent) if mode.lower() == "html" else sent
    if not text.strip():
        raise Refused("message text is empty")
    if units(text) > MESSAGE_UNITS:
        raise Refused("message is too long")
    return str(text)


def check_keyboard(markup: dict[str, Any]) -> None:
    """Raises: Refused, where an inline keyboard holds a button that Telegram refuses."""
    for button in (button for row in markup.get("inline_keyboard", ()) for button in row):
        kinds = [key for key in button if key not in ("text", "style", "icon_custom_emoji_id")]
        if not button["text"]:
            raise Refused('can\'t parse inline keyboard button: Field "text" must be non-empty')
        if not kinds:
            raise Refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if not 1 <= len(button.get("callback_data", "x").encode()) <= BUTTON_BYTES:
            raise Refused("BUTTON_DATA_INVALID")
        if "copy_text" in button and not 1 <= units(button["copy_text"]["text"]) <= COPY_UNITS:
            raise Refused("BUTTON_COPY_TEXT_INVALID")
        if "url" in button and not re.match(r"(https?|tg)://\S+$", button["url"]):
            raise Refused(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _check_commands(values: dict[str, Any]) -> None:
    if len(values["commands"]) > COMMANDS:
        raise Refused("BOT_COMMANDS_TOO_MUCH")
    for command in values["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise Refused("BOT_COMMAND_INVALID")
        if not 1 <= units(command["description"]) <= COPY_UNITS:
            raise Refused("BOT_COMMAND_DESCRIPTION_INVALID")


def _check_results(values: dict[str, Any]) -> None:
    if len(values["results"]) > INLINE_RESULTS:
        raise Refused("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in values["results"]]
    if len(set(ids)) < len(ids):
        raise Refused("RESULT_ID_DUPLICATE")
    if any(not 1 <= len(result_id.encode()) <= BUTTON_BYTES for result_id in ids):
        raise Refused("RESULT_ID_INVALID")
    for result in values["results"]:
        if "message_text" in result.get("input_message_content", {}):
            content = result["input_message_content"]
            check_text({"text": content["message_text"], "parse_mode": content.get("parse_mode", "")})
        if "reply_markup" in result:
            check_keyboard(result["reply_markup"])


def _check_webhook(values: dict[str, Any]) -> None:
    secret = values.get("secret_token", "")
    if len(secret) > SECRET:
        raise Refused("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise Refused("secret token contains unallowed characters")
    if values["url"] and not re.match(r"https?://\S+$", values["url"]):
        raise Refused("bad webhook: An HTTPS URL must be provided for webhook")
    if not 1 <= values.get("max_connections", 40) <= 100:
        raise Refused("bad webhook: Invalid max_connections")
