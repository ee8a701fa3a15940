"""The command line as other programs and people in a hurry rely on it (contract: command line)."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.channels.terminal.asking import answer_batch, answer_one
from bot.channels.terminal.options import Format, InputError, Options
from bot.rendering.wording import wording
from knowledge.schema import measure_schema
from tests.commands import HUIQI, Command, Ran
from tests.knowledge.small_pack import MEASURE, place_of, write_pack

ANSWER_KEYS = {
    "question", "language", "as_of", "knowledge", "outcome", "intent", "confidence", "measures",
    "facts", "fact_spans", "evidence", "text",
}  # fmt: skip
MEASURE_KEYS = {
    "id", "name", "score", "region", "regions", "kind", "availability", "verdict", "conditions", "missing",
    "amount", "amount_of", "amount_kind", "amount_range", "amount_note", "sources", "verified_on", "same_need_today",
}  # fmt: skip
CONDITION_KEYS = {"id", "text", "outcome", "facts", "source"}
SOURCE_KEYS = {"title", "issuer", "number", "date", "url", "at", "level"}
EVIDENCE_KEYS = {"span", "text", "matched", "channel", "weight", "measure"}

HEBEI = "河北科技企业，今年研发投入比去年多了300万，研发后补助能补多少？"
MESSAGES: dict[str, dict[str, str]] = {
    "amount": {"q": HEBEI, "as_of": "2022-06-01"},
    "english": {"q": "how much tax does the R&D super deduction save", "as_of": "2026-11-22"},
    "english reply": {"q": "研发费加计扣除是什么", "as_of": "2026-11-22", "lang": "en"},
    "greeting": {"q": "你好", "as_of": "2026-11-22"},
    "foreign": {"q": "帮我写一首关于春天的诗", "as_of": "2026-11-22"},
    "empty": {"q": ""},
    "blank": {"q": " \n\t　"},
    "long": {"q": "我们公司研发费加计扣除能省多少税" * 312 + "省多少税！！", "as_of": "2026-11-22"},
    "emoji": {"q": "😀🎉👍🏽", "as_of": "2026-11-22"},
    "emoji in words": {"q": "研发费加计扣除😀", "as_of": "2026-11-22"},
    "html": {"q": "<script>alert('研发费加计扣除')</script> & <b>", "as_of": "2026-11-22"},
    "control": {"q": "研发\x00费\x07加\x1b[31m计扣除\r\n", "as_of": "2026-11-22"},
    "half a character": {"q": "研发费加计扣除\ud83d", "as_of": "2026-11-22"},
    "forty digits": {"q": "研发费加计扣除，研发费用去年" + "9" * 40 + "万元，能省多少税", "as_of": "2026-11-22"},
    "first day": {"q": HEBEI, "as_of": "0001-01-01"},
    "last day": {"q": "2025年的稳岗返还", "as_of": "9999-12-31"},
}


@pytest.fixture(scope="module")
def answers(compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Each message's answer, from one batch file."""
    folder = tmp_path_factory.mktemp("batch")
    lines = "\n".join(json.dumps(row) for row in MESSAGES.values()) + "\n\n"
    (folder / "questions.jsonl").write_text(lines, encoding="utf-8")
    ran = Command(compiled, folder)("ask", "--json", "--batch", "questions.jsonl")
    assert (ran.status, ran.err) == (0, "")
    return dict(zip(MESSAGES, map(json.loads, ran.out.splitlines()), strict=True))


def assert_one_line(ran: Ran, *words: str) -> None:
    """Bad input: exit status 2, nothing on standard output, one line that names what was read and what is allowed."""
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("huiqi: ")
    assert ran.err.count("\n") == 1, ran.err
    assert [word for word in words if word not in ran.err] == []


# ---- answers as JSON


@pytest.mark.parametrize("name", MESSAGES)
def test_every_answer_has_the_keys_of_the_contract(answers: dict[str, dict[str, Any]], name: str) -> None:
    answer = answers[name]
    assert answer.keys() >= ANSWER_KEYS
    for measure in answer["measures"]:
        assert measure.keys() >= MEASURE_KEYS
        assert all(condition.keys() >= CONDITION_KEYS for condition in measure["conditions"])
        assert all(source.keys() >= SOURCE_KEYS for source in measure["sources"])
    assert all(row.keys() >= EVIDENCE_KEYS for row in answer["evidence"])


