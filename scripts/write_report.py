"""Fills the figures of docs/reference/report.md from the pages that measured them; whoever writes one calls it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
REPORT = REFERENCE / "report.md"
TABLE = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Quote:
    """One figure: what it says, its page, the first cells of its row, and its column, counted from 0."""

    what: str
    page: str
    row: tuple[str, ...]
    column: int


QUOTES = (
    Quote("questions of our own: the right measure first", "evaluation.md", ("top1",), 1),
    Quote("the same: foreign questions refused", "evaluation.md", ("refuse",), 1),
    Quote("95 measures, right first: Huiqi", "benchmarks/understanding.md", ("95", "Huiqi"), 2),
    Quote("… BM25 over jieba", "benchmarks/understanding.md", ("95", "BM25, jieba"), 2),
    Quote("… tf-idf of character n-grams", "benchmarks/understanding.md", ("95", "tf-idf, character n-grams"), 2),
    Quote("… rapidfuzz token_set_ratio", "benchmarks/understanding.md", ("95", "rapidfuzz token_set_ratio"), 2),
    Quote("… rapidfuzz WRatio", "benchmarks/understanding.md", ("95", "rapidfuzz WRatio"), 2),
    Quote("a message understood, ms, p50 / p99", "benchmarks/understanding.md", ("95", "Huiqi"), 3),
    Quote(
        "whole answers beside the stock echo, 50 ms away",
        "benchmarks/delivery.md",
        ("whole answers beside the stock echo, 50 ms",),
        2,
    ),
    Quote(
        "… beside the echo over aiohttp, no latency",
        "benchmarks/delivery.md",
        ("whole answers beside the echo over aiohttp, no latency",),
        2,
    ),
    Quote("messages a second, one process, SQLite", "benchmarks/capacity.md", ("95", "sqlite"), 2),
    Quote("messages a second, one process, PostgreSQL", "benchmarks/capacity.md", ("95", "postgresql"), 2),
    Quote(
        "95 measures screened: median and worst",
        "benchmarks/eligibility.md",
        ("95 measures screened for 65 enterprises: median and worst",),
        2,
    ),
    Quote(
        "100,000 measures screened, nothing known",
        "benchmarks/eligibility.md",
        ("100,000 measures screened, nothing known of the enterprise",),
        2,
    ),
    Quote(
        "a judgement, µs: Huiqi with trace and missing facts",
        "benchmarks/eligibility.md",
        ("huiqi, with trace, missing facts and arithmetic",),
        1,
    ),
    Quote("… publicodes", "benchmarks/eligibility.md", ("publicodes 1.10.3",), 1),
    Quote(
        "… OpenFisca-Core, one enterprise", "benchmarks/eligibility.md", ("OpenFisca-Core 46.0.1, one enterprise",), 1
    ),
    Quote("questions until a verdict, mean: ours", "benchmarks/eligibility.md", ("mean of a verdict",), 2),
    Quote("… the best order there is", "benchmarks/eligibility.md", ("mean of a verdict",), 3),
    Quote(
        "staff: a pasted message to its answer, ms, median",
        "benchmarks/staff.md",
        ("from a pasted message to its answer on the page",),
        2,
    ),
)


def cell(quote: Quote) -> str:
    """The figure as its page has it. Raises: LookupError where the page has no such row."""
    for line in (REFERENCE / quote.page).read_text(encoding="utf-8").splitlines():
        cells = [part.strip() for part in line.strip("|").split("|")] if line.startswith("|") else []
        if tuple(cells[: len(quote.row)]) == quote.row:
            return cells[quote.column]
    raise LookupError(f"{quote.page} has no row {' | '.join(quote.row)}")


def filled(report: str) -> str:
    """The report with every figure as it is now."""
    rows = [f"| {quote.what} | {cell(quote)} | [{quote.page}]({quote.page}) |\n" for quote in QUOTES]
    return TABLE.sub(lambda _: "| what | figure | measured in |\n| --- | ---: | --- |\n" + "".join(rows), report)


def main() -> None:
    REPORT.write_text(filled(REPORT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
