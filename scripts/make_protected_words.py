"""Writes intents/tables/protected_words.txt: real words and names of places one letter away from a word of the lexicon.

usage: make_protected_words.py WORDLIST

WORDLIST holds one English word a line (Debian's package wamerican has one); the names of places are added to it. Run it
again after new English words came into intents/lexicon/en/facts.yml: a protected word is never taken for a mistyped one
("patients" for "patents", "Binjiang" for "Xinjiang").
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.assembly import build_assistant
from intents.reading.vocabulary.grammar import load_grammar
from intents.reading.vocabulary.placenames import build_place_names
from intents.reading.vocabulary.spelling import SHORTEST, nearest
from knowledge.loading import load_catalogue

TARGET = Path(__file__).resolve().parent.parent / "intents" / "tables" / "protected_words.txt"


def main() -> None:
    """Reads the word list and writes the table."""
    known = load_grammar().latin_words
    words = {line.strip().lower() for line in Path(sys.argv[1]).read_text("utf-8").splitlines()}
    words |= set(build_assistant().understander.reader.names.latin)
    words |= {word for name in build_place_names(load_catalogue().regions).latin for word in name.split()}
    plain = (w for w in words if w.isascii() and w.isalpha() and len(w) >= SHORTEST)
    TARGET.write_text("\n".join(sorted(w for w in plain if w not in known and nearest(w, known))) + "\n", "utf-8")


if __name__ == "__main__":
    main()
