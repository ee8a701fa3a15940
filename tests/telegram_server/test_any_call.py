"""Whatever is called with whatever values: done, or refused in Telegram's words; the stand-in itself never breaks."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.telegram_server.account import Account
from tests.telegram_server.description import Refused, description, mismatch, read_parameters
from tests.telegram_server.limits import check_limits
from tests.telegram_server.markup import text_of_html
from tests.telegram_server.methods import METHODS, perform

MARKED = ["<b>", "</b>", "</", "<", '<a href="', '">', "&amp;", "&", "<blockquote expandable>", "房租", "😀", " ", "x"]
TEXTS = st.one_of(st.lists(st.sampled_from(MARKED), max_size=8).map("".join), st.text(max_size=10))
SCALARS = {
    "Integer": st.one_of(st.integers(-2, 6), st.integers()),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "Boolean": st.booleans(),
    "True": st.just(True),
    "String": st.one_of(TEXTS, st.sampled_from(["5", "HTML", "https://x.test/", "a", "start"])),
}
JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXTS, inner, max_size=2)),
    max_leaves=4,
)


def values(kind: str, depth: int) -> st.SearchStrategy[Any]:
    """Values of a type of the description; now and then something else."""
    if kind in SCALARS:
        return SCALARS[kind]
    if depth == 0:
        return JUNK
    if kind.startswith("Array of "):
        return st.lists(values(kind.removeprefix("Array of "), depth), max_size=2)
    shape = description()["types"].get(kind)
    if shape is None:
        return JUNK
    if "subtypes" in shape:
        return st.sampled_from(shape["subtypes"]).flatmap(lambda one: values(one, depth))
    return objects(shape["fields"], depth - 1).map(lambda found: found | shape.get("always", {}))


def objects(fields: dict[str, Any], depth: int) -> st.SearchStrategy[dict[str, Any]]:
    made = {
        name: st.one_of(*(st.deferred(lambda kind=kind: values(kind, depth)) for kind in field["types"]))
        for name, field in fields.items()
    }
    required = {name: made.pop(name) for name, field in fields.items() if field.get("required")}
    return st.fixed_dictionaries(required, optional=made)


def calls(method: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    right = objects(description()["methods"][method], 4)
    odd = st.tuples(right, st.dictionaries(st.sampled_from(["text", "chat_id", "shout"]), JUNK, max_size=1))
    return st.tuples(st.just(method), st.one_of(right, odd.map(lambda pair: pair[0] | pair[1])))


def account() -> Account:
    """One chat, 5, with a message of the user's and one of the bot's."""
    made = Account("1:A", "huiqi_test_bot")
    made.chats.add(5)
    made.deliver({"chat_id": 5, "text": "hi"}, "hi")
    return made


def done(method: str, given_values: dict[str, Any]) -> Any:
    """The call's result, or its refusal."""
    try:
        read = read_parameters(method, given_values)
        check_limits(method, read)
        return perform(account(), method, read)
    except Refused as refusal:
        return refusal


@given(st.sampled_from(sorted(METHODS)).flatmap(calls))
def test_a_call_is_done_or_refused(call: tuple[str, dict[str, Any]]) -> None:
    result = done(*call)
    if isinstance(result, Refused):
        assert str(result).startswith({400: "Bad Request: ", 403: "Forbidden: "}[result.code])
        return
    json.dumps(result)
    if isinstance(result, dict) and "message_id" in result:
        assert mismatch(["Message"], result, "message") is None
        assert 0 < len(result["text"]) <= 4096


@given(TEXTS)
def test_html_is_read_or_refused(text: str) -> None:
    call = {"chat_id": 5, "text": text, "parse_mode": "HTML"}
    result = done("sendMessage", call)
    if isinstance(result, Refused):
        assert "can't parse entities" in str(result) or "message text is empty" in str(result)
    else:
        assert result["text"] == text_of_html(text)
