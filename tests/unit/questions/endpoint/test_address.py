"""An address is asked as it is meant, shown without its secrets, or refused as a misuse."""

from __future__ import annotations

import base64

import pytest

from bioprod_graph.errors import UsageError
from bioprod_graph.questions.endpoint.address import parse_address


class TestParseAddress:
    """parse_address, of what is an address"""

    @pytest.mark.parametrize(
        ("text", "uri"),
        [
            ("http://example.org", "http://example.org/"),
            ("HTTP://Example.ORG/Sparql", "http://example.org/Sparql"),
            ("https://example.org:443/x", "https://example.org/x"),
            ("http://example.org:/x", "http://example.org/x"),
            ("http://example.org:8080", "http://example.org:8080/"),
            ("http://example.org?a=b", "http://example.org/?a=b"),
            ("http://example.org/x?a=b#c", "http://example.org/x?a=b"),
            ("http://[::1]:7878/x", "http://[::1]:7878/x"),
            ("https://a.example/é?é=%20", "https://a.example/%C3%A9?%C3%A9=%20"),
            ("http://ada:secret@example.org/x", "http://example.org/x"),
            ("http://@example.org/x", "http://example.org/x"),
        ],
    )
    def test_what_is_asked(self, text: str, *, uri: str) -> None:
        """All ASCII, without name, password or fragment."""
        assert parse_address(text).uri == uri

    @pytest.mark.parametrize(
        ("text", "sent"),
        [
            ("http://ada:s%C3%A9cret%40@example.org/", "ada:sécret@"),
            ("http://ada@example.org/", "ada:"),
            ("http://ada:@example.org/", "ada:"),
            ("http://:key@example.org/", ":key"),
        ],
    )
    def test_name_and_password_are_sent_as_basic(self, text: str, *, sent: str) -> None:
        """RFC 7617, in UTF-8; either may be empty."""
        kind, _, told = parse_address(text).authorization.partition(" ")
        assert (kind, base64.b64decode(told).decode()) == ("Basic", sent)

    def test_without_them_nothing_is_sent(self) -> None:
        """An empty name is none."""
        assert parse_address("http://example.org/").authorization == ""
        assert parse_address("http://@example.org/").authorization == ""

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("http://ada:secret@example.org/x", "http://***@example.org/x"),
            ("http://example.org/x?key=secret", "http://example.org/x?…"),
            ("http://example.org:8080/x", "http://example.org:8080/x"),
            ("http://ada:secret@[::1]/", "http://***@[::1]/"),
        ],
    )
    def test_secrets_are_not_shown(self, text: str, *, shown: str) -> None:
        """Neither as text nor as the value that a debugger shows."""
        address = parse_address(text)
        assert str(address) == shown
        assert "secret" not in repr(address)

    @pytest.mark.parametrize(
        "text", ["it is secret", "c2VjcmV0", "http://b:c@d/ and key=7", "%73ecret secret"]
    )
    def test_secrets_are_hidden_in_what_a_service_says(self, text: str) -> None:
        """The password as given, written for an address, and as it is sent; any other in a URL."""
        address = parse_address("http://:secret@example.org/?key=7")
        sent = text.replace("c2VjcmV0", address.authorization)
        hidden = address.hide(sent.replace("%73ecret", ""))
        assert "***" in hidden
        assert not any(word in hidden for word in ("secret", "OnNlY3JldA", "b:c", "key=7"))

    @pytest.mark.parametrize(
        ("host", "expected"),
        [
            ("localhost", True),
            ("LOCALHOST.", True),
            ("a.localhost", True),
            ("127.0.0.1", True),
            ("127.1", True),
            ("2130706433", True),
            ("0x7f000001", True),
            ("0.0.0.0", True),  # noqa: S104  nothing is bound
            ("[::1]", True),
            ("[::ffff:127.0.0.1]", True),
            ("example.org", False),
            ("localhost.example.org", False),
            ("10.0.0.1", False),
            ("128.0.0.1", False),
            ("[2001:db8::1]", False),
        ],
    )
    def test_this_machine_is_known_by_its_names(self, host: str, *, expected: bool) -> None:
        """In the short and old forms as well."""
        assert parse_address(f"http://{host}/").is_loopback is expected


HTTP = ("expected an http or https address", "une adresse http ou https était attendue")
BLANK = ("it holds a blank or another character", "elle contient un blanc ou un autre")
HOST = ("its host is not written as hosts are", "son hôte n’est pas écrit comme un hôte")
PORT = ("its port is not a number from 1 to 65535", "son port n’est pas un nombre de 1 à 65535")


class TestMisuse:
    """parse_address, of what is none"""

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", HTTP),
            ("x", HTTP),
            ("/etc/passwd", HTTP),
            ("file:///etc/passwd", HTTP),
            ("ftp://example.org/", HTTP),
            ("javascript:alert(1)", HTTP),
            ("http:", HTTP),
            ("http://", HTTP),
            ("http:///x", HTTP),
            ("http://?x", HTTP),
            ("example.org/sparql", HTTP),
            ("http://127.0.0.1:8931/a b", BLANK),
            (" http://example.org/", BLANK),
            ("http://example.org/\n", BLANK),
            ("http://exam\tple.org/", BLANK),
            ("http://example.org/\x00", BLANK),
            ("http://example.org/\u202e", BLANK),
            ("http://example.org/\udcff", BLANK),
            ("http://example.org\\@example.com/", BLANK),
            ("<http://example.org/>", BLANK),
            ("http://[::1", HOST),
            ("http://::1]/", HOST),
            ("http://[example]/", HOST),
            ("http://[v1.x]/", HOST),
            ("http://a..b/", HOST),
            ("http://a%41/", HOST),
            ("http://*/", HOST),
            (f"http://{'a' * 64}.example/", HOST),
            ("http://straße.example/", HOST),
            ("https://été.example/", HOST),
            ("http://ⓔxample.org/", HOST),
            ("http://１２７.0.0.1/", HOST),
            ("http://example.org:99999/", PORT),
            ("http://example.org:0/", PORT),
            ("http://example.org:-1/", PORT),
            ("http://example.org:abc/", PORT),
            ("http://example.org:８０/", PORT),
        ],
    )
    def test_is_told_in_one_line(self, text: str, *, told: tuple[str, str]) -> None:
        """In either language, before anything is sent."""
        with pytest.raises(UsageError) as caught:
            parse_address(text)
        for line, part in zip((caught.value.message(x) for x in ("en", "fr")), told, strict=True):
            assert line.startswith("--endpoint ")
            assert part in line
            assert line.replace("\u00a0", " ").isprintable()
        assert caught.value.exit_status == 2

    @pytest.mark.parametrize(
        "text",
        [
            "ftp://ada:secret@example.org/",
            "http://ada:secret@[::1",
            "http://ada:secret@example.org:x/",
            "http://ada:se/secret@example.org/",
            "http://ada:x?secret@example.org/",
            "http://ada:x secret@example.org/",
            "ada:secret@example.org/sparql",
            "http://example.org:x/?key=secret",
        ],
    )
    def test_secrets_are_not_told(self, text: str) -> None:
        """Whatever may be one."""
        with pytest.raises(UsageError) as caught:
            parse_address(text)
        assert "secret" not in caught.value.message("en") + caught.value.message("fr")
