"""Shapes are read from files, and their results become findings; two engines give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.checks.shapes import read_shapes
from bioprod_graph.checks.validation import ShapesEngine, check_shapes, show_path
from bioprod_graph.dataset import open_release
from bioprod_graph.errors import ProjectError
from bioprod_graph.findings import Finding
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import Text
from bioprod_graph.rdf import make_store

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

PREFIXES = PrefixTable("https://example.org/", {"ex": "https://example.org/id/"})
SHAPES = """
@prefix ex: <https://example.org/id/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:Thing a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:property ex:weight-shape, ex:name-shape, ex:part-shape, ex:near-shape .
ex:weight-shape a sh:PropertyShape ; sh:path ex:weight ; sh:minInclusive 0 ;
    sh:message "Une masse n’est pas négative."@fr, "A weight is not negative."@en .
ex:name-shape a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Without a language." .
ex:part-shape a sh:PropertyShape ; sh:path [ sh:inversePath ex:partOf ] ; sh:maxCount 1 ;
    sh:severity sh:Info .
ex:near-shape a sh:PropertyShape ; sh:path ex:near ; sh:nodeKind sh:IRI ; sh:severity ex:Odd ;
    sh:message "Seulement en français."@fr .
"""
DATA = """
PREFIX ex: <https://example.org/id/>
ex:row-1 { ex:a a ex:Thing ; ex:weight -1 ; ex:near "b" }
ex:row-2 { ex:b ex:partOf ex:a . ex:c ex:partOf ex:a }
"""


def load_data() -> ox.Store:
    return make_store(ox.parse(DATA.encode(), format=ox.RdfFormat.TRIG))


def find(tmp_path: Path) -> dict[str, Finding]:
    (tmp_path / "things.ttl").write_text(SHAPES, encoding="utf-8")
    findings = check_shapes(load_data(), read_shapes(tmp_path), PREFIXES)
    return {finding.check: finding for finding in findings}


class TestCheckShapes:
    """check_shapes"""

    def test_a_result_is_a_finding(self, tmp_path: Path) -> None:
        """Shape, focus, path and value as CURIEs, messages by language."""
        assert find(tmp_path)["shape:weight-shape"] == Finding(
            "error",
            "shape:weight-shape",
            Text({"fr": "Une masse n’est pas négative.", "en": "A weight is not negative."}),
            focus="ex:a",
            path="ex:weight",
            value="-1",
        )

    def test_severities_are_ours(self, tmp_path: Path) -> None:
        """Violation, Warning and Info have our names; any other severity stops a build."""
        found = {check: finding.severity for check, finding in find(tmp_path).items()}
        assert found == {
            "shape:weight-shape": "error",
            "shape:name-shape": "warning",
            "shape:part-shape": "info",
            "shape:near-shape": "error",
        }

    def test_what_is_missing_has_no_value(self, tmp_path: Path) -> None:
        """A finding of minCount has a path and no value."""
        finding = find(tmp_path)["shape:name-shape"]
        assert (finding.path, finding.value) == ("ex:name", "")

    def test_a_message_without_language_is_for_both(self, tmp_path: Path) -> None:
        """Without French or English, the plain message is given in both."""
        finding = find(tmp_path)["shape:name-shape"]
        assert finding.message("fr") == finding.message("en") == "Without a language."

    def test_a_message_that_is_missing_is_the_name_of_the_component(self, tmp_path: Path) -> None:
        """A finding always says something."""
        found = find(tmp_path)
        assert found["shape:part-shape"].message("en") == "MaxCount"
        assert found["shape:near-shape"].message("fr") == "Seulement en français."
        assert found["shape:near-shape"].message("en") == "Seulement en français."

    def test_a_path_that_is_no_plain_property_is_written_as_it_is(self, tmp_path: Path) -> None:
        """An inverse path keeps its sign."""
        assert find(tmp_path)["shape:part-shape"].path == "^<https://example.org/id/partOf>"

    @pytest.mark.parametrize("engine", ["oxishacl", "pyshacl"])
    def test_all_graphs_are_read_as_one(self, tmp_path: Path, engine: ShapesEngine) -> None:
        """A thing of one row is counted with its parts of another, by both engines."""
        (tmp_path / "things.ttl").write_text(SHAPES, encoding="utf-8")
        found = check_shapes(load_data(), read_shapes(tmp_path), PREFIXES, engine=engine)
        assert "shape:part-shape" in {finding.check for finding in found}

    @pytest.mark.parametrize("engine", ["oxishacl", "pyshacl"])
    def test_a_shape_without_a_name_finds_as_well(
        self, tmp_path: Path, engine: ShapesEngine
    ) -> None:
        """A shape that is a blank node is called after where it stands, and its path."""
        anonymous = "sh:property [ sh:path ex:none ; sh:minCount 1 ]"
        text = SHAPES.replace("sh:property ex:weight-shape", anonymous)
        (tmp_path / "things.ttl").write_text(text, encoding="utf-8")
        found = check_shapes(load_data(), read_shapes(tmp_path), PREFIXES, engine=engine)
        (unnamed,) = [finding for finding in found if finding.path == "ex:none"]
        assert unnamed.check == "shape:Thing.none"

    def test_shapes_without_a_name_are_called_the_same_each_time(self, tmp_path: Path) -> None:
        """By path, by what leads to them, by their target, and by number where that is the same."""
        inner = "sh:property [ sh:path ( ex:a [ sh:inversePath ex:b ] ) ; sh:minCount 1 ]"
        text = f"""{SHAPES}
        ex:Thing sh:property [ sh:path ex:none ; sh:minCount 1 ; sh:property [ sh:path ex:in ] ] ,
            [ sh:path ex:none ; sh:minCount 2 ] ; sh:and ( [ {inner} ] [ {inner} ] ) .
        [] sh:targetNode ex:a ; sh:property [ sh:path ex:none ; sh:minCount 3 ] .
        [] sh:targetNode ex:a ; sh:class ex:Other .
        [] sh:targetSubjectsOf ex:none-of-them ; sh:class ex:Other ."""
        (tmp_path / "things.ttl").write_text(text, encoding="utf-8")
        read = [read_shapes(tmp_path) for _ in range(2)]
        one, other = (list(check_shapes(load_data(), shapes, PREFIXES)) for shapes in read)
        assert one == other
        named = {str(t.subject).strip("<>").rpartition("/")[2] for t in read[0]}
        assert {"Thing.none.in", "Thing.and.property", "Thing.and-2.property"} <= named
        assert {finding.check for finding in one if "." in finding.check} == {
            "shape:Thing.none",
            "shape:Thing.none-2",
            "shape:unnamed.a.none",
            "shape:unnamed.a-2",
        }

    @pytest.mark.slow
    def test_both_engines_give_the_same_of_the_real_project(self, built: Project) -> None:
        """Whole dataset, all shapes: the same findings, or none."""
        store, shapes = open_release(built).store, read_shapes(built.ontology / "shapes")
        ours = set(check_shapes(store, shapes, built.prefixes))
        assert ours == set(check_shapes(store, shapes, built.prefixes, engine="pyshacl"))


class TestReadShapes:
    """read_shapes"""

    def test_reads_all_files(self, tmp_path: Path) -> None:
        """The shapes of a folder are one graph."""
        (tmp_path / "a.ttl").write_text(SHAPES, encoding="utf-8")
        (tmp_path / "b.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
        (tmp_path / "note.txt").write_text("not Turtle", encoding="utf-8")
        one = {str(triple.predicate) for triple in read_shapes(tmp_path)}
        assert {"<urn:b>", "<http://www.w3.org/ns/shacl#path>"} <= one

    def test_a_malformed_file_is_named_with_its_place(self, tmp_path: Path) -> None:
        """File, line and column, in one line."""
        (tmp_path / "bad.ttl").write_text("@prefix a: <urn:a> .\na:b a:c", encoding="utf-8")
        with pytest.raises(ProjectError, match=r"bad\.ttl:2:\d+: malformed Turtle") as caught:
            read_shapes(tmp_path)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        "deep",
        [
            "ex:S sh:node " + "[ sh:not " * 3000 + "[]" + "]" * 3000,
            "ex:S sh:property [ sh:path "
            + "[ sh:zeroOrMorePath " * 30
            + "ex:p"
            + "]" * 30
            + " ; sh:minCount 1 ]",
            "ex:S sh:or " + "([ sh:and " * 20 + "()" + "])" * 20,
            "ex:S sh:node ex:S0 ." + " .".join(f"ex:S{n} sh:node ex:S{n + 1}" for n in range(3000)),
        ],
        ids=["shapes", "paths", "lists", "named shapes"],
    )
    def test_what_stands_too_deep_is_refused(self, tmp_path: Path, deep: str) -> None:
        """Before an engine follows it: with the file, or the folder where it needs several."""
        text = f"{SHAPES}\nex:S a sh:NodeShape .\n{deep} ."
        (tmp_path / "deep.ttl").write_text(text, encoding="utf-8")
        with pytest.raises(ProjectError, match=r"deep\.ttl: shapes or paths stand more than 16"):
            read_shapes(tmp_path)

    def test_a_shape_within_itself_is_refused(self, tmp_path: Path) -> None:
        """By whatever it is reached."""
        text = f"{SHAPES}\nex:S sh:property [ sh:path ex:p ; sh:or ( [ sh:node ex:S ] ) ] ."
        (tmp_path / "circle.ttl").write_text(text, encoding="utf-8")
        with pytest.raises(ProjectError, match=r"circle\.ttl: .* stands in itself"):
            read_shapes(tmp_path)

    def test_depth_is_that_of_all_files(self, tmp_path: Path) -> None:
        """Shapes may refer to those of other files."""
        head = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        for number in range(20):
            line = f"<urn:{number}> a sh:NodeShape ; sh:node <urn:{number + 1}> ."
            (tmp_path / f"{number:02}.ttl").write_text(head + line, encoding="utf-8")
        with pytest.raises(ProjectError, match=rf"{tmp_path}: shapes or paths stand more than 16"):
            read_shapes(tmp_path)

    def test_a_long_list_is_not_deep(self, tmp_path: Path) -> None:
        """A circle is endless."""
        head = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        path = tmp_path / "long.ttl"
        path.write_text(f"{head}<urn:a> a sh:NodeShape ; sh:in ({' 1' * 3000}) .", encoding="utf-8")
        assert len(read_shapes(tmp_path)) == 6002
        rest = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>"
        circle = f"{head}<urn:a> a sh:NodeShape ; sh:in _:l . _:l {rest} _:l ."
        path.write_text(circle, encoding="utf-8")
        with pytest.raises(ProjectError, match=r"long\.ttl: _:.* stands in itself"):
            read_shapes(tmp_path)

    def test_a_shape_that_means_nothing_is_refused(self, tmp_path: Path) -> None:
        """A malformed shape is told with its folder, before any data is read."""
        text = SHAPES.replace("sh:maxCount 1", 'sh:maxCount "one"')
        (tmp_path / "things.ttl").write_text(text, encoding="utf-8")
        with pytest.raises(ProjectError) as caught:
            read_shapes(tmp_path)
        assert str(caught.value).startswith(f"{tmp_path}: ")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("<https://example.org/id/weight>", "ex:weight"),
        ("<urn:other>", "<urn:other>"),
        ("^<urn:other>", "^<urn:other>"),
        ("<https://example.org/id/a>/<https://example.org/id/b>",) * 2,
    ],
)
def test_show_path(path: str, shown: str) -> None:
    """A plain property is a CURIE where it can be; any other path stays as it is."""
    assert show_path(path, PREFIXES) == shown