@pytest.mark.parametrize("name", MESSAGES)
def test_every_value_is_of_its_kind(answers: dict[str, dict[str, Any]], name: str) -> None:
    answer = answers[name]
    assert answer["language"] in ("zh", "en")
    assert date.fromisoformat(answer["as_of"])
    assert answer["outcome"] in ("answer", "clarify", "no_answer", "chat")
    assert 0 <= answer["confidence"] <= 1
    assert len(answer["measures"]) <= 5
    assert (answer["outcome"], answer["measures"]) == ("chat", []) or answer["outcome"] != "chat"
    for measure in answer["measures"]:
        assert 0 <= measure["score"] <= 1
        assert measure["availability"] in ("open", "upcoming", "ended", "unconfirmed", "announced", "done")
        assert measure["verdict"] in ("eligible", "likely", "unknown", "not_eligible", None)
        assert measure["amount_of"] in ("benefit", "tax_due", "deduction", "exempt", "taxable")
        assert measure["amount_kind"] in ("exact", "up_to", "indicative", None)
        assert measure["amount"] is None or isinstance(measure["amount"], int | float)
        assert {source["level"] for source in measure["sources"]} <= {"official", "repost", "secondary", "document"}
        assert date.fromisoformat(measure["verified_on"])
    assert answer["text"].strip()


@pytest.mark.parametrize("name", MESSAGES)
def test_spans_lie_in_the_message_as_typed(answers: dict[str, dict[str, Any]], name: str) -> None:
    typed = MESSAGES[name]["q"]
    spans = [*answers[name]["fact_spans"].values(), *(e["span"] for e in answers[name]["evidence"] if e["span"])]
    assert all(0 <= start < end <= len(typed) for start, end in spans)
    assert answers[name]["fact_spans"].keys() <= answers[name]["facts"].keys()


def test_an_amount_is_a_number_with_its_arithmetic_and_its_source(answers: dict[str, dict[str, Any]]) -> None:
    first = answers["amount"]["measures"][0]
    assert (first["id"], first["verdict"], first["amount"]) == ("hebei-rd-post-subsidy", "eligible", 300_000)
    assert first["amount_note"]
    assert first["region"] == "hebei"
    text = answers["amount"]["text"]
    assert first["name"] in text[:200]
    assert first["sources"][0]["url"] in text


def test_the_language_of_the_message_decides_unless_another_is_asked_for(answers: dict[str, dict[str, Any]]) -> None:
    assert [answers[name]["language"] for name in ("amount", "english", "english reply")] == ["zh", "en", "en"]
    english = answers["english reply"]["measures"][0]
    assert english["id"] == "cn-rd-super-deduction"
    assert english["name"].isascii()


@pytest.mark.parametrize("name", ["empty", "blank"])
def test_an_empty_message_is_a_message(answers: dict[str, dict[str, Any]], name: str) -> None:
    assert (answers[name]["outcome"], answers[name]["measures"]) == ("no_answer", [])


@pytest.mark.parametrize("name", ["long", "emoji in words", "html", "control", "half a character"])
def test_noise_around_a_question_does_not_hide_it(answers: dict[str, dict[str, Any]], name: str) -> None:
    assert answers[name]["measures"][0]["id"] == "cn-rd-super-deduction"


@pytest.mark.parametrize("name", ["emoji", "foreign"])
def test_what_is_no_question_of_ours_is_not_answered(answers: dict[str, dict[str, Any]], name: str) -> None:
    assert answers[name]["outcome"] in ("no_answer", "chat")


def test_the_question_comes_back_as_it_was_typed(answers: dict[str, dict[str, Any]]) -> None:
    for name in MESSAGES.keys() - {"half a character"}:
        assert answers[name]["question"] == MESSAGES[name]["q"], name


# ---- one question


