"""The catalogue holds questions by name, and describes them as SHACL executables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from bioprod_graph.dataset import open_release
from bioprod_graph.errors import NotFoundError, ProjectError
from bioprod_graph.language import LANGUAGES
from bioprod_graph.questions.catalogue import (
    assert_questions,
    find_question,
    read_catalogue,
    read_question,
)

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

SH = "http://www.w3.org/ns/shacl#"
HEADER = """\
#+ title_fr: Titre
#+ title_en: Title
#+ question_fr: Qui ?
#+ question_en: Who?
#+ tags: a, b
#+ since: 0.1.0
"""
TOLD = """\
#+ param_fr: a – texte
#+ param_en: a – text
#+ param_fr: b – nombre
#+ param_en: b – number
"""


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.rq"
    path.write_text(text, encoding="utf-8")
    return path


def describe(tiny: Project, query: str) -> dict[str, set[str]]:
    folder = tiny.queries / "questions"
    for path in folder.glob("*.rq"):
        path.unlink()
    write(folder, "who", HEADER + query)
    said: dict[str, set[str]] = {}
    for quad in assert_questions(tiny, ox.Store()):
        assert quad.graph_name == ox.NamedNode("https://example.org/tiny/graph/questions")
        assert quad.subject == ox.NamedNode("https://example.org/tiny/questions/who")
        said.setdefault(quad.predicate.value, set()).add(str(quad.object))
    return said


class TestRead:
    """read_question, read_catalogue"""

    def test_a_question_has_a_name_a_header_and_parameters(self, tmp_path: Path) -> None:
        """The name is that of the file; parameters come in the order of the header."""
        header = HEADER.replace("?", " {b}[, {a}]?")
        text = f"{header}#+ param: b integer 1\n#+ param: a string *\n{TOLD}ASK {{}}"
        question = read_question(write(tmp_path, "who-is", text))
        assert question.name == "who-is"
        assert [p.name for p in question.parameters] == ["b", "a"]
        assert question.file.get("title_fr") == "Titre"
        assert [p.text.spread() for p in question.parameters] == [
            {"en": "number", "fr": "nombre"},
            {"en": "text", "fr": "texte"},
        ]
        assert question.file.text == text

    def test_questions_come_by_name(self, tmp_path: Path) -> None:
        """The order of a list does not depend on the disk."""
        for name in ("b", "c", "a"):
            write(tmp_path, name, HEADER + "ASK {}")
        assert [question.name for question in read_catalogue(tmp_path)] == ["a", "b", "c"]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("ASK {}", r"lacks #\+ title_fr"),
            (HEADER.replace("since", "sinse") + "ASK {}", r"lacks #\+ since"),
            (HEADER + "#+ severity: error\nASK {}", "unknown header key “severity”"),
            (HEADER + "#+ param: x\nASK {}", "malformed param “x”"),
            (HEADER + "#+ param x\nASK {}", "malformed header line"),
            (HEADER + "#+ param_fr: x\nASK {}", r"#\+ param_fr: expected NAME – text"),
            (HEADER + "#+ param_en: x – x\nASK {}", r"expected no line #\+ param_en"),
            (HEADER + "#+ param: x date *\nASK {}", r"expected #\+ param_fr: x – …, and no other"),
            (
                f"{HEADER}#+ param: a date *\n#+ param: b date *\n{TOLD}ASK {{}}",
                "question_fr is to name each parameter, and nothing else: {a}, {b}",
            ),
            (HEADER.replace("?", " {a}?") + "ASK {}", "is to name each parameter"),
            (HEADER + "#+ bounds: a b\nASK {}", "bounds: no parameter is named a, b"),
        ],
    )
    def test_a_header_that_is_wrong_names_the_file(
        self, tmp_path: Path, text: str, message: str
    ) -> None:
        """One line that begins with the file."""
        path = write(tmp_path, "who", text)
        with pytest.raises(ProjectError, match=message) as caught:
            read_catalogue(tmp_path)
        assert str(caught.value).startswith(str(path))


class TestFind:
    """find_question"""

    def test_a_question_is_found_by_name(self, built: Project) -> None:
        """Names are exact."""
        assert find_question(built.queries / "questions", "organisers").name == "organisers"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_may_be_meant_by_its_title(self, built: Project, language: str) -> None:
        """In any language, with a slip."""
        folder = built.queries / "questions"
        for question in read_catalogue(folder)[:3]:
            title = question.file.text_of("title").say(language)
            with pytest.raises(NotFoundError, match=f"did you mean {question.name}"):
                find_question(folder, title.replace("c", "", 1))

    def test_the_nearest_name_is_told(self, built: Project) -> None:
        """A slip of the finger is met with what was probably meant."""
        with pytest.raises(
            NotFoundError, match="no question is named organizers; did you mean organisers"
        ):
            find_question(built.queries / "questions", "organizers")

    @pytest.mark.parametrize("name", ["zzzzzz", "../checks/part-of-itself", "/etc/passwd", ""])
    def test_what_is_not_in_the_list_is_not_opened(self, tiny: Project, name: str) -> None:
        """A name is looked for in the folder, and is no path."""
        with pytest.raises(NotFoundError, match="bioprod help query tells how to list them"):
            find_question(tiny.queries / "questions", name)


class TestAssert:
    """assert_questions"""

    @pytest.mark.parametrize(
        ("query", "form"),
        [
            ("SELECT ?s { ?s ?p ?o }", "Select"),
            ("ASK { ?s ?p ?o }", "Ask"),
            ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "Construct"),
            ("DESCRIBE <urn:a>", "Construct"),
        ],
    )
    def test_a_question_is_described_in_both_languages(
        self, tiny: Project, query: str, form: str
    ) -> None:
        """Kind, the query without its header, title and question, all in graph/questions."""
        said = describe(tiny, query)
        assert said["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"] == {
            f"<{SH}SPARQL{form}Executable>"
        }
        assert said[SH + form.lower()] == {str(ox.Literal(query))}
        assert said["http://www.w3.org/2000/01/rdf-schema#label"] == {'"Titre"@fr', '"Title"@en'}
        assert said["http://www.w3.org/2000/01/rdf-schema#comment"] == {'"Qui ?"@fr', '"Who?"@en'}
        assert said["http://schema.org/target"] == {"<https://example.org/tiny/sparql>"}
        assert said["http://schema.org/keywords"] == {'"a"', '"b"'}

    def test_a_question_that_is_no_sparql_stops_with_its_file(self, tiny: Project) -> None:
        """A build does not publish what nobody can ask."""
        with pytest.raises(ProjectError, match=r"who\.rq: malformed SPARQL") as caught:
            describe(tiny, "SELECT ?s WHERE { ?s ?p }")
        assert "\n" not in str(caught.value)

    def test_all_questions_of_the_real_project_are_described(self, built: Project) -> None:
        """Each question has one kind."""
        subjects = {
            str(quad.subject) for quad in assert_questions(built, open_release(built).store)
        }
        names = {question.name for question in read_catalogue(built.queries / "questions")}
        assert subjects == {f"<{built.base}questions/{name}>" for name in names}
