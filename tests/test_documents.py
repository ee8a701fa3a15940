"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.write_names import PAGE, names_page

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PATH = re.compile(r"`((?:bot|intents|knowledge|tests|scripts|benchmarks|deploy)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#([^)]+))?\)")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = set(PATH.findall(page.read_text(encoding="utf-8")))
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    lost = []
    for target, heading in LINK.findall(page.read_text(encoding="utf-8")):
        path = page.parent / target
        if not path.exists():
            lost.append(target)
        elif heading and heading not in headings(path):
            lost.append(f"{target}#{heading}")
    assert lost == []


def headings(page: Path) -> list[str]:
    """The anchors of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]


def test_every_name_of_the_code_is_explained() -> None:
    page = names_page()
    assert page == PAGE.read_text(encoding="utf-8"), "run python -m scripts.write_names"
    assert [line for line in page.splitlines() if line.endswith("|  |")] == []
