"""What is cited is told by bytes that anybody can make again."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import yaml

from bioprod_graph.citation import cite_answer, cite_dataset, cite_thing
from bioprod_graph.dataset import open_release, read_edition
from bioprod_graph.errors import NotFoundError, ProjectError, QueryError, UsageError
from bioprod_graph.questions import ask_oxigraph, bind_parameters, find_question
from bioprod_graph.rdf import make_store

if TYPE_CHECKING:
    from bioprod_graph.documents import Edition, Work
    from bioprod_graph.project import Project

ROOT = Path(__file__).resolve().parents[3]
ONTOLOGY = """
PREFIX : <https://example.org/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:o a <http://www.w3.org/2002/07/owl#Ontology> ; dcterms:creator :a, :b ;
  <http://www.w3.org/2002/07/owl#versionInfo> "1" ; dcterms:license :l ;
  <http://www.w3.org/ns/dcat#landingPage> :home ; dcterms:issued "2020-05"^^xsd:gYearMonth .
:home dcterms:title "Jeu"@fr, "Set"@en .
:a <http://xmlns.com/foaf/0.1/name> "Un"@fr, "One"@en .
:b <http://xmlns.com/foaf/0.1/name> "Bee" .
"""


@pytest.fixture
def store(built: Project) -> ox.Store:
    return open_release(built).store


@pytest.fixture
def real(built: Project, store: ox.Store) -> Edition:
    return read_edition(store, built, digest=open_release(built).digest)


def load(text: str) -> ox.Store:
    return make_store(ox.parse(text.encode(), format=ox.RdfFormat.TRIG))


class TestReadEdition:
    """read_edition"""

    def test_agrees_with_the_citation_file(self, real: Edition) -> None:
        """CITATION.cff says the same to those who read repositories."""
        stated = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
        assert real.title.say("en") == stated["title"]
        assert real.version == stated["version"]
        assert real.issued == stated["date-released"].isoformat()
        assert real.iri == stated["url"]
        assert [author.name.say("en") for author in real.authors] == [
            author["name"] for author in stated["authors"]
        ]
        # The dataset is under the licence of data; the other one is for the software.
        assert real.license == "https://creativecommons.org/licenses/by/4.0/"
        assert "CC-BY-4.0" in stated["license"]

    def test_digest_is_that_of_the_file(self, built: Project, real: Edition) -> None:
        """As the manifest has it."""
        content = (built.current / "dataset.nq").read_bytes()
        assert real.digest.sha256 == hashlib.sha256(content).hexdigest()

    def test_names_authors_in_each_language(self, built: Project) -> None:
        """A name without a language is for both; a date is as precise as it is stated."""
        edition = read_edition(load(ONTOLOGY), built, digest="0")
        assert [author.name.spread() for author in edition.authors] == [
            {"fr": "Un", "en": "One"},
            {"fr": "Bee", "en": "Bee"},
        ]
        assert (edition.issued, edition.date_parts) == ("2020-05", [2020, 5])

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("versionInfo", "priorVersion", "finds no title page"),
            ('"2020-05"^^xsd:gYearMonth', '"soon"', "issued is “soon”, expected a date"),
            ("dcterms:license :l", "dcterms:license []", r"gives no \?license"),
        ],
    )
    def test_what_is_not_stated_is_told(
        self, built: Project, *, old: str, new: str, said: str
    ) -> None:
        """Nothing is made up."""
        with pytest.raises(ProjectError, match=rf"dataset\.rq: {said}"):
            read_edition(load(ONTOLOGY.replace(old, new)), built, digest="0")


class TestCiteDataset:
    """cite_dataset"""

    def test_has_version_and_digest(self, built: Project, real: Edition) -> None:
        """The key tells the version."""
        work = cite_dataset(real)
        manifest = json.loads((built.current / "manifest.json").read_text(encoding="utf-8"))
        assert [digest.sha256 for digest in work.digests] == [
            manifest["files"]["dataset.nq"]["sha256"]
        ]
        assert work.key == f"bioprod-{real.version}"


class TestCiteThing:
    """cite_thing"""

    @pytest.mark.parametrize("thing", ["organization/genopole", "bioprod:Axis"])
    def test_digest_is_that_of_its_lines(
        self, built: Project, store: ox.Store, *, real: Edition, thing: str
    ) -> None:
        """In the order of dataset.nq."""
        work = cite_thing(store, built.prefixes, thing, edition=real)
        start = f"<{work.iri}> ".encode()
        with (built.current / "dataset.nq").open("rb") as lines:
            mine = b"".join(line for line in lines if line.startswith(start))
        assert mine
        assert [d.sha256 for d in work.digests] == [hashlib.sha256(mine).hexdigest()]

    def test_every_digest_is_that_of_lines_of_the_file(
        self, built: Project, store: ox.Store, *, edition: Edition
    ) -> None:
        """Of each subject: numbers and dates are written there as everywhere."""
        lines: defaultdict[str, list[bytes]] = defaultdict(list)
        for line in (built.current / "dataset.nq").read_bytes().splitlines(keepends=True):
            lines[line[1 : line.index(b">")].decode()].append(line)
        assert sum(b"XMLSchema#integer" in b"".join(mine) for mine in lines.values()) > 30
        different = []
        for iri, mine in lines.items():
            (digest,) = cite_thing(store, built.prefixes, f"<{iri}>", edition=edition).digests
            if digest.sha256 != hashlib.sha256(b"".join(sorted(mine))).hexdigest():
                different.append(iri)
        assert not different

    def test_is_named_in_both_languages(
        self, built: Project, store: ox.Store, real: Edition
    ) -> None:
        """By its labels."""
        work = cite_thing(store, built.prefixes, "event/assises-idf-2021", edition=real)
        assert work.title.say("fr") != work.title.say("en")
        assert work.key == f"{real.key}-event-assises-idf-2021"

    def test_what_has_no_name_is_named_by_its_identifier(
        self, built: Project, edition: Edition
    ) -> None:
        """As a CURIE."""
        store = load("<urn:row> { <https://w3id.org/bioprod/id/event/x> a <urn:T> }")
        work = cite_thing(store, built.prefixes, "event/x", edition=edition)
        assert work.title.spread() == {"fr": "event:x", "en": "event:x"}

    @pytest.mark.parametrize(
        ("thing", "error"), [("event/nothing", NotFoundError), ("nonsense:x", UsageError)]
    )
    def test_what_is_not_there_is_told(
        self, built: Project, store: ox.Store, *, real: Edition, thing: str, error: type[Exception]
    ) -> None:
        """Or is no thing."""
        with pytest.raises(error):
            cite_thing(store, built.prefixes, thing, edition=real)


class TestCiteAnswer:
    """cite_answer"""

    def cite(self, built: Project, name: str, **given: str) -> Work:
        store = open_release(built).store
        question = find_question(built.queries / "questions", name)
        edition = read_edition(store, built, digest="0")
        return cite_answer(store, built, question, given=given, edition=edition)

    @pytest.mark.parametrize(
        ("name", "form", "media_type"),
        [
            ("organisers", "tsv", "text/tab-separated-values"),
            ("did-genopole-organise", "table", "text/plain"),
            ("recommendation-graph", "turtle", "text/turtle"),
        ],
    )
    def test_digests_are_those_of_answer_and_query(
        self, built: Project, *, name: str, form: str, media_type: str
    ) -> None:
        """The answer as `bioprod query` writes it, the file as it lies in the catalogue."""
        answer, query = self.cite(built, name).digests
        question = find_question(built.queries / "questions", name)
        bindings = bind_parameters(question.parameters, {}, built.prefixes)
        asked = ask_oxigraph(open_release(built).store, question.file.text, bindings)
        written = asked.render(form, built.prefixes).encode()
        assert answer.sha256 == hashlib.sha256(written).hexdigest()
        assert answer.media_type == media_type
        assert query.sha256 == hashlib.sha256(question.file.path.read_bytes()).hexdigest()

    def test_parameters_stand_in_the_title(self, built: Project) -> None:
        """But the language, which the reader sees."""
        whole, one = (
            self.cite(built, "who-is-named"),
            self.cite(built, "who-is-named", lang="fr", recommendation="11"),
        )
        assert one.title.say("fr") == f"{whole.title.say('fr')} (recommendation = 11)"
        assert one.key != whole.key
        assert one.digests[1] == whole.digests[1]

    def test_an_unknown_parameter_is_told(self, built: Project) -> None:
        """As when the question is asked."""
        with pytest.raises(QueryError, match="unknown parameter size"):
            self.cite(built, "organisers", size="3")

    def test_the_year_is_that_of_the_release(self, built: Project) -> None:
        """Not of the clock."""
        work = self.cite(built, "organisers")
        assert replace(work.edition, issued="1999").date_parts == [1999]
        assert str(work.edition.date_parts[0]) == work.edition.issued[:4]
