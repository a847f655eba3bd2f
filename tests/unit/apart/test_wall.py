"""The wall: behind it there is no network, and only so much memory."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.apart import wall
from bioprod_graph.apart.child import run_in_child
from bioprod_graph.apart.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from bioprod_graph.apart.limits import Task, Wall

NODE = ox.NamedNode("urn:a")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundred tables, of many small loads."""
    path = tmp_path_factory.mktemp("large")
    store = ox.Store(str(path))
    for load in range(60):
        store.bulk_extend(
            ox.Quad(
                ox.NamedNode(f"urn:s{number}"),
                ox.NamedNode(f"urn:p{number % 7}"),
                ox.Literal(f"{load} {number}"),
                ox.NamedNode(f"urn:g{load}"),
            )
            for number in range(20)
        )
    store.flush()
    return path


def try_all() -> bytes:
    """Tell what can be opened."""
    ways: dict[str, Callable[[], AbstractContextManager[object]]] = {
        "tcp": socket.socket,
        "udp": lambda: socket.socket(type=socket.SOCK_DGRAM),
        "local": lambda: socket.socket(socket.AF_UNIX),
        "file": Path(os.devnull).open,
    }
    found = []
    for name, way in ways.items():
        with suppress(OSError), way():
            found.append(name)
    return " ".join(found).encode()


def behind(folder: Path | None) -> Task:
    def work(wall: Wall) -> bytes:
        with wall(folder):
            return try_all()

    return work


class TestDescriptors:
    """Where all that is read is open."""

    @pytest.mark.parametrize("folder", [None, Path("no-such-folder")])
    def test_none_can_be_opened(self, folder: Path | None) -> None:
        """Neither a socket nor anything else."""
        assert run_in_child(behind(folder), Limits()) == b""

    def test_they_can_be_opened_again_after_it(self) -> None:
        """The answer is written in front of the wall."""

        def work(wall: Wall) -> bytes:
            with wall(None):
                pass
            return try_all()

        assert run_in_child(work, Limits()) == b"tcp udp local file"

    def test_they_can_be_opened_again_after_an_error(self) -> None:
        """An error is told in front of the wall, too."""

        def work(wall: Wall) -> bytes:
            try:
                with wall(None):
                    raise ValueError
            except ValueError:
                return try_all()

        assert run_in_child(work, Limits()) == b"tcp udp local file"

    def test_where_the_network_is_allowed_all_can_be_opened(self) -> None:
        """As SERVICE needs."""
        limits = Limits(allow_network=True)
        assert run_in_child(behind(None), limits) == b"tcp udp local file"

    def test_this_process_keeps_what_it_has(self) -> None:
        """The wall is the child's."""
        run_in_child(behind(None), Limits())
        assert try_all() == b"tcp udp local file"


class TestSockets:
    """Where files are opened later."""

    def test_no_socket_can_be_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Files can."""
        monkeypatch.setattr(wall, "is_open", lambda _: False)
        assert run_in_child(behind(Path()), Limits()) == b"file"

    def test_on_other_machines_the_guard_stands_alone(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The number of the call is known of two."""
        monkeypatch.setattr(wall, "_SOCKET", {})
        assert not wall.forbid_sockets()


class TestLargeStore:
    """A store of more tables than RocksDB opens at first."""

    def test_is_told_from_one_that_is_all_open(self, folder: Path, tmp_path: Path) -> None:
        """By its tables and the descriptors of this process."""

        small = tmp_path / "small"
        ox.Store(str(small)).bulk_extend([ox.Quad(NODE, NODE, NODE, NODE)])

        def work(_: Wall) -> bytes:
            stores = [ox.Store.read_only(str(path)) for path in (folder, small)]
            return repr((len(stores), wall.is_open(folder), wall.is_open(small))).encode()

        assert len(list(folder.glob("*.sst"))) > 100
        assert run_in_child(work, Limits()) == b"(2, False, True)"

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
            "SELECT (COUNT(DISTINCT *) AS ?n) { GRAPH ?g { ?s <urn:p1> ?o } }",
            "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p '59 19' } }",
            "SELECT (COUNT(*) AS ?n) { GRAPH <urn:g7> { ?s ?p ?o } }",
        ],
    )
    def test_answers_behind_the_wall(self, folder: Path, query: str) -> None:
        """All of it, and no socket."""

        def ask() -> bytes:
            results = ox.Store.read_only(str(folder)).query(query)
            assert isinstance(results, ox.QuerySolutions)
            return results.serialize(format=ox.QueryResultsFormat.CSV) or b""

        def work(wall: Wall) -> bytes:
            store = ox.Store.read_only(str(folder))
            with wall(folder):
                results = store.query(query)
                assert isinstance(results, ox.QuerySolutions)
                written = results.serialize(format=ox.QueryResultsFormat.CSV) or b""
                return written + try_all()

        assert run_in_child(work, Limits()) == ask() + b"file"
