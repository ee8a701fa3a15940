"""What the how-to shows works as it stands there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant.assistant import Assistant

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "extend.md"


def test_the_channel_of_the_how_to_answers_and_remembers(assistant: Assistant) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    made: dict[str, Any] = {}
    exec(compile(code, str(HOW_TO), "exec"), made)
    box, day = made["Letterbox"](assistant), date(2020, 4, 10)
    assert "西安高新区失业保险稳岗返还" in box.answer("a@b.test", "西安高新区失业保险返还", day)
    assert "符合条件" in box.answer("a@b.test", "小型企业，没裁员", day)
    assert "符合条件" not in box.answer("c@d.test", "小型企业，没裁员", day)
