"""Identifiers lead to pages and files as w3id.org will lead them: by rules that Apache follows."""

from __future__ import annotations

import csv
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bioprod_graph.formats import list_formats
from bioprod_graph.project import Project
from bioprod_graph.service import list_choices
from tests.conftest import ROOT
from tools.addresses import CODE, FOLDER, SITE, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each address as it is asked for and what is answered: paths of identifiers from the base, of
# targets from the site; - is no Accept at all. What answers over HTTP is held to the same lines.
CASES = ROOT / "tests" / "data" / "addresses.csv"
MODULES = Path("/usr/lib/apache2/modules")
# As on w3id.org: the rules lie in a folder that is named as the base is.
NAME = "bioprod"
CONFIGURATION = """\
ServerRoot "{root}"
ServerName 127.0.0.1
DefaultRuntimeDir "{root}"
PidFile "{root}/pid"
ErrorLog "{root}/errors"
Listen 127.0.0.1:{port}
{modules}
{user}
DocumentRoot "{root}/public"
<Directory "{root}/public">
    AllowOverride All
    Require all granted
</Directory>
"""
PATIENCE = 30


class Answer(NamedTuple):
    """What a server answers, as far as identifiers ask for it."""

    status: int
    target: str
    vary: str
    cross_origin: str
    body: bytes


def find_apache() -> str:
    """Find Apache; a test without one is skipped, and says so."""
    found = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    if not found or not MODULES.is_dir():
        pytest.skip("no Apache: install apache2-bin (Debian), which starts nothing by itself")
    return found


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of an Apache that follows the rules, with nothing else of Debian's set up."""
    apache = find_apache()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        public = root / "public" / NAME
        public.mkdir(parents=True)
        shutil.copy(FOLDER / ".htaccess", public)
        # Its workers are not who starts it, where that is root.
        root.chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        names = ("mpm_event", "authz_core", "dir", "setenvif", "headers", "rewrite")
        modules = (f'LoadModule {each}_module "{MODULES}/mod_{each}.so"' for each in names)
        user = "" if os.geteuid() else "User www-data\nGroup www-data"
        (root / "apache.conf").write_text(
            CONFIGURATION.format(root=root, port=port, modules="\n".join(modules), user=user)
        )
        command = [apache, "-D", "FOREGROUND", "-f", f"{root}/apache.conf"]
        server = subprocess.Popen(command)
        try:
            wait(server, port)
            yield port
        finally:
            server.terminate()
            server.wait(PATIENCE)


def wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers, and no longer than it lives."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), PATIENCE).close()
        except ConnectionRefusedError:
            continue
        return
    pytest.fail("Apache did not start: what it says is above")


def ask(port: int, path: str, *, method: str = "GET", accept: str = "-") -> Answer:
    """Ask for a path under the base."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {} if accept == "-" else {"Accept": accept}
    try:
        connection.request(method, f"/{NAME}/{path}", headers=headers)
        response = connection.getresponse()
        names = ("Location", "Vary", "Access-Control-Allow-Origin")
        target, vary, origin = (response.headers[name] or "" for name in names)
        return Answer(response.status, target, vary, origin, response.read())
    finally:
        connection.close()


def read_cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_address_leads_where_it_should(port: int) -> None:
    wrong = []
    for case in read_cases():
        answer = ask(port, case["path"], method=case["method"], accept=case["accept"])
        expected = (int(case["status"]), SITE + case["target"], case["vary"], "*")
        if answer[:4] != expected or (case["method"] == "HEAD" and answer.body):
            wrong.append((case, answer))
    assert not wrong


def test_the_cases_are_many_and_of_all_kinds() -> None:
    cases = read_cases()
    distinct = {(case["method"], case["path"], case["accept"]) for case in cases}
    assert len(distinct) == len(cases)
    assert len({case["accept"] for case in cases}) >= 60
    methods = Counter(case["method"] for case in cases)
    assert methods.keys() == {"GET", "HEAD"}
    assert {case["status"] for case in cases} == {"302", "303"}
    # Each form is reached, and told to vary; what has one form only does not.
    suffixes = {Path(case["target"]).suffix for case in cases if case["vary"]}
    assert suffixes >= {suffix for _, _, suffix in list_choices()}
    # What is no file is answered by another: a row too, which has a page and nothing else.
    rows = [c for c in cases if c["target"].startswith("graph/record/") and "#" in c["target"]]
    assert rows
    assert not any(case["vary"] for case in rows)
    things = [case for case in cases if case not in rows]
    assert all((case["status"] == "303") == (case["vary"] == "Accept") for case in things)
    assert {case["status"] for case in rows} == {"303"}


def test_what_is_chosen_by_what_is_accepted_is_in_the_site(published: Path) -> None:
    """In the language and at the place that are named."""
    for target in {case["target"].partition("?")[0] for case in read_cases() if case["vary"]}:
        path, _, place = target.partition("#")
        file = published / (f"{path}index.html" if not path or path.endswith("/") else path)
        assert file.is_file(), target
        assert f'id="{place}"' in file.read_text(encoding="utf-8") or not place, target


def test_one_line_tells_where_the_code_is(port: int) -> None:
    assert ask(port, "code")[:2] == (302, CODE)
    assert ask(port, "code/", accept="text/turtle")[:2] == (302, CODE)


def test_the_folder_itself_leads_to_its_slash(port: int) -> None:
    answer = ask(port, "../" + NAME)
    assert answer.status == 301
    assert answer.target == f"http://127.0.0.1:{port}/{NAME}/"


@pytest.mark.parametrize("path", ["/evil.example/", "//evil.example/", "%2F%2Fevil.example/"])
def test_no_address_leads_to_another_host(port: int, path: str) -> None:
    target = ask(port, path).target
    assert not target or target.startswith(SITE)


def test_files_in_the_repository_are_those_that_are_written() -> None:
    for name, text in write_files().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"{name}: make addresses"


def test_another_site_is_told_in_one_word() -> None:
    mine, other = (write_files(site)[".htaccess"] for site in (SITE, "https://data.example/"))
    changed = [pair for pair in zip(mine.splitlines(), other.splitlines(), strict=True)
               if len(set(pair)) > 1]  # fmt: skip
    assert len(changed) == 1
    assert "https://data.example/" in changed[0][1]


def test_forms_are_those_of_the_registry() -> None:
    known = {(form.media_type, form.suffix) for form in list_formats("statements")}
    assert {form[1:] for form in list_choices()[1:]} <= known
    assert Project(ROOT, ROOT / "build").base == f"https://w3id.org/{NAME}/"


def test_the_example_for_nginx_gives_each_file_its_type() -> None:
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    for _, media_type, suffix in list_choices()[1:]:
        assert f"{media_type} {suffix[1:]};" in text
    if nginx := shutil.which("nginx"):
        with tempfile.TemporaryDirectory() as folder:
            command = [nginx, "-t", "-p", folder, "-c", str(FOLDER / "nginx.conf")]
            assert subprocess.run(command, check=False).returncode == 0
