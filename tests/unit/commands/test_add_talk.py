"""`bioprod add` at a terminal: what is cited is added on the way, what was typed is never lost."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.unit.commands.test_add import ANSWERS, LINE, body_table
from tests.unit.commands.test_add_files import PASSAGE, SOURCE, read_tables

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Done, Run

ROOT = Path(__file__).resolve().parents[3]
STOP = "\x03"
DAY = ("--date", "2024-01-05")


class Terminal(io.StringIO):
    """Where a person types; Ctrl-C is what a terminal makes of it."""

    def isatty(self) -> bool:
        return True

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        line = super().readline(size)
        if STOP in line:
            raise KeyboardInterrupt
        return line


class Add(Protocol):
    """Adds to a table, with answers."""

    def __call__(
        self, table: str, *answers: str, lang: str = "en", words: tuple[str, ...] = ()
    ) -> Done:
        """Give what it did."""


@pytest.fixture
def add(bioprod: Run, directory: Project, monkeypatch: pytest.MonkeyPatch) -> Add:
    def add(table: str, *answers: str, lang: str = "en", words: tuple[str, ...] = ()) -> Done:
        terminal = Terminal("".join(f"{answer}\n" for answer in answers))
        monkeypatch.setattr(sys, "stdin", terminal)
        where = ("--project", directory.root, "--lang", lang)
        done = bioprod(*where, "add", table, *DAY, *words)
        assert terminal.read() == "", "an answer was not asked for"
        return done

    return add


def in_order(project: Project, table: str, cells: dict[str, str]) -> list[str]:
    """The answers in the order of the questions, but for the key, which is known."""
    from bioprod_graph.checks import is_name
    from bioprod_graph.tables import find_table, read_tables

    columns = [c for c in find_table(read_tables(project), table).columns if not c.is_virtual]
    names = [c.name for c in columns if is_name(c.name)]
    rest = [c for c in columns if c.name not in names]
    rest.sort(key=lambda column: column.complaint("") is None)
    return [cells.get(name, "") for name in (*names, *(c.name for c in rest)) if name != "id"]


CITING = ["", "", "high"]


class TestOnTheWay:
    """A passage that is cited and not there, of a source that is not there."""

    def answers(self, project: Project) -> list[str]:
        passage = in_order(project, "passage", PASSAGE | {"source": "almanac"})
        place = passage.index("almanac") + 1
        passage[place:place] = ["y", *in_order(project, "source", SOURCE)]
        return [*ANSWERS, "atelier-list", "y", *passage, *CITING]

    @pytest.mark.parametrize(
        ("lang", "back"),
        [("en", "Back to organizations.csv."), ("fr", "Retour à organizations.csv.")],
    )
    def test_are_asked_for_and_added_with_the_row(
        self, add: Add, directory: Project, *, lang: str, back: str
    ) -> None:
        """All three, and the talk goes on where it was."""
        done = add("organization", *self.answers(directory), lang=lang)
        assert done.status == 0, done.out + done.err
        tables = read_tables(directory)
        assert (
            LINE.replace("atelier-record", "atelier-list").encode() in tables["organizations.csv"]
        )
        assert b"\natelier-list,almanac,Liste,List," in tables["passages.csv"]
        assert b"\nalmanac,Almanach,Almanac," in tables["sources.csv"]
        assert back in done.err

    @pytest.mark.parametrize("count", [1, 8, 20])
    @pytest.mark.parametrize("end", [(), (STOP,)])
    def test_whenever_the_talk_ends_the_next_goes_on(
        self, add: Add, directory: Project, *, count: int, end: tuple[str, ...]
    ) -> None:
        """No cell is asked for twice, and the rows are the same as of one talk."""
        before = read_tables(directory)
        whole = self.answers(directory)
        done = add("organization", *whole[:count], *end)
        assert done.status == (130 if end else 1)
        assert "what was typed is kept: bioprod add organization goes on with it" in done.err
        assert read_tables(directory) == before
        # What was agreed to and not yet begun is agreed to again.
        again = ["y"] if whole[count - 1] == "y" else []
        rest = [*again, *whole[count:]]
        done = add("organization", "", *rest)
        assert done.status == 0, done.out + done.err
        assert b"\natelier-list,almanac,Liste,List," in read_tables(directory)["passages.csv"]
        assert "answers are kept from last time (Pendule" in done.err
        assert not list(directory.build.rglob("*.json"))

    def test_a_reference_that_is_not_wanted_is_asked_again(
        self, add: Add, directory: Project
    ) -> None:
        """No is the plain answer."""
        assert add("organization", *ANSWERS, "nowhere", "", "atelier-record", *CITING).status == 0
        assert LINE.encode() in body_table(directory).read_bytes()


class TestKept:
    """Answers of a talk that ended before its time."""

    def test_are_left_where_they_are_not_wanted(self, add: Add, directory: Project) -> None:
        """The talk begins anew."""
        add("organization", "Autre", "Other", STOP)
        assert add("organization", "n", *ANSWERS, "atelier-record", *CITING).status == 0
        assert LINE.encode() in body_table(directory).read_bytes()

    @pytest.mark.parametrize(
        "kept",
        [
            "",
            "[",
            "[1]",
            '{"a": 1}',
            '[["organizations", {"id": 1}]]',
            '[["none", {"id": "a"}]]',
            '[[["a"], {}]]',
            "[" * 100_000,
        ],
    )
    def test_that_are_none_are_not_offered(
        self, add: Add, directory: Project, *, kept: str
    ) -> None:
        """Whatever stands in the file."""
        file = directory.build / "drafts" / "organizations.json"
        file.parent.mkdir(parents=True)
        file.write_text(kept, encoding="utf-8")
        assert add("organization", *ANSWERS, "atelier-record", *CITING).status == 0

    def test_that_cite_each_other_come_to_an_end(self, add: Add, directory: Project) -> None:
        """A row that is being asked for will be there."""
        rows = [
            ["curators", {"id": "me", "curator": "you"}],
            ["curators", {"id": "you", "curator": "me"}],
        ]
        file = directory.build / "drafts" / "curators.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(rows), encoding="utf-8")
        names = ["Moi", "Me", "Toi", "You"]
        done = add("curator", "", *names[:2], *names[2:], *[""] * 6)
        assert done.status == 0, done.out + done.err
        assert b"\nyou,Toi,You," in read_tables(directory)["curators.csv"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_the_check_refuses_is_asked_anew(add: Add, directory: Project, *, lang: str) -> None:
    """That cell and no other, once all that is wrong is told."""
    given = {"organization": "dial-works", "scheme": "siren", "passages": "atelier-record"}
    words = tuple(w for n, c in given.items() for w in ("--set", f"{n}={c}"))
    answers = ["356000001", "", "", "high", "356000000"]
    done = add("organization-identifier", *answers, lang=lang, words=words)
    assert done.status == 0, done.out + done.err
    assert "[table:check-digit]" in done.out
    table = read_tables(directory)["organization-identifiers.csv"]
    assert b"dial-works,siren,356000000,atelier-record" in table


CONCEPT = {
    "id": "coordinator",
    "scheme": "scheme-roles",
    "label_fr": "coordinateur",
    "label_en": "coordinator",
    "definition_fr": "Rôle de l’acteur qui coordonne l’événement.",
    "definition_en": "The role of the actor that coordinates the event.",
}


class TestConcept:
    """A concept is a block of Turtle in the file of its vocabulary."""

    BLOCK = """concept:coordinator a skos:Concept ;
    skos:inScheme concept:scheme-roles ;
    {place} ;
    skos:prefLabel "coordinateur"@fr, "coordinator"@en ;
    skos:definition "Rôle de l’acteur qui coordonne l’événement."@fr,
        "The role of the actor that coordinates the event."@en .
