"""Writes the committed character tables of intents/tables/ (Traditional to Simplified, character to syllable).

Run by a developer after changing the choice of characters; needs opencc and pypinyin, which serving does not.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import opencc
import pypinyin

TABLES = Path(__file__).resolve().parent.parent / "intents" / "tables"
HAN = [chr(c) for c in range(0x4E00, 0x9FA6)]
SECOND_READINGS = {
    "行": "hang", "重": "chong", "长": "zhang", "还": "huan", "率": "lv", "调": "diao", "厦": "xia", "会": "kuai",
    "单": "shan", "都": "du", "系": "ji", "给": "ji", "降": "xiang", "数": "shuo", "费": "bi", "朝": "zhao",
    "参": "shen", "藏": "zang", "传": "zhuan", "种": "chong", "着": "zhao", "得": "dei", "地": "di", "便": "pian",
}  # fmt: skip


def simplified_pairs() -> list[str]:
    """Each Traditional character followed by its Simplified one, where they differ."""
    convert = opencc.OpenCC("t2s").convert
    return [c + s for c in HAN if len(s := convert(c)) == 1 and s != c]


def syllables() -> dict[str, str]:
    """Toneless syllable to the characters most often read so; a few characters stand under two."""
    out: dict[str, str] = defaultdict(str)
    for character in HAN:
        reading = pypinyin.lazy_pinyin(character, errors="ignore")
        if reading:
            out[reading[0].replace("ü", "v")] += character
    for character, reading in SECOND_READINGS.items():
        if character not in out[reading]:
            out[reading] += character
    return dict(sorted(out.items()))


def main() -> None:
    """Write both tables."""
    (TABLES / "simplified.txt").write_text("\n".join(simplified_pairs()) + "\n", encoding="utf-8")
    lines = [f"{syllable} {characters}" for syllable, characters in syllables().items()]
    (TABLES / "syllables.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
