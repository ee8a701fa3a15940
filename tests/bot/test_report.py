"""The report quotes nothing that its pages do not say."""

from __future__ import annotations

from scripts.write_report import QUOTES, REPORT, cell, filled


def test_every_figure_is_as_its_page_has_it() -> None:
    report = REPORT.read_text(encoding="utf-8")
    assert filled(report) == report, "run python -m scripts.write_report"


def test_every_figure_is_one() -> None:
    assert [quote.what for quote in QUOTES if not any(sign.isdigit() for sign in cell(quote))] == []
