"""Reconciliation: spreadsheets of others, matched with the things of a release.

Reconciliation Service API 0.2, as OpenRefine speaks it, and 1.0-draft, by the same routes; each has
a manifest of its own, and so a root of its own.

    https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
    https://reconciliation-api.github.io/specs/draft/
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from bioprod_graph import documents
from bioprod_graph._version import __version__
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.language import Message
from bioprod_graph.names import Index
from bioprod_graph.service.lookup import Condition, Sought

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.language import Text
    from bioprod_graph.service.lookup import Candidate, Lookup

VERSIONS = ("0.2", "1.0-draft")
# So many queries may stand in a batch, things be extended, suggestions be given.
BATCH, _EXTENDED, _SUGGESTED = 500, 1000, 20
_XSD = "http://www.w3.org/2001/XMLSchema#"
_KINDS = {"dict": Message("an object"), "list": Message("a list"), "str": Message("a text")}
_T = TypeVar("_T")
_OF_NAME = Message("likeness of the name, from 0 to 100")


@dataclass(frozen=True)
class Reconciler:
    """Answers what clients ask of a lookup; `root` is the address that they have for it."""

    lookup: Lookup
    name: str
    root: str
    site: str
    language: str

    def make_manifest(self, version: str) -> dict[str, Any]:
        """Make the manifest, in the form of one version (`manifests.json`)."""
        base = self.lookup.project.base
        text = Path(__file__).with_name("manifests.json").read_text("utf-8")
        for name, value in {"site": self.site, "root": self.root}.items():
            text = text.replace(f'"{{{name}}}', f'"{json.dumps(value)[1:-1]}')
        told: dict[str, Any] = json.loads(text)[version]
        return told | {
            "versions": list(VERSIONS),
            "name": self.name,
            "lang": self.language,
            "identifierSpace": f"{base}id/",
            "schemaSpace": f"{base}ontology#",
            "documentation": f"{self.site}/api/",
            "serviceVersion": __version__,
            "defaultTypes": [self._tell_class(iri) for iri in self.lookup.classes],
            "batchSize": BATCH,
        }

    def answer_batch(self, batch: object) -> dict[str, Any]:
        """Answer a batch of version 0.2: queries by the keys that the client gave them."""
        _check_size(_expect(batch, dict))
        return {
            key: {"result": self._match(_read_query(_expect(query, dict)))}
            for key, query in _expect(batch, dict).items()
        }

    def answer_match(self, body: object) -> dict[str, Any]:
        """Answer a batch of version 1.0: a list of queries, in its order."""
        queries = _expect(_expect(body, dict).get("queries"), list)
        _check_size(queries)
        wanted = [_read_conditions(_expect(query, dict)) for query in queries]
        return {"results": [{"candidates": self._match(each)} for each in wanted]}

    def suggest(
        self, kind: str, begun: str, *, skip: int = 0, types: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Suggest things, classes or properties while a name is typed."""
        if kind == "entity":
            found = self.lookup.suggest(begun, types)
            tell = self._tell_thing
        else:
            known = self.lookup.classes if kind == "type" else self.lookup.properties
            found, tell = self._choose(known, begun), self._tell_class
        return {"result": [tell(iri) for iri in found[skip : skip + _SUGGESTED]]}

    def make_flyout(self, kind: str, identifier: str) -> dict[str, str]:
        """Tell a thing, a class or a property in a few lines of HTML."""
        iri = self.lookup.find(identifier) if kind == "entity" else self._find_term(identifier)
        if iri is None:
            raise NotFoundError("nothing is named {name}", name=identifier)
        return {"id": identifier, "html": self._render("flyout.html", self._describe(iri))}

    def make_preview(self, identifier: str) -> str:
        """Make the page of a thing in small, for a frame in the page of a client."""
        iri = self.lookup.find(identifier)
        if iri is None:
            raise NotFoundError("nothing is named {name}", name=identifier)
        style = documents.read_style("preview.css")
        policy, told = documents.make_policy([], [style]), self._describe(iri)
        return self._render("preview.html", told, style=style, policy=policy, imprint=None)

    def extend(self, query: object, version: str) -> dict[str, Any]:
        """Give the values of properties of things: whatever is unknown has none."""
        ids = _expect(_expect(query, dict).get("ids"), list)
        names = [
            _read(each, "id") for each in _expect(_expect(query, dict).get("properties"), list)
        ]
        if len(ids) * max(len(names), 1) > _EXTENDED:
            raise UsageError("more than {n} values are asked for at once", n=_EXTENDED)
        meta = [{"id": name, "name": self._say(self._name_term(name))} for name in names]
        found = {
            str(each): {name: self._list_values(str(each), name) for name in names} for each in ids
        }
        if version == VERSIONS[0]:
            return {"meta": meta, "rows": found}
        rows = [
            {"id": key, "properties": [{"id": n, "values": v} for n, v in values.items()]}
            for key, values in found.items()
        ]
        return {"meta": meta, "rows": rows}

    def propose(self, kind: str, most: int) -> dict[str, Any]:
        """Propose the properties that something is said by of what is of a class."""
        iri = self._find_term(kind) if kind else None
        found = self.lookup.list_properties(iri) if iri else list(self.lookup.properties)
        ours = sorted(found, key=lambda each: not each.startswith(self.lookup.project.base))
        listed = [self._tell_class(each) for each in ours[:most]]
        return {"properties": listed, "type": kind, "limit": most}

    def _match(self, wanted: Sought) -> list[dict[str, Any]]:
        return [self._tell_candidate(each) for each in self.lookup.match(wanted)]

    def _tell_candidate(self, candidate: Candidate) -> dict[str, Any]:
        told = self._tell_thing(candidate.thing)
        feature = {"id": "name", "name": self._say(_OF_NAME), "value": candidate.of_name}
        return {
            "id": told["id"],
            "name": told["name"],
            "description": told["description"],
            "score": candidate.score,
            "match": candidate.is_meant,
            "type": told["notable"],
            "features": [feature],
        }

    def _tell_thing(self, iri: str) -> dict[str, Any]:
        entry = self.lookup.entries[iri]
        kinds = self.lookup.list_kinds(iri)
        said = self._say(entry.summary) or ", ".join(
            self._say(self.lookup.classes[each]) for each in kinds
        )
        return {
            "id": self.lookup.show(iri),
            "name": self._say(entry.label),
            "description": said,
            "notable": [self._tell_class(each) for each in kinds],
        }

    def _tell_class(self, iri: str) -> dict[str, Any]:
        return {"id": self.lookup.show(iri), "name": self._say(self._name_term(iri))}

    def _name_term(self, name: str) -> Text:
        return self.lookup.name(self.lookup.expand(name))

    def _say(self, said: Text | Message) -> str:
        return said.say(self.language)

    def _choose(self, known: Mapping[str, Text], begun: str) -> list[str]:
        """Choose what is named so, or nearly; all for nothing."""
        if not begun.strip():
            return list(known)
        if (iri := self.lookup.expand(begun.strip())) in known:
            return [iri]
        named = [(form, iri) for iri, text in known.items() for form in text.spread().values()]
        slugs = [(self.lookup.show(iri).partition(":")[2], iri) for iri in known]
        return Index([*named, *slugs]).suggest(begun)

    def _find_term(self, name: str) -> str | None:
        iri = self.lookup.expand(name)
        return iri if iri in self.lookup.classes or iri in self.lookup.properties else None

    def _describe(self, iri: str) -> dict[str, Any]:
        """Describe a thing or a term for a template."""
        told = self._tell_thing(iri) if iri in self.lookup.entries else self._tell_class(iri)
        entry = self.lookup.entries.get(iri)
        near = [self._say(self.lookup.name(each)) for each in (entry.beside if entry else ())]
        others = {*self.lookup.names.get(iri, ())} - {told["name"]}
        return {
            "language": self.language,
            "title": told["name"],
            "kinds": [each["name"] for each in told.get("notable", ())],
            "description": told.get("description", ""),
            "near": near,
            "others": sorted(others),
            "link": f"{self.site}/id/{told['id']}" if entry else "",
        }

    def _render(self, template: str, told: Mapping[str, Any], **more: str | None) -> str:
        environment = documents.make_environment("bioprod_graph.service")
        return environment.get_template(template).render(**told, **more)

    def _list_values(self, identifier: str, name: str) -> list[dict[str, Any]]:
        iri = self.lookup.find(identifier)
        terms = self.lookup.read_values(iri, name) if iri else []
        own = [
            t for t in terms if isinstance(t, ox.NamedNode) or t.language in (None, self.language)
        ]
        return [self._write_value(term) for term in own or terms]

    def _write_value(self, term: ox.NamedNode | ox.Literal) -> dict[str, Any]:
        """Write a value as the clients of spreadsheets read it."""
        if isinstance(term, ox.NamedNode):
            if term.value not in self.lookup.entries:
                return {"str": term.value}
            name = self._say(self.lookup.name(term.value))
            return {"id": self.lookup.show(term.value), "name": name}
        datatype = term.datatype.value.removeprefix(_XSD)
        if datatype == "integer":
            return {"int": int(term.value)}
        if datatype in ("decimal", "double", "float"):
            return {"float": float(term.value)}
        if datatype == "date":
            return {"date": f"{term.value[:10]}T00:00:00Z"}
        return {"str": term.value}