def test_one_question_gives_the_object_that_a_batch_gives(huiqi: Command, answers: dict[str, dict[str, Any]]) -> None:
    ran = huiqi("ask", "--json", HEBEI, "--as-of", "2022-06-01")
    assert (ran.status, ran.err, ran.out.count("\n")) == (0, "", 1)
    assert json.loads(ran.out) == answers["amount"]


def test_a_batch_comes_from_standard_input_with_defaults_for_its_lines(huiqi: Command) -> None:
    lines = [{"q": "研发费加计扣除"}, {"q": "研发费加计扣除", "lang": "zh", "as_of": "2023-01-01"}]
    given = "\n\n".join(map(json.dumps, lines))
    ran = huiqi("ask", "--json", "--batch", "-", "--lang", "en", "--as-of", "2022-12-31", given=given)
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [(row["language"], row["as_of"]) for row in rows] == [("en", "2022-12-31"), ("zh", "2023-01-01")]
    assert [row["measures"][0]["name"].isascii() for row in rows] == [True, False]


def test_markdown_has_the_source_as_a_link_and_the_evidence_goes_to_standard_error(huiqi: Command) -> None:
    ran = huiqi("ask", "研发费加计扣除", "--format", "markdown", "--explain", "--as-of", "2026-11-22")
    assert ran.status == 0
    assert ran.out.startswith("**研发费用加计扣除")
    assert "](<http" in ran.out
    assert "cn-rd-super-deduction" in ran.err


def test_a_bare_machine_gets_its_answer_in_utf_8(huiqi: Command) -> None:
    """No UTF-8 locale, no home, no cache folder that could be written."""
    ran = huiqi(
        "ask", "研发费加计扣除", "--as-of", "2026-11-22",
        LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", HOME="", XDG_CACHE_HOME="/dev/null/no",
    )  # fmt: skip
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("研发费用加计扣除100%：2026年11月22日可以用。")


# ---- a conversation


def test_a_command_in_a_session_speaks_the_language_of_the_conversation(huiqi: Command) -> None:
    told = huiqi("ask", "--session", "s.json", "我们是合肥高新区一家30人的软件公司")
    assert told.status == 0
    assert "职工人数：30 人" in huiqi("ask", "--session", "s.json", "/profile").out


def test_a_session_remembers_measure_facts_and_question_over_three_calls(huiqi: Command) -> None:
    def say(text: str) -> dict[str, Any]:
        ran = huiqi("ask", "--json", "--session", "s.json", text, "--as-of", "2026-11-22")
        assert (ran.status, ran.err) == (0, "")
        answer: dict[str, Any] = json.loads(ran.out)
        assert answer.keys() >= ANSWER_KEYS | {"asks", "profile"}
        assert answer["measures"][0]["id"] == "cn-rd-super-deduction"
        return answer

    first = say("研发费加计扣除我们能享受吗")
    assert (first["measures"][0]["verdict"], first["profile"]) == ("unknown", {})
    assert first["asks"] in first["measures"][0]["missing"]
    assert say("为什么问这个")["asks"] == first["asks"]
    third = say("是")
    assert third["profile"][first["asks"]] is True
    assert third["asks"] not in (None, first["asks"])


def test_a_conversation_about_a_measure_that_is_gone_goes_on(huiqi: Command) -> None:
    gone = '{"measure": "gone", "shown": ["gone"], "asked": "staff", "past": [{"measure": "gone"}]}'
    (huiqi.folder / "s.json").write_text(gone, encoding="utf-8")
    ran = huiqi("ask", "--json", "--session", "s.json", "改成80人")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["text"]


def test_a_terminal_promises_no_deletion_after_days_for_it_keeps_nothing(huiqi: Command) -> None:
    own = [wording(language, "privacy_own") for language in ("zh", "en")]
    assert [huiqi("ask", "--lang", language, "/privacy").out.strip() for language in ("zh", "en")] == own


