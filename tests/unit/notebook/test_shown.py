"""In a notebook the graph, its answers and its scenes show themselves."""

from __future__ import annotations

import datetime
import gzip
import json
import sys
import warnings
import xml.etree.ElementTree as ET
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING

import networkx as nx
import pytest

import bioprod_graph
from bioprod_graph.cli import main
from bioprod_graph.notebook import GraphAnswer
from bioprod_graph.questions import Thing, read_answer

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph import Project
    from bioprod_graph.notebook import Graph

_ID = "https://w3id.org/bioprod/id/"


@pytest.fixture(scope="module")
def graph(built: Project) -> Graph:
    return bioprod_graph.open_graph(built, language="fr")


def test_the_graph_says_what_it_is(graph: Graph) -> None:
    """Its version and its scenes, each with the name to draw it by."""
    shown = unescape(graph._repr_html_())
    assert f"version {bioprod_graph.__version__}" in shown
    assert "<code>followup</code> Ce que sont devenues les recommandations" in shown


def test_rows_are_named_in_the_language_of_the_graph(graph: Graph) -> None:
    """Things are links that are named; what was asked for is not told again."""
    rows = graph.ask("organisers")
    shown = unescape(rows._repr_html_())
    assert {row["lang"] for row in rows} == {"fr"}
    assert f'<a href="{_ID}organization/region-ile-de-france">Région Île-de-France</a>' in shown
    assert "organization_label" not in shown
    assert ">lang<" not in shown


def _answer(graph: Graph, rows: list[dict[str, str]]) -> GraphAnswer:
    bindings = [{n: {"type": "literal", "value": t} for n, t in row.items()} for row in rows]
    written = json.dumps({"head": {"vars": list(rows[0])}, "results": {"bindings": bindings}})
    return GraphAnswer(read_answer(written, is_graph=False).make, graph=graph)


def test_why_there_are_no_rows_is_shown(graph: Graph) -> None:
    """As the command tells it, in print and in a notebook; of a row that is not there, that."""
    answer = graph.sparql("SELECT ?s { ?s a bioprod:Axe }")
    assert "bioprod:Axis" in str(answer)
    assert "bioprod:Axis" in answer._repr_html_()
    for number in (0, 9):
        with pytest.raises(bioprod_graph.NotFoundError, match=f"ligne {number}"):
            graph.ask("organisers").prove(number)


def test_what_goes_wrong_is_said_in_the_language_of_the_graph(built: Project) -> None:
    """Whatever is asked of it; another graph is not touched by that."""
    for language, said in (("fr", "aucune question"), ("en", "no question")):
        graph = bioprod_graph.open_graph(built, language=language)
        with pytest.raises(bioprod_graph.NotFoundError, match=said):
            graph.ask("zut flûte crotte")
        with pytest.raises(bioprod_graph.NotFoundError, match=said):
            graph.hear("zut flûte crotte")
    answer = bioprod_graph.open_graph(built, language="fr").ask("organisers")
    with pytest.raises(bioprod_graph.NotFoundError, match="ligne 9"):
        answer.prove(9)


def test_yes_and_no_are_shown(built: Project) -> None:
    """In the language of the graph."""
    graph = bioprod_graph.open_graph(built, language="fr")
    assert graph.sparql("ASK { ?s a bioprod:Axis }")._repr_html_() == "<p>oui</p>"
    assert (
        graph.sparql("ASK { ?s a bioprod:Recommendation, bioprod:Axis }")._repr_html_()
        == "<p>non</p>"
    )


def test_a_language_of_the_data_is_asked_for(built: Project) -> None:
    """Any other is refused."""
    with pytest.raises(bioprod_graph.UsageError, match=r"language=de: expected fr \| en"):
        bioprod_graph.open_graph(built, language="de")


def test_what_rows_hold_is_text(graph: Graph) -> None:
    """No markup of a value becomes markup of the notebook."""
    bad = "<script>alert(1)</script>"
    shown = _answer(graph, [{"name": bad, "link": "javascript:alert(1)"}])._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "href" not in shown


def test_many_rows_are_told_and_some_shown(graph: Graph) -> None:
    shown = _answer(graph, [{"n": str(n)} for n in range(70)])._repr_html_()
    assert "70" in shown
    assert ">49<" in shown
    assert ">50<" not in shown


