"""What owners and accountants rely on in every measure that ships, whoever edits it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest

from knowledge.catalogue import Catalogue
from knowledge.conditions import leaves
from knowledge.lint import check_catalogue
from knowledge.loading import load_catalogue, shipped_pack
from knowledge.measures import Measure, Text
from knowledge.validity import availability

STANDING = frozenset(
    {
        "cn-hnte-recognition",
        "cn-hnte-income-tax",
        "cn-tech-sme-evaluation",
        "cn-rd-super-deduction",
        "cn-small-low-profit-tax",
        "cn-job-retention-refund",
        "cn-tech-transfer-income-tax",
        "cn-tech-contract-registration",
        "cn-incubator-property-tax",
    }
)
SUMMARY_LIMIT = {"zh": 150, "en": 420}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def texts_of(measure: Measure) -> Iterator[tuple[str, Text]]:
    """Every text of a measure that a reader sees in one language."""
    for key in ("title", "summary", "who", "what"):
        yield key, getattr(measure, key)
    for key in ("steps", "documents", "contact"):
        text = getattr(measure.apply, key)
        if text is not None:
            yield f"apply.{key}", text
    for number, note in enumerate(measure.notes):
        yield f"notes.{number}", note.text
    for leaf in leaves(measure.rule) if measure.rule is not None else ():
        yield f"eligibility.{leaf.id}", leaf.text
    for gain in measure.gains:
        yield "benefits", gain.text


def test_there_are_86_founding_measures_and_nine_standing_rules(catalogue: Catalogue) -> None:
    assert len(catalogue.measures) == 95
    assert catalogue.measures.keys() >= STANDING


def test_every_text_is_there_in_both_languages(catalogue: Catalogue) -> None:
    wrong = [
        (measure.id, key)
        for measure in catalogue.measures.values()
        for key, text in texts_of(measure)
        if not HAN.search(text.get("zh", "")) or not re.search("[A-Za-z]", text.get("en", ""))
    ]
    assert wrong == []


def test_an_english_text_is_english_but_for_the_names_of_documents_in_notes(catalogue: Catalogue) -> None:
    wrong = [
        (measure.id, key)
        for measure in catalogue.measures.values()
        for key, text in texts_of(measure)
        if HAN.search(text["en"]) and not key.startswith("notes.")
    ]
    assert wrong == []


@pytest.mark.parametrize("language", SUMMARY_LIMIT)
def test_a_summary_is_short_enough_for_a_phone(catalogue: Catalogue, language: str) -> None:
    lengths = {measure.id: len(measure.summary[language]) for measure in catalogue.measures.values()}
    assert {name: length for name, length in lengths.items() if length > SUMMARY_LIMIT[language]} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", ["examples", "keywords"])
def test_owners_words_lead_to_every_measure(catalogue: Catalogue, words: str, language: str) -> None:
    given = {name: getattr(measure, words).plain(language) for name, measure in catalogue.measures.items()}
    assert {name: len(found) for name, found in given.items() if len(found) < 6} == {}
    assert {name: found for name, found in given.items() if len(set(found)) < len(found)} == {}


def test_every_measure_names_a_source_a_topic_and_a_place(catalogue: Catalogue) -> None:
    lacking = [m.id for m in catalogue.measures.values() if not (m.sources and m.topics and m.places)]
    assert lacking == []


def test_what_decides_or_counts_has_a_source_of_its_own(catalogue: Catalogue) -> None:
    for measure in catalogue.measures.values():
        cited = [leaf.source for leaf in leaves(measure.rule)] if measure.rule is not None else []
        cited += [gain.source for gain in measure.gains]
        assert all(source.document in catalogue.documents for source in cited), measure.id


def test_a_direction_decides_nothing_and_cannot_be_applied_for(catalogue: Catalogue) -> None:
    directions = [m for m in catalogue.measures.values() if m.kind == "direction"]
    assert directions
    assert [m.id for m in directions if m.rule is not None or m.gains or m.apply.mode != "none"] == []


def test_standing_rules_hold_on_the_day_they_were_verified_or_come_back_every_year(catalogue: Catalogue) -> None:
    patience = catalogue.pack.unconfirmed_after_days
    for name in STANDING:
        measure = catalogue.measures[name]
        day = measure.validity.verified_on
        yearly = any(year.year == day.year for year in measure.validity.years)
        assert yearly or availability(measure, day, patience) == "open", name


def test_only_the_measures_of_2020_and_2022_lead_on_and_only_to_standing_rules(catalogue: Catalogue) -> None:
    leading = {m.id: m for m in catalogue.measures.values() if m.relations.same_need_today}
    assert {name for name, m in leading.items() if m.validity.announced.year not in (2020, 2022)} == set()
    assert leading.keys() & STANDING == set()
    led_to = {other for m in leading.values() for other in m.relations.same_need_today}
    assert led_to == STANDING


def test_a_file_lies_in_the_folder_of_its_place(catalogue: Catalogue) -> None:
    wrong = []
    for path in (shipped_pack() / "measures").rglob("*.yml"):
        place = catalogue.measures[path.stem].places[0].lower()
        if path.parent.name != place:
            wrong.append((path.stem, path.parent.name, place))
    assert wrong == []


def test_documents_have_real_addresses_or_none(catalogue: Catalogue) -> None:
    def is_address(url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"\s", url)

    wrong = [name for name, document in catalogue.documents.items() if document.url and not is_address(document.url)]
    wrong += [m.id for m in catalogue.measures.values() if m.apply.url and not is_address(m.apply.url)]
    assert wrong == []


def test_documents_are_bilingual_and_dated_as_exactly_as_known(catalogue: Catalogue) -> None:
    shape = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
    for name, document in catalogue.documents.items():
        for text in (document.title, document.issuer, document.note):
            assert text is None or (text.get("zh", "").strip() and text.get("en", "").strip()), name
        assert document.date is None or shape.match(document.date), name
        if document.date is not None and len(document.date) == 10:
            assert date.fromisoformat(document.date), name


def test_a_measure_is_announced_by_its_first_document_and_verified_later(catalogue: Catalogue) -> None:
    wrong = []
    for measure in catalogue.measures.values():
        first = catalogue.documents[measure.sources[0].document].date
        known = None if first is None else measure.validity.announced.isoformat()[: len(first)]
        if known != first or measure.validity.verified_on < measure.validity.announced:
            wrong.append((measure.id, first, measure.validity.announced.isoformat()))
    assert wrong == []


def test_lint_finds_no_fault(catalogue: Catalogue) -> None:
    report = check_catalogue(catalogue)
    assert list(map(str, report.faults)) == []
    assert report.cases > 500
