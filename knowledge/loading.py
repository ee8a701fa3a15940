"""Where knowledge is read from: the pack that ships with the program, and folders laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from knowledge.catalogue import Catalogue
from knowledge.errors import KnowledgeError, Problem
from knowledge.packfiles import read_packs


def shipped_pack() -> Path:
    """The folder of the pack that ships with the program."""
    return Path(str(files("knowledge").joinpath("packs/china")))


def load_catalogue(folders: Sequence[Path] = (), *, shipped: bool = True) -> Catalogue:
    """The shipped pack with the given folders laid over it, in order: later ones add and override by id.

    Raises: KnowledgeError with every fault of every file.
    """

    places = [*([shipped_pack()] if shipped else []), *folders]
    missing = [Problem(str(p), 0, 0, "is not a folder") for p in places if not p.is_dir()]
    if missing or not places:
        raise KnowledgeError(missing or [Problem("knowledge", 0, 0, "no folder to read from")])
    return read_packs(places)
