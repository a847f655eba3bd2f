"""Clients of spreadsheets are answered as both versions of the reconciliation API have it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from tests.third_party import SHARED

if TYPE_CHECKING:
    from starlette.testclient import TestClient

KIT = SHARED / "kit" / "reconciliation"
OLD, NEW = "0.2", "1.0-draft"
ROOTS = {OLD: "/reconcile", NEW: f"/reconcile/{NEW}"}
# What a manifest may refer to for the authentication that none of ours has.
ELSEWHERE = "http://swagger.io/v2/schema.json"
third_party = pytest.mark.third_party("kit/reconciliation")
both = pytest.mark.parametrize("version", [OLD, NEW])


def _read_schema(version: str, name: str) -> Any:
    schema = json.loads((KIT / version / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return {key: value for key, value in schema.items() if key != "$schema"}


def _check(version: str, name: str, answer: Any) -> None:
    """Check an answer against a schema of a version."""
    known = [path.stem for path in (KIT / version / "schemas").glob("*.json")]
    schemas = [(schema.get("$id", each), schema) for each in known
               for schema in [_read_schema(version, each)]]  # fmt: skip
    registry: Registry[Any] = Registry().with_resources(
        [(key, DRAFT7.create_resource(schema)) for key, schema in schemas]
        + [(ELSEWHERE, DRAFT7.create_resource({}))]
    )
    errors = list(
        Draft7Validator(_read_schema(version, name), registry=registry).iter_errors(answer)
    )
    assert not errors, errors[0].message


def _match_old(client: TestClient, **queries: Any) -> Any:
    return client.post("/reconcile", data={"queries": json.dumps(queries)}).json()


def _match_new(client: TestClient, *queries: Any) -> Any:
    return client.post(f"{ROOTS[NEW]}/match", json={"queries": list(queries)}).json()["results"]


@third_party
@both
def test_a_manifest_holds_to_its_schema(client: TestClient, version: str) -> None:
    """And leads to services that are there."""
    manifest = client.get(ROOTS[version]).json()
    _check(version, "manifest", manifest)
    assert version in manifest["versions"]
    for told in manifest["suggest"].values() if version == OLD else ():
        assert client.get(told["service_url"] + told["service_path"]).json()["result"]


@third_party
@both
def test_each_answer_holds_to_its_schema(client: TestClient, version: str) -> None:
    """Of queries, suggestions, values and proposals."""
    root = ROOTS[version]
    for kind, schema in (("entity", "entities"), ("property", "properties"), ("type", "types")):
        answer = client.get(f"{root}/suggest/{kind}", params={"prefix": "s"}).json()
        assert answer["result"]
        _check(version, f"suggest-{schema}-response", answer)
    asked = {"ids": ["organization/sensorion", "organization/nothing"],
             "properties": [{"id": "bioprod:seat"}, {"id": "bioprod:foundingYear"},
                            {"id": "rdfs:label"}]}  # fmt: skip
    if version == OLD:
        result = _match_old(client, a={"query": "Genethon"}, b={"query": "zzqq"})
        extended = client.post(root, data={"extend": json.dumps(asked)}).json()
    else:
        result = {"results": _match_new(client, _name("Genethon"), _name("zzqq"))}
        extended = client.post(f"{root}/extend", json=asked).json()
    _check(version, "reconciliation-result-batch", result)
    _check(version, "data-extension-response", extended)
    proposal = client.get(f"{root}/extend/propose", params={"type": "bioprod:Company"}).json()
    assert proposal["properties"]
    _check(version, "data-extension-property-proposal", proposal)


@third_party
@both
def test_each_query_of_the_specification_is_answered(client: TestClient, version: str) -> None:
    """Those that are valid are, whatever properties and types they name; the others are refused."""
    folder = KIT / version / "examples" / "reconciliation-query-batch"
    for path in sorted(folder.rglob("*.json")):
        batch = path.read_text(encoding="utf-8")
        if version == OLD:
            response = client.post("/reconcile", data={"queries": batch})
        else:
            headers = {"Content-Type": "application/json"}
            response = client.post(f"{ROOTS[NEW]}/match", content=batch, headers=headers)
        if path.parent.name == "valid":
            assert response.status_code == 200, path.name
            _check(version, "reconciliation-result-batch", response.json())
        else:
            assert response.status_code in (200, 400), path.name


def _name(text: str, **more: Any) -> dict[str, Any]:
    return {"conditions": [{"matchType": "name", "propertyValue": text}], **more}


def test_both_versions_find_the_same(client: TestClient) -> None:
    """By GET, by a form and by JSON."""
    query = {"query": "Yposkezi", "limit": 3}
    old = _match_old(client, q0=query)["q0"]["result"]
    asked = {"queries": json.dumps({"q0": query})}
    assert client.get("/reconcile", params=asked).json()["q0"]["result"] == old
    assert client.get("/reconcile", params={"query": json.dumps(query)}).json()["result"] == old
    assert _match_new(client, _name("Yposkezi", limit=3)) == [{"candidates": old}]
    assert old[0]["id"] == "organization/yposkesi"
    assert len(old) <= 3


def test_the_language_is_that_of_the_root_or_of_the_reader(client: TestClient) -> None:
    """Names of classes are in French below /fr/."""
    french = client.get("/fr/reconcile/suggest/type", params={"prefix": "entreprise"}).json()
    liked = {"Accept-Language": "fr-CA, en;q=0.5"}
    asked = {"prefix": "entreprise"}
    assert french == client.get("/reconcile/suggest/type", params=asked, headers=liked).json()
    assert {"id": "bioprod:Company", "name": "entreprise"} in french["result"]


def test_values_are_those_of_the_graph(client: TestClient) -> None:
    """Things by identifier and name, texts in one language; what is unknown has none."""
    asked = {"ids": ["organization/sensorion", "no/such"],
             "properties": [{"id": "bioprod:seat"}, {"id": "bioprod:summary"}]}  # fmt: skip
    rows = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()["rows"]
    sensorion = rows["organization/sensorion"]
    assert sensorion["bioprod:seat"] == [{"id": "place/montpellier", "name": "Montpellier"}]
    assert len(sensorion["bioprod:summary"]) == 1
    assert rows["no/such"] == {"bioprod:seat": [], "bioprod:summary": []}
    asked["properties"] = [{"id": "no such"}]
    told = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    assert told["meta"] == [{"id": "no such", "name": "no such"}]
    assert told["rows"]["organization/sensorion"] == {"no such": []}


def test_a_cell_without_text_matches_nothing(client: TestClient) -> None:
    """The others of its batch are answered: an empty text is a query by the schemas."""
    assert _match_old(client, a={"query": ""}, b={"query": "Yposkezi"})["a"] == {"result": []}
    empty, full = _match_new(client, _name(""), _name("Yposkezi"))
    assert empty == {"candidates": []}
    assert full["candidates"]


def test_what_is_no_character_is_answered(client: TestClient) -> None:
    """JSON may hold half of a pair of surrogates, also as the name of a query."""
    response = client.post("/reconcile", data={"queries": '{"\\ud800": {"query": "\\ud800"}}'})
    assert response.status_code == 200
    assert [*response.json().values()] == [{"result": []}]


def test_a_preview_may_be_framed_and_runs_nothing(client: TestClient) -> None:
    """It names the thing, leads to its page, and its policy allows its own style alone."""
    response = client.get("/reconcile/preview", params={"id": "organization/sensorion"})
    assert response.headers["content-security-policy"] == "frame-ancestors *"
    assert "x-frame-options" not in response.headers
    assert "<script" not in response.text
    assert "default-src &#39;none&#39;" in response.text
    assert re.search(
        r'href="http://testserver/id/organization/sensorion"[^>]*>Sensorion<', response.text
    )


@both
def test_each_suggestion_has_a_flyout(client: TestClient, version: str) -> None:
    """Its text is escaped, and told of what is suggested alone."""
    for kind in ("entity", "property", "type"):
        first = client.get(f"{ROOTS[version]}/suggest/{kind}").json()["result"][0]
        told = client.get(f"{ROOTS[version]}/flyout/{kind}", params={"id": first["id"]}).json()
        assert told["id"] == first["id"]
        assert first["name"] in told["html"]
    nothing = client.get(f"{ROOTS[version]}/flyout/type", params={"id": "<script>"})
    assert nothing.status_code == 404


@pytest.mark.parametrize(
    "sent",
    ["", "{", "[]", "null", "[1]", '{"a": 1}', '{"a": {"query": 7}}', '{"a": {"properties": {}}}',
     '{"a": {"query": "x", "properties": [7]}}', "[" * 50_000],
    ids=lambda sent: sent[:20],
)  # fmt: skip
def test_what_is_malformed_is_refused(client: TestClient, sent: str) -> None:
    """As a problem, in one line."""
    response = client.post("/reconcile", data={"queries": sent})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


def test_more_than_is_answered_is_refused(client: TestClient) -> None:
    """A batch has a size, told in the manifest; and a body has one."""
    most = client.get("/reconcile").json()["batchSize"]
    queries = {str(number): {"query": "x"} for number in range(most + 1)}
    assert client.post("/reconcile", data={"queries": json.dumps(queries)}).status_code == 400
    assert client.post("/reconcile", content=b"x" * (5 << 20)).status_code == 413


def test_pages_of_others_may_ask(client: TestClient) -> None:
    """Every route, failures too."""
    for path in ("/reconcile", "/reconcile/suggest/entity", "/reconcile/flyout/entity", "/suggest"):
        assert client.get(path).headers["access-control-allow-origin"] == "*"
    asked = client.options("/reconcile", headers={"Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert "POST" in asked.headers["access-control-allow-methods"]
