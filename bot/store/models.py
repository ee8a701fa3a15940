"""The tables. Times are seconds since 1970 (UTC) as the machine's clock gives them; bodies are JSON text.

They are made by the migrations. Where an index holds for some rows only it does so on PostgreSQL too, as written there:
to name that here would load its dialect where SQLite serves, 3 MB.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import BigInteger, Boolean, Float, Index, Integer, String, Table, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NEW = text("state = 'new'")
WAITING = text("waiting > 0")

SCHEMA = "0007"
"""Revision that this code needs: the newest file in migrations/versions/."""

Number = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """All tables."""


class InboxRow(Base):
    """An update as it came in, committed before it is acknowledged."""

    __tablename__ = "inbox"
    seq: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    """Order of arrival: update ids may restart, this never does."""
    account: Mapped[int] = mapped_column(BigInteger)
    """The bot's id."""
    update_id: Mapped[int] = mapped_column(BigInteger)
    lane: Mapped[int] = mapped_column(BigInteger)
    """The chat, within which order is kept."""
    conversation: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[float] = mapped_column(Float)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="new")
    """new, done or dead."""
    tries: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(Text)
    """What the last failed try said; None where none failed."""
    done_at: Mapped[float | None] = mapped_column(Float)

    __table_args__ = (
        UniqueConstraint("account", "update_id"),
        Index("inbox_waiting", "account", "lane", "seq", sqlite_where=NEW),
        Index("inbox_kept", "state", "received_at"),
        {"sqlite_autoincrement": True},
    )


class OutboxRow(Base):
    """One call that is owed to a chat; its key makes it impossible to owe it twice."""

    __tablename__ = "outbox"
    inbox_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True)
    account: Mapped[int] = mapped_column(BigInteger)
    lane: Mapped[int] = mapped_column(BigInteger)
    question: Mapped[int | None] = mapped_column(BigInteger)
    """Id of the message that this answers: an edited question finds its answer by it."""
    method: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
    fallback: Mapped[str | None] = mapped_column(Text)
    """Not written any more: it goes once no replica of a version can run that still writes it."""
    state: Mapped[str] = mapped_column(String(8), default="new")
    """new, sent, or dropped where it can never arrive."""
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[float] = mapped_column(Float)
    settled_at: Mapped[float | None] = mapped_column(Float)

    __table_args__ = (
        Index("outbox_waiting", "account", "lane", sqlite_where=NEW),
        Index("outbox_question", "account", "lane", "question"),
        Index("outbox_kept", "state", "created_at"),
    )


class LaneRow(Base):
    """One chat's queue: how much waits in it and which process works on it."""

    __tablename__ = "lanes"
    account: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    lane: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    waiting: Mapped[int] = mapped_column(Integer, default=0)
    """New inbox rows plus unsent outbox rows."""
    turn: Mapped[float] = mapped_column(Float, default=0.0)
    """When it began to wait: the longest waiting lane goes first."""
    owner: Mapped[str | None] = mapped_column(String(64))
    fence: Mapped[int] = mapped_column(Integer, default=0)
    """Grows with each claim; a report with an older one is refused (fencing token)."""
    until: Mapped[float] = mapped_column(Float, default=0.0)
    """End of the owner's lease."""
    folded_from: Mapped[int | None] = mapped_column(BigInteger)
    """First inbox row of a flood that is answered together; None where there is no flood."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    """False once the chat has shut the bot out."""

    __table_args__ = (Index("lanes_waiting", "account", "turn", sqlite_where=WAITING),)


class ConversationRow(Base):
    """What is remembered of one chat, as the assistant wrote it."""

    __tablename__ = "conversations"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[float] = mapped_column(Float)


class ExchangeRow(Base):
    """The log: one question with what came of it."""

    __tablename__ = "exchanges"
    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(Float, index=True)
    conversation: Mapped[str] = mapped_column(String(80), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16))
    intent: Mapped[str | None] = mapped_column(String(80))
    confidence: Mapped[float] = mapped_column(Float)
    measures: Mapped[str] = mapped_column(Text)
    """Measure ids, best first, as a JSON array."""
    knowledge: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[str] = mapped_column(String(10))
    seconds: Mapped[float] = mapped_column(Float)
    """From receipt to answer."""
    source: Mapped[int | None] = mapped_column(BigInteger)
    """Inbox row that it answered, on the chat page a number of its own: what the buttons of the answer name."""
    helpful: Mapped[bool | None] = mapped_column(Boolean)
    """Whether whoever asked found it right; None where nothing was said."""


class MarkRow(Base):
    """A fact about what was told to another service, by key: what need not be told again."""

    __tablename__ = "marks"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class KnowledgeDocumentRow(Base):
    """A document of the knowledge base that staff have written, laid over the shipped pack."""

    __tablename__ = "knowledge_documents"
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    """Where it stands in the pack: measures/city-hefei/hefei-rent.yml."""
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[float] = mapped_column(Float)
    changed_by: Mapped[str] = mapped_column(String(80))


class NoticeRow(Base):
    """Something that a user is to be told without asking, once: known by its key, whoever finds it."""

    __tablename__ = "notices"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(80), index=True)
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    due_at: Mapped[float] = mapped_column(Float)
    told_at: Mapped[float | None] = mapped_column(Float)
    """None: not yet."""

    __table_args__ = (Index("notices_due", "told_at", "due_at"),)


INBOX = cast("Table", InboxRow.__table__)
OUTBOX = cast("Table", OutboxRow.__table__)
LANES = cast("Table", LaneRow.__table__)
CONVERSATIONS = cast("Table", ConversationRow.__table__)
EXCHANGES = cast("Table", ExchangeRow.__table__)
MARKS = cast("Table", MarkRow.__table__)
KNOWLEDGE_DOCUMENTS = cast("Table", KnowledgeDocumentRow.__table__)
NOTICES = cast("Table", NoticeRow.__table__)