def test_values_are_those_of_python(graph: Graph) -> None:
    """Dates, numbers and truths; a thing is its IRI, and named; what is unbound is None."""
    (row,) = graph.ask(
        """SELECT (organization:genopole AS ?body) ("2021-05-31"^^xsd:date AS ?day) (3 AS ?whole)
        (1.5 AS ?half) (true AS ?yes) ("2021"^^xsd:gYear AS ?year) ?none {}"""
    )
    assert row == {
        "body": f"{_ID}organization/genopole",
        "day": datetime.date(2021, 5, 31),
        "whole": 3,
        "half": Decimal("1.5"),
        "yes": True,
        "year": "2021",
        "none": None,
    }
    assert isinstance(row["body"], Thing)
    assert row["body"].label == "Genopole"


def test_every_form_of_query_has_an_answer(graph: Graph) -> None:
    """True or false, and a graph: each is told in a sentence too."""
    asked = graph.ask("did-genopole-organise")
    assert asked
    assert len(asked) == 0
    assert asked.sentence().startswith("Oui\u00a0: Genopole")
    assert not graph.ask("ASK { bioprod:nothing a bioprod:Axis }")
    drawn = graph.ask("recommendation-graph")
    assert drawn.columns == ("subject", "predicate", "object")
    assert drawn.to_networkx().number_of_edges() == len(drawn) > 1
    assert "Région Île-de-France" in graph.ask("organisers").sentence()


def test_what_is_printed_is_what_the_command_prints(
    graph: Graph, built_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "fr", "--project", str(built_folder), "query", "organisers"]) == 0
    assert capsys.readouterr().out == str(graph.ask("organisers"))


