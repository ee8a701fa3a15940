"""The wheel, installed elsewhere, has every file that the program reads."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "intents", "knowledge")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
LOOK = """
import json, sys
from importlib.metadata import entry_points
from pathlib import Path
import bot, intents, knowledge
from bot.channels.web.app import create_app
from bot.channels.web.pages import Pages
from bot.rendering.wording import load_wordings
from intents.lexicon import load_lexicon
from intents.rules import load_rules
from knowledge.loading import load_catalogue
json.dump({
    "homes": [str(Path(package.__file__).parent) for package in (bot, intents, knowledge)],
    "measures": len(load_catalogue().measures),
    "sentences": [len(wording.sentences) for wording in load_wordings().values()],
    "lexicon": load_lexicon() is not None and load_rules() is not None,
    "command": [found.value for found in entry_points(group="console_scripts", name="huiqi")][:1],
}, sys.stdout)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [*PIP, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, ROOT], check=True
    )
    (built,) = folder.glob("huiqi-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    site = tmp_path_factory.mktemp("site")
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", site, wheel], check=True)
    return site


def shipped_files() -> set[str]:
    """Everything that lies in the packages but what Python makes by itself."""
    return {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == shipped_files()


def test_the_installed_wheel_reads_its_own_files(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=tmp_path, env={"PYTHONPATH": str(installed)}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["homes"] == [str(installed / package) for package in PACKAGES]
    assert found["measures"] == 95
    assert min(found["sentences"]) > 100
    assert found["lexicon"]
    assert found["command"] == ["bot.cli:main"]


def test_the_installed_command_answers_from_its_own_files(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "schema"],
        cwd=tmp_path, env={"PYTHONPATH": str(installed)}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert json.loads(done.stdout)["title"] == "A measure of Huiqi"


def test_the_installed_command_tells_the_release_that_the_image_and_the_changelog_name(
    installed: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--version"],
        cwd=tmp_path, env={"PYTHONPATH": str(installed)}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (0, f"huiqi {release}\n", "")
    assert f'org.opencontainers.image.version="{release}"' in (ROOT / "Dockerfile").read_text(encoding="utf-8")
