"""Answer, ask back or refuse, over candidates that are written out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from intents.choices import SHOWN, broad_choice, rivals_of
from intents.decision import CERTAIN, Decision, Policy, decision_features, logistic
from intents.entries import Entry
from intents.hints import Hints
from intents.outside import Signs
from intents.ranking import Candidate

ALWAYS, NEVER, HARDLY = {"bias": 3.0}, {"bias": -3.0}, {"bias": -0.4}
NAMES = "bias margin placed concepts lean rivals kind bare score gap keyword named open mass unnamed_place side ratio"
ZEROS = dict.fromkeys(NAMES.split(), 0.0)
BOUNDS = {"fit": 0.65, "open": 0.55, "placed": 0.7} | {
    "clear": 0.68,
    "lead": 0.12,
    "rival": 0.55,
    "apart": 0.2,
    "near": 0.25,
    "unclear": 0.3,
}


def policy(*, fit: Any = ALWAYS, clear: Any = ALWAYS, first: Any = ALWAYS, widest: tuple[str, ...] = ()) -> Policy:
    return Policy(ZEROS | fit, ZEROS | first, ZEROS | clear, BOUNDS, widest)


def candidate(name: str, score: float, topics: Sequence[str] = (), **features: float) -> Candidate:
    entry = Entry(name, (), topics=tuple(topics))
    return Candidate(sum(map(ord, name)), entry, score, {"keyword": 0.0, **features})


def topic(name: str, score: float) -> Candidate:
    entry = Entry("foreign:" + name, (), foreign={"label": name})
    return Candidate(sum(map(ord, name)), entry, score, {"keyword": 0.0})


def names(found: Decision | Sequence[Candidate]) -> list[str]:
    return [each.entry.id for each in (found.measures if isinstance(found, Decision) else found)]


def rows(*scores: float, **features: float) -> list[Candidate]:
    return [candidate("abcdefghijkl"[at], score, **features) for at, score in enumerate(scores)]


def test_what_fits_and_is_clear_is_answered_with_up_to_five_best_first() -> None:
    found = policy().decide(rows(0.9, 0.4, 0.3, 0.2, 0.2, 0.1), Hints())
    assert (found.outcome, names(found), found.foreign, found.veto) == ("answer", list("abcde"), None, None)
    assert found.confidence == pytest.approx(0.9526 * 0.9526, abs=1e-3)


def test_an_answer_keeps_what_fits_elsewhere_and_takes_a_lone_measure_however_weak() -> None:
    far = candidate("far", 0.1, elsewhere=1.0)
    assert names(policy().decide([*rows(0.9), far], Hints()).elsewhere) == ["far"]
    assert policy(clear=NEVER).decide(rows(0.1), Hints()).outcome == "answer"


def test_a_strong_foreign_topic_counts_against_a_fit() -> None:
    by_margin = policy(fit={"bias": 0.0, "margin": 100.0})
    assert by_margin.decide([*rows(0.5), topic("visa", 0.4)], Hints()).outcome == "answer"
    assert by_margin.decide([topic("visa", 0.6), *rows(0.5)], Hints()).outcome == "no_answer"


def test_a_measure_for_all_is_answered_though_another_place_serves_the_same_need() -> None:
    ranked = [candidate("far", 0.5, ["jobs"], elsewhere=1.0), candidate("a", 0.4, ["jobs"])]
    by_margin = {"bias": 0.0, "margin": 100.0}
    assert policy(fit=by_margin, widest=("a",)).decide(ranked, Hints()).outcome == "answer"
    assert policy(fit=by_margin).decide(ranked, Hints()).veto == "place"


def test_nothing_ranked_is_no_answer() -> None:
    assert policy().decide([], Hints()) == Decision("no_answer", 0.0, ())


def test_a_title_is_answered_for_certain_with_the_others_of_the_place_behind_it() -> None:
    ranked = [*rows(0.9, 0.8), candidate("far", 0.7, elsewhere=1.0), topic("visa", 0.6), candidate("t", 0.1)]
    found = policy(fit=NEVER).decide(ranked, Hints(), titled=ord("t"))
    assert (found.outcome, found.confidence, names(found)) == ("answer", CERTAIN, ["t", "a", "b"])
    many = policy().decide(rows(*[0.5] * 8), Hints(), titled=ord("h"))
    assert names(many) == list("habcd")


def test_the_title_of_a_foreign_topic_is_not_answered() -> None:
    ranked = [topic("visa", 0.9), *rows(0.2)]
    found = policy(fit=NEVER).decide(ranked, Hints(), titled=ranked[0].row)
    assert (found.outcome, found.foreign) == ("no_answer", ranked[0])


def test_only_measures_of_other_places_are_a_veto_of_the_place() -> None:
    away = [candidate(f"far{n}", 0.9 - n / 10, elsewhere=1.0) for n in range(7)]
    found = policy().decide([*away, topic("visa", 0.3)], Hints())
    assert (found.outcome, found.confidence, found.veto) == ("no_answer", 0.0, "place")
    assert (names(found), names(found.elsewhere)) == ([], [f"far{n}" for n in range(SHOWN)])
    assert found.foreign is not None


def test_only_a_foreign_topic_is_no_answer_without_a_veto() -> None:
    found = policy().decide([topic("visa", 0.9), topic("fine", 0.5)], Hints())
    assert (found.outcome, found.veto, found.foreign) == ("no_answer", None, topic("visa", 0.9))


SPAN = ((0, 2),)


def test_who_asks_for_what_there_is_needs_less_of_a_fit() -> None:
    ranked = rows(0.6)
    unsure = ZEROS | {"bias": 0.405}  # 0.6: between the two bounds
    assert policy(fit=unsure).decide(ranked, Hints()).outcome == "no_answer"
    assert policy(fit=unsure).decide(ranked, Hints(is_open=True)).outcome == "answer"


def test_what_owes_much_to_its_place_needs_more_of_a_fit() -> None:
    surer = ZEROS | {"bias": 0.75}  # 0.68: above the bound of a fit, below that of a place
    assert policy(fit=surer).decide(rows(0.6), Hints()).outcome == "answer"
    assert policy(fit=surer).decide([candidate("a", 0.6, same_place=1.0)], Hints()).outcome == "no_answer"
    assert policy(fit=surer).decide([candidate("a", 0.6, same_place=1.0)], Hints(is_open=True)).outcome == "answer"


@pytest.mark.parametrize(
    ("signs", "features", "veto"),
    [
        (Signs(abroad=SPAN), {}, "abroad"),
        (Signs(abroad=SPAN), {"same_place": 1.0}, None),
        (Signs(abroad=SPAN), {"near_place": 1.0}, None),
        (Signs(improper=SPAN), {}, "improper"),
        (Signs(errand=SPAN), {"same_place": 1.0}, "errand"),
        (Signs(personal=SPAN, errand=SPAN), {}, "errand"),
        (Signs(personal=SPAN), {}, "personal"),
        (Signs(improper=SPAN, personal=SPAN), {"same_place": 1.0}, "improper"),
    ],
)
def test_signs_of_another_country_a_fraud_an_errand_or_a_private_life_forbid_an_answer(
    signs: Signs, features: dict[str, float], veto: str | None
) -> None:
    far = candidate("far", 0.1, elsewhere=1.0)
    ranked = [candidate("a", 0.9, **features), candidate("b", 0.25), candidate("c", 0.24), far, topic("visa", 0.1)]
    found = policy().decide(ranked, Hints(signs=signs))
    assert found.veto == veto
    assert found.outcome == ("no_answer" if veto else "answer")
    if veto:
        assert (found.confidence, names(found), names(found.elsewhere)) == (0.0, ["a", "b"], ["far"])
        assert found.foreign is not None


def test_what_does_not_fit_is_refused_and_names_what_is_near() -> None:
    found = policy(fit=NEVER).decide([*rows(0.3, 0.25, 0.24), candidate("far", 0.3, elsewhere=1.0)], Hints())
    assert (found.outcome, names(found), found.foreign, found.veto) == ("no_answer", ["a", "b"], None, None)
    assert names(found.elsewhere) == ["far"]
    assert found.confidence == pytest.approx(0.0474 * 0.9526, abs=1e-3)


@pytest.mark.parametrize(("score", "lost"), [(0.31, True), (0.3, False), (0.2, False)])
def test_a_foreign_topic_wins_a_refusal_only_by_a_better_score(score: float, lost: bool) -> None:
    found = policy(fit=NEVER).decide([topic("visa", score), *rows(0.3)], Hints())
    assert (found.outcome, found.foreign is not None, found.veto) == ("no_answer", lost, None)


@pytest.mark.parametrize(
    ("away", "foreign", "veto"),
    [(0.31, 0.1, "place"), (0.3, 0.1, None), (0.35, 0.4, None), (0.41, 0.4, "place")],
)
def test_a_better_measure_of_another_place_makes_it_a_refusal_for_the_place(
    away: float, foreign: float, veto: str | None
) -> None:
    ranked = [topic("visa", foreign), *rows(0.3, 0.1), candidate("far", away, elsewhere=1.0)]
    found = policy(fit=NEVER).decide(ranked, Hints())
    assert (found.outcome, found.veto, names(found), names(found.elsewhere)) == ("no_answer", veto, ["a"], ["far"])
    assert found.confidence == pytest.approx(0.0474 * 0.9526, abs=1e-3)
    if veto:
        assert found.foreign is None


def test_a_fit_on_the_bound_is_an_answer() -> None:
    bounds = BOUNDS | {"fit": 0.5}
    on_it = Policy(ZEROS, ZEROS | ALWAYS, ZEROS | ALWAYS, bounds)
    assert on_it.decide(rows(0.9), Hints()).outcome == "answer"


def test_close_rivals_that_are_not_clear_are_asked_about() -> None:
    ranked = [*rows(0.5, 0.45, 0.2), candidate("far", 0.1, elsewhere=1.0), topic("visa", 0.2)]
    found = policy(clear=NEVER).decide(ranked, Hints())
    assert (found.outcome, names(found), found.foreign) == ("clarify", ["a", "b"], None)
    assert names(found.elsewhere) == ["far"]
    assert found.confidence == pytest.approx(0.9526 * 0.9526, abs=1e-3)


@pytest.mark.parametrize(
    ("scores", "clear", "hints"),
    [
        ((0.5, 0.2), NEVER, Hints()),  # no rival
        ((0.5, 0.45), ALWAYS, Hints()),  # clear enough
        ((0.75, 0.5), HARDLY, Hints()),  # the first leads
        ((0.5, 0.45), NEVER, Hints(is_comparing=True)),  # both are wanted
    ],
)
def test_one_reason_is_enough_not_to_ask_back(scores: tuple[float, ...], clear: Any, hints: Hints) -> None:
    assert policy(clear=clear).decide(rows(*scores), hints).outcome == "answer"


def test_a_lead_tells_nothing_where_several_are_plainly_meant() -> None:
    assert policy(clear=NEVER).decide(rows(0.75, 0.5), Hints()).outcome == "clarify"


def test_who_asks_for_one_side_has_a_measure_in_mind() -> None:
    by_side = policy(clear={"bias": -3.0, "side": 6.0})
    assert by_side.decide(rows(0.5, 0.45), Hints(is_sided=True)).outcome == "answer"
    assert by_side.decide(rows(0.5, 0.45), Hints()).outcome == "clarify"


def test_two_that_fit_nearly_alike_are_less_clear() -> None:
    by_ratio = policy(clear={"bias": 5.0, "ratio": -7.0})
    assert by_ratio.decide(rows(0.5, 0.45), Hints()).outcome == "clarify"
    assert by_ratio.decide(rows(0.5, 0.3), Hints()).outcome == "answer"


def test_a_lead_on_the_bound_is_a_lead_and_clearness_on_the_bound_is_clear() -> None:
    leading = Policy(ZEROS | ALWAYS, ZEROS, ZEROS | HARDLY, BOUNDS | {"lead": 0.25})
    assert leading.decide(rows(0.75, 0.5), Hints()).outcome == "answer"
    clear = Policy(ZEROS | ALWAYS, ZEROS, ZEROS, BOUNDS | {"clear": 0.5})
    assert clear.decide(rows(0.5, 0.45), Hints()).outcome == "answer"


def test_a_broad_message_leaves_the_choice_with_the_confidence_of_a_fit() -> None:
    ranked = [*rows(0.5, 0.4), candidate("far", 0.1, elsewhere=1.0)]
    found = policy(fit=NEVER).decide(ranked, Hints(is_bare=True))
    assert (found.outcome, names(found), found.foreign, names(found.elsewhere)) == (
        "clarify",
        ["a", "b"],
        None,
        ["far"],
    )
    assert found.confidence == pytest.approx(0.65 * 0.9526, abs=1e-3)
    surer = policy().decide(ranked, Hints(is_bare=True))
    assert surer.confidence == pytest.approx(0.9526 * 0.9526, abs=1e-3)


@pytest.mark.parametrize(
    ("hints", "away", "features", "outcome"),
    [
        (Hints(is_bare=True, is_placed=True), 0.6, {}, "no_answer"),
        (Hints(is_bare=True, is_placed=True), 0.5, {}, "clarify"),  # it is not better
        (Hints(is_bare=True), 0.6, {}, "clarify"),  # no place is named
        (Hints(is_bare=True, is_placed=True, is_general=True), 0.6, {}, "clarify"),  # no need is named
        (Hints(is_bare=True, is_placed=True), 0.6, {"same_place": 1.0}, "clarify"),  # the place has one
        (Hints(is_bare=True, is_placed=True), 0.6, {"near_place": 1.0}, "clarify"),
        (Hints(is_bare=True, is_placed=True), None, {}, "clarify"),
    ],
)
def test_a_need_that_only_another_place_serves_is_a_refusal_for_the_place(
    hints: Hints, away: float | None, features: dict[str, float], outcome: str
) -> None:
    elsewhere = [candidate("far", away, elsewhere=1.0)] if away is not None else []
    found = policy(fit=NEVER).decide([*rows(0.5, 0.4, **features), *elsewhere], hints)
    assert (found.outcome, found.veto) == (outcome, "place" if outcome == "no_answer" else None)


def test_the_choice_of_a_broad_message_is_that_of_the_shipped_bound_and_the_widest() -> None:
    ranked = [candidate(name, 0.6 - at / 10, in_force=1.0) for at, name in enumerate("abw")]
    assert names(policy(widest=("w",)).decide(ranked, Hints(is_bare=True))) == ["w", "a", "b"]
    near = [candidate("a", 0.6, topic=1.0, same_place=1.0), candidate("b", 0.3, topic=1.0, same_place=1.0)]
    assert policy().decide(near, Hints(is_bare=True)).outcome == "answer"


class TestBroadChoice:
    def test_those_of_the_need_are_the_choice_where_there_are_any(self) -> None:
        ranked = [candidate("a", 0.6), candidate("b", 0.5, topic=1.0), candidate("c", 0.4, topic=1.0)]
        assert names(broad_choice(ranked, 0.2)) == ["b", "c"]

    @pytest.mark.parametrize("place", ["same_place", "near_place"])
    def test_those_of_the_place_are_the_choice_where_there_are_any(self, place: str) -> None:
        ranked = [candidate("a", 0.6), *(candidate(name, 0.3, **{place: 1.0}) for name in "bc")]
        assert names(broad_choice(ranked, 0.2)) == ["b", "c"]

    def test_one_measure_is_no_choice(self) -> None:
        assert broad_choice(rows(0.6), 0.2) == ()
        assert broad_choice(rows(0.6, topic=1.0, same_place=1.0), 0.2) == ()
        assert names(broad_choice(rows(0.6, 0.1), 0.2)) == ["a", "b"]

    @pytest.mark.parametrize(
        ("scores", "keyword", "told"),
        [((0.75, 0.5), 0.0, True), ((0.75, 0.51), 0.0, False), ((0.6, 0.59), 0.9, True), ((0.6, 0.59), 0.89, False)],
    )
    def test_a_lead_or_a_keyword_tells_one_of_a_need_in_a_place_from_the_others(
        self, scores: tuple[float, float], keyword: float, told: bool
    ) -> None:
        ranked = [
            candidate("a", scores[0], topic=1.0, same_place=1.0, keyword=keyword),
            candidate("b", scores[1], topic=1.0, same_place=1.0),
        ]
        assert names(broad_choice(ranked, 0.25)) == ([] if told else ["a", "b"])

    def test_among_all_measures_only_a_keyword_tells_one_from_the_others(self) -> None:
        others = rows(0.1, 0.1)
        assert broad_choice([candidate("n", 0.9, keyword=0.9), *others], 0.2) == ()
        assert names(broad_choice([candidate("n", 0.9, keyword=0.89), *others], 0.2)) == ["n", "a", "b"]

    def test_without_a_place_or_a_need_a_lead_tells_nothing(self) -> None:
        for features in ({"topic": 1.0}, {"same_place": 1.0}):
            ranked = [candidate("a", 0.9, **features), candidate("b", 0.1, **features)]
            assert names(broad_choice(ranked, 0.2)) == ["a", "b"]

    def test_what_can_be_had_comes_first_by_half_among_all_and_by_a_tenth_within_a_need(self) -> None:
        assert names(broad_choice([candidate("a", 0.69), candidate("b", 0.2, in_force=1.0)], 0.2)) == ["b", "a"]
        assert names(broad_choice([candidate("a", 0.71), candidate("b", 0.2, in_force=1.0)], 0.2)) == ["a", "b"]
        need = {"topic": 1.0}
        assert names(broad_choice([candidate("a", 0.29, **need), candidate("b", 0.2, in_force=1.0, **need)], 0.2)) == [
            "b",
            "a",
        ]
        assert names(broad_choice([candidate("a", 0.31, **need), candidate("b", 0.2, in_force=1.0, **need)], 0.2)) == [
            "a",
            "b",
        ]

    def test_within_a_need_those_above_all_for_it_come_first(self) -> None:
        first = candidate("a", 0.5, ["rent", "cash"], topic=1.0)
        other = candidate("b", 0.49, ["cash", "rent"], topic=0.7)
        alike = candidate("c", 0.38, ["rent"], topic=1.0)
        assert names(broad_choice([first, other, alike], 0.2)) == ["a", "c", "b"]
        unneeded = [candidate("a", 0.5, ["rent"]), candidate("b", 0.49, ["cash"]), candidate("c", 0.38, ["rent"])]
        assert names(broad_choice(unneeded, 0.2)) == ["a", "b", "c"]

    def test_the_widest_lead_everywhere_but_in_a_place_and_only_while_in_force(self) -> None:
        ranked = [candidate("a", 0.4, in_force=1.0), candidate("w", 0.2, in_force=1.0)]
        assert names(broad_choice(ranked, 0.2, ["w"])) == ["w", "a"]
        unfit = [candidate("a", 0.4, in_force=1.0), candidate("w", 0.19, in_force=1.0)]
        assert names(broad_choice(unfit, 0.2, ["w"])) == ["a", "w"]
        over = [candidate("a", 0.6), candidate("w", 0.2)]
        assert names(broad_choice(over, 0.2, ["w"])) == ["a", "w"]
        here = [candidate(name, score, in_force=1.0, same_place=1.0) for name, score in (("a", 0.25), ("w", 0.2))]
        assert names(broad_choice(here, 0.2, ["w"])) == ["a", "w"]

    def test_where_anything_is_asked_for_the_widest_lead_whatever_their_words_and_the_day(self) -> None:
        anything = Hints(is_general=True)
        ranked = [candidate("a", 0.3, in_force=1.0), candidate("w", 0.0, in_force=1.0), candidate("x", 0.0)]
        assert names(broad_choice(ranked, 0.2, ["w", "x"], anything)) == ["w", "x", "a"]

    def test_where_the_day_is_asked_for_what_can_be_had_comes_first(self) -> None:
        need = {"topic": 1.0}
        ranked = [candidate("a", 0.5, **need), candidate("b", 0.1, in_force=1.0, **need)]
        assert names(broad_choice(ranked, 0.2)) == ["a", "b"]
        assert names(broad_choice(ranked, 0.2, hints=Hints(is_today=True))) == ["b", "a"]
        assert names(policy().decide(ranked, Hints(is_bare=True, is_today=True))) == ["b", "a"]
        assert names(policy().decide(ranked, Hints(is_bare=True))) == ["a", "b"]

    def test_five_are_shown(self) -> None:
        assert names(broad_choice(rows(*[0.5] * 8), 0.2)) == list("abcde")


class TestRivals:
    def test_those_as_good_by_score_are_rivals(self) -> None:
        assert names(rivals_of(rows(0.5, 0.25, 0.24), 0.5)) == ["a", "b"]

    def test_those_for_the_same_need_are_rivals_further_down_and_move_up(self) -> None:
        first = candidate("a", 1.0, ["rent"])
        b, c, d = candidate("b", 0.56, ["cash"]), candidate("c", 0.54, ["rent"]), candidate("d", 0.35, ["rent", "cash"])
        others = [b, c, d]
        assert names(rivals_of([first, *others, candidate("e", 0.34, ["rent"])], 0.55)) == ["a", "c", "b", "d"]

    def test_those_that_serve_a_need_of_the_message_move_up(self) -> None:
        ranked = [candidate("a", 1.0), candidate("b", 0.62), candidate("c", 0.6, topic=1.0)]
        assert names(rivals_of(ranked, 0.55)) == ["a", "c", "b"]

    def test_measures_of_no_need_are_not_of_the_same_need(self) -> None:
        assert names(rivals_of(rows(1.0, 0.4), 0.55)) == ["a"]

    def test_five_are_shown(self) -> None:
        assert names(rivals_of(rows(*[0.5] * 8), 0.5)) == list("abcde")


class TestFeatures:
    def test_the_margin_is_over_the_best_of_other_topics_and_other_places(self) -> None:
        best = candidate("a", 0.6, ["rent"])
        away = [candidate("b", 0.5, ["cash"]), candidate("c", 0.55, ["rent"])]
        assert decision_features([best], topic("visa", 0.2), away, Hints())["margin"] == pytest.approx(0.05)
        assert decision_features([best], topic("visa", 0.7), away, Hints())["margin"] == pytest.approx(-0.1)
        assert decision_features([best], None, [], Hints())["margin"] == pytest.approx(0.6)

    @pytest.mark.parametrize("place", ["same_place", "near_place"])
    def test_what_a_score_owes_to_its_place_is_taken_off_and_the_same_need_elsewhere_says_nothing(
        self, place: str
    ) -> None:
        best = candidate("a", 0.6, ["rent"], **{place: 1.0})
        away = [candidate("c", 0.5, ["rent"])]
        found = decision_features([best], None, away, Hints())
        assert (found["score"], found["margin"], found["placed"]) == (pytest.approx(0.4), pytest.approx(0.4), 1.0)

    def test_the_same_need_elsewhere_says_nothing_against_a_measure_for_all_either(self) -> None:
        best, away = candidate("a", 0.4, ["jobs"]), [candidate("c", 0.5, ["jobs"])]
        assert decision_features([best], None, away, Hints(), ("a",))["margin"] == pytest.approx(0.4)
        assert decision_features([best], None, away, Hints(), ("b",))["margin"] == pytest.approx(-0.1)

    def test_gap_and_rivals_count_what_follows_the_first(self) -> None:
        found = decision_features(rows(0.5, 0.4, 0.39), None, [], Hints())
        assert (found["gap"], found["rivals"]) == (pytest.approx(0.1), 1.0)
        assert decision_features(rows(0.5), None, [], Hints())["gap"] == 0.5
        assert decision_features(rows(0.75, 0.5), None, [], Hints())["gap"] == 0.25
        assert decision_features(rows(*[0.5] * 12), None, [], Hints())["rivals"] == 7.0

    @pytest.mark.parametrize(
        ("is_bare", "is_placed", "features", "bare"),
        [
            (True, False, {}, 1.0),
            (True, True, {}, 0.0),
            (True, True, {"same_place": 1.0}, 1.0),
            (False, False, {"same_place": 1.0}, 0.0),
        ],
    )
    def test_a_bare_place_counts_only_where_the_first_measure_is_there(
        self, is_bare: bool, is_placed: bool, features: dict[str, float], bare: float
    ) -> None:
        hints = Hints(is_bare=is_bare, is_placed=is_placed)
        assert decision_features([candidate("a", 0.6, **features)], None, [], hints)["bare"] == bare

    def test_the_message_is_carried_over(self) -> None:
        best = candidate("a", 0.6, concepts=0.1, keyword=0.9, kind=0.3, unnamed_place=0.4)
        found = decision_features([best], None, [], Hints(is_open=True, mass=1.0, lean=-0.5))
        expected = {"open": 1.0, "lean": -0.5, "named": 1.0, "concepts": 0.1, "keyword": 0.9, "kind": 0.3}
        assert {name: found[name] for name in expected} == expected
        assert found["unnamed_place"] == 0.4
        assert found["mass"] == pytest.approx(0.6931, abs=1e-4)
        bare = decision_features([candidate("a", 0.6, keyword=0.89)], None, [], Hints())
        assert (bare["named"], bare["open"], bare["concepts"], bare["kind"], bare["unnamed_place"]) == (0, 0, 0, 0, 0)


def test_a_logistic_model_gives_a_probability_however_far_out() -> None:
    model = {"bias": 1.0, "x": 2.0, "y": -1.0}
    assert logistic(model, {"x": 1.0, "y": 3.0, "z": 9.0}, ("x", "y")) == 0.5
    assert logistic({"bias": 1.0}, {}, ()) == pytest.approx(0.7310586)
    assert logistic({"bias": 1e9}, {}, ()) == pytest.approx(1.0)
    assert 0.0 < logistic({"bias": -1e9}, {}, ()) < 1e-12
