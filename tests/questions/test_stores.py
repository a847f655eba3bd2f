"""The whole catalogue on stores of others, on the loopback: `bioprod load`, then each question.

The server of Oxigraph (PyPI `oxigraph`) gives the answers that are expected. Virtuoso, as Debian
has it, departs from the standard: where, is written in `virtuoso.toml`, and asserted, so that a new
question that it does not answer alike is seen, and one that it answers again, too.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tomllib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import BioprodError
from bioprod_graph.questions.endpoint import ask_endpoint, load_release
from tests.questions.test_questions import CATALOGUE, bind, read_expected, read_plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bioprod_graph.project import Project

pytestmark = pytest.mark.slow
DEPARTURES = Path(__file__).with_name("virtuoso.toml")
SETTINGS = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 60000
MaxQueryMem = 2G
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 60
"""


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def starting(words: list[str], folder: Path, url: str) -> Iterator[None]:
    """Start a server, and end it after the block."""
    server = subprocess.Popen(
        words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    transport = httpx.HTTPTransport(retries=10)
    try:
        with httpx.Client(transport=transport, timeout=60, trust_env=False) as client:
            answer = client.get(url, params={"query": "ASK {}"})
        assert answer.is_success, answer.text
        yield
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(60)
        server.kill()


def find_wrong(project: Project, url: str, *, left_out: Collection[str] = ()) -> set[str]:
    """Find the questions of which the answer of a store is not the one that is expected."""
    found = set()
    for question in (each for each in CATALOGUE if each.name not in left_out):
        with suppress(BioprodError):
            answer = ask_endpoint(url, question.file.text, bind(question, project), timeout=90)
            if read_plain(answer.results) == read_expected(question):
                continue
        found.add(question.name)
    return found


@pytest.mark.parametrize("place", ["update", "store"])
def test_the_server_of_oxigraph_gives_every_answer(
    built: Project, tmp_path: Path, place: str
) -> None:
    """With the merge in its default graph, loaded by updates, or graph by graph."""
    beside = shutil.which("oxigraph", path=Path(sys.executable).parent)
    program = beside or shutil.which("oxigraph")
    if program is None:
        pytest.skip("the server of Oxigraph is not there: pip install oxigraph")
    port = find_port()
    words = [program, "serve", "--location", str(tmp_path / "store"), "--bind", f"127.0.0.1:{port}"]
    with starting(words, tmp_path, f"http://127.0.0.1:{port}/query"):
        to = f"http://127.0.0.1:{port}/{place}"
        load_release(open_release(built), to, notes=tmp_path, by_graph=place == "store")
        assert find_wrong(built, f"http://127.0.0.1:{port}/query") == set()


def test_virtuoso_departs_where_it_is_known_to(built: Project, tmp_path: Path) -> None:
    """Its default graph is all graphs together, so that no merge is sent; digest opens it."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not there: apt-get install virtuoso-opensource")
    port = find_port()
    settings = SETTINGS.format(sql=find_port(), http=port)
    (tmp_path / "virtuoso.ini").write_text(settings, encoding="ascii")
    words = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with starting(words, tmp_path, url := f"http://127.0.0.1:{port}/sparql"):
        to = f"http://dba:dba@127.0.0.1:{port}/sparql-auth"
        load_release(open_release(built), to, notes=tmp_path, with_merge=False)
        told = tomllib.loads(DEPARTURES.read_text(encoding="utf-8"))
        left_out = {name for name, each in told.items() if not each.get("asked", True)}
        varying = {name for name, each in told.items() if not each.get("steady", True)}
        found = find_wrong(built, url, left_out=left_out)
        assert found | varying == told.keys() - left_out
