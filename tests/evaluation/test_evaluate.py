"""`huiqi evaluate`: every figure from labelled questions, the same twice, and noise that keeps what it should keep."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bot.evaluation.figures import Bin, calibration_error, share
from bot.evaluation.noise import NOISES
from tests.commands import Command

QUESTIONS = [
    {"q": "研发费用加计扣除", "outcome": "answer", "top1": ["cn-rd-super-deduction"], "style": "terse"},
    {"q": "今天会下雨吗", "outcome": "no_answer", "top1": [], "style": "oos"},
    {"q": "What rate do high-tech enterprises pay?", "outcome": "answer", "top1": ["zgc-epidemic-loan"], "lang": "en"},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in QUESTIONS), encoding="utf-8")
    return path


def test_the_report_has_every_part_and_is_the_same_twice(huiqi: Command, questions: Path) -> None:
    first, second = (huiqi("evaluate", questions, "--as-of", "2026-11-22", PYTHONHASHSEED=seed) for seed in "12")
    assert first.status == 0, first.err
    assert first.out == second.out
    heads = [line for line in first.out.splitlines() if line.startswith("## ")]
    assert heads == [
        "## Figures",
        "## By style",
        "## By language",
        "## Calibration",
        "## Confusion pairs",
        "## Worst misses",
        "## Noise on questions that were answered right",
    ]
    assert "| top1 | 50.0% | 2 |" in first.out
    assert "| refuse | 100.0% | 1 |" in first.out
    assert "| zgc-epidemic-loan | cn-hnte-income-tax | 1 |" in first.out


@pytest.mark.parametrize(
    ("line", "fault"),
    [('{"q": "x"}', "line 1: outcome: Field required"), ("no json", "line 1: Invalid JSON"), ("", "no question")],
    ids=["missing", "not-json", "empty"],
)
def test_a_wrong_file_is_named_with_its_line(huiqi: Command, tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(line, encoding="utf-8")
    ran = huiqi("evaluate", path)
    assert ran.status == 2
    assert fault in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("noise", NOISES)
def test_noise_is_repeatable_and_changes_the_text(noise: str) -> None:
    for text in ("我们公司在高新区，研发费用能加计扣除多少？", "Our company is in the zone, how much can we deduct?"):
        once, again = (NOISES[noise](text, random.Random(7)) for _ in range(2))
        assert once == again
        if noise in ("typo", "filler", "reorder") or text.startswith("我"):
            assert once != text


def test_an_interval_holds_its_share_and_shrinks_with_more() -> None:
    few, many = (share([True, True, False, True] * times, seed=1) for times in (5, 200))
    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low


def test_calibration_error_is_the_mean_distance() -> None:
    bins = [Bin(0.1, 0.2, 30, 0.15, 0.25), Bin(0.9, 1.0, 10, 0.95, 0.95)]
    assert calibration_error(bins) == pytest.approx(0.075)
