"""dataset.nq, the store and all that reads them hold the same terms, to the character.

A literal has one written form, that of the store, however a table or a module wrote it.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph import ask
from bioprod_graph.citation import cite_thing
from bioprod_graph.dataset import open_release, read_edition
from bioprod_graph.pipeline.assemble import assemble_project
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.proofs import find_statements
from bioprod_graph.rdf import make_store, match, match_named, serialize, write_as_stored

if TYPE_CHECKING:
    from bioprod_graph.dataset import Edition

ANY = (None, None, None)
TINY_FOLDER = Path(__file__).resolve().parents[1] / "data" / "tiny"
TINY = "https://example.org/tiny/"
OWL, RDFS = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#"
# What is said of a sample, and what follows: all that is said is meant.
SAID, MEANT = ox.NamedNode(f"{TINY}ontology#said"), ox.NamedNode(f"{TINY}ontology#meant")
XSD = "http://www.w3.org/2001/XMLSchema#"
# What is written, and what it is in the dataset: a datatype after ^^ is one of XML Schema.
FORMS = {
    "+05^^integer": "5^^integer",
    "-0^^integer": "0^^integer",
    "99999999999999999999^^integer": "99999999999999999999^^integer",
    "007^^nonNegativeInteger": "7^^integer",
    "-5^^negativeInteger": "-5^^integer",
    "255^^unsignedByte": "255^^integer",
    "18446744073709551615^^unsignedLong": "18446744073709551615^^unsignedLong",
    "95.00^^decimal": "95^^decimal",
    "-0.0^^decimal": "0^^decimal",
    ".5^^decimal": "0.5^^decimal",
    "0.1234567890123456789012345^^decimal": "0.1234567890123456789012345^^decimal",
    "1.0E1^^double": "10^^double",
    "-0.0E0^^double": "-0^^double",
    "NaN^^double": "NaN^^double",
    "+INF^^float": "INF^^float",
    "1.10^^float": "1.1^^float",
    "true^^boolean": "true^^boolean",
    "0^^boolean": "false^^boolean",
    "2020-01-01T12:00:00.1200+00:00^^dateTime": "2020-01-01T12:00:00.12Z^^dateTime",
    "2020-12-31T24:00:00+14:00^^dateTime": "2021-01-01T00:00:00+14:00^^dateTime",
    "-0044-03-15T12:00:00^^dateTime": "-0044-03-15T12:00:00^^dateTime",
    "2020-01-01T00:00:00-00:00^^dateTimeStamp": "2020-01-01T00:00:00Z^^dateTime",
    "2020-02-29-00:00^^date": "2020-02-29Z^^date",
    "12:00:00.50^^time": "12:00:00.5^^time",
    "2020^^gYear": "2020^^gYear",
    "12021+00:00^^gYear": "12021Z^^gYear",
    "2020-02^^gYearMonth": "2020-02^^gYearMonth",
    "--02-29^^gMonthDay": "--02-29^^gMonthDay",
    "P12M^^duration": "P1Y^^duration",
    "-P1DT24H^^duration": "-P2D^^duration",
    "PT3600.0S^^dayTimeDuration": "PT1H^^dayTimeDuration",
    "P13M^^yearMonthDuration": "P1Y1M^^yearMonthDuration",
    "0A^^hexBinary": "0A^^hexBinary",
    # No value of their datatype: the text stays.
    "five^^integer": "five^^integer",
    "^^decimal": "^^decimal",
    "2021-02-29^^date": "2021-02-29^^date",
    "TRUE^^boolean": "TRUE^^boolean",
    "P^^duration": "P^^duration",
}
TEXTS = [
    ox.Literal("horloge", language="fr-CA"),
    ox.Literal("鐘", language="ZH-hant-TW"),
    ox.Literal(" 95.00 "),
    ox.Literal('"quoted" \\ back\tslash\r\n\u2028'),
    ox.Literal("<b>1.0</b>", datatype=ox.NamedNode("urn:markup")),
]


def read_form(form: str) -> ox.Literal:
    text, _, datatype = form.rpartition("^^")
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


LITERALS = [*map(read_form, FORMS), *TEXTS]


def name(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{TINY}id/sample/{number}")


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The tiny project and a module that says each literal of a thing of its own."""
    root = tmp_path_factory.mktemp("sampled") / "tiny"
    shutil.copytree(TINY_FOLDER, root)
    said = (ox.Triple(name(n), SAID, literal) for n, literal in enumerate(LITERALS))
    declared = (
        f"<{SAID.value}> a <{OWL}DatatypeProperty> ; <{RDFS}label> 'dit'@fr, 'said'@en ;\n"
        f"  <{RDFS}subPropertyOf> <{MEANT.value}> .\n"
        f"<{MEANT.value}> a <{OWL}DatatypeProperty> ; <{RDFS}label> 'voulu'@fr, 'meant'@en .\n"
    )
    module = root / "ontology" / "modules" / "samples.ttl"
    module.write_bytes(serialize(said, ox.RdfFormat.N_TRIPLES) + declared.encode())
    project = Project(root, root / "build")
    build_project(project)
    return project


