"""What is in deploy/ fits the program that it starts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from typing import Any

import pytest
import yaml

from bioprod_graph.service.settings import Settings
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
UNIT = (DEPLOY / "bioprod.service").read_text(encoding="utf-8")


def test_the_container_runs_the_command_without_rights() -> None:
    """As nobody; what it copies is there; what it starts is a command that takes these options."""
    user = re.findall(r"^USER (\d+):(\d+)$", CONTAINER, re.MULTILINE)
    assert user
    assert min(map(int, user[-1])) > 0
    started = json.loads(re.findall(r"^ENTRYPOINT (.*)$", CONTAINER, re.MULTILINE)[-1])
    command = [sys.executable, "-m", "bioprod_graph", "serve", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert {word for word in started if word.startswith("--")} - {"--project"} <= set(
        re.findall(r"--[a-z]+", told)
    )
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert re.findall(r"\[(\w+)\]'", CONTAINER) == ["serve"]
    assert "serve" in extras["optional-dependencies"]
    for name in re.findall(r"--from=made /made/(\w+)", CONTAINER):
        assert name == "build" or (ROOT / name).is_dir()


def test_its_health_is_asked_where_it_answers() -> None:
    """At /ready, on the port that is exposed, and that compose hands on to this machine alone."""
    (port,) = re.findall(r"^EXPOSE (\d+)$", CONTAINER, re.MULTILINE)
    check = re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", CONTAINER, re.MULTILINE)[-1]
    assert f"http://127.0.0.1:{port}/ready" in json.loads(check)[-1]
    (service,) = COMPOSE.values()
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert (DEPLOY / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()


def test_there_is_room_for_all_that_it_starts() -> None:
    """Processes of both lanes, and the time in which running answers are ended."""
    settings = Settings()
    (service,) = COMPOSE.values()
    most = 2 + settings.workers + settings.slow + settings.heavy
    assert service["pids_limit"] >= min(most, 128)
    assert service["stop_grace_period"] == "10s"
    assert "TimeoutStopSec=10" in UNIT


def test_the_unit_is_one(tmp_path: Any) -> None:
    """As systemd reads it, but for the program, which is not installed here."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze: it comes with systemd")
    path = tmp_path / "bioprod.service"
    program = re.findall(r"^ExecStart=(\S+)", UNIT, re.MULTILINE)[0]
    path.write_text(UNIT.replace(program, "/bin/true"), encoding="utf-8")
    told = subprocess.run(
        [analyze, "verify", path], capture_output=True, text=True, check=False, timeout=60
    )
    assert (told.returncode, told.stderr) == (0, "")
