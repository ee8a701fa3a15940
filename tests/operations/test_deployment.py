"""What is shipped for operators names only what exists."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.operations.metrics import Metrics
from bot.settings.values import SECRETS, setting_names, variable

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


# What is deployed

MANIFESTS = {
    name: list(yaml.safe_load_all((ROOT / f"deploy/kubernetes/{name}.yaml").read_text(encoding="utf-8")))
    for name in ("polling", "webhook")
}
SCHEMAS: dict[str, Any] = json.loads((Path(__file__).parent / "kubernetes.json").read_text(encoding="utf-8"))
"""Kubernetes 1.31's own description of these kinds (Apache-2.0), without its prose; unknown fields are errors."""


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, parts in MANIFESTS.items() for at in range(len(parts))])
def test_a_manifest_is_one_that_kubernetes_takes(name: str, at: int) -> None:
    manifest = MANIFESTS[name][at]
    whole = {"definitions": SCHEMAS["definitions"], "$ref": f"#/definitions/{SCHEMAS['kinds'][manifest['kind']]}"}
    assert [error.message for error in Draft7Validator(whole).iter_errors(manifest)] == []


def test_an_unknown_field_of_a_manifest_is_seen() -> None:
    manifest = MANIFESTS["polling"][-1]
    wrong = {**manifest, "spec": {**manifest["spec"], "replica": 1}}
    whole = {"definitions": SCHEMAS["definitions"], "$ref": f"#/definitions/{SCHEMAS['kinds']['Deployment']}"}
    assert not Draft7Validator(whole).is_valid(wrong)


def deployment(name: str) -> dict[str, Any]:
    (found,) = [part["spec"] for part in MANIFESTS[name] if part["kind"] == "Deployment"]
    return dict(found)


def test_one_replica_polls_and_three_take_the_webhook() -> None:
    assert (deployment("polling")["replicas"], deployment("polling")["strategy"]) == (1, {"type": "Recreate"})
    assert deployment("webhook")["replicas"] == 3
    (budget,) = [part["spec"] for part in MANIFESTS["webhook"] if part["kind"] == "PodDisruptionBudget"]
    assert budget["minAvailable"] == 2


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_container_is_locked_down_probed_and_given_settings_that_exist(name: str) -> None:
    (container,) = deployment(name)["template"]["spec"]["containers"]
    assert {"readOnlyRootFilesystem", "allowPrivilegeEscalation"} <= set(container["securityContext"])
    probes = {probe: container[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe")}
    assert probes == {"livenessProbe": "/healthz", "readinessProbe": "/readyz"}
    assert set(container["resources"]) == {"requests", "limits"}
    assert {entry["name"] for entry in container["env"]} - VARIABLES == set()


CAPACITY = (ROOT / "docs/reference/benchmarks/capacity.md").read_text(encoding="utf-8")
PRODUCTION = (ROOT / "docs/how-to/run-in-production.md").read_text(encoding="utf-8")
LIMIT = re.compile(r"(\d+)(Mi|Gi|m|g|G)\b")
MEGABYTES = {"Mi": 1.048576, "m": 1.048576, "Gi": 1073.74, "g": 1073.74, "G": 1073.74}


def test_every_limit_of_memory_is_a_quarter_above_what_a_thousand_measures_took() -> None:
    (seen,) = {int(n) for n in re.findall(r"^\| 1,000 \| sqlite \|(?: [\d.]+ \|){4} (\d+) \|", CAPACITY, re.MULTILINE)}
    limits = [
        deployment(name)["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"] for name in MANIFESTS
    ]
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))["services"]["bot"]["mem_limit"]
    unit = re.search(r"^MemoryMax=(\w+)$", (ROOT / "deploy/huiqi.service").read_text(encoding="utf-8"), re.MULTILINE)
    assert unit is not None
    for limit in (*limits, compose, unit[1]):
        number, size = LIMIT.findall(limit)[0]
        assert int(number) * MEGABYTES[size] >= 1.25 * seen


def test_the_memory_to_allow_is_what_the_table_of_capacity_shows() -> None:
    measured = dict(re.findall(r"^\| ([\d,]+) \| sqlite \|(?: [\d.]+ \|){4} (\d+) \|", CAPACITY, re.MULTILINE))
    told = re.findall(r"^\| ([\d,]+)(?: \(shipped\))? \| ([\d,]+) MB \| ", PRODUCTION, re.MULTILINE)
    assert {size: megabytes.replace(",", "") for size, megabytes in told} == measured


VARIABLES = set(map(variable, setting_names())) | {f"HUIQI_{n.upper()}_FILE" for n in SECRETS}


def test_compose_and_the_unit_name_settings_that_exist() -> None:
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
    assert set(compose["services"]["bot"]["environment"]) - VARIABLES == set()
    assert compose["services"]["bot"]["read_only"]
    unit = (ROOT / "deploy/huiqi.service").read_text(encoding="utf-8")
    assert set(re.findall(r"(HUIQI_\w+)=", unit)) - VARIABLES == set()


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    unit = (ROOT / "deploy/huiqi.service").read_text(encoding="utf-8")
    (tmp_path / "huiqi.service").write_text(unit.replace("/opt/huiqi/.venv/bin/huiqi", "/bin/true"), encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "huiqi.service"], capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr.decode()) == (0, "")
