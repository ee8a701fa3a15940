"""The commands that copy, bring back, hand out and forget."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import Command
from tests.store.databases import database_url


def test_a_database_is_copied_brought_back_looked_into_and_emptied_of_a_user(huiqi: Command, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    url = database_url("sqlite", tmp_path / "one")
    other = f"sqlite:///{tmp_path}/two.db"
    ran = huiqi("backup", "copy.sqlite3", HUIQI_DATABASE_URL=url)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("copy.sqlite3: 0 rows of ")
    assert huiqi("restore", "copy.sqlite3", HUIQI_DATABASE_URL=other).status == 0
    assert json.loads(huiqi("export", "--user", "501", HUIQI_DATABASE_URL=other).out) == {}
    assert huiqi("forget", "--user", "501", HUIQI_DATABASE_URL=other).out == "0 rows forgotten\n"


def test_what_cannot_be_copied_or_brought_back_is_one_line(huiqi: Command, tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    nowhere = huiqi("restore", "nowhere.sqlite3", HUIQI_DATABASE_URL=url)
    assert (nowhere.status, nowhere.err) == (2, "huiqi: restore nowhere.sqlite3: No such file or directory\n")
    unwritable = huiqi("backup", "/proc/copy.sqlite3", HUIQI_DATABASE_URL=url)
    assert (unwritable.status, unwritable.err.count("\n")) == (2, 1)


def test_a_command_makes_no_database_that_is_not_there(huiqi: Command, tmp_path: Path) -> None:
    ran = huiqi("backup", "copy.sqlite3", HUIQI_DATA_DIR=str(tmp_path / "data"))
    path = tmp_path / "data" / "huiqi.sqlite3"
    said = f"huiqi: there is no database at {path} yet: the first start of the bot makes it\n"
    assert (ran.status, ran.err, path.parent.exists()) == (2, said, False)
