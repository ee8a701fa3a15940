"""PTB's handlers: each turns one kind of update into what the assistant understands, and nothing else."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from telegram import Message as TelegramMessage
from telegram import MessageEntity, Update, User
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from bot.assistant.incoming import Attachment, Command, Incoming, Message, Press
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.requests import AiohttpRequest

ATTACHMENT_KINDS = ("photo", "voice", "document", "sticker", "location", "contact", "video", "video_note", "audio")
NAMED_ALIKE = {"video_note": "video", "audio": "voice"}


@dataclass(slots=True)
class Reading:
    """What the handlers found in one update; `incoming` None means that nobody is to be answered."""

    incoming: Incoming | None = None
    chat_id: int = 0
    question: int | None = None
    """Id of the user's message; None for a pressed button."""
    thread: int | None = None
    """The forum topic, where there is one."""
    language: str | None = None
    """Language of the user's Telegram; None where Telegram does not say."""
    query_id: str | None = None
    group: bool = False
    edited: bool = False
    shut_out: bool = False
    """The user has blocked the bot, or the group has removed it."""
    error: BaseException | None = None


current: ContextVar[Reading] = ContextVar("current")
"""The reading of the update that this task has given to PTB."""


class Addressed(filters.MessageFilter):
    """Lets through what is meant for the bot: all in private; in groups a mention, a reply to it or a command."""

    def filter(self, message: TelegramMessage) -> bool:
        """Whether the bot is meant."""
        if message.chat.type == message.chat.PRIVATE:
            return True
        bot = message.get_bot()
        answered = message.reply_to_message
        if answered and answered.from_user and answered.from_user.id == bot.id:
            return True
        texts = {
            **message.parse_entities([MessageEntity.MENTION]),
            **message.parse_caption_entities([MessageEntity.MENTION]),
        }
        return any(text.lower() == f"@{bot.username}".lower() for text in texts.values())


class Commanded(filters.MessageFilter):
    """Lets through a command that names this bot or none."""

    def filter(self, message: TelegramMessage) -> bool:
        """Whether the text begins with such a command."""
        name = _command_word(message)
        return name is not None and name.partition("@")[2].lower() in ("", message.get_bot().username.lower())


def add_handlers(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Registers the handlers, the more special first."""
    users = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    alone = filters.COMMAND & ~Commanded()
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(CallbackQueryHandler(on_press))
    application.add_handler(MessageHandler(users & filters.COMMAND & Commanded(), on_command))
    application.add_handler(MessageHandler(users & filters.TEXT & Addressed() & ~alone, on_text))
    application.add_handler(
        MessageHandler(users & Addressed() & ~filters.TEXT & ~filters.StatusUpdate.ALL, on_attachment)
    )
    application.add_error_handler(on_error)


def build_application(options: TelegramOptions, calls: AiohttpRequest) -> Application[Any, Any, Any, Any, Any, Any]:
    """PTB's Application without its own fetching, storing or pooling."""
    api = options.api_url.rstrip("/")
    builder = Application.builder().token(options.token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    application = (
        builder.request(calls).get_updates_request(AiohttpRequest(options)).updater(None).job_queue(None).build()
    )
    add_handlers(application)
    return application


async def on_command(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """A command with what stands behind it."""
    message = _read_message(update)
    word = _command_word(message) or ""
    argument = (message.text or "")[len(word) + 1 :].strip()
    current.get().incoming = Command(word.partition("@")[0].lower(), argument)


async def on_text(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """A question, without the mention of the bot that made it one."""
    message = _read_message(update)
    text = _without_mention(message.text or "", context.bot.username)
    current.get().incoming = Message(text, is_forwarded=message.forward_origin is not None)


async def on_attachment(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """Something that is not text."""
    message = _read_message(update)
    kind = next((kind for kind in ATTACHMENT_KINDS if getattr(message, kind, None)), "other")
    caption = _without_mention(message.caption or "", context.bot.username)
    current.get().incoming = Attachment(NAMED_ALIKE.get(kind, kind), caption)


async def on_press(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """A pressed button, however old."""
    query, reading = update.callback_query, current.get()
    if query is None:
        return
    reading.query_id, reading.language = query.id, _language(query.from_user)
    if query.message is None:
        return
    reading.chat_id, reading.group = query.message.chat.id, query.message.chat.type != "private"
    if isinstance(query.message, TelegramMessage) and query.message.is_topic_message:
        reading.thread = query.message.message_thread_id
    reading.incoming = Press(query.data or "")


async def on_membership(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """The bot was blocked, removed, let in again."""
    change = update.my_chat_member
    if change is not None:
        current.get().chat_id = change.chat.id
        current.get().shut_out = change.new_chat_member.status in ("kicked", "left")


async def on_error(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """PTB swallows what a handler raises; the lane must see it."""
    current.get().error = context.error


def _read_message(update: Update) -> TelegramMessage:
    message, reading = update.effective_message, current.get()
    if message is None:
        raise ValueError("an update without a message")
    reading.chat_id, reading.question = message.chat.id, message.message_id
    reading.group = message.chat.type != "private"
    reading.language = _language(message.from_user)
    reading.edited = update.edited_message is not None
    reading.thread = message.message_thread_id if message.is_topic_message else None
    return message


def _language(user: User | None) -> str | None:
    code = (user.language_code or "").lower() if user else ""
    return code.split("-")[0] or None


def _command_word(message: TelegramMessage) -> str | None:
    """The command at the very start, without its slash; None where there is none."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return None
    return (message.text or "")[1 : first.length]


def _without_mention(text: str, username: str) -> str:
    mention = f"@{username}"
    at = text.lower().find(mention.lower())
    return text if at < 0 else (text[:at] + text[at + len(mention) :]).strip()
