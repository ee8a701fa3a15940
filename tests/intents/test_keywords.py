"""Keywords say for each entry what counting its own by hand comes to, whoever shares or surrounds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.keywords import ALONE, build_keywords
from intents.phrases import latin_words

SIZE = 4
TEXTS = st.text(alphabet="房租减免", min_size=1, max_size=3)
OWNED = st.dictionaries(st.tuples(TEXTS, st.integers(0, SIZE - 1)), st.sampled_from([0.5, 1.0]), max_size=8)


def _places(text: str, keyword: str) -> list[tuple[int, int]]:
    return [(i, i + len(keyword)) for i in range(len(text)) if text.startswith(keyword, i)]


def _by_hand(owned: dict[tuple[str, int], float], text: str, entry: int) -> float:
    """The entry's own keywords in the text, but for those inside a longer one of its own."""
    own = [(keyword, place) for keyword, owner in owned if owner == entry for place in _places(text, keyword)]
    outermost = [
        (keyword, (start, end))
        for keyword, (start, end) in own
        if not any(other != (start, end) and other[0] <= start and end <= other[1] for _, other in own)
    ]
    shared = {keyword: sum(one == keyword for one, _ in owned) for keyword, _ in outermost}
    said = [min(1.0, ALONE * owned[keyword, entry] / shared[keyword] ** 0.5) for keyword, _ in outermost]
    return min(1.0, sum(said))


@given(OWNED, st.text(alphabet="房租减免，", max_size=12))
def test_scores_are_those_counted_by_hand(owned: dict[tuple[str, int], float], text: str) -> None:
    keywords = build_keywords(owned, SIZE)
    hits = keywords.find(text, latin_words(text))
    scores = keywords.scores(hits)
    for entry in range(SIZE):
        assert scores[entry] == pytest.approx(_by_hand(owned, text, entry), abs=1e-6)
        assert min(1.0, sum(said for _, said in keywords.of(entry, hits))) == pytest.approx(scores[entry], abs=1e-6)
