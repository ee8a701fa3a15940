"""Fits the weights of intents/rules/weights.yml on question files and reports what they reach.

usage: fit_weights.py FIT.jsonl … [--report REPORT.jsonl …] [--write]

The ranking is fitted by listwise softmax (Cao et al. 2007, ListNet's top-one loss) with weights kept at zero or
above where a feature speaks for a measure; the two decisions by logistic regression with an L2 penalty. Folds go
over measures, so that no measure is fitted and judged on the same questions.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import intents.ranking
import intents.windows
from intents.background import Background
from intents.building import build_understander, foreign_topics
from intents.choices import broad_choice, is_beaten_elsewhere
from intents.decision import CLEAR, FIRST, FIT, decision_features, veto_of
from intents.hints import Hints
from intents.lexicon import read_shipped
from intents.ranking import FEATURES, Candidate
from intents.understanding import Understander
from knowledge.catalogue import Catalogue
from knowledge.loading import load_catalogue
from knowledge.records import replace

for module, name in (
    (intents.ranking, "USUAL"),
    (intents.ranking, "BROAD"),
    (intents.windows, "WIDE"),
):  # fitting looks at every candidate
    breadth = getattr(module, name)
    setattr(module, name, replace(breadth, close=(10_000,) * len(breadth.close)))
WEIGHTS = Path(__file__).resolve().parent.parent / "intents" / "rules" / "weights.yml"
FOLDS = 5
SIGNED = {"unnamed_place", "not_national"}
FIXED = {"elsewhere": 0.0}
TOP = 0.97
EARLY, LATE = date(2020, 4, 10), date(2026, 11, 22)
OWN_COUNTS = 12
"""How often a question of a file counts against one example."""
FIT_BOUND, OPEN_BOUND, PLACED_BOUND, CLEAR_BOUND, APART = 0.76, 0.65, 0.9, 0.55, 0.2
"""Where the 95th percentile of right scores is put on the scale 0..1."""


@dataclass
class Question:
    """One question with its candidates as a matrix."""

    row: dict[str, Any]
    candidates: list[Candidate]
    matrix: np.ndarray
    right: np.ndarray
    away: list[Candidate]
    """Measures of other places, which the decision looks at and the ranking does not."""
    beyond: np.ndarray
    hints: Hints

    @property
    def fold(self) -> int:
        owner = (self.row["top1"] or self.row["all"] or [self.row["q"]])[0]
        return zlib.crc32(owner.encode()) % FOLDS


@lru_cache(maxsize=1)
def widest() -> tuple[str, ...]:
    """Measures that lead a choice among everything."""
    return tuple(read_shipped("rules/open.yml")["widest"])


def read(paths: Sequence[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines() if line]


def prepare(understander: Understander, rows: list[dict[str, Any]]) -> list[Question]:
    out = []
    for row in rows:
        day = date.fromisoformat(row["as_of"])
        seen = understander.look(row["q"], day, Background())
        ranked = understander.rank(seen)
        kept = [c for c in ranked if not c.features.get("elsewhere")]
        away = [c for c in ranked if c.features.get("elsewhere")]
        right = set(row["top1"]) | (set(row["all"]) if row["outcome"] == "clarify" else set())
        matrix = np.array([[c.features.get(name, 0.0) for name in FEATURES] for c in kept])
        beyond = np.array([[c.features.get(name, 0.0) for name in FEATURES] for c in away]).reshape(-1, len(FEATURES))
        out.append(
            Question(
                row,
                kept,
                matrix,
                np.array([c.entry.id in right for c in kept]),
                away,
                beyond,
                seen.hints,
            )
        )
    return out


def held_out_examples(catalogue: Catalogue) -> list[Question]:
    """Every example message of measures and foreign topics, each asked of an index that does not hold it."""
    rows = example_rows(catalogue)
    out = []
    for fold in range(FOLDS):
        asked = [row for row in rows if zlib.crc32(row["q"].encode()) % FOLDS == fold]
        left_out = {row["q"] for row in asked}
        understander = build_understander(catalogue, lambda f, left=left_out: f.text not in left)
        out += prepare(understander, asked)
    return out


def example_rows(catalogue: Catalogue) -> list[dict[str, Any]]:
    rows = [
        {"q": text, "outcome": "answer", "top1": [m.id, *m.relations.same_need_today], "all": [], "as_of": day}
        for m in catalogue.measures.values()
        for day in [
            max(m.validity.announced + timedelta(days=30), LATE if "2026" in str(m.validity) else EARLY).isoformat()
        ]
        for language in ("zh", "en")
        for text in m.examples.plain(language)
    ]
    days = ("2020-04-10", "2022-06-01", "2026-11-22")
    rows += [
        {"q": text, "outcome": "no_answer", "top1": [], "all": [], "as_of": days[zlib.crc32(text.encode()) % 3]}
        for topic in foreign_topics().values()
        for texts in topic["examples"].values()
        for text in texts
    ]
    return rows


def fit_ranking(questions: Sequence[Question], start: np.ndarray, steps: int = 300) -> np.ndarray:
    weights = start.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    sharp = 14.0
    usable = [q for q in questions if q.right.any()]
    width = max(len(q.matrix) for q in usable)
    x = np.zeros((len(usable), width, len(FEATURES)), dtype=np.float32)
    right, there = np.zeros((len(usable), width), dtype=bool), np.zeros((len(usable), width), dtype=bool)
    for n, q in enumerate(usable):
        x[n, : len(q.matrix)], right[n, : len(q.right)], there[n, : len(q.matrix)] = q.matrix, q.right, True
    for step in range(1, steps + 1):
        scores = np.where(there, sharp * (x @ weights), -1e9)
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        inside = p * right
        target = inside / np.maximum(inside.sum(axis=1, keepdims=True), 1e-12)
        gradient = 0.02 * (weights - start) + sharp * np.einsum("qc,qcf->f", p - target, x) / len(usable)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights = weights - 0.01 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        for i, name in enumerate(FEATURES):
            if name in FIXED:
                weights[i] = FIXED[name]
            elif name not in SIGNED:
                weights[i] = max(0.0, weights[i])
    return weights


def scaled(weights: np.ndarray, questions: Sequence[Question]) -> np.ndarray:
    best = [float((q.matrix[q.right] @ weights).max()) for q in questions if q.right.any()]
    return weights * (TOP / np.percentile(best, 95))


def logistic_fit(x: np.ndarray, y: np.ndarray, penalty: float = 1.0) -> np.ndarray:
    """Weights with the bias first, by Newton's method."""
    design = np.hstack([np.ones((len(x), 1)), x])
    ridge = np.eye(design.shape[1]) * penalty
    ridge[0, 0] = 1e-3
    w = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ w, -30, 30)))
        hessian = (design * (p * (1 - p))[:, None]).T @ design + ridge
        w -= np.linalg.solve(hessian, design.T @ (p - y) + ridge @ w)
    return w


