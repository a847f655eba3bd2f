"""The service over the real project: a client of its routes, and servers on the loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.testclient import TestClient

from bioprod_graph.dataset import open_release
from bioprod_graph.files import write_sums
from bioprod_graph.service.app import Service, make_app
from bioprod_graph.service.holdings import Holdings
from bioprod_graph.service.settings import Settings
from tests.measuring import MEASURED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bioprod_graph.project import Project

# What the site of the tests holds beside what identifiers lead to.
PAGE = "<!DOCTYPE html><title>page</title>" + "<p>text</p>" * 500


@pytest.fixture(scope="session")
def held(built: Project) -> Holdings:
    """The release of the real project."""
    return Holdings(open_release(built), built)


@pytest.fixture(scope="session")
def client(held: Holdings) -> Iterator[TestClient]:
    """A client of its routes."""
    with TestClient(make_app(Service(Settings(held.source, workers=2)))) as client:
        yield client


@contextmanager
def serving(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start `bioprod serve` at a free port; give the process and the address of the service."""
    command = [sys.executable, "-m", "bioprod_graph", "--lang", "en"]
    process = subprocess.Popen(
        [*command, *words, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **MEASURED, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a few files, with a file outside that nobody is to read."""
    folder = tmp_path_factory.mktemp("served") / "site"
    for name in (
        "index.html",
        "en/index.html",
        "404.html",
        "sparql/index.html",
        "id/event/assises-idf-2021/index.html",
        "id/event/assises-idf-2021/en/index.html",
        "id/claim/wrong/index.html",
        "ontology/index.html",
        "ontology/en/index.html",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAGE, encoding="utf-8")
    (folder / "id/event/assises-idf-2021.ttl").write_text("<urn:a> <urn:b> <urn:c> .\n" * 99)
    (folder / "data.nq.gz").write_bytes(b"\x1f\x8b" + bytes(range(256)) * 8)
    (folder / "gone.txt").write_text("id/claim/wrong\ngraph/record/claims/wrong\n")
    write_sums(folder)
    (folder.parent / "secret").write_text("secret")
    (folder / "link").symlink_to(folder.parent / "secret")
    return folder


@pytest.fixture(scope="session")
def server(built_folder: Path, small_site: Path) -> Iterator[str]:
    """The address of the real release, served with a small site."""
    with serving("--project", str(built_folder), "serve", "--site", str(small_site)) as (
        _,
        address,
    ):
        yield address


@pytest.fixture
def http(server: str) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=server, timeout=30) as client:
        yield client
