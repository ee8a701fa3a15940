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


UNDERSTANDING, DELIVERY, CAPACITY, ELIGIBILITY, STAFF = (
    f"benchmarks/{name}.md" for name in ("understanding", "delivery", "capacity", "eligibility", "staff")
)
PARTS: dict[str, tuple[Quote, ...]] = {
    "Accuracy": (
        Quote("questions of our own: the right measure first", "evaluation.md", ("top1",), 1),
        Quote("the same: foreign questions refused", "evaluation.md", ("refuse",), 1),
        Quote("95 measures, right first: Huiqi", UNDERSTANDING, ("95", "Huiqi"), 2),
        Quote("… BM25 over jieba", UNDERSTANDING, ("95", "BM25, jieba"), 2),
        Quote("… tf-idf of character n-grams", UNDERSTANDING, ("95", "tf-idf, character n-grams"), 2),
        Quote("… rapidfuzz token_set_ratio", UNDERSTANDING, ("95", "rapidfuzz token_set_ratio"), 2),
        Quote("… rapidfuzz WRatio", UNDERSTANDING, ("95", "rapidfuzz WRatio"), 2),
    ),
    "Latency": (
        Quote("a message understood, ms, p50 / p99: Huiqi", UNDERSTANDING, ("95", "Huiqi"), 3),
        Quote("… BM25 over jieba, which reads no facts and refuses nothing", UNDERSTANDING, ("95", "BM25, jieba"), 3),
        Quote("… tf-idf of character n-grams, likewise", UNDERSTANDING, ("95", "tf-idf, character n-grams"), 3),
        Quote("… rapidfuzz token_set_ratio, likewise", UNDERSTANDING, ("95", "rapidfuzz token_set_ratio"), 3),
        Quote("… rapidfuzz WRatio, likewise", UNDERSTANDING, ("95", "rapidfuzz WRatio"), 3),
    ),
    "Delivery": (
        Quote("whole answers a second, Telegram 50 ms away: Huiqi", DELIVERY, ("Huiqi, whole answers", "50 ms"), 2),
        Quote("… python-telegram-bot as it comes, an echo", DELIVERY, ("echo, PTB over httpx", "50 ms"), 2),
        Quote("… python-telegram-bot over aiohttp, an echo", DELIVERY, ("echo, PTB over aiohttp", "50 ms"), 2),
        Quote("Huiqi beside the stock echo, 50 ms away", DELIVERY, ("beside the stock echo, 50 ms",), 2),
        Quote(
            "… beside the echo over aiohttp, no latency",
            DELIVERY,
            ("beside the echo over aiohttp, no latency",),
            2,
        ),
        Quote(
            "… the same all in one process",
            DELIVERY,
            ("beside the echo over aiohttp, no latency",),
            3,
        ),
        Quote("messages a second, SQLite", CAPACITY, ("95", "sqlite"), 2),
        Quote("messages a second, PostgreSQL", CAPACITY, ("95", "postgresql"), 2),
    ),
    "Screening": (
        Quote(
            "95 measures screened: median and worst",
            ELIGIBILITY,
            ("95 measures screened for each enterprise of the cases: median and worst",),
            2,
        ),
        Quote(
            "100,000 measures screened, nothing known",
            ELIGIBILITY,
            ("100,000 measures screened, nothing known of the enterprise",),
            2,
        ),
        Quote(
            "a judgement, µs: Huiqi with trace and missing facts",
            ELIGIBILITY,
            ("huiqi, with trace, missing facts and arithmetic",),
            1,
        ),
        Quote("… publicodes", ELIGIBILITY, ("publicodes 1.10.3",), 1),
        Quote("… OpenFisca-Core, one enterprise", ELIGIBILITY, ("OpenFisca-Core 46.0.1, one enterprise",), 1),
        Quote("questions until a verdict, mean: ours", ELIGIBILITY, ("mean of a verdict",), 2),
        Quote("… the best order there is", ELIGIBILITY, ("mean of a verdict",), 3),
    ),
    "Support staff": (
        Quote(
            "a pasted message to its answer, ms, median", STAFF, ("from a pasted message to its answer on the page",), 2
        ),
    ),
}
QUOTES = tuple(quote for quotes in PARTS.values() for quote in quotes)


def cell(quote: Quote) -> str:
    """The figure as its page has it. Raises: LookupError where the page has no such row."""
    for line in (REFERENCE / quote.page).read_text(encoding="utf-8").splitlines():
        cells = [part.strip() for part in line.strip("|").split("|")] if line.startswith("|") else []
        if tuple(cells[: len(quote.row)]) == quote.row:
            return cells[quote.column]
    raise LookupError(f"{quote.page} has no row {' | '.join(quote.row)}")


def filled(report: str) -> str:
    """The report with every figure as it is now."""
    return TABLE.sub(lambda _: "\n".join(_table(part, quotes) for part, quotes in PARTS.items()), report)


def _table(part: str, quotes: tuple[Quote, ...]) -> str:
    rows = [f"| {quote.what} | {cell(quote)} | [{quote.page}]({quote.page}) |\n" for quote in quotes]
    return f"## {part}\n\n| what | figure | measured in |\n| --- | ---: | --- |\n{''.join(rows)}"


def main() -> None:
    REPORT.write_text(filled(REPORT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
