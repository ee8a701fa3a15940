"""`huiqi ask`: one question, a conversation kept in a file, or a batch of JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message, typed
from bot.channels.terminal.forking import in_parallel
from bot.channels.terminal.options import Format, InputError, Options
from bot.rendering import plain
from bot.rendering.answers import Answer
from bot.rendering.api import answer_json
from knowledge.citations import LANGUAGES
from knowledge.records import dataclass, replace

PORTION = 20
"""Questions that one process answers at a time."""
_encoded = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
"""An answer holds no reference to itself, and looking for one costs a fifth of the writing."""


def answer_one(question: str, options: Options, form: Format, session: Path | None, *, explain: bool) -> None:
    """Print the answer to one question; `session` keeps the conversation between calls."""
    conversation = _load(session) if session is not None else Conversation(is_kept=False)
    assistant = options.assistant()
    if options.language:
        conversation = replace(conversation, language=options.language)
    turn = assistant.respond(typed(question), conversation, options.day(assistant))
    if session is not None:
        _save(session, turn.conversation)
    print(_rendered(turn.answer, form, conversation=session is not None))
    if explain:
        from bot.channels.terminal.explaining import print_evidence

        print_evidence(turn.answer)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a batch."""

    question: str
    day: date | None
    language: str | None


def answer_batch(name: str, options: Options) -> None:
    """Print one JSON object for each line of the file. Raises: InputError with the line's number, before any answer."""
    rows = list(read_rows(name))
    assistant = options.assistant()
    today = options.day(assistant)

    def answered(portion: Sequence[Row]) -> str:
        return "\n".join(_answer_line(assistant, row, today, options.language) for row in portion)

    portions = [rows[start : start + PORTION] for start in range(0, len(rows), PORTION)]
    for text in in_parallel(answered, portions):
        print(text)


def _answer_line(assistant: Assistant, row: Row, today: date, language: str | None) -> str:
    conversation = Conversation(language=row.language or language, is_kept=False)
    answer = assistant.respond(Message(row.question), conversation, row.day or today).answer
    return _encoded(answer_json(answer))


def read_rows(name: str) -> Iterator[Row]:
    """The questions of a file, - for standard input. Raises: InputError with the line's number."""
    try:
        text = sys.stdin.buffer.read().decode() if name == "-" else Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"--batch {name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"--batch {name}: is not UTF-8 text") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _row(line, number)


def _row(line: str, number: int) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("q"), str):
        raise InputError(f'--batch line {number}: expected an object like {{"q": "…"}}, read {line[:60]!r}')
    if row.get("lang") not in (None, *LANGUAGES):
        raise InputError(f"--batch line {number}: lang: read {row['lang']!r}, allowed are zh and en")
    return Row(row["q"], _day(row.get("as_of"), number), row.get("lang"))


def _day(read: Any, number: int) -> date | None:
    if read is None:
        return None
    try:
        return date.fromisoformat(read)
    except (ValueError, TypeError):
        raise InputError(f"--batch line {number}: as_of: read {read!r}, a day looks like 2026-11-22") from None


def _load(path: Path) -> Conversation:
    if not path.exists():
        return Conversation()
    try:
        return Conversation.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        raise InputError(f"--session {path}: is not a conversation that huiqi kept") from None


def _save(path: Path, conversation: Conversation) -> None:
    try:
        path.write_text(conversation.to_json() + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"--session {path}: {error.strerror}") from None


def _rendered(answer: Answer, form: Format, *, conversation: bool) -> str:
    if form is Format.json:
        return _encoded(answer_json(answer, conversation=conversation))
    if form is Format.markdown:
        from bot.rendering import markdown

        return markdown.render(answer)
    return plain.render(answer)
