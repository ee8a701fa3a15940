"""Writes what the pages take from the program: settings.md, measure.schema.json and the README's answer.

Run after changing settings, the types of a measure, or the measure that the README asks about.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from bot.settings.reading import file_names
from bot.settings.values import Settings, variable
from knowledge.schema import measure_schema

ROOT = Path(__file__).resolve().parent.parent
ANSWER = re.compile(
    r"^\$ (?P<command>huiqi ask .+)\n```\n\n<!-- answer -->\n```text\n(?P<text>.*?)```$", re.MULTILINE | re.DOTALL
)


def main() -> None:
    (ROOT / "docs" / "reference" / "settings.md").write_text(settings_table(), encoding="utf-8")
    schema = json.dumps(measure_schema(), ensure_ascii=False, indent=2) + "\n"
    (ROOT / "knowledge" / "packs" / "measure.schema.json").write_text(schema, encoding="utf-8")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    command = [Path(sys.executable).with_name("huiqi"), *question_of(text)]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    readme.write_text(with_answer(text, said), encoding="utf-8")


def settings_table() -> str:
    """Every setting as a Markdown page, from the declarations themselves."""
    lines = [
        "# Settings",
        "",
        "Every setting is a variable, or a line of a `.env` file; a wrong one stops the start with one line.",
        f"{', '.join(f'`{name}`' for name in file_names())} name a file that holds the value instead.",
        "`huiqi settings` prints what is in effect and where it comes from, without the secrets.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for field in fields(Settings):
        default = "" if field.default in (None, "") else f"`{field.default}`"
        lines.append(f"| `{variable(field.name)}` | {default} | {field.metadata['description']} |")
    return "\n".join(lines) + "\n"


def question_of(readme: str) -> list[str]:
    """The arguments of the command whose answer the README shows."""
    return shlex.split(_block(readme)["command"])[1:]


def with_answer(readme: str, said: str) -> str:
    """The README with what that command really prints under `<!-- answer -->`."""
    found = _block(readme)
    return readme[: found.start("text")] + said + readme[found.end("text") :]


def _block(readme: str) -> re.Match[str]:
    found = ANSWER.search(readme)
    if found is None:
        sys.exit("README.md: no command before <!-- answer -->, or no block of text after it")
    return found


if __name__ == "__main__":
    main()
