"""What is told at /api/ is what the library tells, in all its formats, and described by itself."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from bioprod_graph.service.app import Service, make_app
from bioprod_graph.service.settings import Settings

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from bioprod_graph.service.holdings import Holdings

# What each part of a path stands for in these tests.
PARTS = {"kind": "recommendation", "slug": "assises-idf-2021-01", "name": "organisers",
         "network": "actors"}  # fmt: skip
LIGHT = ("/search", "/things", "/questions", "/questions/{name}")
ASKED = {
    "search": {"q": "genethon"},
    "explain": {"subject": "sensorion"},
    "ask": {"phrase": "who organised the Assises?"},
    "sparql": {"query": "ASK { ?s a bioprod:Axis }"},
}


def _fill(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: PARTS[match[1]], f"/api{path}")


def test_each_operation_is_answered_in_its_formats(client: TestClient, held: Holdings) -> None:
    """As its media type, which may be asked for as well."""
    for operation in held.operations.values():
        if operation.name.startswith("answer_"):
            continue
        usual, last = (list(operation.formats)[place] for place in (0, -1))
        for name in {usual, last}:
            form = operation.formats[name]
            asked = {**ASKED.get(operation.name, {}), "format": name}
            response = client.get(_fill(operation.path), params=asked)
            assert response.status_code == 200, (operation.name, name, response.text)
            assert response.headers["content-type"].partition(";")[0] == form.media_type
            if name == usual:
                del asked["format"]
                again = client.get(_fill(operation.path), params=asked)
                assert again.content == response.content


def test_each_question_is_answered(client: TestClient, held: Holdings) -> None:
    """With its defaults; in CSV the rows are those of the commands."""
    questions = [each for each in held.operations.values() if each.name.startswith("answer_")]
    assert len(questions) == len(held.catalogue)
    for operation in questions[::12]:
        response = client.get(_fill(operation.path))
        assert response.status_code == 200, (operation.name, response.text)
    asked = {"format": "csv", "event": "event/assises-idf-2021"}
    rows = list(
        csv.reader(io.StringIO(client.get("/api/questions/organisers/answer", params=asked).text))
    )
    assert rows[0][0] == "organization"
    assert len(rows) == 1 + int(
        client.get("/api/questions/organisers/answer").headers["x-total-count"]
    )


def test_a_thing_is_told_with_the_passages_of_each_fact(client: TestClient) -> None:
    """And what is not there is said, with what is near."""
    told = client.get("/api/things/organization/sensorion").json()
    assert told["name"] == "Sensorion"
    cited = {passage["id"] for passage in told["passages"]}
    assert cited
    assert any(set(fact["passages"]) <= cited for fact in told["facts"] if fact["passages"])
    missing = client.get("/api/things/organization/senzorion")
    assert missing.status_code == 404
    assert "organization/sensorion" in missing.json()["detail"]
    turtle = client.get("/api/things/organization/sensorion", headers={"Accept": "text/turtle"})
    assert turtle.headers["content-type"].startswith("text/turtle")


def test_an_answer_comes_with_what_it_rests_on(client: TestClient) -> None:
    """Each row has passages, described once; a phrase is told as it was understood."""
    told = client.get("/api/questions/organisers/evidence").json()
    assert told["found"] is True
    assert len(told["evidence"]) == told["rows_in_all"]
    assert all(told["evidence"])
    assert {"id", "source"} <= told["passages"][0].keys()
    asked = {"phrase": "qui fait de la thérapie génique dans l'Essonne ?", "lang": "fr"}
    heard = client.get("/api/ask", params=asked).json()
    given = {"therapy": "therapy/gene-therapy", "departement": "place/essonne"}
    assert heard["understood"]["given"] == given
    assert (heard["understood"]["left_out"], heard["understood"]["usual"]) == ([], {})
    assert heard["rows_in_all"] == len(heard["evidence"]) > 1
    assert client.get("/api/ask", params={"phrase": "what time is it?"}).status_code == 404


def test_an_empty_answer_leads_to_why(client: TestClient) -> None:
    """Of a question and of a query alike, as the doctor of the commands has it; others do not."""
    asked = {"therapy": "therapy/vaccine", "lang": "en"}
    empty = client.get("/api/questions/recommendations-for-therapy/answer", params=asked)
    (link,) = (each for each in empty.links.values() if each["rel"] == "help")
    told = client.get(link["url"]).json()
    assert told["found"] is False
    assert "therapy/cell-therapy" in told["why"][0]
    query = "SELECT ?x { ?x bioprod:organisedBy organization:genopole }"
    for address in ("/sparql", "/api/sparql"):
        response = client.get(address, params={"query": query})
        assert response.status_code == 200
    empty = client.get("/sparql", params={"query": query})
    told = client.get(f"/{empty.links['help']['url']}").json()
    assert "bioprod:organizedBy" in " ".join(told["why"])
    assert "link" not in client.get("/sparql", params={"query": "SELECT * { } "}).headers
    assert client.get("/api/sparql", params={"query": "SELECT"}).status_code == 400


def test_lists_are_given_in_pages(client: TestClient) -> None:
    """Pages lead to the next, until all was given once."""
    address, seen = "/api/things?limit=300&type=Organization", list[str]()
    while address:
        response = client.get(address)
        page = response.json()
        seen += [item["id"] for item in page["items"]]
        address = response.links.get("next", {}).get("url", "")
    assert len(seen) == len(set(seen)) == page["total"] == int(response.headers["x-total-count"])


def test_what_is_known_is_not_sent_again(client: TestClient) -> None:
    """An answer has a mark of its release, of what was asked, its language and its format."""
    first = client.get("/api/questions")
    again = client.get("/api/questions", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    marks = {
        client.get("/api/questions", params=asked, headers=liked).headers["etag"]
        for asked, liked in (({}, {}), ({"limit": 2}, {}), ({}, {"Accept-Language": "fr"}))
    }
    assert len(marks) == 3


def test_the_language_is_that_of_the_reader(client: TestClient) -> None:
    """By Accept-Language, and ?lang= before it."""
    liked = {"Accept-Language": "de, fr;q=0.8, en;q=0.2"}
    address = "/api/questions/organisers"
    french = client.get(address, headers=liked)
    assert french.headers["content-language"] == "fr"
    assert french.json()["title"] != client.get(address).json()["title"]
    assert (
        client.get(address, params={"lang": "en"}, headers=liked).json()
        == client.get(address).json()
    )


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/nothing", 404),
        ("/api/search", 400),
        ("/api/search?q=x&colour=red", 400),
        ("/api/search?q=x&q=y", 400),
        ("/api/search?q=x&limit=0", 400),
        ("/api/search?q=x&lang=xx", 400),
        ("/api/search?q=%00", 400),
        ("/api/questions/nothing", 404),
        ("/api/questions/nothing/answer", 404),
        ("/api/questions/organisers/answer?event=no-such-event", 404),
        ("/api/questions/posts-held-in/answer?date=soon", 400),
        ("/api/questions/who-could-answer/answer?recommendation=one", 400),
        ("/api/briefs/organization/nothing", 404),
        ("/api/track?as_of=2022-13", 400),
        ("/api/track?recommendation=999", 404),
        ("/api/gaps?kind=nothing", 404),
        ("/api/cite?thing=nothing-of-it", 404),
        ("/api/questions/nothing/citation", 404),
        ("/api/explain?subject=nothing-of-it", 404),
        ("/api/measures/nothing", 404),
        ("/api/measures/actors?measure=nothing", 400),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(client: TestClient, address: str, status: int) -> None:
    """In the language of the reader."""
    said = {}
    for language in ("en", "fr"):
        response = client.get(address, headers={"Accept-Language": language})
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        said[language] = response.json()["detail"]
    assert said["en"] != said["fr"]
    if "lang=" in address:
        return
    asked = f"{address}{'&' if '?' in address else '?'}lang=fr"
    assert client.get(asked, headers={"Accept-Language": "en"}).json()["detail"] == said["fr"]


def test_what_is_not_accepted_is_refused_with_what_is_there(client: TestClient) -> None:
    """By media type; what is liked better is given."""
    refused = client.get("/api/gaps", headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert "text/csv" in refused.json()["detail"]
    given = client.get("/api/track", headers={"Accept": "text/csv;q=0.5, text/markdown"})
    assert given.headers["content-type"] == "text/markdown; charset=utf-8"


def test_the_index_lists_each_operation(client: TestClient, held: Holdings) -> None:
    """As a table without scripts; as the document to a program."""
    page = client.get("/api/", headers={"Accept": "text/html"}).text
    document = client.get("/api/", headers={"Accept": "application/json"}).json()
    assert document == client.get("/api/openapi.json").json()
    for operation in held.operations.values():
        assert f"/api{operation.path}" in page
        assert operation.path in document["paths"]
    assert "<script" not in page


def _ask(operation: Any) -> None:
    """Ask an operation what its description allows, and what it does not."""

    def ask(case: Any) -> None:
        case.call_and_validate()

    bounds = settings(
        max_examples=3, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    for mode in schemathesis.GenerationMode:
        cases: Any = given(operation.as_strategy(generation_mode=mode))
        run: Any = bounds(cases(ask))
        run()


def test_what_is_described_is_so(client: TestClient, held: Holdings) -> None:
    """Whatever is asked as the document has it, or not, is answered as the document has it."""
    # It is started and stopped by who asks it: that of the client goes on.
    app = make_app(Service(Settings(held.source, workers=1)))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    found: list[Any] = list(schema.get_all_operations())
    operations = [each.ok() for each in found]
    assert {each.path for each in operations} == set(
        client.get("/api/openapi.json").json()["paths"]
    )
    for operation in operations:
        if operation.path in LIGHT:
            _ask(operation)
