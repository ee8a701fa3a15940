"""Whatever an editor leaves in a file is named where it stands; nothing in a file breaks the reading."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import KnowledgeError
from knowledge.lint import check_catalogue
from knowledge.loading import load_catalogue
from tests.knowledge.small_pack import FILES, write_pack

TOKENS = re.compile(r"[^\s,:\[\]{}]+")
JUNK = [
    *("", "[]", "{}", "[x, y]", "[[x]]", "{a: b}", "{a: {b: c}}", "7", "-1", "0.5", '"0.5"', "true", "null", "no", "x"),
    *(
        "2024-13-01",
        "2024-02-30",
        "2024-03-05",
        "1e999",
        "NaN",
        "&a",
        "*a",
        "!!t x",
        "|",
        ">",
        "?",
        "'",
        "北",
        "x: y",
        "-",
    ),
    *("fact", "expr", "op", "value", "all", "any", "none", "test", "manual", "id", "when", "derived", "add"),
]
FACT = "rate: {type: share, label: {zh: 率, en: rate}, question: {zh: 多少？, en: How much?}, derived: [%s]}\n"
RULES = [
    "{expr: {div: [{fact: staff}, 2]}, unless_given: [layoffs]}",
    "{value: 0, when: {layoffs: none}}",
    "{expr: {choose: {fact: layoffs, cases: {none: 1}, default: 2}}}",
    "{expr: {brackets: {of: {fact: staff}, mode: slab, tiers: [{up_to: 10, rate: 0}, {up_to: null, rate: 1}]}}}",
    "{expr: {steps: {of: {fact: staff}, tiers: [{at_least: 10, value: 1}], below: 0}}}",
    "{expr: {clamp: {of: {fact: staff}, low: 0, high: 1}}, assumed: true}",
]


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the small pack, with one or two of its words replaced, and a fact that follows from others."""
    name = draw(st.sampled_from(sorted(FILES)))
    text = FILES[name] + (FACT % draw(st.sampled_from(RULES)) if name == "facts.yml" else "")
    for _ in range(draw(st.integers(1, 2))):
        words = list(TOKENS.finditer(text))
        word = draw(st.sampled_from(words))
        text = text[: word.start()] + draw(st.sampled_from(JUNK)) + text[word.end() :]
    return name, text


def faults(pack: Path) -> list[str] | None:
    """What `huiqi check` reports; None where the pack can be used."""
    try:
        catalogue = load_catalogue([pack], shipped=False)
    except KnowledgeError as error:
        return [problem.message for problem in error.problems]
    check_catalogue(catalogue, [pack], shipped=False, day=date(2025, 12, 31))
    return None


@given(changes())
def test_a_changed_word_is_a_named_fault_or_none(change: tuple[str, str]) -> None:
    name, text = change
    with TemporaryDirectory() as folder:
        pack = write_pack(Path(folder))
        (pack / name).write_text(text, encoding="utf-8")
        found = faults(pack)
    assert found is None or (found and all(found))
