"""The tables of support staff: who they are, what they answered, what waits for them, what they taught."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Boolean, Float, Index, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Base, Number


class StaffRow(Base):
    """One person of the staff."""

    __tablename__ = "staff"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password: Mapped[str | None] = mapped_column(Text)
    """Argon2 hash; None until the person has chosen one."""
    role: Mapped[str] = mapped_column(String(8))
    """viewer, editor or admin."""
    created_at: Mapped[float] = mapped_column(Float)


class TicketRow(Base):
    """What lets somebody in: a session of a browser, or a link that works once. Only a digest of the secret is kept."""

    __tablename__ = "tickets"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    """session or link."""
    name: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[float] = mapped_column(Float)
    seen_at: Mapped[float] = mapped_column(Float)
    until: Mapped[float] = mapped_column(Float)


class KeptAnswerRow(Base):
    """An answer as staff had it on the day, under the reference that stands in what they copied."""

    __tablename__ = "kept_answers"
    reference: Mapped[str] = mapped_column(String(12), primary_key=True)
    at: Mapped[float] = mapped_column(Float, index=True)
    agent: Mapped[str] = mapped_column(String(64))
    measure: Mapped[str | None] = mapped_column(String(80), index=True)
    """The measure that led; None where there was none."""
    body: Mapped[str] = mapped_column(Text)
    """JSON: the question without personal data, the reply in each language, day, facts, knowledge."""


class QuestionRow(Base):
    """A question that the bot could not answer, until a person has."""

    __tablename__ = "questions"
    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(Float)
    conversation: Mapped[str] = mapped_column(String(80), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(Text)
    """Without personal data."""
    state: Mapped[str] = mapped_column(String(8), default="open")
    """open, answered, not_ours or taught."""
    agent: Mapped[str | None] = mapped_column(String(64))
    """Who is on it, or who settled it."""
    until: Mapped[float] = mapped_column(Float, default=0.0)
    """End of the time for which it is the agent's alone."""
    answer: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[float | None] = mapped_column(Float)
    late_told: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the asker has been told that nobody looked yet."""
    carded: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the staff group has been shown it."""

    __table_args__ = (Index("questions_state", "state", "at"), {"sqlite_autoincrement": True})


class NoteRow(Base):
    """Something that a visitor of the chat page is to be told at the next opportunity."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(Float)
    conversation: Mapped[str] = mapped_column(String(80), index=True)
    about: Mapped[str] = mapped_column(Text)
    """The question that it is about."""
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)


class MeasureVersionRow(Base):
    """What a measure said from a day on: its history, and what a correction is seen by."""

    __tablename__ = "measure_versions"
    measure: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[float] = mapped_column(Float)
    knowledge: Mapped[str] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text)
    """JSON: part of the measure to what it says, as plain text."""
    substance: Mapped[str | None] = mapped_column(Text)
    """JSON: part to what of it decides or counts, without its wording; None in a row of an older program."""


class CorrectionRow(Base):
    """A change of what a measure says or decides: whoever was answered with it before is to be told, once."""

    __tablename__ = "corrections"
    measure: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """The measure's version that it leads to."""
    before: Mapped[int] = mapped_column(Integer)
    """The version that people have been told of."""
    at: Mapped[float] = mapped_column(Float)
    """When it was noted: who was answered later knows it already."""
    due_at: Mapped[float] = mapped_column(Float)
    parts: Mapped[str] = mapped_column(Text)
    """Names of what changed, as a JSON array."""
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    """waiting, held (staff do not want it told), or told."""
    agent: Mapped[str | None] = mapped_column(String(64))
    """Who held it back or told it at once; None where nobody did."""

    __table_args__ = (Index("corrections_due", "state", "due_at"),)


class AttemptRow(Base):
    """How often somebody has tried to sign in: one count for all replicas, kept over restarts."""

    __tablename__ = "sign_in_attempts"
    caller: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Digest of the address or of the name."""
    left: Mapped[float] = mapped_column(Float)
    """How many more could come at once."""
    at: Mapped[float] = mapped_column(Float)
    """When that was so."""


class KeyRow(Base):
    """A key of the HTTP interface; only a digest of it is kept."""

    __tablename__ = "api_keys"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    per_minute: Mapped[float] = mapped_column(Float)
    burst: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[float] = mapped_column(Float)


STAFF = cast("Table", StaffRow.__table__)
TICKETS = cast("Table", TicketRow.__table__)
KEPT_ANSWERS = cast("Table", KeptAnswerRow.__table__)
QUESTIONS = cast("Table", QuestionRow.__table__)
NOTES = cast("Table", NoteRow.__table__)
MEASURE_VERSIONS = cast("Table", MeasureVersionRow.__table__)
CORRECTIONS = cast("Table", CorrectionRow.__table__)
ATTEMPTS = cast("Table", AttemptRow.__table__)
KEYS = cast("Table", KeyRow.__table__)
