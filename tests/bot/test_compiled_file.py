"""The compiled form in a file: portions of it make the whole, and a damaged one is no form at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import compiledfile
from bot.assistant.assistant import Assistant
from bot.compiledfile import read_compiled, write_compiled


def test_portions_make_the_whole_and_a_torn_file_makes_none(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiledfile, "MEASURES", 7)
    path = tmp_path / "compiled-x.pickle"
    write_compiled(path, assistant.understander)
    found, whole = read_compiled(path, unhurried=True), assistant.catalogue
    assert found is not None
    assert found.catalogue.measures == whole.measures
    assert (list(found.catalogue.subjects), found.catalogue.reads) == (list(whole.subjects), whole.reads)
    path.write_bytes(path.read_bytes()[:-1000])
    assert read_compiled(path) is None