@pytest.fixture(params=["sampled", "built"])
def project(request: pytest.FixtureRequest) -> Project:
    """The one with hostile literals, and the real one."""
    project: Project = request.getfixturevalue(request.param)
    return project


@pytest.fixture(scope="module")
def edition(built: Project) -> Edition:
    release = open_release(built)
    return read_edition(release.store, built, digest=release.digest)


def read_file(project: Project) -> list[ox.Quad]:
    path = project.current / "dataset.nq"
    return list(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))


def test_the_file_is_what_the_store_holds(project: Project) -> None:
    """Quad by quad; the default graph holds their statements, each once."""
    quads, store = read_file(project), open_release(project).store
    assert set(match_named(store, ANY)) == set(quads)
    merge = [quad.triple for quad in match(store, ANY)]
    assert set(merge) == {quad.triple for quad in quads}
    assert len(merge) == len(set(merge))


def test_what_is_read_and_loaded_is_written_again(project: Project) -> None:
    """To the byte: no other store of the kind changes a term."""
    quads = read_file(project)
    again = list(match_named(make_store(quads), ANY))
    assert len(again) == len(quads)
    assert set(again) == set(quads)
    lines = serialize(again, ox.RdfFormat.N_QUADS).splitlines(keepends=True)
    assert b"".join(sorted(lines)) == (project.current / "dataset.nq").read_bytes()


def test_what_was_checked_is_what_is_written(sampled: Project) -> None:
    """Shapes and rules see the terms of the file."""
    assembly = assemble_project(sampled)
    assert assembly.findings == []
    assert set(match_named(assembly.store, ANY)) == set(read_file(sampled))


@pytest.mark.parametrize("form", FORMS)
def test_a_literal_has_its_one_form(sampled: Project, form: str) -> None:
    """As stated and as inferred, in the file as in an answer."""
    thing, expected = name(list(FORMS).index(form)), read_form(FORMS[form])
    quads = [quad for quad in read_file(sampled) if quad.subject == thing]
    assert {(quad.predicate, quad.object) for quad in quads} == {
        (SAID, expected),
        (MEANT, expected),
    }
    rows = ask(f"SELECT ?o (DATATYPE(?o) AS ?d) {{ {thing} {SAID} ?o }}", sampled)
    assert rows == [{"o": expected.value, "d": expected.datatype.value}]


@pytest.mark.parametrize("number", range(len(LITERALS)))
def test_a_literal_is_explained_in_either_form(sampled: Project, number: int) -> None:
    """As it was written, and as it is in the dataset; as text, and with its datatype."""
    store, literal = open_release(sampled).store, LITERALS[number]
    stored = write_as_stored(literal)
    for value in (literal.value, stored.value, str(literal), str(stored)):
        found = find_statements(
            store, sampled.prefixes, name(number).value, predicate=SAID.value, value=value
        )
        assert found == [(name(number), SAID, stored)]


@pytest.mark.parametrize("number", range(len(LITERALS)))
def test_what_is_cited_are_lines_of_the_file(
    sampled: Project, edition: Edition, number: int
) -> None:
    """Whatever form its numbers had."""
    thing = str(name(number))
    work = cite_thing(open_release(sampled).store, sampled.prefixes, thing, edition=edition)
    with (sampled.current / "dataset.nq").open("rb") as lines:
        mine = sorted(line for line in lines if line.startswith(f"{thing} ".encode()))
    assert [digest.sha256 for digest in work.digests] == [
        hashlib.sha256(b"".join(mine)).hexdigest()
    ]


def test_forms_of_one_value_are_one_statement(tiny: Project) -> None:
    """Counted once, whoever writes it how."""
    module = tiny.ontology / "modules" / "things.ttl"
    forms = ", ".join(f"'{form}'^^<{XSD}decimal>" for form in ("95.00", "+95", "95", "095.0"))
    clock = f"{TINY}id/thing/clock"
    text = module.read_text(encoding="utf-8")
    module.write_text(f"{text}<{clock}> tiny:weight {forms} .\n", encoding="utf-8")
    build_project(tiny)
    query = "SELECT (COUNT(*) AS ?n) (SUM(?w) AS ?sum) { thing:clock tiny:weight ?w }"
    assert ask(query, tiny) == [{"n": "1", "sum": "95"}]
    lines = (tiny.current / "dataset.nq").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line.startswith(f"<{clock}> <{TINY}ontology#weight> ")]
    assert len(said) == 2
    assert all(f'"95"^^<{XSD}decimal>' in line for line in said)