"""

    @pytest.fixture
    def roles(self, directory: Project) -> Path:
        for name in (
            "vocabularies/roles.ttl",
            "vocabularies/concepts.json",
            "shapes/vocabularies.ttl",
        ):
            shutil.copy(ROOT / "ontology" / name, directory.ontology / name)
        return directory.ontology / "vocabularies" / "roles.ttl"

    def words(self, **cells: str) -> tuple[str, ...]:
        given = (CONCEPT | cells).items()
        return tuple(w for name, cell in given if cell for w in ("--set", f"{name}={cell}"))

    @pytest.mark.parametrize(
        ("broader", "place", "above"),
        [
            ("", "skos:topConceptOf concept:scheme-roles", None),
            ("organizing-body", "skos:broader concept:organizing-body", "concept:host a"),
            ("host", "skos:broader concept:host", "concept:guest-of-honour a"),
        ],
    )
    def test_stands_after_those_under_the_same(
        self, add: Add, roles: Path, *, broader: str, place: str, above: str | None
    ) -> None:
        """All other lines stay byte for byte."""
        before = roles.read_text(encoding="utf-8")
        done = add("concept", words=self.words(broader=broader))
        assert done.status == 0, done.out + done.err
        block, after = self.BLOCK.format(place=place), roles.read_text(encoding="utf-8")
        assert done.out == f"{block}\n"
        head, found, rest = after.partition(block)
        assert found
        assert rest.strip().startswith(above or "")
        assert (head + rest.removeprefix("\n")).rstrip("\n") == before.rstrip("\n")
        line = head.count("\n") + 1
        assert f"added: ontology/vocabularies/roles.ttl:{line}" in done.err

    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_is_asked_for_at_a_terminal(self, add: Add, roles: Path, *, lang: str) -> None:
        """The vocabularies there are stand with the question."""
        cells = CONCEPT
        order = ["label_fr", "label_en", "", "scheme", "definition_fr", "definition_en"]
        done = add("concept", *(cells.get(n, "") for n in order), *[""] * 5, lang=lang)
        assert done.status == 0, done.out + done.err
        assert "\n  scheme-roles" in done.err
        assert "concept:coordinator a skos:Concept ;" in roles.read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("cells", "columns"),
        [
            ({"id": "host"}, ["id"]),
            ({"broader": "nothing", "scheme": "scheme-nothing"}, ["broader", "scheme"]),
            ({"label_fr": " rôle", "definition_en": "A\tb."}, ["definition_en", "label_fr"]),
        ],
    )
    def test_what_is_wrong_with_its_cells_is_told_at_once(
        self, add: Add, roles: Path, *, cells: dict[str, str], columns: list[str]
    ) -> None:
        """By the option, and nothing is written."""
        before = roles.read_bytes()
        done = add("concept", words=self.words(**cells))
        told = [line.split()[1] for line in done.out.splitlines() if line.startswith("--set")]
        assert (done.status, sorted(set(told)), roles.read_bytes()) == (1, columns, before)

    def test_is_checked_as_in_a_build(self, add: Add, roles: Path) -> None:
        """Two concepts of one name are refused; what was wrong before is not its fault."""
        before = roles.read_bytes()
        done = add("concept", words=self.words(label_en="host"))
        assert done.status == 1
        assert "Another concept of the same vocabulary has this name already." in done.out
        assert "shape:Scheme" not in done.out
        assert roles.read_bytes() == before

    def test_keeps_the_ends_of_lines_and_remarks(self, add: Add, roles: Path) -> None:
        """A remark belongs to what follows it."""
        text = roles.read_text(encoding="utf-8").replace(
            "concept:guest-of-honour a", "# Whoever is honoured\nconcept:guest-of-honour a"
        )
        roles.write_bytes(text.replace("\n", "\r\n").encode())
        assert add("concept", words=self.words(broader="host")).status == 0
        after = roles.read_bytes()
        assert after.count(b"\n") == after.count(b"\r\n")
        assert b"@en .\r\n\r\n# Whoever is honoured\r\nconcept:guest-of-honour a" in after

    def test_a_vocabulary_that_cannot_be_read_is_no_matter_of_rows(
        self, add: Add, roles: Path
    ) -> None:
        """A concept waits until it can."""
        roles.write_text("concept:x", encoding="utf-8")
        assert "malformed Turtle" in add("concept", words=self.words()).err
        assert add("organization", *ANSWERS, "atelier-record", *CITING).status == 0

    def test_a_match_has_its_own_word(self, bioprod: Run) -> None:
        """An alignment is a row of SSSOM."""
        done = bioprod("--project", ROOT, "add", "alignment", "--set", "concept=x", "--dry-run")
        assert done.status == 2
        assert "it has id, subject_id" in done.err
