"""Bad input of every kind: told in one clear place, nothing built, nothing lost."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pyoxigraph as ox
import pytest

from bioprod_graph.cli import main
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.project import Project
from bioprod_graph.rdf import read_values, select

if TYPE_CHECKING:
    from collections.abc import Callable

    Spoil = Callable[[Path], object]

TINY = Path(__file__).parents[1] / "data" / "tiny"

CURATORS, SOURCES = "data/curators.csv", "data/sources.csv"
PASSAGES, THINGS = "data/passages.csv", "data/things.csv"
TABLES = "data/tables.json"
MODULE = "ontology/modules/things.ttl"
SHAPES = "ontology/shapes/things.ttl"
PREFIXES = "ontology/prefixes.ttl"
RULE = "ontology/rules/cax-sco.rq"
CHECK = "queries/checks/part-of-itself.rq"


def swap(file: str, old: str, new: str) -> Spoil:
    """Replace the first occurrence of a text, which must be there."""

    def spoil(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return spoil


def change(file: str, edit: Callable[[bytes], bytes]) -> Spoil:
    """Change the bytes of a file."""

    def spoil(root: Path) -> None:
        content = (root / file).read_bytes()
        assert edit(content) != content
        (root / file).write_bytes(edit(content))

    return spoil


def encode(file: str, encoding: str) -> Spoil:
    """Write a file in another encoding."""
    return change(file, lambda content: content.decode("utf-8").encode(encoding))


@dataclass(frozen=True)
class Found:
    """Input that gives one finding: where, by which check, and words of its messages."""

    name: str
    spoil: Spoil
    place: str
    check: str
    french: str
    english: str


@dataclass(frozen=True)
class Refused:
    """Input that gives a one-line error: how it starts after the project folder, and its words."""

    name: str
    spoil: Spoil
    place: str
    words: str

    @property
    def french(self) -> str:
        """The same words in French; what another program says stays as that one says it."""
        return FRENCH.get(self.words, self.words)

    @property
    def french_place(self) -> str:
        """The file, and the line if there is one: what follows is said in French."""
        return self.place.split(" ")[0].rstrip(":")


# What we say ourselves, by its English.
FRENCH = {
    "it is not UTF-8 text, see line": "ce n’est pas du texte en UTF-8, voyez la ligne",
    "JSON object": "un objet JSON",
    "no tables": "ne décrit pas de tables",
    "the key column “name” is not a column": (
        "la colonne de clé «\u00a0name\u00a0» n’est pas une colonne"
    ),
    "id is not the primary key of people.csv": "id n’est pas la clé primaire de people.csv",
    "two tables are named curators.csv": "deux tables s’appellent curators.csv",
    "unknown prefix nope: in nope:label": "préfixe inconnu nope: dans nope:label",
    "must be the plain name of a file in the same folder": (
        "doit être le simple nom d’un fichier du même dossier"
    ),
    "must be written in place": "doit être écrit sur place",
    "malformed Turtle": "Turtle mal formé",
    "only @base and @prefix": "ce fichier n’a que @base et @prefix",
    "#+ key: value": "#+ clé: valeur",
    "the header lacks #+ severity: …": "il manque à l’en-tête #+ severity: …",
    "unknown header key “source”": "clé d’en-tête inconnue «\u00a0source\u00a0»",
    "malformed param": "param mal formé",
    "severity is “fatal”, expected error, warning, info": (
        "severity est «\u00a0fatal\u00a0», on attend error, warning, info"
    ),
    "it is not UTF-8 text, see line 1": "ce n’est pas du texte en UTF-8, voyez la ligne 1",
}

PARTS = """
PREFIX tiny: <https://example.org/tiny/ontology#>
SELECT ?part { <https://example.org/tiny/id/thing/clock> tiny:hasPart ?part }
"""
ROW = "workshop,L’atelier,The workshop,workshop,2024-01-02"
NOTE = "Can be taken apart"
PAGE = "https://example.org/inventory#clock"

FOUND = (
    # the shape of a table
    Found(
        "a column is missing",
        swap(THINGS, ",note_en,", ","),
        f"{THINGS}:1",
        "table:missing-column",
        "la colonne « note_en » manque",
        "the column “note_en” is missing",
    ),
    Found(
        "a column is not described",
        swap(CURATORS, f"curated\n{ROW}", f"curated,colour\n{ROW},red"),
        f"{CURATORS}:1:6",
        "table:extra-column",
        "la colonne « colour » est en trop",
        "the column “colour” is not expected",
    ),
    Found(
        "a column is given twice",
        swap(CURATORS, f"curated\n{ROW}", f"curated,id\n{ROW},workshop"),
        f"{CURATORS}:1:6",
        "table:extra-column",
        "la colonne « id » est en trop",
        "the column “id” is not expected",
    ),
    Found(
        "columns are in another order",
        swap(THINGS, "id,label_fr,label_en,kind", "id,label_en,label_fr,kind"),
        f"{THINGS}:1:2",
        "table:column-order",
        "remettez l’ordre",
        "restore the order",
    ),
    Found(
        "a row has a field too few",
        swap(THINGS, ",brass,,12.5", ",brass,12.5"),
        f"{THINGS}:2",
        "table:ragged-row",
        "la ligne a 15 champs au lieu de 16",
        "the row has 15 fields instead of 16",
    ),
    Found(
        "a row has a field too many",
        swap(THINGS, "Horloge,Clock", "Horloge,ancienne,Clock"),
        f"{THINGS}:3",
        "table:ragged-row",
        "la ligne a 17 champs au lieu de 16",
        "the row has 17 fields instead of 16",
    ),
    Found(
        "a line is blank",
        change(CURATORS, lambda content: content + b"\n"),
        f"{CURATORS}:3",
        "table:empty-row",
        "la ligne est vide\u00a0: supprimez-la",
        "the row is empty: remove it",
    ),
    Found(
        "a quote is not closed",
        swap(THINGS, "Horloge,Clock", 'Horloge,"Clock'),
        f"{THINGS}:3",
        "table:malformed",
        "un guillemet droit se trouve dans une cellule",
        "a quotation mark stands within a cell",
    ),
    Found(
        "a file is empty",
        change(THINGS, lambda _: b""),
        f"{THINGS}:1",
        "table:empty",
        "la première ligne, qui nomme les colonnes, est vide",
        "the first line, which names the columns, is empty",
    ),
    Found(
        "a table is described and its file is missing",
        lambda root: (root / THINGS).unlink(),
        THINGS,
        "table:unreadable",
        "remédiez-y ou retirez-le de tables.json",
        "mend that or take it out of tables.json",
    ),
    Found(
        "a file is not described",
        lambda root: (root / "data/more.csv").write_text("id\n1\n", encoding="utf-8"),
        "data/more.csv",
        "table:undescribed",
        "n’est pas décrite dans tables.json",
        "is not described in tables.json",
    ),
    # keys
    Found(
        "an identifier stands twice",
        swap(CURATORS, ROW, f"{ROW}\n{ROW}"),
        f"{CURATORS}:3",
        "table:duplicate-key",
        "« workshop » est déjà à la ligne 2",
        "“workshop” stands already on line 2",
    ),
    Found(
        "a reference leads nowhere",
        swap(THINGS, ",movement,brass", ",motor,brass"),
        f"{THINGS}:2:5",
        "table:dangling-reference",
        "« motor » n’est la clé d’aucune ligne de things.csv",
        "“motor” is the key of no row of things.csv",
    ),
    Found(
        "one reference of a list leads nowhere",
        swap(THINGS, "beginning|weights", "beginning|middle"),
        f"{THINGS}:3:13",
        "table:dangling-reference",
        "« middle » n’est la clé d’aucune ligne de passages.csv",
        "“middle” is the key of no row of passages.csv",
    ),
    Found(
        "a table with a header only is referred to",
        swap(SOURCES, (TINY / SOURCES).read_text(encoding="utf-8").partition("\n")[2], ""),
        f"{PASSAGES}:2:4",
        "table:dangling-reference",
        "ajoutez cette ligne ou corrigez la référence",
        "add that row or correct the reference",
    ),
    # values
    Found(
        "a required cell is empty",
        swap(THINGS, "clock,Horloge,Clock", "clock,Horloge,"),
        f"{THINGS}:3:3",
        "table:missing-value",
        "la cellule « label_en » est vide",
        "the cell “label_en” is empty",
    ),
    Found(
        "a day is not in the calendar",
        swap(THINGS, "2020-03-03", "2020-02-30"),
        f"{THINGS}:3:7",
        "table:bad-value",
        "il faut un jour du calendrier tel que 2022-05-31",
        "expected is a day of the calendar such as 2022-05-31",
    ),
    Found(
        "a date is written in another order",
        swap(THINGS, "2020-03-03", "03/03/2020"),
        f"{THINGS}:3:7",
        "table:bad-value",
        "« 03/03/2020 » n’est pas une valeur de la colonne « begun »",
        "“03/03/2020” is not a value of the column “begun”",
    ),
    *(
        Found(
            f"a number is written {text}",
            swap(THINGS, "12.5", text),
            f"{THINGS}:2:8",
            "table:bad-value",
            f"« {text} » n’est pas une valeur de la colonne « weight » : il faut un nombre",
            f"“{text}” is not a value of the column “weight”: expected is a number",
        )
        for text in ("12;5", "about 12", "1e3", "NaN", "5%", "1_000", "٣")
    ),
    Found(
        "a number is out of its range",
        swap(THINGS, "12.5", "-12.5"),
        f"{THINGS}:2:8",
        "shape:thing-weight",
        "Une masse n’est pas négative.",
        "A weight is not negative.",
    ),
    Found(
        "a unit is unknown",
        swap(THINGS, "12.5,grams", "12.5,stones"),
        f"{THINGS}:2:9",
        "shape:thing-unit",
        "L’unité n’est pas dans le vocabulaire des unités.",
        "The unit is not in the vocabulary of units.",
    ),
    Found(
        "a list has an empty item",
        swap(THINGS, "beginning|weights", "beginning||weights"),
        f"{THINGS}:3:13",
        "table:bad-list",
        "a un élément vide ou bordé d’une espace",
        "has an item that is empty or has a blank at its ends",
    ),
    Found(
        "a field has 200,000 characters",
        swap(THINGS, NOTE, "x" * 200_000),
        f"{THINGS}:4",
        "table:malformed",
        "une cellule est plus longue que ce qui peut être lu",
        "a cell is longer than can be read",
    ),
    Found(
        "a field has 20,000 characters",
        swap(THINGS, NOTE, "x" * 20_000),
        f"{THINGS}:4:12",
        "table:long-cell",
        "plus que les 10000 permis",
        "more than the 10000 allowed",
    ),
    # encodings
    *(
        Found(
            f"a file is {encoding}",
            encode(THINGS, encoding),
            f"{THINGS}:1",
            "table:encoding",
            "le fichier est en UTF-16",
            "the file is UTF-16",
        )
        for encoding in ("utf-16", "utf-16-le", "utf-16-be")
    ),
    Found(
        "a file is Latin-1",
        change(THINGS, lambda content: content.replace(b"Horloge", b"\xc9talon")),
        f"{THINGS}:3",
        "table:encoding",
        "le fichier n’est pas en UTF-8 (octet 0xc9)",
        "the file is not UTF-8 (byte 0xc9)",
    ),
    Found(
        "a cell holds NUL",
        swap(THINGS, "Clock", "Clo\0ck"),
        f"{THINGS}:3",
        "table:encoding",
        "contient un caractère NUL",
        "holds a NUL character",
    ),
    Found(
        "lines end with CR alone",
        change(THINGS, lambda content: content.replace(b"\n", b"\r")),
        f"{THINGS}:1",
        "table:encoding",
        "des fins de ligne CR seules",
        "line ends of CR alone",
    ),
    # IRIs
    Found(
        "an IRI holds a space",
        swap(THINGS, PAGE, "https://example.org/inventory clock"),
        f"{THINGS}:3:10",
        "table:bad-iri",
        "« https://example.org/inventory clock » ne peut devenir un IRI",
        "“https://example.org/inventory clock” cannot become an IRI",
    ),
    *(
        Found(
            f"an IRI starts with {text.partition(':')[0]}",
            swap(THINGS, PAGE, text),
            f"{THINGS}:3:10",
            "table:bad-iri",
            f"« {text} » ne peut devenir un IRI",
            f"“{text}” cannot become an IRI",
        )
        for text in ("javascript:alert(1)", "data:text/html;a", "file:///etc/passwd")
    ),
    Found(
        "an IRI is relative",
        swap(THINGS, PAGE, "inventory"),
        f"{THINGS}:3:10",
        "table:bad-iri",
        "corrigez la colonne « page »",
        "correct the column “page”",
    ),
    Found(
        "an IRI climbs out of its folder",
        swap(THINGS, PAGE, "https://example.org/a/../b"),
        f"{THINGS}:3:10",
        "table:bad-iri",
        "corrigez la colonne « page »",
        "the path holds a dot segment",
    ),
    Found(
        "the address of a source starts with javascript:",
        swap(SOURCES, "https://example.org/inventory", "javascript:alert(1)"),
        f"{SOURCES}:2:4",
        "table:bad-value",
        "« javascript:alert(1) » n’est pas une valeur de la colonne « url »",
        "“javascript:alert(1)” is not a value of the column “url”",
    ),
    # characters and personal data
    *(
        Found(
            f"a label holds U+{ord(character):04X}",
            swap(THINGS, "Clock", f"Clo{character}ck"),
            f"{THINGS}:3:3",
            f"table:{check}",
            f"(U+{ord(character):04X}) : supprimez-le",
            f"(U+{ord(character):04X}): remove it",
        )
        for character, check in (
            ("\u202e", "bidi-character"),
            ("\u2066", "bidi-character"),
            ("\u200f", "bidi-character"),
            ("\u200b", "invisible-character"),
            ("\u200d", "invisible-character"),
            ("\ufeff", "invisible-character"),
            ("\u00ad", "invisible-character"),
            ("\x07", "control-character"),
            ("\x85", "control-character"),
        )
    ),
    Found(
        "a label ends with a blank",
        swap(THINGS, "Clock", "Clock "),
        f"{THINGS}:3:3",
        "table:outer-blank",
        "commence ou finit par une espace",
        "starts or ends with a blank",
    ),
    Found(
        "a label is not in normal form",
        swap(PASSAGES, "Début", "De\u0301but"),
        f"{PASSAGES}:3:2",
        "table:not-nfc",
        "n’est pas en forme normale NFC",
        "is not in normal form NFC",
    ),
    Found(
        "a note holds an e-mail address",
        swap(THINGS, NOTE, "Ask some.one@example.org, can be taken apart"),
        f"{THINGS}:4:12",
        "table:e-mail-address",
        "contient une adresse électronique",
        "holds an e-mail address",
    ),
    *(
        Found(
            f"a note holds the phone number {number}",
            swap(THINGS, NOTE, f"Call {number} to take it apart"),
            f"{THINGS}:4:12",
            "table:phone-number",
            "contient un numéro de téléphone",
            "holds a phone number",
        )
        for number in (
            "01 99 00 12 34",
            "01.99.00.12.34",
            "0199001234",
            "01\u00a099\u00a000\u00a012\u00a034",
            "+33 1 99 00 12 34",
            "+33 (0)1 99 00 12 34",
            "0033 1 99 00 12 34",
            "+44 20 7946 0958",
        )
    ),
    Found(
        "a thing is part of itself",
        swap(THINGS, "Machine,,", "Machine,clock,"),
        f"{THINGS}:3:5",
        "query:part-of-itself",
        "thing/clock fait partie de lui-même",
        "thing/clock is part of itself",
    ),
)

REFUSED = (
    # the description of the tables
    Refused(
        "tables.json is no JSON",
        swap(TABLES, '"columns": [', '"columns": [,'),
        f"{TABLES}: malformed JSON:",
        "line 9 column 21",
    ),
    Refused("tables.json is a list", change(TABLES, lambda _: b"[]"), f"{TABLES}:", "JSON object"),
    Refused(
        "tables.json is nested too deep",
        change(TABLES, lambda _: b"[" * 100_000),
        f"{TABLES}: malformed JSON:",
        "recursion",
    ),
    Refused(
        "tables.json has no tables", change(TABLES, lambda _: b"{}"), f"{TABLES}:", "no tables"
    ),
    Refused(
        "a datatype is unknown",
        swap(TABLES, '"datatype": "date"', '"datatype": "day"'),
        f"{TABLES}: not a valid CSVW description:",
        "day",
    ),
    Refused(
        "a key is no column",
        swap(TABLES, '"primaryKey": "id"', '"primaryKey": "name"'),
        f"{TABLES}: curators.csv:",
        "the key column “name” is not a column",
    ),
    Refused(
        "a reference is to no table",
        swap(TABLES, '"resource": "curators.csv"', '"resource": "people.csv"'),
        f"{TABLES}: curators.csv:",
        "id is not the primary key of people.csv",
    ),
    Refused(
        "a table is described twice",
        swap(TABLES, '"url": "sources.csv"', '"url": "curators.csv"'),
        f"{TABLES}:",
        "two tables are named curators.csv",
    ),
    Refused(
        "a property has an undefined prefix",
        swap(TABLES, '"propertyUrl": "rdfs:label"', '"propertyUrl": "nope:label"'),
        f"{TABLES}: curators.csv:",
        "unknown prefix nope: in nope:label",
    ),
    *(
        Refused(
            f"the url of a table is {url}",
            swap(TABLES, '"url": "things.csv"', f'"url": "{url}"'),
            f"{TABLES}: url “{url}”",
            "must be the plain name of a file in the same folder",
        )
        for url in (
            "../things.csv",
            "http://127.0.0.1:9/things.csv",
            "/etc/passwd",
            "file:things.csv",
            ".things.csv",
        )
    ),
    *(
        Refused(
            f"{name} is a reference",
            swap(TABLES, '"tableSchema": {', f'"{name}": "http://127.0.0.1:9/x.json", "notes": {{'),
            f"{TABLES}: curators.csv: {name}",
            "must be written in place",
        )
        for name in ("tableSchema", "dialect")
    ),
    Refused(
        "the context is another one",
        swap(TABLES, "http://www.w3.org/ns/csvw", "http://127.0.0.1:9/context"),
        f"{TABLES}: not a valid CSVW description:",
        "@context",
    ),
    # Turtle
    Refused(
        "Turtle is malformed",
        swap(MODULE, "tiny:Part a owl:Class ;", "tiny:Part a owl:Class [ ;"),
        f"{MODULE}:12:",
        "malformed Turtle",
    ),
    Refused(
        "Turtle has an undefined prefix",
        swap(MODULE, "tiny:Part a", "nope:Part a"),
        f"{MODULE}:12:1:",
        "The prefix nope: has not been declared",
    ),
    Refused(
        "Turtle is not UTF-8",
        change(MODULE, lambda content: content.replace("Pièce".encode(), b"Pi\xe8ce")),
        f"{MODULE}:",
        "it is not UTF-8 text, see line",
    ),
    Refused(
        "shapes are malformed Turtle",
        swap(SHAPES, "sh:minCount 2 ;", "sh:minCount 2 2 ;"),
        f"{SHAPES}:14:",
        "malformed Turtle",
    ),
    Refused(
        "a shape asks for what SHACL does not allow",
        swap(SHAPES, "sh:minCount 2 ;", 'sh:minCount "two" ;'),
        "ontology/shapes",
        "must be an xsd:integer",
    ),
    Refused(
        "the prefix table is malformed",
        swap(PREFIXES, "@prefix tiny: <", "@prefix tiny <"),
        f"{PREFIXES}:3:",
        "malformed Turtle",
    ),
    Refused(
        "the prefix table holds a statement",
        change(PREFIXES, lambda content: content + b"tiny:a tiny:b tiny:c .\n"),
        f"{PREFIXES}: holds a statement",
        "only @base and @prefix",
    ),
    # queries
    Refused(
        "a header line has no colon",
        swap(CHECK, "#+ severity: error", "#+ severity error"),
        f"{CHECK}:3: malformed header line",
        "#+ key: value",
    ),
    Refused(
        "a header lacks a key",
        swap(CHECK, "#+ severity: error\n", ""),
        f"{CHECK}:",
        "the header lacks #+ severity: …",
    ),
    Refused(
        "a header has an unknown key",
        swap(RULE, "#+ origin:", "#+ source: page\n#+ origin:"),
        f"{RULE}:",
        "unknown header key “source”",
    ),
    Refused(
        "a severity is unknown",
        swap(CHECK, "#+ severity: error", "#+ severity: fatal"),
        f"{CHECK}:",
        "severity is “fatal”, expected error, warning, info",
    ),
    *(
        Refused(
            f"{file} has an undefined prefix",
            swap(file, old, new),
            f"{file}: malformed SPARQL",
            "Prefix not found",
        )
        for file, old, new in (
            (CHECK, "tiny:partOf ?focus", "nope:partOf ?focus"),
            (RULE, "PREFIX rdfs:", "PREFIX rdfz:"),
        )
    ),
    Refused(
        "a query is not UTF-8",
        change(RULE, lambda content: content.replace(b"Type", b"\xff")),
        f"{RULE}: cannot be read",
        "it is not UTF-8 text, see line 1",
    ),
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny project with a finished build."""
    root = tmp_path_factory.mktemp("good") / "tiny"
    shutil.copytree(TINY, root)
    build_project(Project(root, root / "build"))
    return root


@pytest.fixture
def root(good: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoiled."""
    return shutil.copytree(good, tmp_path / "tiny", symlinks=True)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine with much to do, a step takes long, and would be told among what is wrong."""
    monkeypatch.setattr("bioprod_graph.commands.context._PATIENCE", 60.0)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is ever fetched: a connection fails the test that opens it."""

    def refuse(*_: object) -> NoReturn:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def read_inputs(root: Path) -> dict[str, bytes]:
    """Give the content of every file but those of builds."""
    files = (path for path in root.rglob("*") if path.is_file() and "build" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def assert_last_good_stands(root: Path) -> None:
    """The link leads to the first build, nothing unfinished lies beside it, and it answers."""
    build = root / "build"
    assert (build / "current").readlink() == Path("000001")
    assert sorted(p.name for p in build.iterdir()) == [".lock", "000001", "current"]
    store = ox.Store.read_only(str(build / "current" / "store"))
    parts = {row["part"] for row in read_values(select(store, PARTS))}
    assert {part.rpartition("/")[2] for part in parts} == {"balance-wheel", "movement"}


class TestBadTables:
    @pytest.mark.parametrize("lang", ["fr", "en"])
    @pytest.mark.parametrize("case", FOUND, ids=lambda case: case.name)
    def test_gives_one_located_finding_and_keeps_the_last_good_build(
        self, case: Found, *, lang: str, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One finding says what and where in the reader’s language; the last build answers."""
        case.spoil(root)
        before = read_inputs(root)

        status = main(["--project", str(root), "--lang", lang, "build"])

        captured = capsys.readouterr()
        word = "erreur" if lang == "fr" else "error"
        told = captured.out.splitlines()
        assert told[0] == f"{case.place}  {word}  [{case.check}]"
        assert (case.french if lang == "fr" else case.english) in told[1]
        assert told[-1].startswith(f"1 {word}")
        assert captured.err.count("\n") == 1
        assert captured.err.startswith("bioprod: ")
        assert status == 1
        assert read_inputs(root) == before
        assert_last_good_stands(root)


class TestBadFiles:
    @pytest.mark.parametrize("lang", ["fr", "en"])
    @pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
    def test_gives_one_line_and_keeps_the_last_good_build(
        self, case: Refused, *, lang: str, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One line names the file and says what is wrong; the last build answers.

        Of a rule or a check it is a finding, on stdout; else all there is, on stderr.
        """
        case.spoil(root)
        before = read_inputs(root)

        status = main(["--project", str(root), "--lang", lang, "build"])

        captured = capsys.readouterr()
        place, words = (
            (case.french_place, case.french) if lang == "fr" else (case.place, case.words)
        )
        if place.startswith((RULE, CHECK)) and "[query:malformed]" in captured.out:
            _, said, *_ = captured.out.splitlines()
            assert said.startswith(f"  {place}")
            assert words in said
        else:
            assert captured.out == ""
            assert captured.err.startswith(f"bioprod: {root}/{place}")
            assert words in captured.err
            assert captured.err.count("\n") == 1
        assert status == 1
        assert read_inputs(root) == before
        assert_last_good_stands(root)

    def test_the_command_query_still_answers(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A build that failed leaves the questions as they were."""
        change(TABLES, lambda _: b"")(root)
        assert main(["--project", str(root), "build"]) == 1
        capsys.readouterr()

        assert main(["--project", str(root), "query", "parts-of", "--format", "csv"]) == 0
        answer = capsys.readouterr().out.splitlines()
        assert [row.split(",")[1] for row in answer] == ["label", "Balance wheel", "Movement"]


class TestNoProject:
    @pytest.mark.parametrize("missing", [PREFIXES, TABLES])
    def test_a_folder_without_its_marks_is_no_project(
        self, missing: str, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The one line says which file makes a folder a project."""
        (root / missing).unlink()

        assert main(["--project", str(root), "build"]) == 1
        err = capsys.readouterr().err
        assert err == f"bioprod: project: {root} is no project, it has no {missing}\n"

    def test_a_prefix_table_without_a_base_is_refused(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """No identifier can be made without a base."""
        (root / PREFIXES).write_text("@prefix tiny: <https://example.org/#> .\n", encoding="utf-8")

        assert main(["--project", str(root), "build"]) == 1
        assert "states no @base" in capsys.readouterr().err


def _read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class TestGoodInput:
    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda _: None, id="as it is"),
            pytest.param(
                swap(THINGS, (TINY / THINGS).read_text(encoding="utf-8").partition("\n")[2], ""),
                id="a table with a header only that nothing refers to",
            ),
            pytest.param(
                change(THINGS, lambda content: content.replace(b"\n", b"\r\n")),
                id="lines that end with CRLF",
            ),
            pytest.param(
                swap(THINGS, NOTE, "In two steps:\n- lift\n- turn; can be taken apart"),
                id="line breaks within quotes",
            ),
            pytest.param(swap(THINGS, NOTE, "SIRET 001 234"), id="digits that are no phone number"),
            pytest.param(
                change(THINGS, lambda content: b"\xef\xbb\xbf" + content), id="a byte order mark"
            ),
        ],
    )
    def test_builds_with_nothing_to_report(
        self, spoil: Spoil, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What is not bad is not refused; what is as it was is not written again."""
        before = _read_all(root / "data")
        spoil(root)

        assert main(["--project", str(root), "build"]) == 0
        assert capsys.readouterr().out == ""
        number = "000001" if _read_all(root / "data") == before else "000002"
        assert (root / "build" / "current").readlink() == Path(number)

    def test_a_byte_order_mark_is_no_part_of_any_file(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Tables, their description, Turtle and queries say the same with it."""
        before = (root / "build" / "current" / "dataset.nq").read_bytes()
        marked = [
            path
            for folder in ("data", "ontology", "queries")
            for path in (root / folder).rglob("*")
            if path.suffix in (".csv", ".json", ".ttl", ".rq")
        ]
        for path in marked:
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert {path.suffix for path in marked} == {".csv", ".json", ".ttl", ".rq"}

        assert main(["--project", str(root), "build"]) == 0
        assert capsys.readouterr().out == ""
        assert (root / "build" / "current" / "dataset.nq").read_bytes() == before
        assert main(["--project", str(root), "query", "parts-of", "--format", "csv"]) == 0

    def test_all_problems_are_told_at_once(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Findings of several rows and tables come together, in the order of files and lines."""
        swap(THINGS, "2020-03-03", "yesterday")(root)
        swap(THINGS, "12.5", "heavy")(root)
        swap(SOURCES, "https://example.org/inventory", "inventory")(root)

        assert main(["--project", str(root), "--lang", "en", "build"]) == 1
        out = capsys.readouterr().out
        places = [line.split()[0] for line in out.splitlines() if "  error  " in line]
        assert places == [f"{SOURCES}:2:4", f"{THINGS}:2:8", f"{THINGS}:3:7"]
        assert out.endswith("3 errors, 1 note\n")