@dataclass
class Fitted:
    ranking: np.ndarray
    fit: np.ndarray
    first: np.ndarray
    clear: np.ndarray


def decision_row(q: Question, weights: np.ndarray) -> tuple[dict[str, float], bool] | None:
    """Features of the decision under these weights, and whether the first measure is right; None where it is refused.

    The feature "broad" says that the message leaves the choice, whatever the models say; "all_shown" that all
    measures that fit are among the first five.
    """
    scored = rescored(q.candidates, q.matrix, weights)
    measures = [c for c in scored if c.entry.foreign is None]
    topics = [c for c in scored if c.entry.foreign is not None]
    if not measures:
        return None
    if veto_of(measures[0], q.hints) is not None:
        return None
    right = {c.entry.id for c, ok in zip(q.candidates, q.right, strict=True) if ok}
    away = rescored(q.away, q.beyond, weights)
    features = decision_features(measures, topics[0] if topics else None, away, q.hints, widest())
    choice = broad_choice(measures, APART, widest(), q.hints) if q.hints.is_bare else ()
    if is_beaten_elsewhere(choice, away, q.hints):
        choice = ()
    wanted = set(q.row["all"])
    features["broad"] = float(bool(choice))
    features["all_shown"] = float(bool(wanted) and wanted <= {c.entry.id for c in (choice or measures)[:5]})
    return features, (choice or measures)[0].entry.id in right


def rescored(candidates: Sequence[Candidate], matrix: np.ndarray, weights: np.ndarray) -> list[Candidate]:
    """The candidates under these weights, best first."""
    fresh = [
        Candidate(c.row, c.entry, float(np.clip(row @ weights, 0, 1)), c.features)
        for c, row in zip(candidates, matrix, strict=True)
    ]
    return sorted(fresh, key=lambda c: (-c.score, c.entry.id))


def fit(questions: Sequence[Question], start: np.ndarray, own: Sequence[Question] | None = None) -> Fitted:
    """Ranking and what fits from all questions; what comes first and what is clear from `own` alone.

    Examples of measures are all meant for one measure, however vague they are, and would teach never to ask back.
    """
    weights = scaled(fit_ranking(questions, start), questions)
    rows = [(q, found) for q in questions if (found := decision_row(q, weights)) is not None]
    x = np.array([[f[name] for name in FIT] for _, (f, _) in rows])
    y = np.array([q.row["outcome"] != "no_answer" for q, _ in rows], dtype=float)
    answered = [
        (found, q.row["outcome"] == "answer")
        for q in (own or questions)
        if q.row["outcome"] != "no_answer" and (found := decision_row(q, weights)) is not None
    ]
    x1 = np.array([[f[name] for name in FIRST] for (f, _), _ in answered])
    x2 = np.array([[f[name] for name in CLEAR] for (f, _), _ in answered])
    y1 = np.array([ok for (_, ok), _ in answered], dtype=float)
    y2 = np.array([single for _, single in answered], dtype=float)
    return Fitted(weights, logistic_fit(x, y), logistic_fit(x1, y1), logistic_fit(x2, y2))


def probability(model: np.ndarray, features: dict[str, float], names: Sequence[str]) -> float:
    z = model[0] + sum(w * features[n] for w, n in zip(model[1:], names, strict=True))
    return float(1 / (1 + np.exp(-np.clip(z, -30, 30))))


