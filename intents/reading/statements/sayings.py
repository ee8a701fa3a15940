"""The words of a statement where they stand in a message, and how they are meant there: asked, denied, for others."""

from __future__ import annotations

from typing import Any

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.statements.speaking import is_asked, is_conditional, is_denied, is_denied_throughout
from intents.reading.vocabulary.grammar import Statement
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue
from knowledge.records import dataclass

_LOOK_BACK = 24
_BEFORE_APPROVAL = frozenset({"innovative_product"})
"""Facts of what still waits for its approval: 创新器械正排队等审批."""


@dataclass(frozen=True, slots=True)
class Saying:
    """The words of a statement where they stand in a message."""

    layout: Layout
    clause: Clause
    cue: Cue
    """The predicate, which a "not" denies."""
    partner: Cue | None
    """The other word of a statement with two; None for a statement with one."""
    rule: Statement

    @property
    def words(self) -> tuple[Cue, ...]:
        """The predicate, and the other word where there is one."""
        return (self.cue,) if self.partner is None else (self.cue, self.partner)

    @property
    def before(self) -> str:
        """What stands right before the predicate in its clause."""
        return self.right_before(self.cue.start)

    def right_before(self, position: int) -> str:
        """What stands right before the position in the clause."""
        return self.layout.text[max(self.clause.start, position - _LOOK_BACK) : position]

    def is_preceded(self, manner: str) -> bool:
        """Whether such words stand right before the predicate."""
        return spoken(manner).search(self.before) is not None

    def is_followed(self, manner: str) -> bool:
        """Whether such words follow the predicate at once."""
        return spoken(manner).match(self.layout.text, self.cue.end) is not None

    @property
    def asked(self) -> bool:
        """Whether it is asked or supposed."""
        return is_asked(self.layout, self.clause, self.cue)

    @property
    def supposed(self) -> bool:
        """Whether an if or a must governs one of the words."""
        return any(is_conditional(self.layout, self.clause, word) for word in self.words)

    @property
    def planned(self) -> bool:
        """Whether it is only wished for, or waited for: 想申请国家项目, 认定还在等."""
        if self.is_followed("pending_after") and (self.rule.fact not in _BEFORE_APPROVAL or self.denied):
            return True
        if self.rule.value is False or self.rule.fact == "is_filer":
            return False  # 申报了省里应急专项但落选了; 答应给他做技术服务
        planned, start = spoken("planned_before"), self.clause.start
        return any(planned.search(self.layout.text, start, word.start) is not None for word in self.words)

    @property
    def denied(self) -> bool:
        """Whether a "not" governs one of the words."""
        is_negative = spoken("negated_word").search(self.layout.text, self.cue.start, self.cue.end) is not None
        words = (self.cue,) if is_negative else self.words  # "did not grow" denies no R&D, 没扩产也没… no 没扩产
        behind = not is_negative
        if any(is_denied(self.layout, self.clause, word, behind=behind) for word in words) or self._denied_between():
            return True
        return self.rule.governed and is_denied_throughout(self.layout, self.clause, self.cue)

    def _denied_between(self) -> bool:
        """Whether a "not yet" stands between the two words of one clause: 省里还没给我们立项."""
        if self.partner is None or self.partner.start > self.cue.start or self.partner.start < self.clause.start:
            return False
        return spoken("not_yet").search(self.layout.text, self.partner.end, self.cue.start) is not None

    @property
    def plural(self) -> bool:
        """Whether the predicate is an English plural: many, so not the enterprise itself."""
        word = self.layout.text[self.cue.start : self.cue.end]
        return word.isascii() and bool(spoken("plural_noun").search(word))

    @property
    def for_others(self) -> bool:
        """Whether it is done for, or with, somebody else."""
        return self.is_preceded("for_others")

    @property
    def names_a_sum(self) -> bool:
        """Whether money stands in the clause, which says it more exactly."""
        return any(quantity.unit in ("money", "bare") for quantity in self.clause.quantities)

    @property
    def outcome(self) -> Any:
        """The value that follows, or what follows from its denial."""
        return self.rule.denied if self.denied else self.rule.value
