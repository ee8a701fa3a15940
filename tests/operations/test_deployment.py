"""What is shipped for operators names only what exists."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.operations.metrics import Metrics

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"\b(?:huiqi|process|python)_[a-z_0-9]+")
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana/huiqi.json").read_text(encoding="utf-8"))
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def series() -> set[str]:
    """Every name under which the process gives something, also where nothing has been counted yet."""
    names = set()
    for family in Metrics().registry.collect():
        ends = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
        names |= {family.name + end for end in ends}
    return names


def test_every_metric_that_the_alerts_and_the_dashboard_name_exists() -> None:
    named = {name for text in [*(rule["expr"] for rule in RULES), *QUERIES] for name in NAME.findall(text)}
    assert len(named) > 20
    assert named - series() == set()


def test_every_metric_is_on_the_dashboard_and_in_the_reference() -> None:
    ours = {name for name in series() if name.startswith("huiqi_") and not name.endswith(("_sum", "_count"))}
    shown = {name for text in QUERIES for name in NAME.findall(text)}
    assert ours - shown == set()
    reference = (ROOT / "docs/reference/metrics.md").read_text(encoding="utf-8")
    assert {name for name in ours if f"`{name.removesuffix('_bucket')}`" not in reference} == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_it_is_about_and_has_a_section(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"]
    guide = (ROOT / "docs/how-to/incidents.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {rule['alert']}\n\n(.+?)(?=^## |\Z)", guide, re.MULTILINE | re.DOTALL)
    assert section is not None
    assert len(section[1]) > 60


def test_every_section_of_the_guide_is_an_alert() -> None:
    guide = (ROOT / "docs/how-to/incidents.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\w+)$", guide, re.MULTILINE) == [rule["alert"] for rule in RULES]
