"""The catalogues of sentences: the same in every language, complete, and the only place where sentences stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assembly import assistant_over
from bot.assistant.assistant import SPOKEN_COMMANDS, Assistant
from bot.rendering.wording import LANGUAGES, WordingError, load_wordings, placeholders, read_wordings, wording
from intents.rules import load_rules
from knowledge.records import replace
from knowledge.yamlfile import read_yaml

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "bot" / "rendering" / "wording"
SAYING = frozenset({"say", "_say", "wording", "_wording"})
"""Names by which the code calls for a sentence."""
TEMPLATE_KEY = re.compile(r"words\('([a-z0-9_]+)'")
HAN = r"[\u3400-\u9fff]"
SENTENCE = re.compile(HAN + "{5}|" + HAN + "[，。？！；：]|[，。？！；：]" + HAN)
NUMERALS = re.compile(r"[零〇一二两俩三四五六七八九十百千万亿几半壹贰叁肆伍陆柒捌玖拾佰仟]+")

NAMED_IN_CHINESE = {"ask_ambiguous_money", "command_language", "language_zh", "page_language", "language_ask"}
"""English sentences that show a Chinese word: a unit to choose, the name of the language."""

SENTENCES = load_wordings()["zh"].sentences


def python_files(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def asked_for(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that may be the key of a sentence, both ways of a choice apart."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in SAYING:
        for argument in call.args[:2]:
            yield from (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def key_of(argument: ast.expr) -> tuple[str, bool] | None:
    """The key as written, and whether it is only the beginning of one; None where it is worked out elsewhere."""
    if isinstance(argument, ast.BinOp):
        argument, begins = argument.left, True
    elif isinstance(argument, ast.JoinedStr):
        argument, begins = argument.values[0], True
    else:
        begins = False
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value not in LANGUAGES:
        return argument.value, begins
    return None


def written_keys() -> list[tuple[str, str, bool]]:
    return [
        (f"{path.relative_to(ROOT)}:{call.lineno}", *found)
        for path in python_files("bot")
        for call in calls(path)
        for argument in asked_for(call)
        if (found := key_of(argument)) is not None
    ]


def test_every_language_has_the_same_keys_with_the_same_places_to_fill() -> None:
    one, *others = (load_wordings()[language].sentences for language in LANGUAGES)
    for other in others:
        assert one.keys() == other.keys()
        assert [key for key in one if placeholders(one[key]) != placeholders(other[key])] == []


def test_no_key_stands_in_two_files_of_a_language() -> None:
    for language in LANGUAGES:
        files = [CATALOGUES / f"{language}.yml", *CATALOGUES.glob(f"*.{language}.yml")]
        keys = [key for path in files for key in read_yaml(path)[0].data]
        assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_no_sentence_is_empty_and_none_is_in_the_other_language() -> None:
    chinese, english = load_wordings()["zh"].sentences, load_wordings()["en"].sentences
    assert [key for key in english if not english[key].strip() or not chinese[key].strip()] == []
    assert [key for key in english.keys() - NAMED_IN_CHINESE if re.search(HAN, english[key])] == []
    wordless = {key for key, text in english.items() if not re.search("[A-Za-z]", re.sub(r"{\w+}", "", text))}
    wordless |= {key for key in chinese if "language" in key}
    assert [key for key in chinese.keys() - wordless if not re.search(HAN, chinese[key])] == []


def test_the_code_asks_only_for_sentences_that_exist() -> None:
    found = written_keys()
    assert len(found) > 50
    wrong = [
        (place, key)
        for place, key, begins in found
        if not (any(known.startswith(key) for known in SENTENCES) if begins else key in SENTENCES)
    ]
    assert wrong == []


def test_the_code_fills_every_place_of_the_sentences_it_asks_for() -> None:
    wrong = []
    for path in python_files("bot"):
        for call in calls(path):
            given = {keyword.arg for keyword in call.keywords}
            for argument in asked_for(call):
                key, begins = key_of(argument) or ("", True)
                if not begins and None not in given and placeholders(SENTENCES[key]) - given:
                    wrong.append((f"{path.relative_to(ROOT)}:{call.lineno}", key))
    assert wrong == []


def test_the_pages_ask_only_for_sentences_that_exist() -> None:
    templates = sorted((ROOT / "bot" / "channels" / "web" / "templates").rglob("*.html"))
    found = {key for path in templates for key in TEMPLATE_KEY.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 10
    beginnings = {key for key in found if key.endswith("_")}
    assert [key for key in beginnings if not any(known.startswith(key) for known in SENTENCES)] == []
    assert found - beginnings - SENTENCES.keys() == set()


def test_a_sentence_in_one_language_alone_and_a_place_that_differs_are_named(tmp_path: Path) -> None:
    texts = {"zh": "one: 一{n}\ntwo: 二\n", "en": "one: one {m}\nthree: three\n"}
    for language, text in texts.items():
        (tmp_path / f"{language}.yml").write_text(text, encoding="utf-8")
    with pytest.raises(WordingError) as caught:
        read_wordings(tmp_path)
    assert str(caught.value).splitlines() == [
        "bot/rendering/wording/en.yml: the sentence 'one' fills in other places than in zh",
        "bot/rendering/wording/en.yml: the sentence 'two' is in zh and not here",
        "bot/rendering/wording/zh.yml: the sentence 'three' is in en and not here",
    ]


def test_an_intent_to_talk_without_a_sentence_is_named_before_anybody_asks(assistant: Assistant) -> None:
    rules = replace(assistant.understander.rules, groups={"chat": ["greeting", "opening_hours"]})
    with pytest.raises(WordingError) as caught:
        assistant_over(replace(assistant.understander, rules=rules))
    assert [line.split(": ")[:2] for line in str(caught.value).splitlines()] == [
        [
            f"bot/rendering/wording/{language}.yml",
            "the sentence 'opening_hours' is missing; intents/rules/order.yml names such an intent under 'chat'",
        ]
        for language in sorted(LANGUAGES)
    ]


def test_there_is_a_sentence_for_every_intent_that_is_answered_with_one() -> None:
    order = read_yaml(ROOT / "intents" / "rules" / "order.yml")[0].data
    assert set(order["chat"]) - set(SPOKEN_COMMANDS) - SENTENCES.keys() == set()
    assert load_rules()


@pytest.mark.parametrize(
    "family", ["status_", "short_", "verdict_", "outcome_", "screen_title_", "condition_", "of_", "level_", "refer_"]
)
def test_families_of_sentences_are_there(family: str) -> None:
    members = {
        "status_": ("open", "upcoming", "ended", "unconfirmed", "announced", "done"),
        "short_": ("open", "upcoming", "ended", "unconfirmed", "announced", "done"),
        "verdict_": ("eligible", "likely", "unknown", "not_eligible"),
        "outcome_": ("eligible", "likely", "unknown", "not_eligible", "None"),
        "screen_title_": ("eligible", "likely", "near", "not_eligible", "over"),
        "condition_": ("met", "unmet", "unknown", "manual"),
        "of_": ("benefit", "tax_due", "deduction", "exempt", "taxable"),
        "level_": ("repost", "secondary"),
        "refer_": ("none",),
    }[family]
    assert {family + member for member in members} - SENTENCES.keys() == set()


def test_an_unknown_language_is_spoken_to_in_english() -> None:
    assert wording("fr", "verdict_eligible") == wording("en", "verdict_eligible") != wording("zh", "verdict_eligible")


def test_a_sentence_says_which_value_it_lacks() -> None:
    with pytest.raises(KeyError, match="name"):
        wording("en", "unknown_command")


def texts_in_code(path: Path) -> Iterator[ast.Constant]:
    """The texts of a Python file that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def test_no_chinese_sentence_stands_in_python() -> None:
    wrong = [
        (f"{path.relative_to(ROOT)}:{text.lineno}", text.value)
        for path in python_files("bot", "intents", "knowledge")
        for text in texts_in_code(path)
        if SENTENCE.search(NUMERALS.sub("", str(text.value)))
    ]
    assert wrong == []
