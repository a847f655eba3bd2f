"""The CSVW test suite of the W3C, by its manifests: validation, and RDF from tables.

Our reading is stricter than CSVW in a few places. `tests/data/csvw/` lists every test in which it
shows, with the reason: what is refused here must be refused, and what is skipped was not asked.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import pytest
import rdflib
from rdflib.compare import isomorphic

from bioprod_graph.errors import ProjectError
from bioprod_graph.findings import Finding, has_error
from bioprod_graph.graph import RowWriter
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.project import Project
from bioprod_graph.tables import read_records, read_tables
from tests.third_party import find_text

SUITE = find_text("w3c/csvw")
LISTS = Path(__file__).parents[1] / "data" / "csvw"
WEB = "http://www.w3.org/2013/csvw/tests/"
BASE = "https://example.org/csvw/"
CSVW = rdflib.Namespace("http://www.w3.org/ns/csvw#")
# The prefixes of the RDFa 1.1 initial context that the tests use.
PREFIXES = PrefixTable(
    BASE,
    {
        "rdf": str(rdflib.RDF),
        "rdfs": str(rdflib.RDFS),
        "xsd": str(rdflib.XSD),
        "dcterms": str(rdflib.DCTERMS),
        "foaf": str(rdflib.FOAF),
        "schema": "http://schema.org/",
    },
)

pytestmark = pytest.mark.third_party("w3c/csvw")


@dataclass(frozen=True)
class Case:
    """One test of a manifest."""

    name: str
    type: str
    description: Path
    result: str

    def __str__(self) -> str:
        return self.name


def read_cases(manifest: str) -> list[Case]:
    """Read the tests of a manifest; none where the suite is not there."""
    path = SUITE / manifest
    if not path.is_file():
        return []
    return [make_case(entry) for entry in json.loads(path.read_text("utf-8"))["entries"]]


def make_case(entry: dict[str, Any]) -> Case:
    """Name the description that a test means; the folder of the suite itself if it means none."""
    named = [entry["option"].get("metadata", ""), entry["action"], *entry.get("implicit", ())]
    description = next((name for name in named if name.endswith(".json")), "")
    return Case(
        entry["id"].partition("#")[2],
        entry["type"].partition(":")[2],
        SUITE / description,
        entry.get("result", ""),
    )


def read_list(name: str) -> dict[str, str]:
    """Read which tests are refused or skipped here."""
    with (LISTS / name).open(encoding="utf-8", newline="") as lines:
        return {row["test"]: row["here"] for row in csv.DictReader(lines)}


def copy_project(case: Case, folder: Path, *, explicit: bool = False) -> Project:
    """Copy description and tables of a test into a project; a lone table becomes a group of one."""
    for name in ("data", "ontology"):
        (folder / name).mkdir()
    (folder / "ontology" / "prefixes.ttl").write_text(f"@base <{BASE}> .\n", "utf-8")
    target = folder / "data" / "tables.json"
    shutil.copy(case.description, target)
    try:
        description = json.loads(target.read_text("utf-8"))
    except json.JSONDecodeError:
        return Project(folder, folder / "build")
    if "tables" not in description:
        context = description.pop("@context", None)
        description = {"@context": context, "tables": [description]}
    for table in description["tables"]:
        path = case.description.parent / str(table.get("url") if isinstance(table, dict) else "")
        if path.is_file():
            shutil.copy(path, folder / "data" / path.name)
    if explicit:
        make_explicit(description, case, folder / "data")
    target.write_text(json.dumps(description), "utf-8")
    return Project(folder, folder / "build")


def make_explicit(description: dict[str, Any], case: Case, data: Path) -> None:
    """Write out what CSVW takes for granted and is asked for here: names, absolute IRIs, a key."""
    folder = case.description.parent.relative_to(SUITE).as_posix()
    for table in description["tables"]:
        url = urljoin(f"{WEB}{folder}/" if folder != "." else WEB, table["url"])
        schema = table.setdefault("tableSchema", {})
        columns = schema.get("columns", [])
        schema.pop("foreignKeys", None)
        inherited = schema.get("propertyUrl") or table.get("propertyUrl")
        for column in columns:
            name = name_column(column)
            column.setdefault("propertyUrl", inherited or f"{url}#{name}")
        names = [column["name"] for column in columns if not column.get("virtual")]
        columns.insert(0, {"name": "row_number", "suppressOutput": True})
        schema["primaryKey"] = "row_number"
        for part in (table, schema, *columns):
            for key in {"aboutUrl", "propertyUrl", "valueUrl"} & set(part):
                if not part[key].startswith("{") and ":" not in part[key]:
                    part[key] = urljoin(url, part[key])
        write_names(data / table["url"], names)


def name_column(column: dict[str, Any]) -> str:
    """Give a column a name if it has none; give the one that CSVW takes from its title."""
    titles = column.get("titles", column.get("name"))
    title = str(titles[0] if isinstance(titles, list) else titles)
    encoded = str(column.get("name", quote(title).replace("-", "%2D")))
    column.setdefault("name", re.sub(r"\W", "_", title))
    return encoded


def write_names(path: Path, names: list[str]) -> None:
    """Put the names of the columns in the place of their titles, and number the rows."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["row_number", *names])
        writer.writerows([str(number), *row] for number, row in enumerate(rows))


