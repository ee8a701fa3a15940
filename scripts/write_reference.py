"""Writes what docs/reference takes from the code: settings.md and measure.schema.json. Run after changing either."""

from __future__ import annotations

import json
from pathlib import Path

from bot.settings import settings_table
from knowledge.schema import measure_schema

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    (ROOT / "docs" / "reference" / "settings.md").write_text(settings_table(), encoding="utf-8")
    schema = json.dumps(measure_schema(), ensure_ascii=False, indent=2) + "\n"
    (ROOT / "knowledge" / "packs" / "measure.schema.json").write_text(schema, encoding="utf-8")


if __name__ == "__main__":
    main()
