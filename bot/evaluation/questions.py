"""Questions with the answers they should get, from JSON lines."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One message and what is right for it."""

    q: str
    outcome: Literal["answer", "clarify", "no_answer"]
    top1: tuple[str, ...]
    """Measures of which any may come first."""
    all: tuple[str, ...] = ()
    """Measures that should all be shown."""
    as_of: date | None = None
    lang: str = "zh"
    style: str = "plain"
    id: str = ""

    @property
    def right(self) -> frozenset[str]:
        """Measures that may come first; none where the message should be refused."""
        return frozenset((*self.top1, *(self.all if self.outcome == "clarify" else ())))


_ADAPTER: TypeAdapter[Question] = TypeAdapter(Question)


def read_questions(text: str) -> list[Question] | str:
    """The questions, one JSON object a line; the first fault as text with its line's number where there is one."""
    out: list[Question] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            out.append(_ADAPTER.validate_json(line))
        except ValidationError as error:
            return f"line {number}: {_fault(error.errors()[0])}"
    return out


def _fault(error: Any) -> str:
    where = ".".join(map(str, error["loc"]))
    return f"{where}: {error['msg']}" if where else str(error["msg"])
