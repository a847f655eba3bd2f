"""`bioprod query --endpoint`: an answer on stdout, or one line on stderr that says whose fault."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.unit.questions.endpoint.standin import Page, Raw, StandIn, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.commands.conftest import Run

SELECT = "SELECT ?s { ?s ?p ?o }"
ROW = b'{"s": {"type": "uri", "value": "urn:a"}}'
ROWS = b'{"head": {"vars": ["s"]}, "results": {"bindings": [%s]}}' % ROW
CUT = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n" + ROWS[:9]


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """A service of ours."""
    with serve() as served:
        yield served


class TestAnswers:
    """What a service says"""

    @pytest.mark.parametrize("media", ["application/json", "text/plain", ""])
    def test_rows_are_written(
        self, bioprod: Run, workshop: Path, standin: StandIn, *, media: str
    ) -> None:
        """Under any of their types, in the format that was asked for."""
        words = ("--sparql", SELECT, "--endpoint", standin.put(Page(ROWS, media)))
        done = bioprod("--project", workshop, "query", *words, "--format", "csv")
        assert (done.status, done.out, done.err) == (0, "s\r\nurn:a\r\n", "")

    def test_a_graph_is_written(self, bioprod: Run, workshop: Path, standin: StandIn) -> None:
        """As Turtle."""
        url = standin.put(Page(b"<urn:a> <urn:b> <c> .", "text/turtle"))
        words = ("--sparql", "DESCRIBE <urn:a>", "--endpoint", url)
        done = bioprod("--project", workshop, "query", *words)
        assert (done.status, done.err) == (0, "")
        assert done.out == f"<urn:a> <urn:b> <{standin.find('/c')}> .\n"

    def test_another_host_is_named_on_stderr(
        self, bioprod: Run, workshop: Path, standin: StandIn
    ) -> None:
        """In the language of the person, beside the answer; the password stays here."""
        there = standin.find("/new", "localhost")
        standin.put(Page(status=301, fields=(("Location", there),)), "/old")
        standin.put(Page(ROWS), "/new")
        words = ("--sparql", SELECT, "--endpoint", standin.find("/old", userinfo="ada:secret@"))
        done = bioprod("--project", workshop, "--lang", "fr", "query", *words, "--format", "csv")
        assert (done.status, done.out) == (0, "s\r\nurn:a\r\n")
        assert done.err == (
            f"{standin.find('/old', userinfo='***@')} renvoie vers un autre hôte, "
            f"qui est interrogé\u00a0: {there} (sans le mot de passe)\n"
        )


class TestOffline:
    """What a service said before, where it cannot be reached"""

    @pytest.mark.parametrize(
        ("query", "page", "form", "told"),
        [
            (SELECT, Page(ROWS), "csv", "s\r\nurn:a\r\n"),
            ("DESCRIBE <urn:a>", Page(b"<urn:a> <urn:b> 1 .", "text/turtle"), "turtle", "@prefix"),
        ],
    )
    def test_is_given_with_its_day(
        self, bioprod: Run, workshop: Path, *, query: str, page: Page, form: str, told: str
    ) -> None:
        """To the same query alone; a service that answers badly is no reason."""
        words = ("--project", workshop, "--lang", "en", "query", "--format", form, "--sparql")
        with serve() as there:
            url = there.put(page)
            first = bioprod(*words, query, "--endpoint", url)
            there.put(Page(status=500))
            assert bioprod(*words, query, "--endpoint", url).status == 1
        again = bioprod(*words, query, "--endpoint", url)
        assert (again.status, again.out) == (0, first.out)
        assert again.out.startswith(told)
        assert re.search(r"cannot be reached: .*; this is its answer of 20\d\d-\d\d-", again.err)
        assert bioprod(*words, f"{query} ", "--endpoint", url).status == 1

    def test_what_a_password_opened_is_not_kept(self, bioprod: Run, workshop: Path) -> None:
        words = ("--project", workshop, "query", "--sparql", SELECT, "--endpoint")
        with serve() as there:
            there.put(Page(ROWS))
            url = there.find("/sparql", userinfo="ada:secret@")
            assert bioprod(*words, url).status == 0
        assert bioprod(*words, url).status == 1


class TestRefusals:
    """What is no answer"""

    @pytest.mark.parametrize(
        ("page", "en", "fr"),
        [
            (Page(b"<title>Form</title>", "text/html"), "answered text/html (Form)", "a répondu"),
            (Page(b'{"boolean": true}'), "and SELECT asks for rows", "SELECT demande des lignes"),
            (Page(ROWS[:-2]), "the JSON stops in the middle", "le JSON s’arrête au milieu"),
            (Page(b"\x1b[31mno", "text/plain", 400), "400 Bad Request ([31mno)", "a refusé"),
            (
                Page(b"", "", 429, (("Retry-After", "9"),)),
                "asks to wait: 9 s",
                "d’attendre\u00a0: 9 s",
            ),
            (Page(b"", "", 204), "gave no whole answer", "pas donné de réponse entière"),
            (Page(b"", "", 302, (("Location", "file:///x"),)), "sends on to file", "renvoie vers"),
            (Raw(b""), "closed the connection", "a fermé la connexion"),
            (Raw(CUT), "broke off its answer", "a interrompu sa réponse"),
            (Raw(b"HTP/9 what\r\n\r\n"), "does not answer as HTTP does", "comme HTTP le veut"),
            (Raw(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 150), "than 100 headers", "100 headers"),
            (Raw(b"", "silence"), "within 0.2 s; give more with --timeout", "en 0.2 s\u00a0:"),
        ],
    )
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_is_one_line(  # noqa: PLR0913
        self,
        bioprod: Run,
        workshop: Path,
        standin: StandIn,
        *,
        page: Page | Raw,
        en: str,
        fr: str,
        language: str,
    ) -> None:
        """Exit 1, nothing on stdout."""
        url = standin.put(page)
        patience = "0.2" if page == Raw(b"", "silence") else "60"
        words = ("--sparql", SELECT, "--endpoint", url, "--timeout", patience)
        done = bioprod("--project", workshop, "--lang", language, "query", *words)
        assert (done.status, done.out) == (1, "")
        assert done.err.startswith(f"bioprod: {url} ")
        assert (fr if language == "fr" else en) in done.err
        assert done.err.count("\n") == 1
        assert done.err.replace("\u00a0", " ").strip().isprintable()

    @pytest.mark.parametrize(
        ("address", "en", "fr"),
        [
            ("http://[::1", "its host is not written", "son hôte n’est pas écrit"),
            ("http://127.0.0.1:8931/a b", "it holds a blank", "elle contient un blanc"),
            ("http://127.0.0.1:99999/", "its port is not a number", "son port n’est pas un nombre"),
            ("http://ada:secret@h:x/", "http://***@h:x/: its port", "http://***@h:x/\u00a0: son"),
            ("ftp://ada:secret@h/", "expected an http or https", "une adresse http ou https"),
            ("", "expected an http or https", "une adresse http ou https"),
        ],
    )
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_a_bad_address_is_misuse(
        self, bioprod: Run, workshop: Path, *, address: str, en: str, fr: str, language: str
    ) -> None:
        """Exit 2, and no password printed."""
        words = ("--sparql", SELECT, "--endpoint", address)
        done = bioprod("--project", workshop, "--lang", language, "query", *words)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("bioprod: --endpoint")
        assert (fr if language == "fr" else en) in done.err
        assert "secret" not in done.err
        assert done.err.count("\n") == 1

    def test_service_stays_here(self, bioprod: Run, workshop: Path, standin: StandIn) -> None:
        """Unless it is allowed."""
        words = ("--sparql", "ASK { SERVICE <urn:x> {} }", "--endpoint", standin.put(Page(ROWS)))
        done = bioprod("--project", workshop, "query", *words)
        assert (done.status, done.out, standin.asked) == (2, "", [])
        assert "--allow-service" in done.err
