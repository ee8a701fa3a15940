"""What else one would take to find a measure for a message: each builds once and then names the first measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from intents.entries import SUMMARY, Entry

Finder = Callable[[str], str]
"""A message to the id of the first measure."""


def bm25(entries: Sequence[Entry]) -> Finder:
    """BM25 (rank-bm25) over words cut by jieba."""
    import jieba
    from rank_bm25 import BM25Okapi

    jieba.setLogLevel("ERROR")

    def words(text: str) -> list[str]:
        return [word for word in jieba.lcut(text.lower()) if not word.isspace()]

    index = BM25Okapi([words(_whole(entry)) for entry in entries])
    return lambda message: entries[int(index.get_scores(words(message)).argmax())].id


def tfidf(entries: Sequence[Entry]) -> Finder:
    """Cosine of tf-idf over character n-grams (scikit-learn)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True)
    matrix = vectorizer.fit_transform([_whole(entry) for entry in entries]).T.tocsr()
    return lambda message: entries[int((vectorizer.transform([message]) @ matrix).toarray().argmax())].id


def wratio(entries: Sequence[Entry]) -> Finder:
    """rapidfuzz WRatio over every phrase of the catalogue."""
    from rapidfuzz import fuzz

    return _fuzzy(entries, fuzz.WRatio)


def token_set_ratio(entries: Sequence[Entry]) -> Finder:
    """rapidfuzz token_set_ratio over every phrase of the catalogue."""
    from rapidfuzz import fuzz

    return _fuzzy(entries, fuzz.token_set_ratio)


def _fuzzy(entries: Sequence[Entry], scorer: Callable[..., float]) -> Finder:
    from rapidfuzz import process

    pairs = [(field.text.lower(), entry.id) for entry in entries for field in entry.fields if field.role != SUMMARY]
    phrases, owners = [text for text, _ in pairs], [owner for _, owner in pairs]
    return lambda message: owners[process.extractOne(message.lower(), phrases, scorer=scorer)[2]]


def _whole(entry: Entry) -> str:
    return "\n".join(field.text for field in entry.fields)


PEERS: dict[str, Callable[[Sequence[Entry]], Finder]] = {
    "BM25, jieba": bm25,
    "tf-idf, character n-grams": tfidf,
    "rapidfuzz WRatio": wratio,
    "rapidfuzz token_set_ratio": token_set_ratio,
}
