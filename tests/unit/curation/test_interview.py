"""The questions that fill a row."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.curation import (
    Desk,
    Talk,
    find_missing,
    make_slug,
    read_register,
)
from bioprod_graph.tables import find_table, read_tables

if TYPE_CHECKING:
    from bioprod_graph.language import Language, Sayable
    from bioprod_graph.project import Project


@dataclass
class Person:
    """Gives answers in order, and keeps what it was told."""

    language: Language
    answers: list[str]
    told: list[str] = field(default_factory=list)

    def talk(self) -> Talk:
        return Talk(self.language, lambda: self.answers.pop(0), self._hear)

    def _hear(self, said: Sayable) -> None:
        self.told.append(said.say(self.language))

    def count(self, text: str) -> int:
        return sum(text in line for line in self.told)


def ask(
    project: Project,
    person: Person,
    word: str = "organization",
    *,
    given: dict[str, str] | None = None,
) -> dict[str, str] | None:
    tables = read_tables(project)
    defaults = {"curator": "workshop", "curated": "2024-01-05"}
    desk = Desk(tables, read_register(project, tables), person.talk(), defaults)
    cells = dict(given or {})
    return cells if desk.interview(find_table(tables, word), cells) else None


NAMES = ["Pendule", "Pendulum"]
REST = ["Company", "Fait des pendules.", "Makes pendulums.", "atelier-record", "", "", "high"]


class TestInterview:
    """A row, question by question."""

    def test_enter_takes_what_is_proposed(self, directory: Project) -> None:
        """The identifier is made of the name; who records and when are known."""
        person = Person("en", [*NAMES, "", *REST])
        cells = ask(directory, person)
        assert cells is not None
        assert person.answers == []
        assert (cells["id"], cells["curator"], cells["curated"]) == (
            "pendulum",
            "workshop",
            "2024-01-05",
        )
        assert cells["label_fr"] == "Pendule"

    def test_questions_are_the_descriptions_of_the_columns(self, directory: Project) -> None:
        """In the language asked for, with the choices where there are some."""
        french, english = Person("fr", [*NAMES, "", *REST]), Person("en", [*NAMES, "", *REST])
        ask(directory, french)
        ask(directory, english)
        assert french.told[1:4] == [
            "Nom en français – label_fr",
            "Nom en anglais – label_en",
            "Identifiant, jamais réutilisé – id [pendulum]",
        ]
        assert english.count("Class of the organisation – kind (Organization | Company | ") == 1

    def test_choices_are_told_in_the_words_of_who_answers(self, directory: Project) -> None:
        """As the ontology names what they stand for; these names are understood, too."""
        modules = directory.ontology / "modules"
        shutil.copy(Path(__file__).parents[3] / "ontology/modules/actors.ttl", modules)
        person = Person("fr", [*NAMES, "", "Entreprise", *REST])
        ask(directory, person)
        assert person.count("Company (entreprise) | ") == 2  # asked again, in the same words
        assert person.count("vouliez-vous dire Company") == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            (["Not A Slug"], "is not a value of the column “id”"),
            (["dial-works"], "“dial-works” exists already in organizations.csv"),
        ],
    )
    def test_a_wrong_answer_is_asked_again(
        self, directory: Project, wrong: list[str], said: str
    ) -> None:
        """With the reason."""
        person = Person("en", [*NAMES, *wrong, "", *REST])
        cells = ask(directory, person)
        assert cells is not None
        assert cells["id"] == "pendulum"
        assert person.count(said) == 1

    @pytest.mark.parametrize("words", [["?"], ["?", "?"]])
    def test_a_question_mark_lists_what_may_be_given(
        self, directory: Project, words: list[str]
    ) -> None:
        """With what each is called; of a text, what is expected. It is no answer."""
        passages = directory.root / "data" / "passages.csv"
        head, *rows = passages.read_text("utf-8").splitlines()
        more = [rows[0].replace("atelier-record", f"leaf-{n:02}") for n in range(30)]
        passages.write_text("\n".join([head, *rows, *more, ""]), "utf-8")
        answers = [*NAMES, "?", "", *REST]
        place = answers.index("atelier-record")
        answers[place:place] = words
        person = Person("en", answers)
        cells = ask(directory, person)
        assert cells is not None
        assert person.answers == []
        assert cells["passages"] == "atelier-record"
        assert person.count("  leaf-07  ") == len(words)
        assert person.count("expected is small letters without accents") == 1
        assert person.count("fact was read, separated by | – passages") == 1 + len(words)

    def test_nothing_is_no_answer_where_something_is_needed(self, directory: Project) -> None:
        """It is asked again."""
        person = Person("fr", ["", *NAMES, "", *REST])
        assert ask(directory, person) is not None
        assert person.count("une valeur y est nécessaire") == 1

    def test_a_reference_to_nothing_names_the_table_and_the_nearest(
        self, directory: Project
    ) -> None:
        """And offers to add what is missing; no is the plain answer."""
        answers = [*NAMES, "", *REST]
        place = answers.index("atelier-record")
        answers[place:place] = ["atelier-record|atelier-recrod", "n"]
        person = Person("en", answers)
        assert ask(directory, person) is not None
        (said,) = [line for line in person.told if "recrod" in line]
        assert "is not there yet in passages; near: atelier-record. Add it now? [y/N]" in said

    @pytest.mark.parametrize(
        ("language", "answer", "goes_on"),
        [("en", "y", True), ("en", "", False), ("fr", "oui", True), ("fr", "non", False)],
    )
    def test_bodies_that_look_alike_are_shown_first(
        self, directory: Project, language: Language, *, answer: str, goes_on: bool
    ) -> None:
        """Before anything else is asked; no is the plain answer."""
        answers = ["Cadran réuni", "United Dials Ltd", answer, "united", *REST]
        person = Person(language, answers)
        cells = ask(directory, person)
        assert (cells is not None) is goes_on
        assert bool(person.answers) is not goes_on
        assert person.count("United Dials") + person.count("Cadrans Réunis") > 0
        assert person.count("dial-works, data/organization-names.csv:2:") == 1

    def test_another_name_of_a_body_that_is_there_is_not_asked_about(
        self, directory: Project
    ) -> None:
        """The row says whose it is."""
        names = ["Cadrans", "Dials", ""]
        answers = [*names, "dial-works-short", "dial-works", "other", *REST[-4:]]
        person = Person("en", answers)
        cells = ask(directory, person, "organization-name")
        assert cells is not None
        assert person.count("look alike") == 0

    def test_what_may_be_empty_comes_last(self, directory: Project) -> None:
        """And is left so."""
        answers = ["Barillet", "", "Company", "low-confidence", "Rien.", "Nothing.", "", "", ""]
        person = Person("en", answers)
        cells = ask(directory, person, "candidate")
        assert cells is not None
        assert cells["url"] == ""
        assert person.told[-1].endswith("– url []")

    def test_what_is_given_is_not_asked(self, directory: Project) -> None:
        """Options come before questions."""
        person = Person("en", ["Pendulum", "", *REST])
        cells = ask(directory, person, given={"label_fr": "Pendule"})
        assert cells is not None
        assert person.count("label_fr") == 0


def test_missing_is_what_must_be_there_and_is_not(directory: Project) -> None:
    """A column that may be empty is not missed."""
    tables = read_tables(directory)
    candidate = find_table(tables, "candidate")
    assert find_missing(candidate, {"id": "a", "kind": "Company", "reason": ""}) == [
        "name",
        "reason",
        "note_fr",
        "note_en",
        "curator",
        "curated",
    ]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Centre Œuvres & Cie", "centre-oeuvres-cie"),
        ("L’Audition – (ex-X)", "l-audition-ex-x"),
        ("a" * 70, "a" * 60),
        ("—", ""),
    ],
)
def test_a_slug_is_made_of_letters_and_dashes(name: str, slug: str) -> None:
    """Whatever the name holds."""
    assert make_slug(name) == slug
