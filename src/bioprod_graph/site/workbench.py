"""What pages of the site do with scripts: search from disk, and SPARQL without a server.

    site.js              what every page runs: its search, and the words that scripts say
    names.js             the names that are searched, read when somebody searches
    sparql/engine.js     Oxigraph, and the editor: bundled by `hatch_build.py`; may be missing
    sparql/dataset.js    the release, packed

Data stands in scripts, since a page that was opened from disk may read no other file.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.dataset import Names, read_label
from bioprod_graph.documents import read_style
from bioprod_graph.language import LANGUAGES, split_template, translate
from bioprod_graph.questions import Remarks, list_askable, read_heads, read_instead
from bioprod_graph.rdf import read_values, select
from bioprod_graph.sparql import find_group, read_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bioprod_graph.dataset import Release
    from bioprod_graph.language import Text
    from bioprod_graph.project import Project
    from bioprod_graph.questions import Question
    from bioprod_graph.site.routes import Routes

SPARQL = "sparql"
# What only the page of queries may do: compile WebAssembly, run it beside the page, and edit text
# that has colours, where browsers write attributes.
POLICY = " 'wasm-unsafe-eval'; worker-src blob:; style-src-attr 'unsafe-inline'"
_SHARED = ("elements.js", "names.js", "combobox.js")
_OWN = ("search.js", "corrections.js", "facets.js")
_ASKING = ("pictures.js", "doctor.js", "sparql.js")
_BUNDLED = ("editor.js", "engine.js", "NOTICES.txt")
_SAID = re.compile(r'\b(?:said|text)\("([^"]+)"')
_TERMS = """
SELECT DISTINCT ?term { { ?term a ?class } UNION { ?s ?term ?o } FILTER(STRSTARTS(STR(?term), $)) }
"""


def make_scripts(release: Release, project: Project, routes: Routes) -> Iterator[tuple[str, bytes]]:
    """Make the scripts of a site: the name of each file, and its bytes."""
    own = {name: _read("templates", name) for name in (*_OWN, *_ASKING)}
    words = {key: _say(key) for text in own.values() for key in _SAID.findall(text)}
    shared = (read_style(name) for name in _SHARED)
    head = f"const languages = {_write(LANGUAGES)};\nconst words = {_write(words)};\n"
    yield (
        "site.js",
        "\n".join(('"use strict";', head, *shared, *(own[name] for name in _OWN))).encode(),
    )
    names = _list_names(release.store, project, routes)
    yield "names.js", f"self.siteNames = {_write(names)};\n".encode()
    if has_engine():
        yield f"{SPARQL}/sparql.js", "\n".join(own[name] for name in _ASKING).encode()
        for name in _BUNDLED:
            yield f"{SPARQL}/{name}", _read("web", name).encode()
        packed = base64.b64encode(gzip.compress(release.dataset.read_bytes(), 9, mtime=0)).decode()
        yield f"{SPARQL}/dataset.js", f'self.packedDataset = "{packed}";\n'.encode()


def has_engine() -> bool:
    """Tell whether the engine was built: without node it is not."""
    return (resources.files(__package__) / "web" / _BUNDLED[-1]).is_file()


class Workbench:
    """What the page of queries knows: the questions, as forms, and the terms of the dataset.

    A thing that `names.js` names stands for its place there, so that none is named twice.
    """

    def __init__(self, release: Release, project: Project, routes: Routes) -> None:
        self._store, self._project = release.store, project
        self._names = Names(release.store, project)
        remarks = Remarks(release.store, project.prefixes)
        self._heads = read_heads(project.ontology / "wording" / "heads.csv")
        self._catalogue = list_askable(release.store, project)
        named = _list_things(_read_classes(release.store, project), routes)
        self._places = {iri: place for place, iri in enumerate(named)}
        own = ox.Literal(f"{project.base}ontology#")
        rows = read_values(select(release.store, _TERMS.replace("$", str(own))))
        self._terms = sorted(row["term"] for row in rows)
        self._values = {
            question.name: remarks.list_values(question, self._names)
            for question in self._catalogue
        }

    def describe(self, language: str) -> dict[str, Any]:
        """Describe it for the template of the page, and for its script, in a language."""
        prefixes = self._project.prefixes
        return {
            "has_engine": has_engine(),
            "run": [f"{SPARQL}/{SPARQL}.js"] if has_engine() else [],
            "questions": [self._describe_question(each, language) for each in self._catalogue],
            "bench": {
                "base": prefixes.base,
                "prefixes": prefixes.namespaces,
                "instead": read_instead(self._project.ontology / "wording" / "instead.csv"),
                "heads": {name: head.say(language) for name, head in self._heads.items()},
                "terms": [
                    (prefixes.compress(iri), self._label(iri).say(language)) for iri in self._terms
                ],
            },
        }

    def _describe_question(self, question: Question, language: str) -> dict[str, Any]:
        """Describe a question: what it asks, in pieces between its parameters, and its query."""
        file = question.file
        template = file.text_of("question").say(language)
        known = {parameter.name for parameter in question.parameters}
        text = file.query.rstrip()
        place = find_group(text) if known else 0
        return {
            "name": file.name,
            "title": file.text_of("title").say(language),
            "said": [(slot.before, slot.variable) for slot in split_template(template, known)],
            "form": file.form,
            "empty": file.text_of("empty").say(language),
            "query": (text[:place], text[place:] + "\n"),
            "parameters": {
                parameter.name: self._describe_parameter(question, parameter, language)
                for parameter in question.parameters
            },
        }

    def _describe_parameter(self, question: Question, parameter: Any, language: str) -> Any:
        """Describe a parameter: what it is, the terms that it may be, and the usual one."""
        if parameter.type == "language":
            return {"fixed": str(ox.Literal(language))}
        usual = parameter.default
        bound = ""
        if parameter.has_usual:
            bound = str(parameter.parse(usual, self._project.prefixes))
        values = self._values[question.name][parameter.name]
        named = sorted(((self._name(term, language), term) for term in values), key=_order)
        options = [
            (str(term), said) if str(term) == bound else self._find_place(term, said)
            for said, term in named
        ]
        return {
            "told": parameter.text.say(language),
            "type": parameter.type,
            "usual": bound,
            "open": usual == "*",
            "options": options,
        }

    def _find_place(self, term: object, said: str) -> Any:
        place = self._places.get(term.value) if isinstance(term, ox.NamedNode) else None
        return (str(term), said) if place is None else place

    def _name(self, term: object, language: str) -> str:
        if isinstance(term, ox.NamedNode):
            return self._label(term.value).say(language)
        return getattr(term, "value", "")

    def _label(self, iri: str) -> Text:
        return read_label(self._store, ox.NamedNode(iri))


def _order(option: tuple[str, object]) -> tuple[int, str, str]:
    label, term = option
    return (int(label), "", "") if label.isdecimal() else (0, label.casefold(), str(term))


def _read_classes(store: ox.Store, project: Project) -> list[dict[str, str]]:
    query = read_query(project.queries / "views" / "search.rq").text
    return list(read_values(select(store, query)))


def _list_things(rows: Iterable[Mapping[str, str]], routes: Routes) -> list[str]:
    """List the things that have pages, in the order of `names.js`."""
    return sorted({row["thing"] for row in rows if routes.find_folder(row["thing"])})


def _list_names(store: ox.Store, project: Project, routes: Routes) -> dict[str, Any]:
    """List the names of things that have pages, with their classes, and of questions."""
    rows = _read_classes(store, project)
    classes = {row["thing"]: row["class"] for row in rows}
    numbers: dict[str, set[str]] = {}
    for row in rows:
        number = row.get("identifier", "").rpartition("/")[2]
        numbers.setdefault(row["thing"], set()).update({number} - {""})
    called, label = Names(store, project).list_names(), partial(read_label, store)
    kinds = sorted(set(classes.values()))
    things = []
    for iri in _list_things(rows, routes):
        said = _spread(label(ox.NamedNode(iri)))
        others = sorted((called.get(iri, set()) | numbers[iri]) - {*said})
        things.append([routes.find_folder(iri), kinds.index(classes[iri]), said, others])
    catalogue = list_askable(store, project)
    return {
        "kinds": [_spread(label(ox.NamedNode(iri))) for iri in kinds],
        "things": things,
        "questions": [
            [each.name, _spread(each.file.text_of("title")), each.wordings] for each in catalogue
        ],
    }


def _spread(text: Text) -> list[str]:
    """Say a text in each language, in their order."""
    return [text.say(language) for language in LANGUAGES]


def _say(key: str) -> list[str]:
    return [translate(key, language) for language in LANGUAGES]


def _read(folder: str, name: str) -> str:
    return (resources.files(__package__) / folder / name).read_text(encoding="utf-8")


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
