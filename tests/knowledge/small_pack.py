"""A pack of one measure, small enough to break in every way."""

from __future__ import annotations

from pathlib import Path

MEASURE = "measures/north/north-grant.yml"

FILES = {
    "pack.yml": """\
name: {zh: 小包, en: small pack}
version: "1"
languages: [zh, en]
time_zone: Asia/Shanghai
unconfirmed_after_days: 365
""",
    "documents.yml": """\
notice-2024:
  title: {zh: 通知, en: Notice}
  level: official
""",
    "topics.yml": """\
cash: {zh: 资金, en: Cash}
rent: {zh: 房租, en: Rent}
""",
    "regions.yml": """\
CN: {parent: null, names: {zh: [中国], en: [China]}}
north: {parent: CN, names: {zh: [北方], en: [North]}}
south: {parent: "CN", names: {zh: [南方], en: [South]}}
""",
    "facts.yml": """\
region: {type: region, label: {zh: 所在地, en: place}, question: {zh: 在哪里？, en: Where?}}
layoffs:
  type: choice
  label: {zh: 裁员, en: layoffs}
  question: {zh: 裁员了吗？, en: Any layoffs?}
  options:
    - {id: none, label: {zh: 没有, en: none}}
    - {id: few, label: {zh: 少, en: few}}
staff: {type: count, label: {zh: 人数, en: staff}, question: {zh: 多少人？, en: How many?}}
""",
    "parameters.yml": """\
grant_a_head:
  text: {zh: 每人, en: a head}
  values:
    - {from: 2024-01-01, value: 1000, source: {document: notice-2024, at: null}}
""",
    MEASURE: """\
id: north-grant
kind: grant
region: north
title: {zh: 北方补助, en: Northern grant}
summary: {zh: 每人一千元。, en: A thousand yuan a head.}
who: {zh: 北方企业, en: enterprises of the north}
what: {zh: 补助, en: a grant}
topics: [cash]
keywords: {zh: [北方补助], en: [northern grant]}
examples: {zh: [北方有钱拿吗], en: [is there money in the north]}
validity:
  announced: 2024-03-01
  from: null
  through: null
  verified_on: 2026-01-01
  years:
    - {year: 2025, from: 2025-01-01, through: 2025-12-31, source: {document: notice-2024, at: null}}
sources:
  - {document: notice-2024, at: null}
notes:
  - text: {zh: 另见, en: see also}
    source: {document: notice-2024, at: null}
eligibility:
  all:
    - id: located
      text: {zh: 在北方, en: in the north}
      test: {fact: region, op: within, value: north}
      source: {document: notice-2024, at: null}
    - id: kept_staff
      text: {zh: 没怎么裁员, en: laid off few}
      test: {fact: layoffs, op: in, value: [none, few]}
      source: {document: notice-2024, at: null}
benefits:
  - of: benefit
    text: {zh: 每人一千元, en: a thousand a head}
    kind: exact
    amount: {mul: [{fact: staff}, {param: grant_a_head}]}
    source: {document: notice-2024, at: null}
relations: {same_need_today: []}
""",
    "cases/north-grant.yml": """\
- name: kept its staff
  as_of: 2025-06-01
  facts: {region: north, layoffs: none, staff: 7}
  expect: {verdict: eligible, amount: 7000}
- name: elsewhere
  as_of: 2025-06-01
  facts: {region: south, layoffs: none}
  expect: {verdict: not_eligible, unmet: [located]}
- {name: nothing known, as_of: 2025-06-01, facts: {}, expect: {verdict: unknown}}
- {name: the day before, as_of: 2024-12-31, facts: {}, expect: {availability: unconfirmed}}
- {name: the first day, as_of: 2025-01-01, facts: {}, expect: {availability: open}}
- {name: the last day, as_of: 2025-12-31, facts: {}, expect: {availability: open}}
- {name: the day after, as_of: 2026-01-01, facts: {}, expect: {availability: unconfirmed}}
""",
}


def write_pack(folder: Path, *changes: tuple[str, str, str], only: tuple[str, ...] = ()) -> Path:
    """The pack in a folder; each change is (file, text as it stands there, text instead); `only` leaves out others.

    An empty text as it stands puts the new one at the end of the file.
    """
    texts = {name: text for name, text in FILES.items() if not only or name in only}
    for name, old, new in changes:
        assert texts[name].count(old) == 1 or not old, (name, old)
        texts[name] = texts[name].replace(old, new) if old else texts[name] + new
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def place_of(name: str, text: str) -> str:
    """file:line:column of the first place of a text in the unbroken pack."""
    whole = FILES[name]
    at = whole.index(text)
    return f"{name}:{whole.count(chr(10), 0, at) + 1}:{at - whole.rfind(chr(10), 0, at)}"
