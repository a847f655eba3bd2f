"""Identifiers lead as the rules of w3id/ lead; files are given as they are, and no others."""

from __future__ import annotations

import csv
import gzip
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import brotli
import pytest

from tests.conftest import ROOT
from tests.service.conftest import PAGE

if TYPE_CHECKING:
    import httpx

LINES = (ROOT / "tests/data/addresses.csv").read_text(encoding="utf-8").splitlines()
CASES = list(csv.DictReader(LINES))
FILE = "/id/event/assises-idf-2021.ttl"


def test_identifiers_lead_as_by_the_rules(http: httpx.Client) -> None:
    """Where the rules lead to the same path of the site, it is the site that answers."""
    wrong = []
    for case in CASES:
        headers = {"Accept": case["accept"].strip()} if case["accept"] != "-" else {}
        request = http.build_request(case["method"], f"/{case['path']}", headers=headers)
        if case["accept"] == "-":
            del request.headers["accept"]
        told = http.send(request)
        if case["status"] == "303" and case["target"] != case["path"]:
            is_right = (told.status_code, told.headers["location"]) == (303, f"/{case['target']}")
        else:
            is_right = told.status_code in (200, 301, 404)
        if not is_right or case["vary"] not in told.headers.get("vary", ""):
            wrong.append((case, told.status_code, told.headers))
    assert wrong == []


def test_a_thing_leads_to_the_page_in_the_language_that_is_liked(http: httpx.Client) -> None:
    told = http.get("/id/event/assises-idf-2021", headers={"Accept-Language": "de, en-GB;q=0.7"})
    assert told.headers["location"].endswith("/en/")
    assert "Accept-Language" in told.headers["vary"]


@pytest.mark.parametrize("path", ["/id/claim/wrong", "/id/claim/wrong/"])
def test_what_was_wrong_about_a_person_is_gone(path: str, http: httpx.Client) -> None:
    """The page says so with 410; what has no file is told in a line."""
    told = http.get(path, headers={"Accept": "text/html"})
    assert (told.status_code, told.text) == (410, PAGE)
    assert "frame-ancestors" in told.headers["content-security-policy"]
    for other in (path.rstrip("/"), "/graph/record/claims/wrong"):
        told = http.get(other, headers={"Accept": "text/turtle"})
        assert (told.status_code, told.json()["status"]) == (410, 410)
    assert http.get("/id/claim/wrong-not").status_code == 303


class TestFiles:
    """Types, packed forms, conditions and ranges."""

    def test_has_its_type_and_says_so(self, http: httpx.Client) -> None:
        told = http.get("/en/", headers={"Accept-Encoding": "identity"})
        assert told.text == PAGE
        assert told.headers["content-type"] == "text/html; charset=utf-8"
        assert told.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors" in told.headers["content-security-policy"]
        assert http.get(FILE).headers["content-type"].startswith("text/turtle")
        assert http.get("/data.nq.gz").headers["content-type"] == "application/gzip"

    @pytest.mark.parametrize(
        ("accepted", "given"),
        [
            ("gzip, deflate, br, zstd", "br"),
            ("br;q=0.2, gzip;q=0.5", "gzip"),
            ("br;q=0, gzip", "gzip"),
            ("zstd, gzip", "gzip"),
            ("BR", "br"),
        ],
    )
    def test_is_packed_for_who_takes_it(
        self, http: httpx.Client, accepted: str, given: str
    ) -> None:
        told = http.get("/en/", headers={"Accept-Encoding": accepted})
        assert told.headers["content-encoding"] == given
        assert "Accept-Encoding" in told.headers["vary"]
        with http.stream("GET", "/en/", headers={"Accept-Encoding": accepted}) as response:
            packed = b"".join(response.iter_raw())
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[given]
        assert unpack(packed).decode() == PAGE
        assert len(packed) == int(told.headers["content-length"]) < len(PAGE) / 4
        plain = http.get("/en/", headers={"Accept-Encoding": "gzip;q=0"})
        assert "content-encoding" not in plain.headers

    def test_is_not_sent_to_who_has_it(self, http: httpx.Client) -> None:
        tag = http.get("/en/").headers["etag"]
        told = http.get("/en/", headers={"If-None-Match": f'"other", {tag}'})
        assert (told.status_code, told.content) == (304, b"")
        assert http.get("/en/", headers={"If-None-Match": '"other"'}).status_code == 200

    def test_is_not_sent_to_who_has_one_as_new(self, http: httpx.Client) -> None:
        date = http.get("/data.nq.gz").headers["last-modified"]
        for since, status in ((date, 304), ("Fri, 01 Jan 2100 00:00:00 -0000", 304),
                              ("Sat, 01 Jan 2000 00:00:00 GMT", 200),
                              ("Fri, 99 Jan 99999 99:00:00 GMT", 200), ("", 200),
                              (f"Fri, 01 Jan {9**30} 00:00:00 GMT", 200)):  # fmt: skip
            told = http.get("/data.nq.gz", headers={"If-Modified-Since": since})
            assert told.status_code == status, since
        both = {"If-Modified-Since": date, "If-None-Match": '"other"'}
        assert http.get("/data.nq.gz", headers=both).status_code == 200

    def test_only_what_is_got_is_got_in_part(self, http: httpx.Client) -> None:
        told = http.head("/data.nq.gz", headers={"Range": "bytes=0-3"})
        assert told.status_code == 200

    @pytest.mark.parametrize(
        ("asked", "status", "given"),
        [
            ("bytes=0-9", 206, PAGE[:10]),
            ("bytes=-5", 206, PAGE[-5:]),
            (f"bytes={len(PAGE)}-", 416, None),
            ("bytes=5-2", 400, None),
            ("lines=1-2", 200, PAGE),
        ],
    )
    def test_ranges(
        self, http: httpx.Client, asked: str, *, status: int, given: str | None
    ) -> None:
        told = http.get("/en/", headers={"Range": asked})
        assert told.status_code == status
        if given is not None:
            assert told.text == given

    def test_what_is_not_there_is_told_to_people_and_to_programs(self, http: httpx.Client) -> None:
        person = http.get("/nowhere", headers={"Accept": "text/html"})
        program = http.get("/nowhere", headers={"Accept": "application/json"})
        assert (person.status_code, person.text) == (404, PAGE)
        assert (program.status_code, program.json()["status"]) == (404, 404)

    @pytest.mark.parametrize(
        "path",
        [
            "/../secret",
            "/en/../../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/%2e%2e%2fsecret",
            "/..%5csecret",
            "//secret",
            "/./../secret",
            "/link",
            "/en/%00",
            "/%c0%ae%c0%ae/secret",
            "/en//../../secret",
            "file:///etc/passwd",
        ],
    )
    def test_no_path_leaves_the_site(self, server: str, path: str) -> None:
        place = urlsplit(server)
        with socket.create_connection((place.hostname, place.port), timeout=10) as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            told = b"".join(iter(lambda: client.recv(65_536), b""))
        assert int(told.split()[1]) in (301, 400, 404)
        assert b"secret" not in told.partition(b"\r\n\r\n")[2]
