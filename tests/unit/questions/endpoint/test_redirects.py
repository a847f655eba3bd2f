"""A service that has moved is asked where it is now; another host only with a word."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.errors import EndpointError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.questions.endpoint import ask_endpoint
from bioprod_graph.questions.endpoint.address import parse_address
from bioprod_graph.questions.endpoint.exchange import FARTHEST as MOST
from bioprod_graph.questions.endpoint.exchange import follow
from tests.unit.questions.endpoint.standin import Page, Raw, StandIn

if TYPE_CHECKING:
    from bioprod_graph.language import Sayable

PREFIXES = PrefixTable("https://example.org/", {})
ASK = "ASK { ?s ?p 'é&+' }"
TRUE = Page(b'{"head": {}, "boolean": true}')


def move(location: str, status: int = 302) -> Page:
    """An answer that says where to ask."""
    return Page(b"<html>moved</html>", "text/html", status, (("Location", location),))


def ask(url: str) -> tuple[str, list[tuple[str, str]]]:
    """Give the answer, and what was said on the way, in French and in English."""
    told: list[Sayable] = []
    answer = ask_endpoint(url, ASK, {}, tell=told.append)
    return answer.render("table", PREFIXES), [(said.say("fr"), said.say("en")) for said in told]


class TestFollowing:
    """Where to ask again"""

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize("place", ["{}/new", "/new", "new", "//{}/new", "/new#x"])
    def test_the_query_is_sent_again(self, standin: StandIn, status: int, *, place: str) -> None:
        """By POST, whatever the status, with nothing said: it is the same host."""
        here = standin.find("")
        location = place.format(here if place.startswith("{") else here.removeprefix("http://"))
        url = standin.put(move(location, status), "/old")
        standin.put(TRUE, "/new")
        assert ask(url) == ("yes\n", [])
        assert [(a.method, a.path) for a in standin.asked] == [("POST", "/old"), ("POST", "/new")]
        assert standin.asked[0].form == standin.asked[1].form == {"query": [ASK]}
        assert standin.asked[0].fields["accept"] == standin.asked[1].fields["accept"]

    def test_another_host_is_named(self, standin: StandIn) -> None:
        """In either language, before it is asked."""
        there = standin.find("/new", "localhost")
        url = standin.put(move(there), "/old")
        standin.put(TRUE, "/new")
        result, told = ask(url)
        assert result == "yes\n"
        assert told == [
            (
                f"{url} renvoie vers un autre hôte, qui est interrogé : {there}",
                f"{url} sends on to another host, which is asked: {there}",
            )
        ]

    def test_without_a_listener_it_is_said_on_stderr(
        self, standin: StandIn, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """From Python as well nothing is followed in silence."""
        url = standin.put(move(standin.find("/new", "localhost")), "/old")
        standin.put(TRUE, "/new")
        ask_endpoint(url, ASK, {})
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(f"{url} sends on to another host")

    def test_as_often_as_the_limit(self, standin: StandIn) -> None:
        """And once more is too often."""
        for number in range(MOST + 1):
            standin.put(move(f"/{number - 1}"), f"/{number}")
        standin.put(TRUE, "/-1")
        assert ask(standin.find(f"/{MOST - 1}")) == ("yes\n", [])
        standin.asked.clear()
        with pytest.raises(EndpointError, match="sends on more than 5 times"):
            ask(standin.find(f"/{MOST}"))
        assert len(standin.asked) == MOST + 1

    def test_a_loop_ends(self, standin: StandIn) -> None:
        """With a word on what to do."""
        url = standin.put(move("/old"), "/old")
        with pytest.raises(EndpointError) as caught:
            ask(url)
        assert caught.value.message("fr").startswith(f"{url} renvoie plus de 5 fois : cherchez")

    def test_a_failure_there_names_where_it_is(self, standin: StandIn) -> None:
        """Not where it was asked for."""
        url = standin.put(move("/new?key=1"), "/old")
        standin.put(Raw(b""), "/new")
        with pytest.raises(EndpointError) as caught:
            ask(url)
        assert str(caught.value).startswith(f"{standin.find('/new')}?… closed the connection")

    def test_parameters_of_an_address_are_kept(self, standin: StandIn) -> None:
        """SPARQL 1.1 Protocol, section 2.1.4: a dataset may stand in it."""
        url = standin.put(TRUE)
        ask(f"{url}?default-graph-uri=urn%3Ag")
        assert standin.asked[0].path.endswith("?default-graph-uri=urn%3Ag")


class TestRefusing:
    """Where it is not asked"""

    @pytest.mark.parametrize(
        ("here", "location", "en", "fr"),
        [
            ("http", "file:///etc/hostname", "file:///etc/hostname", "http ou https"),
            ("http", "ftp://127.0.0.1:1/x", "expected an http or https address", "http ou https"),
            ("http", "data:text/plain,x", "http or https", "http ou https"),
            ("http", "javascript:alert(1)", "http or https", "http ou https"),
            ("http", "http://[::1", "its host is not written", "son hôte n’est pas écrit"),
            ("http", "http://a.example.org:x/", "its port is not a number", "son port n’est pas"),
            ("http", "http://b.example.org/a b", "it holds a blank", "elle contient un blanc"),
            ("http", "http://b.example.org/\x1b[31m", "it holds a blank", "elle contient un blanc"),
            ("https", "http://a.example.org/", "it is not encrypted", "elle n’est pas chiffrée"),
            ("https", "http://b.example.org/", "it is not encrypted", "elle n’est pas chiffrée"),
            ("http", "http://localhost/", "it is this machine", "c’est cette machine"),
            ("http", "http://127.1:8080/", "it is this machine", "c’est cette machine"),
            ("https", "https://[::1]/", "it is this machine", "c’est cette machine"),
        ],
    )
    def test_is_told(self, here: str, location: str, *, en: str, fr: str) -> None:
        """No file, no lost encryption, nothing of this machine for who is outside."""
        with pytest.raises(EndpointError) as caught:
            follow(parse_address(f"{here}://a.example.org/"), location)
        for line, part in ((caught.value.message("en"), en), (caught.value.message("fr"), fr)):
            assert line.startswith(f"{here}://a.example.org/ ")
            assert part in line
            assert line.replace("\u00a0", " ").isprintable()

    def test_it_is_told_of_a_service(self, standin: StandIn) -> None:
        """Nothing else is opened."""
        url = standin.put(move("file:///etc/hostname"))
        with pytest.raises(EndpointError, match="sends on to file:///etc/hostname, which is not"):
            ask(url)


class TestPasswords:
    """A password goes to its host alone, and is never printed"""

    def test_the_same_host_has_it(self, standin: StandIn) -> None:
        """Sent by Basic, and again where it moved to."""
        standin.put(move("/new"), "/old")
        standin.put(TRUE, "/new")
        ask(standin.find("/old", userinfo="ada:s%C3%A9cret@"))
        sent = base64.b64encode("ada:sécret".encode()).decode()
        assert [a.fields["authorization"] for a in standin.asked] == [f"Basic {sent}"] * 2

    def test_another_host_has_not(self, standin: StandIn) -> None:
        """And this is told; nor does it come back by a way round."""
        standin.put(move(standin.find("/new", "localhost")), "/old")
        standin.put(move(standin.find("/back")), "/new")
        standin.put(TRUE, "/back")
        result, told = ask(standin.find("/old", userinfo="ada:secret@"))
        assert result == "yes\n"
        assert ["authorization" in a.fields for a in standin.asked] == [True, False, False]
        assert told[0][0].endswith("/new (sans le mot de passe)")
        assert told[0][1].endswith("/new (without the password)")
        assert "secret" not in str(told)

    @pytest.mark.parametrize(
        ("there", "is_kept"),
        [
            ("http://a.example.org/x", True),
            ("https://a.example.org/x", True),
            ("http://A.example.org:80/x", True),
            ("https://a.example.org:8443/", False),
            ("http://a.example.org:8080/", False),
            ("http://b.example.org/", False),
            ("http://a.example.org.example.com/", False),
            ("http://x:y@b.example.org/", False),
        ],
    )
    def test_which_host_is_the_same(self, there: str, *, is_kept: bool) -> None:
        """One with encryption added counts as the same, another port does not."""
        here = parse_address("http://ada:secret@a.example.org/")
        after = follow(here, there)
        assert after.credentials == ("ada:secret" if is_kept else "")
        assert here.is_origin_of(after) is is_kept

    def test_a_password_of_a_redirect_is_neither_used_nor_told(self, standin: StandIn) -> None:
        """A service may not choose one."""
        standin.put(move(standin.find("/new", userinfo="x:secret@")), "/old")
        standin.put(Page(b"no", "text/plain", 403), "/new")
        with pytest.raises(EndpointError) as caught:
            ask(standin.find("/old"))
        assert "authorization" not in standin.asked[1].fields
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize("page", [b"wrong password secret", b"Basic YWRhOnNlY3JldA== no"])
    def test_a_service_that_repeats_it_is_not_quoted(self, standin: StandIn, page: bytes) -> None:
        """It is hidden in its words."""
        standin.put(Page(page, "text/plain", 401))
        with pytest.raises(EndpointError) as caught:
            ask(standin.find("/sparql", userinfo="ada:secret@"))
        line = caught.value.message("en")
        assert "http://***@127.0.0.1" in line
        assert "***" in line.partition("401")[2]
        assert not {"secret", "YWRhOnNlY3JldA=="} & set(line.replace("(", " ").split())
