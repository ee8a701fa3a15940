"""JSON as it is kept and sent."""

from __future__ import annotations

import json
from typing import Any

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_text(value: Any) -> str:
    """JSON text that every database takes: half characters, which some phones send, become question marks.

    Chinese stands in it as it is: escaped it takes twice the bytes, in the database and on the way. Raises:
    RecursionError where the value nests too deep.
    """
    return _ENCODE(value).encode("utf-8", "replace").decode()