def test_all_that_the_graph_gives(graph: Graph) -> None:
    """Questions, things by name, pages, citations, networks, and other libraries' graphs."""
    assert "therapy" in graph.questions["who-works-on"]
    found = graph.find("Généthon")
    assert (str(found), found.label) == (f"{_ID}organization/genethon", "Généthon")
    assert "Thérapie génique" in str(graph.brief("gene-therapy"))
    assert str(graph.track()) == str(graph.brief("tracker"))
    assert str(graph.track(3)) != str(graph.track())
    digest = graph.release.digest
    assert digest in str(graph.cite())
    assert str(graph.cite("organisers")) != str(graph.cite("genopole"))
    assert graph.explain("genopole").proofs
    assert found in graph.network("Généthon")
    asked = "SELECT ?axis { ?axis a <https://w3id.org/bioprod/ontology#Axis> }"
    axes = {str(row["axis"]) for row in graph.ask(asked)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib, by itself
        told = json.loads(graph.to_rdflib().query(asked).serialize(format="json") or b"")
    assert {row["axis"]["value"] for row in told["results"]["bindings"]} == axes
    owl = graph.to_owlready()
    assert {
        axis.iri for axis in owl.world["https://w3id.org/bioprod/ontology#Axis"].instances()
    } == axes


def test_a_graph_is_opened_by_folder_and_by_file(graph: Graph, tmp_path: Path) -> None:
    """A file of a release answers as its build does; nothing of it can be proved."""
    packed = tmp_path / "release.nq.gz"
    packed.write_bytes(gzip.compress(graph.release.dataset.read_bytes()))
    opened = bioprod_graph.open_graph(packed, language="fr")
    assert opened.release.digest == graph.release.digest
    assert opened.ask("organisers").rows == graph.ask("organisers").rows
    with pytest.raises(bioprod_graph.DatasetError) as caught:
        opened.explain("genopole")
    assert "not made with" in caught.value.message("en")
    with pytest.raises(bioprod_graph.ProjectError):
        bioprod_graph.open_graph(str(tmp_path))


def test_the_language_is_that_of_the_system(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert bioprod_graph.open_graph(built).language == "fr"


def test_errors_speak_python(graph: Graph) -> None:
    """No option of a command stands in what is told."""
    for question, given in (
        ("who-is-named", {"recommendation": "x"}),
        ("nowhere-zzqq", {}),
        ("organisers", {"q": 1}),
    ):
        with pytest.raises(bioprod_graph.BioprodError) as caught:
            graph.ask(question, **given)
        assert "--" not in str(caught.value)


def test_rows_become_a_table_and_a_graph(graph: Graph) -> None:
    """A call each; a row without one of the ends is no edge."""
    rows = graph.ask("SELECT ?member ?body { ?member bioprod:memberOf ?body }")
    assert list(rows.to_pandas().columns) == ["member", "body"]
    assert len(rows.to_pandas()) == len(rows)
    members = rows.to_networkx("member", "body")
    assert isinstance(members, nx.MultiDiGraph)
    assert members.number_of_edges() == len(rows)
    with pytest.raises(bioprod_graph.UsageError, match="no row has"):
        rows.to_networkx("member", "nobody")


def test_without_pandas_it_is_said(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(bioprod_graph.UsageError, match="pip install pandas"):
        graph.ask("organisers").to_pandas()


def test_a_scene_is_its_page_and_its_picture(graph: Graph) -> None:
    """The page stands in a frame of its own; the picture is one SVG with a title."""
    showing = graph.draw("assises")
    frame = ET.fromstring(showing._repr_html_())  # noqa: S314 – our own
    assert frame.get("title") == showing.title
    assert (frame.get("srcdoc") or "").startswith("<!doctype html>")
    assert "allow-same-origin" not in (frame.get("sandbox") or "")
    drawn = ET.fromstring(showing._repr_svg_())  # noqa: S314 – our own
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"


def test_what_lies_around_a_thing_is_drawn_by_its_name(graph: Graph) -> None:
    near = graph.draw("Généthon")
    assert f"{_ID}organization/genethon" in near.to_networkx()
    assert set(near.to_pandas()["source"]) <= {
        node.name.say("fr") for node in near.scene.network.nodes
    }
    with pytest.raises(bioprod_graph.NotFoundError):
        graph.draw("nothing-of-that-name")


def test_nothing_built_is_told_at_once(tiny: Project) -> None:
    with pytest.raises(bioprod_graph.DatasetError):
        bioprod_graph.open_graph(tiny)


def test_what_is_shown_in_a_shell_says_what_it_is(graph: Graph) -> None:
    """How many rows of what, yes or no; what is written for people is its text."""
    assert repr(graph.ask("SELECT ?a { ?a a bioprod:Axis }")) == "<GraphAnswer: 3 × a>"
    assert repr(graph.ask("ASK { ?a a bioprod:Axis }")) == "<GraphAnswer: True>"
    assert repr(graph.ask("ASK { ?a a bioprod:Axes }")) == "<GraphAnswer: False>"
    made = graph.ask("CONSTRUCT { ?a a bioprod:Axis } { ?a a bioprod:Axis }")
    assert repr(made) == "<GraphAnswer: 3 × subject, predicate, object>"
    assert repr(graph.track(7)) == str(graph.track(7))
    assert repr(graph) == f"<Graph: {graph.project.root.name}, fr>"
    assert repr(graph.draw("genopole")) == "<Showing: Autour de Genopole>"
    assert repr(graph.hear("qui a organisé les Assises ?")[0].question) == "<Question: organisers>"


def test_what_of_a_phrase_has_no_part_in_the_answer_is_told(graph: Graph) -> None:
    """Below the rows, printed and shown; what is given beside the phrase is not taken as usual."""
    answer = graph.ask("How much did the Region pay for gene therapy?")
    for told in (str(answer), unescape(answer._repr_html_())):
        assert "non pris en compte\xa0: therapy/gene-therapy" in told
    since = "pris par défaut\xa0: since="
    owned = "qui a été racheté ?"
    assert since in str(graph.ask(owned))
    assert since not in str(graph.ask(owned, since="2010"))


def test_a_format_that_there_is_not_is_told_with_those_that_there_are(built: Project) -> None:
    """Of a citation, and of an answer, which is none of the other kind."""
    graph = bioprod_graph.open_graph(built, language="en")
    with pytest.raises(bioprod_graph.UsageError, match="named bibtx; did you mean bibtex"):
        graph.cite().write("bibtx")
    with pytest.raises(bioprod_graph.UsageError, match=r"no format is named mp3; there are .*text"):
        graph.track(7).write("mp3")
    with pytest.raises(bioprod_graph.UsageError, match=r"no format is named mp3; there are .*csv"):
        graph.write_answer(graph.ask("organisers"), "mp3")
    with pytest.raises(bioprod_graph.UsageError, match=r"turtle holds a graph, .* gives rows"):
        graph.write_answer(graph.ask("organisers"), "turtle")


def test_errors_name_no_option_of_the_command(graph: Graph) -> None:
    """In Python there is none."""
    for as_of, thing in (("May", "tracker"), ("2022", "genopole")):
        with pytest.raises(bioprod_graph.UsageError) as error:
            graph.brief(thing, as_of=as_of)
        assert "--" not in str(error.value)
