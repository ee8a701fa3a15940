"""Documents laid over the shipped pack: one shipped measure under another title, as it should be and broken."""

from __future__ import annotations

from pathlib import Path

from knowledge.loading import shipped_pack

MEASURE = "cn-100-cities-100-parks"
QUESTION = "百城百园"
TITLE = "百城百园行动(新版)"


def renamed() -> tuple[str, str]:
    """Where the measure stands in a pack, and its text with the other title."""
    (path,) = (shipped_pack() / "measures").rglob(f"{MEASURE}.yml")
    text = path.read_text(encoding="utf-8")
    changed = text.replace("title: {zh: 百城百园行动,", f"title: {{zh: {TITLE},")
    assert changed != text
    return str(path.relative_to(shipped_pack())), changed


def broken() -> tuple[str, str]:
    """The same with a kind that there is not."""
    path, text = renamed()
    return path, text.replace("kind: programme", "kind: programe")


def write(folder: Path, document: tuple[str, str]) -> Path:
    """The folder with the document in it."""
    path, text = document
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    return folder