def judge(questions: Sequence[Question], fitted: Fitted) -> dict[str, list[float]]:
    """Marks by figure, and by style; `confidence` and `right` go together."""
    out: dict[str, list[float]] = {
        name: [] for name in ("top1", "keep", "refuse", "both", "clarify", "direct", "confidence", "right")
    }
    for q in questions:
        found = decision_row(q, fitted.ranking)
        sure = probability(fitted.fit, found[0], FIT) if found is not None else 0.0
        broad = found is not None and found[0]["broad"] > 0
        fits = broad or sure >= least(q, found)
        out["confidence"].append(sure * probability(fitted.first, found[0], FIRST) if found is not None else 0.0)
        out["right"].append(float(found is not None and found[1]))
        met = not fits
        if q.row["outcome"] == "no_answer":
            out["refuse"].append(float(not fits))
        else:
            met = found is not None and found[1] and fits
            out["keep"].append(float(fits))
            out["top1"].append(float(found is not None and found[1]))
            out["both"].append(float(met))
            clear = found is not None and not broad and probability(fitted.clear, found[0], CLEAR) >= CLEAR_BOUND
            if q.row["outcome"] == "answer":
                out["direct"].append(float(clear))
            else:
                shown = found is not None and found[0]["all_shown"] > 0
                out["clarify"].append(float(fits and (not clear or shown)))
        out.setdefault("style " + q.row.get("style", "example"), []).append(float(met))
    return out


def least(q: Question, found: tuple[dict[str, float], bool] | None) -> float:
    """The probability from which the message is answered."""
    if q.hints.is_open:
        return OPEN_BOUND
    return PLACED_BOUND if found is not None and found[0]["placed"] else FIT_BOUND


def calibration_error(confidence: Sequence[float], right: Sequence[float]) -> float:
    """Expected calibration error over ten bins of like confidence (Naeini et al. 2015)."""
    said, came = np.array(confidence), np.array(right)
    bins = np.minimum((said * 10).astype(int), 9)
    return float(sum(abs((said - came)[bins == n].sum()) for n in range(10)) / len(said))


def summary(marks: dict[str, list[float]]) -> str:
    shown = {name: values for name, values in marks.items() if values and name not in ("confidence", "right")}
    text = ", ".join(f"{name} {np.mean(values):.1%} of {len(values)}" for name, values in shown.items())
    return f"{text}; calibration error {calibration_error(marks['confidence'], marks['right']):.3f}"


def cross_validated(own: Sequence[Question], examples: Sequence[Question], start: np.ndarray) -> dict[str, list[float]]:
    """Marks of our own questions, each judged by weights fitted without the questions of its measure."""
    total: dict[str, list[float]] = {}
    for fold in range(FOLDS):
        kept, others = ([q for q in part if q.fold != fold] for part in (own, examples))
        fitted = fit([*kept * (OWN_COUNTS if others else 1), *others], start, kept)
        for name, values in judge([q for q in own if q.fold == fold], fitted).items():
            total.setdefault(name, []).extend(values)
    return total


def write(fitted: Fitted, bounds: dict[str, Any]) -> None:
    def table(names: Sequence[str], values: Sequence[float]) -> str:
        return "{" + ", ".join(f'{n}: "{v:.4f}"' for n, v in zip(names, values, strict=True)) + "}"

    lines = [
        "# Fitted by scripts/fit_weights.py on our own questions.",
        "ranking: " + table(FEATURES, list(fitted.ranking)),
        "fit: " + table(("bias", *FIT), list(fitted.fit)),
        "first: " + table(("bias", *FIRST), list(fitted.first)),
        "clear: " + table(("bias", *CLEAR), list(fitted.clear)),
        "bounds: " + table(tuple(bounds), [float(v) for v in bounds.values()]),
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--report", nargs="*", default=[])
    parser.add_argument("--examples", action="store_true", help="fit on the held-out examples of the catalogue as well")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    catalogue = load_catalogue()
    understander = build_understander(catalogue)
    own = prepare(understander, read(options.files))
    examples = held_out_examples(catalogue) if options.examples else []
    questions = [*own * (OWN_COUNTS if examples else 1), *examples]
    print(f"{len(own)} questions, {len(examples)} examples")
    start = np.array([understander.ranking.weights.get(name, 0.05) for name in FEATURES])
    print("cross-validated by measure:", summary(cross_validated(own, examples, start)))
    fitted = fit(questions, start, own)
    print("own:", summary(judge(own, fitted)))
    if examples:
        print("held-out examples:", summary(judge(examples, fitted)))
    for path in options.report:
        print(path, summary(judge(prepare(understander, read([path])), fitted)))
    for names, values in (
        (FEATURES, fitted.ranking),
        (("bias", *FIT), fitted.fit),
        (("bias", *FIRST), fitted.first),
        (("bias", *CLEAR), fitted.clear),
    ):
        print({n: round(float(v), 3) for n, v in zip(names, values, strict=True)})
    if options.write:
        write(fitted, dict(understander.policy.bounds))


if __name__ == "__main__":
    main()
