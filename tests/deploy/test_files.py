"""What installs Curule elsewhere is judged by the programs that read it, and says what we say."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from curule.config.mistakes import VARIABLES
from tests.support.tree import ROOT, files, text

DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "curule"
NEEDED: Mapping[str, Any] = {
    "baseUrl": "https://seats.example.com",
    "mail": {"from": "seats@example.com"},
}
EVERYTHING: Mapping[str, Any] = {
    **NEEDED,
    "env": {"CURULE_LOG_LEVEL": "warning"},
    "ingress": {"enabled": True, "host": "seats.example.com", "tlsSecret": "seats-tls"},
    "monitor": {"enabled": True},
}
NOT_OURS = {"POSTGRES_PASSWORD", "DATABASE_PASSWORD", "OTEL_EXPORTER_OTLP_ENDPOINT"}


def _judged(program: str, *arguments: str) -> str:
    """Run a linter of the virtual environment; return what it complains about."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / program), *arguments],
        cwd=DEPLOY,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


# --- containers -----------------------------------------------------------------------------------


def test_hadolint_has_nothing_to_say_about_the_dockerfile() -> None:
    assert not _judged("hadolint", "Dockerfile")


def test_the_image_runs_as_nobody_in_particular_and_is_probed() -> None:
    lines = text(Path("deploy/Dockerfile")).splitlines()
    stages = [line for line in lines if line.startswith("FROM ")]
    assert len(stages) == 2, "what builds stays behind"
    last = lines[lines.index(stages[1]) :]
    assert "USER 10001:10001" in last
    assert any(line.startswith("HEALTHCHECK ") for line in last)
    assert not [line for line in last if re.search(r"\b(pip|apt-get|curl)\b", line)]


def test_the_dockerfile_copies_only_what_is_let_in() -> None:
    let_in = {
        line.removeprefix("!")
        for line in text(Path(".dockerignore")).splitlines()
        if line.startswith("!")
    }
    copied = {
        word
        for line in text(Path("deploy/Dockerfile")).splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    }
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_compose_yaml_fits_the_specification_and_its_linter() -> None:
    assert not _judged(
        "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"
    )
    written = [str(path.relative_to("deploy")) for path in files() if _is_plain_yaml(path)]
    assert len(written) >= 3
    assert not _judged("yamllint", "--strict", "--config-file", "yamllint.yaml", *written)


def _is_plain_yaml(path: Path) -> bool:
    return path.parts[0] == "deploy" and path.suffix == ".yaml" and "templates" not in path.parts


def test_compose_opens_nothing_to_others_and_makes_a_role_without_rights() -> None:
    services = yaml.safe_load(text(Path("deploy/compose.yaml")))["services"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert [name for name, service in services.items() if "ports" in service] == ["web"]
    for name in ("web", "worker"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["environment"]["DATABASE_URL"].startswith("postgresql://curule:$")
    assert "CREATE ROLE curule LOGIN PASSWORD" in text(Path("deploy/compose/make-role.sh"))


def test_every_setting_stands_in_the_example_and_nothing_else() -> None:
    example = text(Path("deploy/.env.example"))
    named = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    assert named - NOT_OURS == VARIABLES


# --- systemd --------------------------------------------------------------------------------------


def _units(kind: str) -> dict[str, configparser.ConfigParser]:
    found = {}
    for path in sorted((DEPLOY / "systemd").glob(f"*.{kind}")):
        unit = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read(path, encoding="utf-8")
        found[path.stem] = unit
    return found


def test_units_run_our_commands_shut_in() -> None:
    services = _units("service")
    assert set(services) == {
        "curule-web", "curule-worker", "curule-backup", "curule-verify", "curule-reconcile",
    }  # fmt: skip
    for unit in services.values():
        service = unit["Service"]
        program, command, *_ = service["ExecStart"].split()
        assert program == "/opt/curule/bin/curule"
        assert command in {"serve", "worker", "backup", "verify", "reconcile"}
        assert service["User"] == "curule"
        assert service["NoNewPrivileges"] == "yes"
        assert service["ProtectSystem"] == "strict"
        assert service["UMask"] == "0077"


def test_each_timer_has_its_service() -> None:
    timers = _units("timer")
    nightly = {"curule-backup", "curule-verify", "curule-reconcile"}
    assert set(timers) == nightly <= set(_units("service"))


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("systemd-analyze is not here; on Debian: apt-get install systemd")
    for path in (DEPLOY / "systemd").iterdir():
        content = path.read_text(encoding="utf-8").replace("/opt/curule/bin/curule", "/bin/true")
        (tmp_path / path.name).write_text(content, encoding="utf-8")
    done = subprocess.run(
        [systemd, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "curule" in line]
    assert complaints == []


# --- Helm -----------------------------------------------------------------------------------------


@pytest.fixture
def helm() -> ModuleType:
    """Helm as a library; its package has wheels for Linux on x86-64 only."""
    reason = "helm-python-sdk has no wheel for this platform; look with `helm lint`"
    found: ModuleType = pytest.importorskip("helm_python.chart", reason=reason)
    return found


def _manifests(helm: ModuleType, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    rendered = helm.Chart.load(CHART).render(values=dict(values), name="seats")
    return [
        document
        for name, written in rendered.items()
        if name.endswith(".yaml")
        for document in yaml.safe_load_all(written)
        if document
    ]


@pytest.mark.parametrize("values", [NEEDED, EVERYTHING])
def test_helm_has_nothing_to_say_about_the_chart(
    helm: ModuleType, values: Mapping[str, Any]
) -> None:
    report = helm.lint(CHART, values=dict(values), strict=True)
    complaints = [each for each in report["messages"] if each["severity"] > 1]
    assert (complaints, report["errors"]) == ([], [])


def test_the_chart_makes_what_its_values_ask_for(helm: ModuleType) -> None:
    plain = [each["kind"] for each in _manifests(helm, NEEDED)]
    assert sorted(plain) == [
        "CronJob", "CronJob", "Deployment", "Deployment", "PersistentVolumeClaim", "Service",
    ]  # fmt: skip
    more = {each["kind"] for each in _manifests(helm, EVERYTHING)} - set(plain)
    assert more == {"Ingress", "PodMonitor"}


def test_every_container_of_the_chart_is_shut_in_and_told_our_settings(helm: ModuleType) -> None:
    pods = [each for each in _manifests(helm, EVERYTHING) if each["kind"] == "Deployment"]
    for pod in (each["spec"]["template"]["spec"] for each in pods):
        assert pod["securityContext"]["runAsNonRoot"] is True
        [container] = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert {each["name"] for each in container["env"]} <= VARIABLES
        [port] = container["ports"]
        assert port["containerPort"] in {8000, 8001}


@pytest.mark.threat("TH39")
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {**NEEDED, "baseUrl": "http://seats.example.com"},
        {**NEEDED, "replicas": 3},
        {**NEEDED, "env": {"DATABASE_URL": "postgresql://in-clear"}},
        {**NEEDED, "ingress": {"enabled": True}},
    ],
)
def test_values_that_do_not_fit_are_refused(helm: ModuleType, wrong: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="schema"):
        helm.Chart.load(CHART).render(values=dict(wrong))
