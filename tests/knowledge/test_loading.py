"""Packs laid over each other; whatever is wrong in any file comes out in one run, each fault with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from knowledge.errors import KnowledgeError
from knowledge.lint import check_catalogue
from knowledge.loading import load_catalogue
from knowledge.yamlfile import read_yaml
from tests.knowledge.small_pack import FILES, MEASURE, place_of, write_pack


def load(folder: Path) -> Catalogue:
    return load_catalogue([folder], shipped=False)


def faults(*folders: Path, shipped: bool = False) -> list[str]:
    """The lines that an editor sees."""
    with pytest.raises(KnowledgeError) as caught:
        load_catalogue(folders, shipped=shipped)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def findings(folder: Path) -> list[str]:
    """Every line that `huiqi check` prints, warnings marked as such."""
    try:
        catalogue = load(folder)
    except KnowledgeError as error:
        return [str(problem) for problem in error.problems]
    report = check_catalogue(catalogue, [folder], shipped=False, day=date(2025, 12, 31))
    return [*map(str, report.faults), *(f"warning: {problem}" for problem in report.warnings)]


def test_a_folder_adds_to_the_shipped_pack_and_overrides_it_by_id(tmp_path: Path) -> None:
    write_pack(tmp_path / "ours", only=("documents.yml", "topics.yml", "regions.yml", MEASURE, "parameters.yml"))
    ours = tmp_path / "ours" / "measures" / "cn"
    ours.mkdir()
    changed = FILES[MEASURE].replace("id: north-grant", "id: cn-rd-super-deduction")
    (ours / "cn-rd-super-deduction.yml").write_text(changed, encoding="utf-8")
    shipped, both = load_catalogue(), load_catalogue([tmp_path / "ours"])
    assert both.measures.keys() == shipped.measures.keys() | {"north-grant"}
    assert both.measures["cn-rd-super-deduction"].title["en"] == "Northern grant"
    assert both.measures["cn-job-retention-refund"] == shipped.measures["cn-job-retention-refund"]
    assert both.documents.keys() == shipped.documents.keys() | {"notice-2024"}
    assert both.topics["cash"]["en"] == "Cash"
    assert both.topics["loan"] == shipped.topics["loan"]
    assert both.regions.name("north", "en") == "North"
    assert both.regions.chain("htz-xian") == shipped.regions.chain("htz-xian")
    assert both.pack == shipped.pack
    assert both.version != shipped.version


def test_a_later_folder_wins_over_an_earlier_one(tmp_path: Path) -> None:
    first = write_pack(tmp_path / "first")
    second = write_pack(tmp_path / "second", (MEASURE, "en: Northern grant", "en: Newer grant"), only=(MEASURE,))
    assert load_catalogue([first, second], shipped=False).measures["north-grant"].title["en"] == "Newer grant"
    assert load_catalogue([second, first], shipped=False).measures["north-grant"].title["en"] == "Northern grant"


def test_a_word_taught_from_outside_names_its_measure_by_itself_unless_its_weight_is_given(tmp_path: Path) -> None:
    words = "measure: cn-rd-super-deduction\nkeywords:\n  en: [whale plan, {text: calf plan, weight: 0.5}]\n"
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases" / "taught.yml").write_text(words, encoding="utf-8")
    measure = load_catalogue([tmp_path]).measures["cn-rd-super-deduction"]
    assert measure.keywords.weighted("en")[-2:] == (("whale plan", 2.0), ("calf plan", 0.5))


def test_the_version_changes_with_any_content_and_with_nothing_else(tmp_path: Path) -> None:
    one, same = load(write_pack(tmp_path / "one")), load(write_pack(tmp_path / "same"))
    other = load(write_pack(tmp_path / "other", ("topics.yml", "en: Rent", "en: Rents")))
    assert one.version == same.version != other.version


FAULTS = {fault["name"]: fault for fault in read_yaml(Path(__file__).with_name("faults.yml"))[0].data}


@pytest.mark.parametrize("name", FAULTS)
def test_one_wrong_word_is_one_line_with_place_and_nearest_known_word(tmp_path: Path, name: str) -> None:
    fault = FAULTS[name]
    changes = fault.get("changes") or [fault]
    write_pack(tmp_path, *((change["file"], change["old"], change["new"]) for change in changes))
    assert findings(tmp_path) == [fault["says"]]


def test_the_unbroken_pack_is_clean(tmp_path: Path) -> None:
    assert findings(write_pack(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "near"),
    [
        (
            MEASURE,
            "summary:",
            "sumary:",
            "'sumary' is not a key here. Did you mean 'summary'? Allowed: id, kind, title",
        ),
        (MEASURE, "from: 2025", "form: 2025", "'form' is not a key here. Did you mean 'from'? Allowed: year, from"),
        ("documents.yml", "level:", "levle:", "'levle' is not a key here. Did you mean 'level'? Allowed: title, level"),
        ("regions.yml", "{parent: CN", "{parnet: CN", "'parnet' is not a key here. Did you mean 'parent'?"),
        ("pack.yml", "version:", "versoin:", "'versoin' is not a key here. Did you mean 'version'? Allowed: name"),
        ("facts.yml", "type: choice", "tipe: choice", "'tipe' is not a key here. Did you mean 'type'?"),
        ("parameters.yml", "values:", "value:", "'value' is not a key here. Did you mean 'values'?"),
    ],
    ids=lambda text: text.strip("{: ") if isinstance(text, str) and len(text) < 30 else "",
)
def test_a_misspelt_key_names_the_nearest_one_and_all_that_are_allowed(
    tmp_path: Path, name: str, old: str, new: str, near: str
) -> None:
    found = faults(write_pack(tmp_path, (name, old, new)))
    assert any(line.startswith(f"{name}:") and near in line for line in found), found
    assert any("missing" in line and line.startswith(f"{name}:") for line in found), found


def test_all_faults_of_all_files_come_in_one_run_in_the_order_of_the_files(tmp_path: Path) -> None:
    write_pack(
        tmp_path,
        (MEASURE, "fact: layoffs", "fact: layofs"),
        (MEASURE, "topics: [cash]", "topics: [cahs]"),
        ("documents.yml", "level: official", "level: offical"),
        ("facts.yml", "{type: count", "{type: cuont"),
        ("regions.yml", "parent: CN", "parent: CM"),
    )
    (tmp_path / "measures/north/unread.yml").write_text("id: [\n", encoding="utf-8")
    (tmp_path / "measures/north/bare.yml").write_text("", encoding="utf-8")
    found = faults(tmp_path)
    assert [line.split(": ")[0] for line in found] == [
        place_of("documents.yml", "official"),
        place_of("facts.yml", "count"),
        "measures/north/bare.yml",
        place_of(MEASURE, "cash]"),
        place_of(MEASURE, "layoffs, op"),
        place_of(MEASURE, "staff}"),
        "measures/north/unread.yml:2:1",
        place_of("regions.yml", "CN,"),
    ]


def test_one_id_in_two_files_of_a_pack_is_a_fault(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "measures/south").mkdir()
    (tmp_path / "measures/south/north-grant.yml").write_text(FILES[MEASURE], encoding="utf-8")
    assert faults(tmp_path) == [
        f"measures/south/north-grant.yml:1:5: id: 'north-grant' stands in {MEASURE} too",
    ]


def test_a_broken_file_over_the_shipped_pack_is_named_and_nothing_else(tmp_path: Path) -> None:
    broken = tmp_path / "measures/cn/cn-rd-super-deduction.yml"
    broken.parent.mkdir(parents=True)
    broken.write_text("id: cn-rd-super-deduction\nkind: tax\n\tregion: CN\n", encoding="utf-8")
    found = faults(tmp_path, shipped=True)
    assert len(found) == 1
    assert found[0].startswith("measures/cn/cn-rd-super-deduction.yml:3:1: is not YAML: ")


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert faults(tmp_path / "nowhere", tmp_path / "none", shipped=True) == [
        f"{tmp_path / 'none'}: is not a folder",
        f"{tmp_path / 'nowhere'}: is not a folder",
    ]


def test_a_folder_alone_needs_a_pack_file(tmp_path: Path) -> None:
    write_pack(tmp_path, only=tuple(name for name in FILES if name != "pack.yml"))
    assert faults(tmp_path) == [f"{tmp_path}: has no pack.yml"]


def test_no_folder_at_all_is_one_line() -> None:
    assert faults() == ["knowledge: no folder to read from"]


def test_messages_that_lead_nearly_word_for_word_to_two_measures_are_a_warning(tmp_path: Path) -> None:
    write_pack(tmp_path, ("cases/north-grant.yml", "region: south", "region: CN"))
    twin = (
        FILES[MEASURE]
        .replace("id: north-grant", "id: north-loan")
        .replace("is there money in", "is there any money in")
    )
    (tmp_path / "measures/north/north-loan.yml").write_text(twin, encoding="utf-8")
    told = [line for line in findings(tmp_path) if line.startswith("warning")]
    english = "the example 'is there any money in the north' is close to 'is there money in the north' of north-grant"
    chinese = "the example '北方有钱拿吗' is close to '北方有钱拿吗' of north-grant"
    assert told == [f"warning: north-loan.yml: {line}" for line in (english, chinese)]


def test_cases_of_no_measure_are_a_fault_with_the_nearest_name(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "cases/north-grand.yml").write_text("[]\n", encoding="utf-8")
    assert findings(tmp_path) == [
        "cases/north-grand.yml:1:1: 'north-grand' is not a measure. Did you mean 'north-grant'?"
    ]
