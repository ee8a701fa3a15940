"""Taking back what was said ("改成80人", "make that 12 months"): whether a message does, and what it denies."""

from __future__ import annotations

from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_SHORT = 60


def is_correction(layout: Layout) -> bool:
    """Whether the message takes back what was said before."""
    if "correction" in layout.kinds:
        return True
    if len(layout.text) >= _SHORT:
        return False
    text = _with_digits(layout)
    if len(layout.quantities) == 1 and spoken("no_but_number").match(text):
        return True
    if layout.replaced or (len({q.exact for q in layout.quantities}) == 1 and _is_put_right(layout, text)):
        return True
    is_weak = "perhaps_correction" in layout.kinds and spoken("opening").match(layout.text) is not None
    return is_weak or spoken("not_but").search(text) is not None


def _is_put_right(layout: Layout, text: str) -> bool:
    """Whether the one number of the message is said to be what another should have been."""
    behind = spoken("afterthought").search(text) is not None
    return behind or (not layout.clauses[0].asks and spoken("put_right").search(text) is not None)


def _with_digits(layout: Layout) -> str:
    """The message with a digit in place of each number: "should be six" is said like "should be 6"."""
    text = layout.text
    for start, end in sorted((q.span for q in (*layout.quantities, *layout.replaced)), reverse=True):
        text = f"{text[:start]}0{text[end:]}"
    return text


def is_replaced(layout: Layout, found: ReadFact) -> bool:
    """Whether a number and its words are denied, and another number follows: 不是裁5个，是6个."""
    if not found.is_number:
        return False
    start, end = found.span
    numbers = (q.span[0] for q in layout.quantities if start < q.span[0] < end)
    places = (start, *numbers)  # 不是裁5个，是6个; 裁的也不是5个，6个
    is_denied = any(spoken("not_this_before").search(layout.text[:place]) for place in places)
    return is_denied and spoken("but_another").match(layout.text, end) is not None


def without_denied(layout: Layout, loose: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Of several numbers those that are said to be right, and those that are denied: "it's 10, not 14"."""
    if len(loose) < 2:
        return loose, []
    denied = [q for q in loose if spoken("no_number_before").search(layout.text[: q.span[0]])]
    return [q for q in loose if q not in denied], denied


def is_left(layout: Layout, cue: Cue) -> bool:
    """Whether the word is said to be right, or not what is meant: 裁员没错, "not the layoffs"."""
    is_right = spoken("right_after").match(layout.text, cue.end) is not None
    return is_right or spoken("not_this_before").search(layout.text[: cue.start]) is not None
