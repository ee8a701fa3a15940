"""Writes docs/reference/names.md: every module and public class of the three packages, in its own first line.

usage: python -m scripts.write_names [--check]
With --check nothing is written, and the exit status is 1 where the page is behind the code.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "names.md"
PACKAGES = ("knowledge", "intents", "bot")
HEAD = """# Names of the code

Every public class and every module of the three packages, by name, each in the first line of its own docstring.
The words of the field that these names are made of stand in the [glossary](glossary.md).
`python -m scripts.write_names` writes this page, and `make check` compares it.
"""


def names_page() -> str:
    """The page as the code wants it."""
    return HEAD + "".join(f"\n## {package}\n\n{_table(_rows(package))}" for package in PACKAGES)


def _rows(package: str) -> list[tuple[str, str, str]]:
    """Name, where it stands, and what it means."""
    return sorted((row for path in (ROOT / package).rglob("*.py") for row in _in_module(path)), key=_by_name)


def _by_name(row: tuple[str, str, str]) -> tuple[str, str]:
    return row[0].casefold(), row[1]


def _in_module(path: Path) -> Iterator[tuple[str, str, str]]:
    where = path.relative_to(ROOT)
    if "versions" in where.parts:
        return  # a migration is named by its date
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield (where.parent if path.name == "__init__.py" else where.with_suffix("")).name, str(where), _first_line(tree)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, str(where), _first_line(node)


def _first_line(node: ast.Module | ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n")[0].replace("|", "\\|")


def _table(rows: list[tuple[str, str, str]]) -> str:
    lines = [f"| {name} | `{where}` | {meaning} |\n" for name, where, meaning in rows]
    return "".join(["| name | where | meaning |\n| --- | --- | --- |\n", *lines])


def main() -> int:
    """Writes the page, or says that it is behind."""
    page = names_page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        print(f"{PAGE.relative_to(ROOT)} is behind the code: run python -m scripts.write_names", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