def is_refused(project: Project) -> bool:
    """Tell whether reading a project gives an error, in its description or in its tables."""
    found: list[Finding] = []
    try:
        for _ in read_records(project, read_tables(project), found.append):
            pass
    except ProjectError:
        return True
    return has_error(found)


def read_expected(case: Case) -> rdflib.Graph:
    """Read what the cells say in the expected result, without the annotations of standard mode."""
    whole = rdflib.Graph().parse(SUITE / case.result, publicID=urljoin(WEB, case.result))
    described = set(whole.objects(None, CSVW.describes))
    if not described:
        return whole
    graph = rdflib.Graph()
    for triple in whole:
        if triple[0] in described:
            graph.add(triple)
    return graph


def write_graph(project: Project) -> rdflib.Graph:
    """Write the records of a project; a row that is a graph here is a blank node there."""
    found: list[Finding] = []
    records = read_records(project, read_tables(project), found.append)
    quads = RowWriter(PREFIXES).assert_records(records, found.append)
    lines = [f"{quad.triple} ." for quad in quads]
    assert [f.message("en") for f in found] == []
    graph = rdflib.Graph().parse(data="\n".join(lines), format="nt")
    plain = rdflib.Graph()
    for s, p, o in graph:
        is_row = str(s).startswith(f"{BASE}graph/record/")
        plain.add((rdflib.BNode(str(s).replace("/", "-")) if is_row else s, p, o))
    return plain


STRICTER = read_list("validation.csv")
OTHER_RDF = read_list("rdf.csv")
VALIDATION = [c for c in read_cases("manifest-validation.jsonld") if c.name not in STRICTER]
REFUSED = [c for c in read_cases("manifest-validation.jsonld") if STRICTER.get(c.name) == "refused"]
RDF = [c for c in read_cases("manifest-rdf.jsonld") if c.name not in OTHER_RDF]


class TestValidation:
    @pytest.mark.parametrize("case", VALIDATION, ids=str)
    def test_errors_are_found_where_the_suite_has_them(self, case: Case, tmp_path: Path) -> None:
        """A negative test is refused; a positive one is read without an error."""
        assert is_refused(copy_project(case, tmp_path)) == (case.type == "NegativeValidationTest")

    @pytest.mark.parametrize("case", REFUSED, ids=str)
    def test_what_is_listed_as_refused_is_refused(self, case: Case, tmp_path: Path) -> None:
        """Where our reading is stricter, it is so by design: the list has no test too many."""
        assert case.type != "NegativeValidationTest"
        assert is_refused(copy_project(case, tmp_path))

    def test_the_list_names_tests_of_the_suite(self) -> None:
        """No line of the list is stale, and most of the suite is asked."""
        cases = {case.name for case in read_cases("manifest-validation.jsonld")}
        assert set(STRICTER) <= cases
        assert len(VALIDATION) > len(cases) / 2


class TestRdf:
    @pytest.mark.parametrize("case", RDF, ids=str)
    def test_the_cells_say_the_same(self, case: Case, tmp_path: Path) -> None:
        """The graph is isomorphic to the expected one, annotations of tables and rows apart."""
        expected = read_expected(case)
        assert len(expected) > 0
        assert isomorphic(write_graph(copy_project(case, tmp_path, explicit=True)), expected)

    def test_the_list_names_tests_of_the_suite(self) -> None:
        """No line of the list is stale."""
        assert set(OTHER_RDF) <= {case.name for case in read_cases("manifest-rdf.jsonld")}