def _read_query(query: dict[str, Any]) -> Sought:
    """Read a query of version 0.2. Raises UsageError for one that is malformed."""
    kinds = query.get("type") or []
    properties = _expect(query.get("properties", []), list)
    conditions = [Condition(_read(each, "pid"), _list_texts(each.get("v"))) for each in properties]
    name = _expect(query.get("query", ""), str)
    if "query" not in query and not conditions:
        raise UsageError("malformed query: it has neither name nor property")
    classes = tuple(map(str, kinds if isinstance(kinds, list) else [kinds]))
    return Sought(name, classes, tuple(conditions), _read_limit(query))


def _read_conditions(query: dict[str, Any]) -> Sought:
    """Read a query of version 1.0. Raises UsageError for one that is malformed."""
    name, conditions = "", list[Condition]()
    for each in _expect(query.get("conditions"), list):
        kind, values = _read(each, "matchType"), _list_texts(each.get("propertyValue"))
        if kind in ("name", "id"):
            name = next(iter(values), "")
        elif kind == "property":
            quantifier = str(each.get("matchQuantifier", "any"))
            is_required = each.get("required") is True
            conditions.append(Condition(_read(each, "propertyId"), values, quantifier, is_required))
        else:
            raise UsageError("matchType is name, id or property, not {kind}", kind=kind)
    if not query["conditions"]:
        raise UsageError("malformed query: it has neither name nor property")
    classes = (str(query["type"]),) if query.get("type") else ()
    return Sought(name, classes, tuple(conditions), _read_limit(query))


def _read_limit(query: Mapping[str, Any]) -> int:
    limit = query.get("limit")
    is_number = isinstance(limit, int | float) and not isinstance(limit, bool) and limit >= 1
    return int(min(limit, BATCH)) if is_number and limit is not None else Sought.most


def _read(told: object, key: str) -> str:
    """Read a text of an object, which is to have it."""
    return _expect(_expect(told, dict).get(key), str)


def _list_texts(values: object) -> tuple[str, ...]:
    """List values of properties as texts; of an entity, its identifier."""
    found = []
    for value in values if isinstance(values, list) else [values]:
        text = value.get("id") if isinstance(value, dict) else value
        found.append(str(text).lower() if isinstance(text, bool) else str(text))
    return tuple(found)


def _check_size(batch: dict[str, Any] | list[Any]) -> None:
    """Raise UsageError for a batch that is too large."""
    if len(batch) > BATCH:
        raise UsageError("a batch holds at most {n} queries", n=BATCH)


def _expect(value: object, kind: type[_T]) -> _T:
    """Give a part of JSON that is of a kind; raises UsageError for what is not."""
    if not isinstance(value, kind):
        raise UsageError("malformed query: expected {kind}", kind=_KINDS[kind.__name__])
    return value
