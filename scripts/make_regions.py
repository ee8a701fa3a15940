"""Writes knowledge/packs/china/regions.yml from a register of administrative divisions and the names kept by hand.

usage: make_regions.py FOLDER

FOLDER is the unpacked package china-division (2.7, MIT licence); what people say beside the official names stands in
regions_by_hand.yml next to this script and survives every run.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml
from pypinyin import lazy_pinyin

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "knowledge" / "packs" / "china" / "regions.yml"
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
PEOPLES = (
    "壮族|回族|维吾尔|土家族|苗族|朝鲜族|藏族|羌族|彝族|布依族|侗族|哈尼族|傣族|白族|景颇族|傈僳族|蒙古族|蒙古|柯尔克孜|哈萨克|黎族|瑶族|满族|土族|"
    "撒拉族|仡佬族|水族|畲族|拉祜族|佤族|纳西族|各族|布朗族|独龙族|怒族|普米族|裕固族|东乡族|保安族|塔吉克|锡伯族|达斡尔族|鄂温克族|鄂伦春|毛南族|仫佬族"
)
SUFFIX = re.compile(rf"(?:(?:{PEOPLES})*(?:自治区|自治州|自治县)|省|市|地区|盟|林区|(?<=..)县)$")
ODD_AREA = re.compile(r"开发区|管理区|园区$|示范区|实验区|试验区|管委会|直辖")
Region = dict[str, Any]


def short_name(official: str) -> str:
    """The name without its administrative ending: 延边朝鲜族自治州 -> 延边."""
    short = SUFFIX.sub("", official)
    return short if len(short) >= 2 else re.sub("自治区$|[省市县]$", "", official) if len(official) > 3 else official


def syllables(official: str, by_hand: dict[str, Any]) -> list[str]:
    """Toneless pinyin of the short name, ü written v."""
    known = by_hand["pinyin"].get(official)
    return known.split() if known else [s.lower() for s in lazy_pinyin(short_name(official), v_to_u=False)]


def latin_names(official: str, by_hand: dict[str, Any], extra: list[str]) -> list[str]:
    """Display name first, then run together, then spaced as people type pinyin."""
    parts = syllables(official, by_hand)
    joined = "".join(parts)
    return unique([*extra, joined.capitalize(), " ".join(parts).title()])


def unique(names: list[str]) -> list[str]:
    """The names in order, each once, whatever its case."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.lower(), name)
    return list(first.values())


def province_rows(register: dict[str, Any], by_hand: dict[str, Any]) -> dict[str, Region]:
    """The 31 provinces of the register and the three that it does not list."""
    out: dict[str, Region] = {"CN": {"parent": None, "names": {"zh": ["中国", "全国"], "en": ["China", "nationwide"]}}}
    for row in register["provinces"]:
        official = row["name"]
        ident = "shaanxi" if official == "陕西省" else "".join(syllables(official, by_hand))
        more = by_hand["provinces"].get(ident, {})
        zh = unique([short_name(official), official, *more.get("zh", [])])
        en = unique([*more.get("en", []), *([] if ident == "shaanxi" else latin_names(official, by_hand, []))])
        out[ident] = {"parent": "CN", "names": {"zh": zh, "en": en}, "code": row["code"]}
    for ident, zh_name, en_name in (
        ("hongkong", "香港", "Hong Kong"),
        ("macao", "澳门", "Macao"),
        ("taiwan", "台湾", "Taiwan"),
    ):
        out[ident] = {"parent": "CN", "names": {"zh": [zh_name], "en": [en_name]}, "code": ident}
    return out