def test_chat_reads_lines_numbers_and_commands_until_the_input_ends(huiqi: Command) -> None:
    ran = huiqi("chat", "--lang", "zh", "--as-of", "2022-06-01", given="/topics\n1\n<b>😀</b>\n/nope\n\n谢谢\n")
    assert (ran.status, ran.err) == (0, "")
    turns = ran.out.split("> ")
    assert "[1] 房租减免" in turns[1]
    assert turns[2].startswith("房租减免")
    assert "nope" in turns[4]
    assert len(turns) == 8


# ---- the whole catalogue for one enterprise


def test_screen_says_what_a_profile_can_have_and_what_to_ask_next(huiqi: Command) -> None:
    profile = "region: htz-xian\nenterprise_size: small\nlayoffs: none\nunemployment_insurance_paid_2019: 120000\n"
    (huiqi.folder / "p.yml").write_text(profile, encoding="utf-8")
    ran = huiqi("screen", "--json", "--profile", "p.yml", "--as-of", "2020-04-10")
    assert (ran.status, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert found.keys() == {"measures", "undecided", "undecidable", "next_question"}
    assert (type(found["undecided"]), type(found["undecidable"])) == (int, int)
    decided = {measure["id"]: measure for measure in found["measures"]}
    assert decided["xian-unemployment-refund"]["amount"] == 60_000
    assert {measure["verdict"] for measure in decided.values()} <= {"eligible", "likely", "not_eligible"}
    assert found["next_question"] is not None


def test_screen_takes_the_enterprise_from_a_sentence(huiqi: Command) -> None:
    said = "成都的公司，80人，资产2000万，应纳税所得额150万，非限制行业"
    ran = huiqi("screen", said, "--as-of", "2026-11-22")
    assert (ran.status, ran.err) == (0, "")
    assert "小型微利企业所得税优惠：少交税 300,000 元 = 1,500,000 × 20% [1]" in ran.out


def test_a_broken_profile_is_told_line_by_line(huiqi: Command) -> None:
    profile = "region: htz-xain\nlayofs: none\nstaff: many\n"
    (huiqi.folder / "p.yml").write_text(profile, encoding="utf-8")
    ran = huiqi("screen", "--profile", "p.yml")
    assert (ran.status, ran.out) == (2, "")
    assert [line.split(": ")[:2] for line in ran.err.splitlines()] == [
        ["p.yml:1:9", "region"],
        ["p.yml:2:9", "layofs"],
        ["p.yml:3:8", "staff"],
    ]
    assert "Did you mean 'layoffs'?" in ran.err


# ---- the knowledge


def test_check_counts_one_fault_as_one(huiqi: Command) -> None:
    write_pack(huiqi.folder, (MEASURE, "fact: layoffs", "fact: layofs"))
    assert huiqi("check", "--no-shipped", "--knowledge", ".").err == "1 fault\n"


def test_check_lists_every_fault_of_a_folder_and_ends_with_3(huiqi: Command) -> None:
    write_pack(huiqi.folder, (MEASURE, "fact: layoffs", "fact: layofs"), (MEASURE, "[cash]", "[cahs]"))
    ran = huiqi("check", "--no-shipped", "--knowledge", ".")
    assert (ran.status, ran.err) == (3, "2 faults\n")
    assert [line.split(": ")[0] for line in ran.out.splitlines()] == [
        place_of(MEASURE, "cash]"),
        place_of(MEASURE, "layoffs, op"),
    ]
    ran = huiqi("ask", "北方有补助吗", "--no-shipped", "--knowledge", ".")
    assert (ran.status, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 2
    assert "Did you mean 'layoffs'?" in ran.err


def test_schema_prints_the_schema_of_a_measure_file(huiqi: Command) -> None:
    ran = huiqi("schema")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out) == measure_schema()


def test_a_reader_that_closes_early_is_no_error(compiled: Path) -> None:
    with subprocess.Popen([HUIQI, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


# ---- bad usage


BAD_USAGE: dict[str, tuple[list[str], list[str]]] = {
    "unknown option": (["ask", "--nope", "x"], ["--nope", "huiqi ask --help"]),
    "unknown command": (["nope"], ["'nope'", "'ask', 'chat'", "huiqi --help"]),
    "no question": (["ask"], ["give a question, or --batch FILE"]),
    "two questions": (["ask", "a", "b"], ["argument: b", "huiqi ask --help"]),
    "unknown language": (["ask", "x", "--lang", "fr"], ["--lang", "'fr'", "'zh', 'en'"]),
    "unknown format": (["ask", "x", "--format", "pdf"], ["--format", "'pdf'", "'plain', 'markdown', 'json'"]),
    "no such day": (["ask", "x", "--as-of", "2022-02-30"], ["--as-of", "'2022-02-30'", "2026-11-22"]),
    "no profile": (["screen"], ["give a sentence", "--profile FILE"]),
    "missing profile": (["screen", "--profile", "nope.yml"], ["--profile nope.yml", "no such file"]),
    "batch without a file": (["ask", "--batch"], ["--batch: expected one argument"]),
    "missing batch file": (["ask", "--json", "--batch", "nope.jsonl"], ["--batch nope.jsonl", "No such file"]),
}


@pytest.mark.parametrize("name", BAD_USAGE)
def test_bad_usage_is_one_line(huiqi: Command, name: str) -> None:
    arguments, words = BAD_USAGE[name]
    assert_one_line(huiqi(*arguments), *words)


def test_no_command_at_all_shows_the_help(huiqi: Command) -> None:
    ran = huiqi()
    assert ran.status == 2
    assert "screen" in ran.out + ran.err


def test_a_bad_line_of_a_batch_is_named_and_nothing_is_answered(huiqi: Command) -> None:
    ran = huiqi("ask", "--json", "--batch", "-", given='{"q": "研发"}\n\n{"question": "x"}\n')
    assert_one_line(ran, "--batch line 3", '{"q": "…"}', "question")


@pytest.mark.parametrize("command", ["ask", "check"])
def test_a_missing_folder_of_knowledge_is_one_line(huiqi: Command, command: str) -> None:
    ran = huiqi(command, *(["x"] if command == "ask" else []), "--knowledge", "nowhere")
    assert (ran.status, ran.out, ran.err) == (2, "", "nowhere: is not a folder\n")


BAD_LINES: dict[str, tuple[bytes, list[str]]] = {
    "text": (b"not json", ["line 2", "not json"]),
    "a list": (b"[]", ["line 2", "[]"]),
    "a word": (b'"x"', ["line 2"]),
    "a number as the question": (b'{"q": 5}', ["line 2"]),
    "no day of the calendar": (b'{"q": "x", "as_of": "2022-02-30"}', ["line 2", "as_of", "2022-02-30", "2026-11-22"]),
    "a number as the day": (b'{"q": "x", "as_of": 5}', ["line 2", "as_of", "5"]),
    "an unknown language": (b'{"q": "x", "lang": "fr"}', ["line 2", "lang", "'fr'", "zh and en"]),
    "a list of languages": (b'{"q": "x", "lang": ["zh"]}', ["line 2", "lang"]),
    "bytes that are no text": (b'{"q": "\xff"}', ["is not UTF-8 text"]),
    "very deep": (b'{"q": "x", "more": ' + b"[" * 100_000, ["line 2"]),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_whatever_stands_in_a_line_of_a_batch_is_told(tmp_path: Path, name: str) -> None:
    line, words = BAD_LINES[name]
    path = tmp_path / "b.jsonl"
    path.write_bytes(b'{"q": "first"}\n' + line + b"\n")
    with pytest.raises(InputError) as caught:
        answer_batch(str(path), Options(None, None, (), shipped=True))
    assert [word for word in words if word not in str(caught.value)] == []
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "kept",
    [
        "not json",
        "[]",
        '{"profile": 5}',
        '{"shown": "cn-job-retention-refund"}',
        '{"past": [7]}',
        '{"past": [{"nothing": 7}]}',
        '{"language": "fr"}',
        '{"asked": 7}',
        '{"spoken": 7}',
    ],
)
def test_a_session_file_of_another_making_is_refused(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(kept, encoding="utf-8")
    with pytest.raises(InputError, match="is not a conversation that huiqi kept"):
        answer_one("x", Options(None, None, (), shipped=True), Format.plain, path, explain=False)