def city_sources(register: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(official name, city code, province code) of every city, those that a province runs directly included."""
    province_names = {p["code"]: p["name"] for p in register["provinces"]}
    rows: list[tuple[str, str, str]] = []
    for city in register["cities"]:
        province = province_names[city["provinceCode"]]
        if province in MUNICIPALITIES:
            if city["name"] == "市辖区":
                rows.append((province, city["code"], city["provinceCode"]))
        elif "直辖" in city["name"]:
            rows += [
                (a["name"], a["code"], a["provinceCode"]) for a in register["areas"] if a["cityCode"] == city["code"]
            ]
        else:
            rows.append((city["name"], city["code"], city["provinceCode"]))
    return rows


def with_province(joined: str, province: Region) -> list[str]:
    """The English name of a city that shares its sound with a better known place: Suzhou (Anhui)."""
    where = province["names"]["en"][0]
    return [f"{joined.capitalize()} ({where})", f"{joined.capitalize()}, {where}", f"{joined.capitalize()} City"]


def city_rows(register: dict[str, Any], provinces: dict[str, Region], by_hand: dict[str, Any]) -> dict[str, Region]:
    """Cities by id; of two that sound alike the lesser known carries its province."""
    province_ids = {r["code"]: ident for ident, r in provinces.items() if "code" in r}
    sources = city_sources(register)
    sound = Counter("".join(syllables(name, by_hand)) for name, _, _ in sources)
    out: dict[str, Region] = {}
    for official, code, province_code in sources:
        joined = "".join(syllables(official, by_hand))
        plain = sound[joined] == 1 or official in by_hand["better_known"]
        own_sound = plain and (joined not in provinces or official in MUNICIPALITIES)
        province = province_ids[province_code]
        ident = f"city-{joined}" if plain else f"city-{province}-{joined}"
        more = by_hand["cities"].get(official, {})
        names = {
            "zh": unique([*more.get("display", [short_name(official)]), official, *more.get("zh", [])]),
            "en": latin_names(official, by_hand, more.get("en", []))
            if own_sound
            else with_province(joined, provinces[province]),
        }
        out[ident] = {"parent": province, "names": names, "code": code, "official": official}
    return out


def district_names(official: str, by_hand: dict[str, Any]) -> list[str]:
    """What a district or county is read by: its full name, and the bare one where that is no everyday word."""
    if official in by_hand["not_districts"] or ODD_AREA.search(official):
        return []
    bare = short_name(official)
    names = [official]
    if official.endswith("市") and bare not in by_hand["words"]:
        names.append(bare)
    if official.endswith("县") and official[:-1] in by_hand["counties_by_short_name"]:
        names.append(official[:-1])
    if bare != official and official.endswith("自治县"):
        names.append(bare + "县")
    return [n for n in names if len(n) >= 2]


def add_districts(register: dict[str, Any], cities: dict[str, Region], by_hand: dict[str, Any]) -> None:
    """Gives every city the names of its districts that no other place has."""
    by_code = {r["code"]: r for r in cities.values()}
    municipal = {r["code"][:2]: r for r in cities.values() if r["official"] in MUNICIPALITIES}
    found: dict[str, set[str]] = defaultdict(set)
    for area in register["areas"]:
        city = by_code.get(area["cityCode"]) or municipal.get(area["provinceCode"])
        if city is not None and area["code"] not in by_code:
            for name in district_names(area["name"], by_hand):
                found[name].add(city["official"])
    for name, official in by_hand["famous_districts"].items():
        found[name] = {official}
    taken = {n for r in cities.values() for n in r["names"]["zh"]}
    by_official = {r["official"]: r for r in cities.values()}
    for name, owners in found.items():
        if len(owners) == 1 and name not in taken:
            by_official[next(iter(owners))].setdefault("districts", []).append(name)


def zone_rows(cities: dict[str, Region], by_hand: dict[str, Any]) -> dict[str, Region]:
    """Zones and parks under their city; the one that "<city> high-tech zone" means is also called "<city>高新区"."""
    ids = {r["official"]: ident for ident, r in cities.items()}
    out: dict[str, Region] = {}
    for ident, row in by_hand["zones"].items():
        zh = list(row["zh"])
        if ident.startswith("htz-") and not row.get("no_pattern"):
            zh.append(short_name(row["city"]) + "高新区")
        out[ident] = {"parent": ids[row["city"]], "names": {"zh": unique(zh), "en": unique(row["en"])}}
    return out


def main() -> None:
    """Reads the register and writes the tree."""
    folder = Path(sys.argv[1]) / "dist"
    register = {k: json.loads((folder / f"{k}.json").read_text("utf-8")) for k in ("provinces", "cities", "areas")}
    by_hand = yaml.safe_load((HERE / "regions_by_hand.yml").read_text("utf-8"))
    provinces = province_rows(register, by_hand)
    cities = city_rows(register, provinces, by_hand)
    add_districts(register, cities, by_hand)
    regions = {**provinces, **cities, **zone_rows(cities, by_hand)}
    head = [
        "# The tree of places: CN > province > city > zone. Made by scripts/make_regions.py from a register of",
        "# administrative divisions (china-division 2.7, MIT licence) and of scripts/regions_by_hand.yml: edit there.",
        "# names: the first is shown; districts: further names of the city, each found in no other.",
    ]
    rows = {i: {k: v for k, v in r.items() if k not in ("code", "official")} for i, r in regions.items()}
    body = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=150, default_flow_style=None)
    TARGET.write_text("\n".join(head) + "\n" + body, "utf-8")


if __name__ == "__main__":
    main()
